"""Office hours and group sessions: dates on which a mentor is there for whoever takes a place."""
