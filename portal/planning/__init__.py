"""The pages of a plan, beside what else is worth knowing while following it."""
