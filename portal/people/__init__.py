"""Persons, their place in the organisation, reporting line, own words, photo, and who looked."""
