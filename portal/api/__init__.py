"""The API for programs: what the pages show, as JSON, by the same queries, rules and policy."""
