"""The fixed catalogue of views: what is counted, how it may be split, and nothing else.

One-way tables, and each of them by one filter. There is no free query: what is not written here
cannot be asked for, since two filters together, or a view made to order, are how small groups are
found by comparing. Sources: Denning, Denning & Schwartz, The Tracker (1979); Adam & Wortmann,
Security-Control Methods for Statistical Databases (1989).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from portal.aspirations.drivers import DRIVERS
from portal.aspirations.words import HORIZONS as TIMES
from portal.aspirations.words import MOVE_TYPES
from portal.checkins import words
from portal.roles.models import ROLE_LEVELS

ALL = "all"
DEPARTMENT = "department"
LEVEL = "level"
LOCATION = "location"
FIELD = "field"
SPLITS = (DEPARTMENT, LEVEL, LOCATION, FIELD)
"""What the directory says of everybody. A cell has one part of each, in this order."""
NONE = "none"


@dataclass(frozen=True)
class View:
    """One published table. `answers` are the fixed ones in their order; else the largest come first
    and the rest is one row, in the word for one and for more of `others`. `of_all` says that it is
    about everybody who works here, not about those who said what they want; `one_each` that nobody
    gives two of the answers.
    """

    name: str
    title: str
    counts: str
    column: str
    splits: tuple[str, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    others: tuple[str, str] = ("", "")
    of_all: bool = False
    one_each: bool = False


PEOPLE = View(
    "people",
    "People counted",
    "People who said what they want and let it be counted.",
    "Group",
    SPLITS,
    {"": "People counted"},
)
ROLES = View(
    "roles",
    "Roles people are aiming for",
    "People who aim for the role, as a next role or later. One person may aim for several.",
    "Role",
    (DEPARTMENT, LEVEL),
    others=("role", "roles"),
)
FAMILIES = View(
    "families",
    "Fields people are aiming for",
    "People who aim for a role of the family, or for the family as a whole.",
    "Family of roles",
    SPLITS,
    others=("family", "families"),
)
HORIZONS = View(
    "horizons",
    "When people would like to move",
    "People with at least one aim for that time.",
    "When",
    SPLITS,
    TIMES,
)
MOVES = View(
    "moves",
    "The kind of move people want",
    "People with at least one aim of that kind, in the whole organisation.",
    "Kind of move",
    answers=MOVE_TYPES,
)
DRIVES = View(
    "drivers",
    "What matters to people at work",
    "People who chose it among up to three, in the whole organisation.",
    "What matters",
    answers=DRIVERS,
)
DRAINS = View(
    "drains",
    "What drains people at work",
    "People who chose it among up to two, in the whole organisation.",
    "What drains",
    answers=DRIVERS,
)

WANTED = View(
    "wanted",
    "Skills people want to learn or use more",
    "People who say so of the skill, and do not keep it to themselves.",
    "Skill",
    (DEPARTMENT, LEVEL),
    others=("skill", "skills"),
    of_all=True,
)
GROWING = View(
    "growing",
    "Skills people still need for what they aim for",
    "People who aim for a role that must have more of the skill than they have.",
    "Skill",
    others=("skill", "skills"),
    of_all=True,
)
HELD = View(
    "held",
    "Skills people have",
    "People who are Skilled or Leading in it, and do not keep it to themselves.",
    "Skill",
    others=("skill", "skills"),
    of_all=True,
)
ASKED = View(
    "asked",
    "What people ask mentors for",
    "People who named the skill to a mentor within half a year.",
    "Skill",
    others=("skill", "skills"),
    of_all=True,
)
READY = View(
    "ready",
    "Ready for a critical role",
    "People who are not in the role and have every step that it must have.",
    "Critical role",
    others=("critical role", "critical roles"),
    of_all=True,
)
NEARLY = View(
    "nearly",
    "Nearly ready for a critical role",
    "People who are not in the role and have three quarters of its steps or more.",
    "Critical role",
    others=("critical role", "critical roles"),
    of_all=True,
)
CONFIDENCE = View(
    "confidence",
    "How confident people are in their prospects here",
    "People who said so at their newest check-in, within 120 days.",
    "Answer",
    (DEPARTMENT, LEVEL),
    words.CONFIDENCE,
    of_all=True,
    one_each=True,
)
ENERGY = View(
    "energy",
    "How people’s energy at work is",
    "People who said so at their newest check-in, within 120 days.",
    "Answer",
    (DEPARTMENT, LEVEL),
    words.ENERGY,
    of_all=True,
    one_each=True,
)

# What each page shows.
ASPIRATIONS = {
    view.name: view for view in (PEOPLE, ROLES, FAMILIES, HORIZONS, MOVES, DRIVES, DRAINS)
}
TRAINING = {view.name: view for view in (WANTED, GROWING, HELD, ASKED)}
STRENGTH = {view.name: view for view in (READY, NEARLY)}
CHECK_INS = {view.name: view for view in (CONFIDENCE, ENERGY)}

VIEWS = ASPIRATIONS | TRAINING | STRENGTH | CHECK_INS


def level_part(level: int | None) -> str:
    """How a level is written in a cell and in an address."""
    return NONE if level is None else str(level)


LEVELS: dict[str, str] = {str(n): word for n, word in enumerate(ROLE_LEVELS) if word} | {
    NONE: "No level recorded"
}
UNKNOWN = {LEVEL: LEVELS[NONE], LOCATION: "No location recorded", FIELD: "No role recorded"}
"""What the part is called of those of whom the directory says nothing."""
