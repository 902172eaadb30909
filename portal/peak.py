"""How much memory this process had at most."""

import re
import sys
from pathlib import Path

if sys.platform != "win32":
    import resource

_HERE = Path("/proc/self/status")


def megabytes() -> float | None:
    """The most this process held, in megabytes; None where the system does not say.

    Linux says it of the program that runs. `ru_maxrss` there is also what the process held before
    it began, which is all of its parent's where it was started by vfork (getrusage(2), proc(5)).
    """
    if _HERE.exists() and (said := re.search(r"VmHWM:\s*(\d+) kB", _HERE.read_text())):
        return int(said.group(1)) / 1024
    if sys.platform == "win32":
        return None
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024**2 if sys.platform == "darwin" else 1024)
