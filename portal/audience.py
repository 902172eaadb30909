"""Who may see an item by name: a set of groups, chosen by the person it belongs to.

Stored as one small integer so that a query can filter on it. The empty set is "only me"; for an
aspiration it means that it counts in the protected aggregates and nobody reads it by name.
"""

from enum import IntFlag
from typing import Any

from sqlalchemy import Integer
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class Audience(IntFlag):
    """Groups a person can open an item to. EVERYONE includes all of them."""

    NOBODY = 0
    MENTORS = 1
    MANAGER = 2
    HR = 4
    EVERYONE = 8
    NAMED = 16
    # Was open to a line manager before the one of now, and waits for the owner's answer: nobody is
    # in this group. See portal.people.manager.
    WAITING = 32

    def includes(self, groups: "Audience") -> bool:
        """Whether a viewer who belongs to `groups` may see an item with this audience."""
        return bool(self & (groups | Audience.EVERYONE))


# In words, narrowest first, for forms and for the page that shows who sees what.
WORDS: dict[Audience, str] = {
    Audience.NOBODY: "Only me",
    Audience.NAMED: "People I name",
    Audience.MENTORS: "My mentors",
    Audience.MANAGER: "My line manager",
    Audience.MENTORS | Audience.MANAGER: "My line manager and mentors",
    Audience.HR: "HR, by name",
    Audience.EVERYONE: "Everyone",
}


# The groups one at a time, in the order in which they are named.
GROUPS = (Audience.NAMED, Audience.MENTORS, Audience.MANAGER, Audience.HR, Audience.EVERYONE)
WAITS = "your line manager, once you agree"


def in_words(audience: Audience) -> str:
    """The audience as a person would say it: "People I name, my mentors and HR, by name"."""
    if audience in WORDS:
        return WORDS[audience]
    if Audience.EVERYONE & audience:
        return WORDS[Audience.EVERYONE]
    words = [WORDS[group] for group in GROUPS if group & audience]
    if Audience.WAITING & audience:
        words.append(WAITS[0].upper() + WAITS[1:])
    first, *rest = (
        w if w.startswith("HR") or not n else w[0].lower() + w[1:] for n, w in enumerate(words)
    )
    return " and ".join([", ".join([first, *rest[:-1]]), *rest[-1:]])


class AudienceType(TypeDecorator[Audience]):
    """Keeps an Audience as an integer column."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> int:
        return int(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Audience | None:
        return None if value is None else Audience(value)  # None where an outer join found no row
