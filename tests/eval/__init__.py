"""Search quality on evaluation sets that others made; `python -m tests.eval DATA`."""

import os

# One thread: sums in one order, and time that can be told; read when numpy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
