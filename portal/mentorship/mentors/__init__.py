"""Mentors: what they offer, and how somebody finds the one who fits."""
