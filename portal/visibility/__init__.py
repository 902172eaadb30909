"""Who sees what: every item of a person beside its audience, and who looked."""
