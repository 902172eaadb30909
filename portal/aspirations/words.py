"""The answers a person can choose from, in the words shown: value to words, in their order."""

from portal.aspirations.models import Aim, Horizon, MoveType

AIMS: dict[str, str] = {Aim.NEXT: "A next role", Aim.ULTIMATE: "My ultimate objective"}

HORIZONS: dict[str, str] = {
    Horizon.YEAR: "This year",
    Horizon.TWO: "In 1 to 2 years",
    Horizon.LATER: "In 3 years or more",
    Horizon.EXPLORING: "Just exploring",
}

MOVE_TYPES: dict[str, str] = {
    MoveType.PROMOTION: "A step up",
    MoveType.LATERAL: "A move sideways",
    MoveType.FIELD: "Another field",
    MoveType.RETURN: "A return to earlier work",
    MoveType.RETIREMENT: "Working less before retirement",
}

SURENESS: dict[int, str] = {3: "Very sure", 2: "Fairly sure", 1: "Not sure yet"}

PRIORITIES: dict[int, str] = {1: "First", 2: "Second", 3: "Third"}

WORK_MODES: dict[str, str] = {
    "": "No wish",
    "site": "At a place of work",
    "mixed": "Some days at home",
    "home": "Mostly at home",
}

RELOCATION: dict[str, str] = {
    "": "No wish",
    "no": "I would rather stay here",
    "country": "Within the country",
    "anywhere": "Anywhere",
}

TRAVEL: dict[str, str] = {
    "": "No wish",
    "no": "No travel",
    "some": "Some travel",
    "often": "Often is fine",
}

HOURS: dict[str, str] = {
    "": "No wish",
    "full": "Full-time",
    "part": "Part-time",
    "shifts": "Shifts are fine",
    "flexible": "Flexible hours",
}

LEADING: dict[str, str] = {
    "": "No answer",
    "yes": "Yes, I would like to",
    "no": "No, rather not",
    "unsure": "Not sure yet",
}

# The parts a person opens to others one by one.
PARTS: dict[str, str] = {
    "roles": "The roles I am aiming for",
    "drivers": "What matters to me, and what drains me",
    "preferences": "What I am open to",
    "words": "My own words, and why",
}
