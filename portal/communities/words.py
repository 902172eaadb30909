"""What communities are told in words."""

from portal.communities.models import Kind

KINDS = {
    Kind.QUESTION: ("Question", "circle-alert"),
    Kind.IDEA: ("Idea", "sparkles"),
    Kind.NOTE: ("Note", "book-open"),
}
HINTS = {
    Kind.QUESTION: "What would you like to know? Say what you have tried.",
    Kind.IDEA: "What could we try, and what would be better for it?",
    Kind.NOTE: "What do you know that others would look for? It is kept and found by search.",
}
FEWEST = 5
"""Below this many nobody is told how many belong to a community: they could be guessed."""
SMALL = frozenset({"Every", "Each", "On", "At", "In", "Once", "Twice", "The", "First", "Last"})
"""Words that begin a sentence and are written small in the middle of one."""
MOST = 1000
"""Beyond this many nobody counts on."""


def people(members: int) -> str:
    """How many practise it, in words; nothing where they are few."""
    if members < FEWEST:
        return ""
    return f"More than {MOST:,} people" if members > MOST else f"{members:,} people"


def gathering(members: int, meets: str) -> str:
    """Why it helps with a skill: "12 people here practise it; they meet every second Thursday"."""
    who = people(members)
    begins = f"{who} here practise it" if who else "People here practise it"
    if not meets:
        return begins
    first, _, rest = meets.rstrip(".").partition(" ")
    first = first.lower() if first in SMALL else first
    return f"{begins}; they meet {first} {rest}".rstrip()
