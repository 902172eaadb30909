"""Concerns: what somebody tells the people named for it, who alone read it."""
