"""The search pages, and keeping the index in step with the database."""
