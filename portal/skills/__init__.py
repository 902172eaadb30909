"""The taxonomy of skills, and the skills a person says they have."""
