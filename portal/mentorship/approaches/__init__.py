"""A mentor reaches out first, and who may be approached so."""
