"""Reading enrolments: where somebody stands with what they learn."""

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from portal.composed import prepared
from portal.db import Moment, columns, db, one_of
from portal.learning.models import (
    LIVE_STATES,
    TAKES_PLACE,
    Enrolment,
    EnrolmentEvent,
    LearningDate,
    LearningItem,
    State,
)
from portal.light import Light
from portal.people import events
from portal.people.models import Person
from portal.people.queries import today

# Somebody has learned it, and it counts today.
SAID_SKILLS = "skills"
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


@prepared
def _standing() -> Select[UUID, str]:
    return select(Enrolment.item_id, Enrolment.state).where(
        Enrolment.person_id == bindparam("person_id"),
        Enrolment.item_id.in_(bindparam("item_ids", expanding=True)),
        one_of(Enrolment.state, LIVE_STATES),
    )


def of_person(person_id: UUID, most: int = 200) -> list[Enrolment]:
    """Everything of a person, the newest first, to be read."""
    return SHOWN.rows(_of_person(), person_id=person_id)[:most]


@prepared
def _of_person() -> Select[Any]:
    return SHOWN.select.where(Enrolment.person_id == bindparam("person_id")).order_by(
        Enrolment.updated_at.desc(), Enrolment.id
    )


def last_of(person_id: UUID, item_id: UUID) -> tuple[Enrolment | None, bool]:
    """How a person stands with an item: what is under way, else what was last; and whether they
    have been through it before.
    """
    rows = SHOWN.rows(_of_item(), person_id=person_id, item_id=item_id)
    been = any(row.state in (*LEARNED, State.EXPIRED) for row in rows)
    return next((row for row in rows if row.live), rows[0] if rows else None), been


@prepared
def _of_item() -> Select[Any]:
    return _of_person().build().where(Enrolment.item_id == bindparam("item_id"))


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
    moved = events.moved(EnrolmentEvent)
    return events.last(EnrolmentEvent, EnrolmentEvent.enrolment_id == enrolment_id, moved)


@cache
def _events() -> Select[EnrolmentEvent, str | None]:
    mine = EnrolmentEvent.enrolment_id == bindparam("id")
    return events.named(EnrolmentEvent).where(mine).order_by(EnrolmentEvent.id)


def whole(enrolment_id: UUID) -> Enrolment:
    """One with all its page shows, as it is now."""
    statement = select(Enrolment).where(Enrolment.id == enrolment_id)
    parts = (joinedload(Enrolment.item), joinedload(Enrolment.date), joinedload(Enrolment.person))
    fresh = statement.options(*parts).execution_options(populate_existing=True)
    return db.session.scalars(fresh).one()


def renewing(certificates: Collection[str]) -> dict[str, tuple[UUID, str]]:
    """For certificates of these names an item that gives the same one: by name its id and title."""
    if not certificates:
        return {}
    rows = columns(_renewing(), names=[name.casefold() for name in certificates])
    return {folded: (key, title) for folded, key, title in rows}


@prepared
def _renewing() -> Select[str, UUID, str]:
    folded = func.lower(LearningItem.certificate)
    return (
        select(folded, LearningItem.id, LearningItem.title)
        .where(folded.in_(bindparam("names", expanding=True)), LearningItem.status == "active")
        .order_by(LearningItem.cost.desc(), LearningItem.title.desc())
    )


WAITING = Light(
    Enrolment,
    item=Light(LearningItem, "title", "certificate"),
    date=Light(LearningDate, "starts_at", "place"),
    person=Light(Person, "name", "job_title"),
)


def to_answer(me: UUID, hr: bool, long_ago: datetime) -> list[Enrolment]:
    """What waits for the word of a manager: costs, and whether something was done.

    HR answers for those without a manager, and sees what nobody has answered since `long_ago`.
    """
    return WAITING.rows(_to_answer(hr), me=me, **({"long_ago": long_ago} if hr else {}))


@prepared
def _to_answer(hr: bool) -> Select[Any]:
    """For HR all that waits is looked through; for others what their few people wait for."""
    learner, manager = aliased(Person), aliased(Person)
    alone = or_(
        learner.manager_id.is_(None),
        exists().where(manager.id == learner.manager_id, manager.left_on <= today()),
        and_(Enrolment.updated_at <= bindparam("long_ago"), Enrolment.state == State.DONE),
    )
    led = learner.manager_id == bindparam("me")
    return (
        WAITING.select.join(learner, learner.id == Enrolment.person_id)
        .where(
            one_of(Enrolment.state, (State.APPROVAL, State.DONE)),
            Enrolment.person_id != bindparam("me"),
            or_(led, alone) if hr else led,
        )
        .order_by(Enrolment.updated_at, Enrolment.id)
        .limit(100)
    )


def asked_by(me: UUID) -> list[Enrolment]:
    """What people whom this manager leads today must complete, the first due first.

    Suggestions are theirs to take up or leave: a list of them would tell which they had already.
    """
    return WAITING.rows(_asked_by(), me=me)


@prepared
def _asked_by() -> Select[Any]:
    learner = aliased(Person)
    return (
        WAITING.select.join(learner, learner.id == Enrolment.person_id)
        .where(
            learner.manager_id == bindparam("me"),
            Enrolment.mandatory,
            one_of(Enrolment.state, LIVE_STATES),
        )
        .order_by(Enrolment.due_on.is_(None), Enrolment.due_on, Enrolment.id)
        .limit(100)
    )


def declined_to(me: UUID, since: datetime) -> list[tuple[str, str, UUID, str]]:
    """Who declined what this manager asked of them since then: name, title, item and reason."""
    return [
        (who, title, key, why) for who, title, key, why in columns(_declined(), me=me, since=since)
    ]


@prepared
def _declined() -> Select[str, str, UUID, str]:
    return (
        select(Person.name, LearningItem.title, LearningItem.id, EnrolmentEvent.reason)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .join(LearningItem, LearningItem.id == Enrolment.item_id)
        .join(EnrolmentEvent, EnrolmentEvent.enrolment_id == Enrolment.id)
        .where(
            Enrolment.assigned_by_id == bindparam("me"),
            Enrolment.state == State.DECLINED,
            EnrolmentEvent.event == "declined",
            EnrolmentEvent.at > bindparam("since", type_=Moment()),
        )
        .order_by(EnrolmentEvent.id.desc())
        .limit(30)
    )
