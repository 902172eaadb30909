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

    def includes(self, groups: "Audience") -> bool:
        """Whether a viewer who belongs to `groups` may see an item with this audience."""
        return bool(self & (groups | Audience.EVERYONE))


# In words, narrowest first, for forms and for the page that shows who sees what.
WORDS: dict[Audience, str] = {
    Audience.NOBODY: "Only me",
    Audience.MENTORS: "My mentors",
    Audience.MANAGER: "My line manager",
    Audience.MENTORS | Audience.MANAGER: "My line manager and mentors",
    Audience.HR: "HR, by name",
    Audience.EVERYONE: "Everyone",
}


def in_words(audience: Audience) -> str:
    """The audience as a person would say it: "My mentors and HR, by name"."""
    if audience in WORDS:
        return WORDS[audience]
    groups = [WORDS[g] for g in (Audience.MENTORS, Audience.MANAGER, Audience.HR) if g & audience]
    first, *rest = groups
    return " and ".join([first, *(w if w.startswith("HR") else w[0].lower() + w[1:] for w in rest)])


class AudienceType(TypeDecorator[Audience]):
    """Keeps an Audience as an integer column."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> int:
        return int(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Audience | None:
        return None if value is None else Audience(value)  # None where an outer join found no row
