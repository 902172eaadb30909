"""Imported before all else: nothing is tidied up while the parts of the portal come in.

What they make stays for as long as the process runs. Looking through it again and again for what
could go took a quarter of the time that a process needs to begin.
"""

import gc

gc.disable()


def done() -> None:
    """All parts are there: they are never looked through, only what comes from now on is."""
    gc.freeze()
    gc.enable()
