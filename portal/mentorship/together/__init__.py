"""The mentorship at work: one page for the two, goals, sessions, notes and actions."""
