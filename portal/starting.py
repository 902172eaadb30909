"""Imported before all else: nothing is tidied up while the parts of the portal come in.

What they make stays for as long as the process runs. Looking through it again and again for what
could go took a quarter of the time that a process needs to begin.
"""

import gc

gc.disable()


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
