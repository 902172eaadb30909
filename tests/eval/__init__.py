"""Search quality on evaluation sets that others made; `python -m tests.eval DATA`."""
