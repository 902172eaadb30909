"""Applying for an opportunity, and what becomes of it."""
