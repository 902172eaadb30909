"""What the clock does: the reminder, the end, what leavers leave open. Again, it does nothing."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, not_, or_, select

from portal.accounts.queries import active, is_active
from portal.feedback import machine, standing
from portal.feedback.models import Feedback
from portal.feedback.rules import LASTS
from portal.people.models import Person
from portal.timed import one_by_one

REMINDER = 7


def tick(now: datetime) -> None:
    """Do everything about feedback that is due at `now`, one person who asked after another.

    After days of being off it catches up: what has run out ends, without a reminder.
    """
    one_by_one(Person, STEPS, now)


def _left(_now: datetime) -> Select[Any]:
    """Who asked, or is asked, and has left."""
    gone = select(Person.id).where(not_(active())).scalar_subquery()
    left = or_(Feedback.person_id.in_(gone), Feedback.by_id.in_(gone))
    return select(Feedback.person_id).where(standing.OPEN, left).distinct()


def _close(owner: Person, _now: datetime) -> None:
    """Close, in neutral words, what nobody can answer any more."""
    here = is_active(owner.id)
    for row in standing.open_of(owner.id):
        if not here or not is_active(row.by_id):
            row.reason = "left"
            machine.advance(row, "closed", reason="left")


def _run_out(now: datetime) -> Select[Any]:
    late = Feedback.expires_on <= now.date()
    return select(Feedback.person_id).where(standing.OPEN, late).distinct()


def _expire(owner: Person, now: datetime) -> None:
    for row in standing.open_of(owner.id):
        if row.expires_on and row.expires_on <= now.date():
            machine.advance(row, "expired")


def _unreminded(now: datetime) -> Select[Any]:
    half = Feedback.expires_on <= (now + LASTS - timedelta(days=REMINDER)).date()
    late = (half, Feedback.reminded < REMINDER)
    return select(Feedback.person_id).where(standing.OPEN, *late).distinct()


def _remind(owner: Person, now: datetime) -> None:
    half = (now + LASTS - timedelta(days=REMINDER)).date()
    for row in standing.open_of(owner.id):
        if row.expires_on and row.expires_on <= half and row.reminded < REMINDER:
            row.reminded = REMINDER
            machine.advance(row, "reminded", reason=str(REMINDER))


Find = Callable[[datetime], Select[Any]]
Act = Callable[[Person, datetime], None]
STEPS: tuple[tuple[Find, Act], ...] = (
    (_left, _close),
    (_run_out, _expire),
    (_unreminded, _remind),
)
