"""The life of an aspiration: one table, and the only way to change its state."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from portal import clock
from portal.aspirations import queries
from portal.aspirations.models import Aim, Aspiration, AspirationEvent, Horizon, State
from portal.db import db
from portal.errors import Refused
from portal.people import events
from portal.transitions import Past

MOST = 5

# When to ask if this is still what the person wants: after half the horizon; half a year where
# there is none.
REVIEW_AFTER: dict[str, timedelta] = {
    Horizon.YEAR: timedelta(days=182),
    Horizon.TWO: timedelta(days=365),
    Horizon.LATER: timedelta(days=548),
    Horizon.EXPLORING: timedelta(days=182),
}


class Event(StrEnum):
    ADD = "add"
    START = "start"
    ACHIEVE = "achieve"
    DROP = "drop"
    ARCHIVE = "archive"
    RESTORE = "restore"
    REDRAFT = "redraft"


DONE: dict[Event, str] = {
    Event.ADD: "You added {} already, on {}.",
    Event.START: "{} is on your list since {}.",
    Event.ACHIEVE: "You reached {} already, on {}.",
    Event.DROP: "You took {} off your list already, on {}.",
    Event.ARCHIVE: "{} was put away on {}.",
    Event.RESTORE: "{} is back on your list since {}.",
    Event.REDRAFT: "{} is back on your list since {}.",
}


def room_left(_aspiration: Aspiration, others: list[Aspiration]) -> None:
    if len(others) >= MOST:
        raise Refused(f"You are aiming for {MOST} things already. Remove one to make room.")


def not_twice(aspiration: Aspiration, others: list[Aspiration]) -> None:
    if any(_aim_of(other) == _aim_of(aspiration) for other in others):
        raise Refused("That is on your list already.")


def one_ultimate(aspiration: Aspiration, others: list[Aspiration]) -> None:
    if aspiration.aim == Aim.ULTIMATE and any(other.aim == Aim.ULTIMATE for other in others):
        raise Refused("You have an ultimate objective already. Make that one a next role first.")


def plan_review(aspiration: Aspiration) -> None:
    aspiration.review_on = clock.today() + REVIEW_AFTER[aspiration.horizon]


def no_review(aspiration: Aspiration) -> None:
    aspiration.review_on = None


Guard = Callable[[Aspiration, list[Aspiration]], None]


@dataclass(frozen=True)
class Step:
    to: State
    guards: tuple[Guard, ...] = ()
    effect: Callable[[Aspiration], None] = no_review


TABLE: dict[tuple[State | None, Event], Step] = {
    (None, Event.ADD): Step(State.DRAFT, (room_left, not_twice)),
    (State.DRAFT, Event.START): Step(State.ACTIVE, (one_ultimate,), plan_review),
    (State.ACTIVE, Event.ACHIEVE): Step(State.ACHIEVED),
    (State.DRAFT, Event.DROP): Step(State.DROPPED),
    (State.ACTIVE, Event.DROP): Step(State.DROPPED),
    (State.DRAFT, Event.ARCHIVE): Step(State.ARCHIVED),
    (State.ACTIVE, Event.ARCHIVE): Step(State.ARCHIVED),
    (State.DROPPED, Event.REDRAFT): Step(State.DRAFT, (room_left, not_twice)),
    (State.DROPPED, Event.RESTORE): Step(
        State.ACTIVE, (room_left, not_twice, one_ultimate), plan_review
    ),
    (State.ACHIEVED, Event.RESTORE): Step(
        State.ACTIVE, (room_left, not_twice, one_ultimate), plan_review
    ),
}


def advance(aspiration: Aspiration, event: Event, *, actor_id: UUID | None) -> None:
    """Take one step of the table; the person's row is locked.

    Raises Past when this was done before, and Refused when a guard says no or the table
    has no such step.
    """
    before = State(aspiration.state) if aspiration.state else None
    step = TABLE.get((before, event))
    if step is None:
        raise _no_such_step(aspiration, event)
    others = [a for a in db.session.scalars(queries.live(aspiration.person_id)) if a != aspiration]
    for guard in step.guards:
        guard(aspiration, others)
    aspiration.state = step.to
    step.effect(aspiration)
    aspiration.updated_at = clock.now()
    db.session.add(aspiration)
    db.session.flush()
    own = {"actor_id": actor_id, "aspiration_id": aspiration.id}
    events.record(AspirationEvent, event, before, step.to, by=aspiration.person, **own)


def _no_such_step(aspiration: Aspiration, event: Event) -> Refused:
    last = queries.last_event(aspiration.id)
    ends = {step.to for (_, name), step in TABLE.items() if name == event}
    if last is not None and aspiration.state in ends:
        words = DONE[Event(last.event)].format(title(aspiration), f"{last.at:%-d %B %Y}")
        return Past(words)
    return Refused(f"{title(aspiration)} is not on your list any more.")


def title(aspiration: Aspiration) -> str:
    """What is aimed for, in words."""
    if aspiration.role is not None:
        return aspiration.role.title
    return aspiration.family.name if aspiration.family is not None else aspiration.words


def _aim_of(aspiration: Aspiration) -> tuple[object, object, str]:
    return aspiration.role_id, aspiration.family_id, aspiration.words.casefold()
