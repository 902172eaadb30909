"""The first page: where I stand, what to do next, who helps."""
