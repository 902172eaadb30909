"""Mentors, their capacity, requests to them and the mentorships that follow."""
