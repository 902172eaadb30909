"""What the clock does for conversations. Done twice or late it does no harm."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, not_, or_, select
from sqlalchemy.orm import aliased

from portal import timed
from portal.accounts.queries import active, is_active
from portal.batches import batches
from portal.conversations import machine, standing, telling
from portal.conversations.models import Conversation, State
from portal.db import db, one_of, transaction
from portal.people.models import Person

SOON = timedelta(hours=24)
CATCH_UP = timedelta(days=14)
"""A day that came while nothing worked is told up to so much later, and then not any more."""
AT_ONCE = 100


def tick(now: datetime) -> None:
    """Do what is due at `now`; done again, it does nothing."""
    timed.one_by_one(Conversation, STEPS, now)


def _one(*conditions: Any) -> Select[UUID]:
    return select(Conversation.id).where(*conditions)


def _state(*states: State) -> Any:
    return one_of(Conversation.state, states)


def _parted(_now: datetime) -> Select[UUID]:
    """Under way between two who are not employee and manager any more, or one of whom is gone."""
    gone = select(Person.id).where(not_(active())).scalar_subquery()
    led = aliased(Person)
    return (
        _one(_state(State.PROPOSED, State.SCHEDULED, State.OPEN))
        .join(led, led.id == Conversation.person_id)
        .where(
            or_(
                led.manager_id.is_(None),
                led.manager_id != Conversation.manager_id,
                Conversation.person_id.in_(gone),
                Conversation.manager_id.in_(gone),
            )
        )
    )


def _end(one: Conversation, _now: datetime) -> None:
    apart = not (one.current and is_active(one.manager_id) and is_active(one.person_id))
    if one.live and apart:
        machine.advance(one, "ended", None)


def _over(now: datetime) -> Select[UUID]:
    late = Conversation.starts_at <= now - machine.LATE
    return _one(_state(State.PROPOSED, State.SCHEDULED), late)


def _miss(one: Conversation, now: datetime) -> None:
    event = {State.SCHEDULED: "missed", State.PROPOSED: "ran_out"}.get(State(one.state))
    if event and one.starts_at <= now - machine.LATE:
        machine.advance(one, event, None)


def _unsaid(now: datetime) -> Select[UUID]:
    return _one(
        _state(State.CLOSED),
        Conversation.counted_at.is_(None),
        Conversation.closed_at <= now - machine.OBJECT,
        Conversation.employee_agrees.is_not(False),
        Conversation.manager_agrees.is_not(False),
    )


def _count(one: Conversation, now: datetime) -> None:
    no = False in (one.employee_agrees, one.manager_agrees)
    if one.state != State.CLOSED or one.counted_at or no or one.closed_at is None:
        return
    if one.closed_at <= now - machine.OBJECT:
        machine.advance(one, "counted", None)


def _near(now: datetime) -> Select[UUID]:
    return _one(
        _state(State.SCHEDULED),
        Conversation.starts_at > now,
        Conversation.starts_at <= now + SOON,
        Conversation.reminded != Conversation.sequence,
    )


def _remind(one: Conversation, now: datetime) -> None:
    """Whoever planned it within the day knows it: only one planned before is said again."""
    near = now < one.starts_at <= now + SOON
    if one.state != State.SCHEDULED or not near or one.reminded == one.sequence:
        return
    one.reminded = one.sequence
    if one.starts_at - one.changed_at > SOON:
        telling.soon(one)


Find = Callable[[datetime], Select[UUID]]
Act = Callable[[Conversation, datetime], None]
STEPS: tuple[tuple[Find, Act], ...] = (
    (_parted, _end),
    (_over, _miss),
    (_unsaid, _count),
    (_near, _remind),
)


def nudge(now: datetime) -> None:
    """Tell an employee and their manager, once for each time, that the next one is due.

    By the rhythm of the two, since they last talked or since the employee came; not where one is
    under way.
    """
    due = [one for one in standing.all_pairs() if _came_due(one, now.date())]
    db.session.rollback()
    for some in batches(due, AT_ONCE):
        with transaction():
            for one in some:
                telling.due(one.id, one.manager_id, one.name, one.manager, str(one.due_on))  # type: ignore[arg-type]


def _came_due(one: standing.Standing, today: date) -> bool:
    if one.live_id is not None or one.due_on is None or one.manager_id is None:
        return False
    return one.due_on <= today < one.due_on + CATCH_UP
