"""Persons, their place in the organisation, their reporting line and their own words."""
