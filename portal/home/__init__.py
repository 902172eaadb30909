"""The first page: the one next thing, how far, and who helps."""
