"""What the clock does: reminders, ends, what leavers leave open. Done again, it does nothing."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, exists, not_, or_, select

from portal.accounts.queries import active, is_active
from portal.people.models import Person
from portal.skills import own_queries
from portal.skills.models import PersonSkill
from portal.timed import one_by_one
from portal.validation import machine, standing
from portal.validation.models import State, Validation
from portal.validation.rules import LASTS

REMINDERS = (7, 21)


def tick(now: datetime) -> None:
    """Do everything about confirmations that is due at `now`, one owner of skills after another.

    After days of being off it catches up: what has run out ends, and of several reminders only the
    last is sent.
    """
    one_by_one(Person, STEPS, now)


def _pointless(_now: datetime) -> Select[Any]:
    """Owners with something open that somebody left, or with a question about a removed skill."""
    gone = select(Person.id).where(not_(active())).scalar_subquery()
    listed = exists().where(
        PersonSkill.person_id == Validation.person_id, PersonSkill.skill_id == Validation.skill_id
    )
    left = or_(Validation.person_id.in_(gone), Validation.by_id.in_(gone))
    unlisted = and_(Validation.state == State.ASKED, ~listed)
    return select(Validation.person_id).where(standing.OPEN, or_(left, unlisted)).distinct()


def _close(owner: Person, _now: datetime) -> None:
    """Close, in neutral words, what nobody can answer any more."""
    here = is_active(owner.id)
    for row in standing.open_of(owner.id):
        if not here or not is_active(row.by_id):
            row.reason = "left"
        elif row.state == State.ASKED and own_queries.held(owner.id, row.skill_id) is None:
            row.reason = "skill removed"
        if row.reason:
            machine.advance(row, "closed", reason=row.reason)


def _run_out(now: datetime) -> Select[Any]:
    late = Validation.expires_on <= now.date()
    return select(Validation.person_id).where(standing.OPEN, late).distinct()


def _expire(owner: Person, now: datetime) -> None:
    for row in standing.open_of(owner.id):
        if row.expires_on <= now.date():
            machine.advance(row, "expired")


def _unreminded(now: datetime) -> Select[Any]:
    late = [
        and_(
            Validation.expires_on <= (now + LASTS - timedelta(days=day)).date(),
            Validation.reminded < day,
        )
        for day in REMINDERS
    ]
    return select(Validation.person_id).where(standing.OPEN, or_(*late)).distinct()


def _remind(owner: Person, now: datetime) -> None:
    for row in standing.open_of(owner.id):
        age = now.date() - (row.expires_on - LASTS)
        last = max((day for day in REMINDERS if age >= timedelta(days=day)), default=0)
        if last > row.reminded:
            row.reminded = last
            machine.advance(row, "reminded", reason=str(last))


Find = Callable[[datetime], Select[Any]]
Act = Callable[[Person, datetime], None]
STEPS: tuple[tuple[Find, Act], ...] = (
    (_pointless, _close),
    (_run_out, _expire),
    (_unreminded, _remind),
)
