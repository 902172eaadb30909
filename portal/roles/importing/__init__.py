"""Bringing in roles and skills: readers of O*NET, ESCO and CSV, and what they change here."""
