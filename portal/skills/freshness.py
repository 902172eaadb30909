"""When what somebody says of a skill has grown old, and when a certificate does."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import or_

from portal import clock
from portal.dates import months_on
from portal.skills.models import Interest, PersonSkill

MONTHS = 18
"""A skill is stale after so many months without use or review."""

AT_RISK = timedelta(days=60)
"""How long before its end a certificate is said to run out."""


class Validity(StrEnum):
    """How it stands with a certificate."""

    CURRENT = "current"
    AT_RISK = "at risk"
    EXPIRED = "expired"


def stale_before() -> date:
    """What was last used or looked over before this day is stale."""
    return months_on(clock.today(), -MONTHS)


def stale_since() -> datetime:
    """The same as a moment."""
    return datetime.combine(stale_before(), time(), clock.now().tzinfo)


def stale(row: PersonSkill) -> bool:
    """Whether the skill says something that nobody has used or looked over for too long."""
    if not says_something(row) or row.reviewed_at >= stale_since():
        return False
    return row.last_used_on is None or row.last_used_on < stale_before()


SAYS_SOMETHING = or_(PersonSkill.level > 0, PersonSkill.interest == Interest.LEARN)
"""The condition that a skill says something: `says_something` in SQL."""


def says_something(row: PersonSkill) -> bool:
    """Whether it has a level, or the wish to learn it."""
    return row.level > 0 or row.interest == Interest.LEARN


def unrated(row: PersonSkill) -> bool:
    """Whether it is in the list without a word on how well.

    At level 0 two interests are words: "learn", and "less" for "not yet, and no wish to".
    """
    return row.level == 0 and row.interest in (Interest.MORE, Interest.HAPPY)


def validity(until: date | None) -> Validity | None:
    """How it stands with what is valid until this day; None for what has no end."""
    if until is None:
        return None
    today = clock.today()
    if until < today:
        return Validity.EXPIRED
    return Validity.AT_RISK if until <= today + AT_RISK else Validity.CURRENT
