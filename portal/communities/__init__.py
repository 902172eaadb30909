"""Communities of practice: people who share a skill, what they ask, and what is kept of it."""
