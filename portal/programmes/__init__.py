"""Programmes of mentoring: HR brings people together who asked for it, and they say yes or no."""
