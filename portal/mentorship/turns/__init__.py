"""The turns of a mentorship: a pause, a longer time, its end, and what is said afterwards."""
