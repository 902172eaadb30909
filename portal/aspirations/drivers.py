"""What can matter to a person at work, or drain them: a fixed list, in plain words.

A code keeps its meaning for ever, since answers and published counts refer to it. To change the
list, add codes, or move one that is no longer offered to RETIRED, and raise VERSION.
"""

VERSION = 1
MOST_DRIVERS = 3
MOST_DRAINS = 2

DRIVERS: dict[str, str] = {
    "helping": "Helping people directly",
    "learning": "Learning new things",
    "variety": "Variety",
    "leading": "Leading others",
    "steady": "Steady hours",
    "pay": "Better pay",
    "expert": "Being an expert",
    "building": "Building new things",
    "deciding": "Deciding for myself",
    "quiet": "A quieter pace",
    "outdoors": "Working outdoors",
}

# No longer offered; people who chose one keep it until they choose again.
RETIRED: dict[str, str] = {}


def in_words(code: str) -> str:
    """The words of a code. Raises KeyError for one that never was."""
    return DRIVERS[code] if code in DRIVERS else RETIRED[code]
