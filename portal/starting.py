"""Imported before all else: nothing is tidied up while the parts of the portal come in.

What they make stays for as long as the process runs. Looking through it again and again for what
could go took a quarter of the time that a process needs to begin.
"""

import ctypes
import gc

gc.disable()

# How glibc shares out memory (mallopt, <malloc.h>): what is given back, and how many heaps.
TRIM_THRESHOLD, MMAP_THRESHOLD, ARENA_MAX = -1, -3, -8
LARGE = 4 * 2**20


def done() -> None:
    """All parts are there: they are never looked through, only what comes from now on is.

    What a process keeps of the tables comes later, and may be large: a look through all of it takes
    a tenth of a second where there are 20,000 roles. It is had for every hundredth round of the
    middle generation instead of every tenth; what pages leave behind goes with the younger ones.
    """
    gc.freeze()
    young, middle, _ = gc.get_threshold()
    gc.set_threshold(young, middle, 100)
    gc.enable()


def one_heap() -> None:
    """One heap for all threads of this process and of its forks, and no large holes in it.

    By itself glibc makes a heap for each thread, and each comes to hold what the largest page once
    took. Python runs one thread at a time, so nothing waits for the one. With another C library
    nothing is done.
    """
    library = ctypes.CDLL(None)
    if hasattr(library, "gnu_get_libc_version"):
        for what, value in ((ARENA_MAX, 1), (TRIM_THRESHOLD, LARGE), (MMAP_THRESHOLD, LARGE)):
            library.mallopt(what, value)
