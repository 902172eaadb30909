"""Reading enrolments: where somebody stands with what they learn."""

from collections.abc import Collection
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, func, select
from sqlalchemy.orm import joinedload

from portal.db import columns, db, one_of
from portal.learning.models import (
    LIVE_STATES,
    TAKES_PLACE,
    Enrolment,
    EnrolmentEvent,
    LearningDate,
    LearningItem,
    State,
    learning_prerequisite,
)
from portal.light import Light
from portal.people.models import Person

# Somebody has learned it, and it counts today.
LEARNED = (State.COMPLETED, State.CURRENT, State.AT_RISK)
SHOWN = Light(
    Enrolment,
    item=Light(
        LearningItem, "title", "hours", "format", "certificate", "status", "payer", "currency"
    ),
    date=Light(LearningDate, "starts_at", "ends_at", "place", "cancelled_at"),
    assigned_by=Light(Person, "name"),
)


def standing(person_id: UUID, item_ids: Collection[UUID]) -> dict[UUID, str]:
    """In which state each of these items is with this person, where it is under way at all."""
    if not item_ids:
        return {}
    rows = columns(_standing(), person_id=person_id, item_ids=[*item_ids])
    return {item_id: state for item_id, state in rows}


@cache
def _standing() -> Select[UUID, str]:
    return select(Enrolment.item_id, Enrolment.state).where(
        Enrolment.person_id == bindparam("person_id"),
        Enrolment.item_id.in_(bindparam("item_ids", expanding=True)),
        one_of(Enrolment.state, LIVE_STATES),
    )


def of_person(person_id: UUID, most: int = 200) -> list[Enrolment]:
    """Everything of a person, the newest first, to be read."""
    return SHOWN.rows(_of_person(), person_id=person_id)[:most]


@cache
def _of_person() -> Select[Any]:
    return SHOWN.select.where(Enrolment.person_id == bindparam("person_id")).order_by(
        Enrolment.updated_at.desc(), Enrolment.id
    )


def last_of(person_id: UUID, item_id: UUID) -> Enrolment | None:
    """How a person stands with an item: what is under way, else what was last."""
    rows = SHOWN.rows(_of_item(), person_id=person_id, item_id=item_id)
    return next((row for row in rows if row.live), rows[0] if rows else None)


@cache
def _of_item() -> Select[Any]:
    return _of_person().where(Enrolment.item_id == bindparam("item_id"))


def live(person_id: UUID, item_id: UUID) -> Enrolment | None:
    """What of this item is under way for the person, to be changed."""
    return db.session.scalar(_live(), {"person_id": person_id, "item_id": item_id})


@cache
def _live() -> Select[Enrolment]:
    return select(Enrolment).where(
        Enrolment.person_id == bindparam("person_id"),
        Enrolment.item_id == bindparam("item_id"),
        one_of(Enrolment.state, LIVE_STATES),
    )


def before(person_id: UUID, item_id: UUID) -> Enrolment | None:
    """How the person finished this item the last time, if they ever did."""
    learned = (*LEARNED, State.EXPIRED)
    return db.session.scalar(
        select(Enrolment)
        .where(
            Enrolment.person_id == person_id,
            Enrolment.item_id == item_id,
            one_of(Enrolment.state, learned),
        )
        .order_by(Enrolment.done_on.desc())
        .limit(1)
    )


def still_needed(person_id: UUID, item_id: UUID) -> list[tuple[UUID, str]]:
    """What is to be learned before this item and the person has not: id and title, by title."""
    return [
        (key, title)
        for key, title in columns(_still_needed(), person_id=person_id, item_id=item_id)
    ]


@cache
def _still_needed() -> Select[UUID, str]:
    needs = learning_prerequisite.c
    learned = and_(
        Enrolment.item_id == needs.needs_id,
        Enrolment.person_id == bindparam("person_id"),
        one_of(Enrolment.state, LEARNED),
    )
    return (
        select(LearningItem.id, LearningItem.title)
        .join(learning_prerequisite, needs.needs_id == LearningItem.id)
        .where(needs.item_id == bindparam("item_id"), ~select(Enrolment.id).where(learned).exists())
        .order_by(LearningItem.title)
    )


def places_taken(date_id: UUID, but: UUID | None = None) -> int:
    """How many have a place at this date, `but` one enrolment."""
    statement = select(func.count()).where(
        Enrolment.date_id == date_id, one_of(Enrolment.state, TAKES_PLACE)
    )
    if but is not None:
        statement = statement.where(Enrolment.id != but)
    return db.session.scalar(statement) or 0


def history(enrolment_id: UUID) -> list[tuple[EnrolmentEvent, str | None]]:
    """The events of one enrolment, oldest first, each with the name of who acted."""
    return [(event, name) for event, name in db.session.execute(_events(), {"id": enrolment_id})]


def last_change(enrolment_id: UUID) -> tuple[EnrolmentEvent, str | None] | None:
    """The event that brought it into its present state, with the name of who acted."""
    events = history(enrolment_id)
    return next((e for e in reversed(events) if e[0].from_state != e[0].to_state), None)


@cache
def _events() -> Select[EnrolmentEvent, str | None]:
    return (
        select(EnrolmentEvent, Person.name)
        .outerjoin(Person, Person.id == EnrolmentEvent.actor_id)
        .where(EnrolmentEvent.enrolment_id == bindparam("id"))
        .order_by(EnrolmentEvent.id)
    )


def whole(enrolment_id: UUID) -> Enrolment:
    """One with all its page shows, as it is now."""
    statement = select(Enrolment).where(Enrolment.id == enrolment_id)
    parts = (joinedload(Enrolment.item), joinedload(Enrolment.date), joinedload(Enrolment.person))
    fresh = statement.options(*parts).execution_options(populate_existing=True)
    return db.session.scalars(fresh).one()
