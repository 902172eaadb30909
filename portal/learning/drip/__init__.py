"""Courses that open day by day, from the day on which a person began."""
