"""The pages of programmes: HR's, and those of members."""
