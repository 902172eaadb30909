"""The dates of steps: laid out when a plan begins, moved on by so many days, spread anew; and
whether a plan keeps up with them. Pure sums, without a database.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Protocol

# Two hours of a working week go into learning, until somebody agrees on something else.
HOURS_A_WEEK = 2
HOURS_A_DAY = 8
SHORTEST = timedelta(days=14)
WITHOUT_HOURS = timedelta(days=28)
MOST_WEEKS = 520
FURTHEST = timedelta(days=3653)


def in_reach(*days: date | None, today: date) -> bool:
    """Whether these days lie within twenty years of today; one left open does."""
    return all(abs(day - today) <= 2 * FURTHEST for day in days if day)


class Dated(Protocol):
    """What of a step these sums look at."""

    @property
    def starts_on(self) -> date | None: ...

    @property
    def due_on(self) -> date | None: ...


class Timed(Dated, Protocol):
    """The same with the hours it takes."""

    @property
    def hours(self) -> Decimal | None: ...


@dataclass(frozen=True)
class Dates:
    """When a step begins and when it is due; either may be open."""

    starts_on: date | None
    due_on: date | None


def takes(hours: Decimal | None) -> timedelta:
    """How long a step of so many hours takes beside the work, at least two weeks."""
    if not hours:
        return WITHOUT_HOURS
    weeks = -(-hours // HOURS_A_WEEK)
    return max(SHORTEST, timedelta(weeks=int(min(weeks, Decimal(MOST_WEEKS)))))


def laid_out(steps: Iterable[Timed], start: date) -> list[Dates]:
    """One step after the other from `start` on; those with a date of their own keep it."""
    found, at = [], start
    for step in steps:
        if step.due_on is not None:
            dates = Dates(step.starts_on, step.due_on)
        elif step.starts_on is not None:
            dates = Dates(step.starts_on, _held_until(step.starts_on, step.hours))
        else:
            dates = Dates(None, _not_beyond(at + takes(step.hours), start))
        found.append(dates)
        at = max(at, dates.due_on or at)
    return found


def _held_until(starts_on: date, hours: Decimal | None) -> date:
    """A day's work is over on the day it begins; what is longer may be spread over weeks."""
    return starts_on if (hours or 0) <= HOURS_A_DAY else starts_on + takes(hours)


def _not_beyond(day: date, start: date) -> date:
    return min(day, start + FURTHEST)


def moved(steps: Iterable[Dated], days: int) -> list[Dates]:
    """Every date so many days later; what has none stays without."""
    by = timedelta(days=days)
    return [
        Dates(step.starts_on and step.starts_on + by, step.due_on and step.due_on + by)
        for step in steps
    ]


def spread(steps: Sequence[Timed], start: date, end: date) -> list[Dates]:
    """Due one after the other between `start` and `end`, the last on `end`, each with room by the
    time it takes. A step keeps its length where there is room for it.
    """
    whole = sum((takes(step.hours) for step in steps), timedelta(0))
    found, used = [], timedelta(0)
    for step in steps:
        begin = start + (end - start) * (used / whole)
        used += takes(step.hours)
        due = start + (end - start) * (used / whole)
        long = step.due_on - step.starts_on if step.due_on and step.starts_on else None
        found.append(Dates(max(begin, due - long) if long is not None else None, due))
    return found


def late(steps: Iterable[Dated], today: date) -> int:
    """How many open steps should be done by now."""
    return sum(step.due_on is not None and step.due_on < today for step in steps)
