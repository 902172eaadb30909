"""Offering an opportunity: writing it, having it approved, and leading it to its end."""
