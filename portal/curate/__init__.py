"""Looking after the taxonomy: skills, proposals, mergers, and what is untidy."""
