"""The exceptions to the sizes of the house, each with its reason, from allowed.txt."""

from pathlib import Path


def allowed(what: str) -> bool:
    """Whether `what` (a path under portal/, with ::function for one) has a line with a reason."""
    return what in exceptions()


def exceptions() -> dict[str, str]:
    """What is allowed, and why."""
    found = {}
    for line in (Path(__file__).parent / "allowed.txt").read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            what, _, why = line.partition("  ")
            found[what.strip()] = why.strip()
    return found
