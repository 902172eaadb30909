"""Who was there: the word of the provider, noted by HR."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select

from portal import clock
from portal.composed import prepared
from portal.db import Moment, columns, lock, one_of
from portal.learning.enrolling import rules
from portal.learning.models import TAKES_PLACE, Enrolment, LearningDate, LearningItem, State
from portal.light import Light
from portal.people.models import Person
from portal.transitions import Past

# Somebody had a place, and nobody has said yet whether they came.
OPEN = (State.ENROLLED, State.STARTED, State.DONE)
LEARNERS = Light(Enrolment, "state", "person_id", "done_on", person=Light(Person, "name"))
DATED = Light(LearningDate, item=Light(LearningItem, "title", "certificate"))


class Held(NamedTuple):
    """A date that has begun, with how many had a place and how many are still to be noted."""

    id: UUID
    title: str
    starts_at: datetime
    place: str
    people: int
    to_note: int


def held(since: datetime) -> list[Held]:
    """What began since then and people had a place in, the newest first; one statement."""
    rows = columns(_held(), since=since)
    found: dict[UUID, Held] = {}
    for key, title, at, place, state, number in rows:
        before = found.get(key, Held(key, title, at, place, 0, 0))
        more = number if state in OPEN else 0
        found[key] = before._replace(people=before.people + number, to_note=before.to_note + more)
    return list(found.values())


@prepared
def _held() -> Select[*tuple[Any, ...]]:
    now = bindparam("now", callable_=clock.now, type_=Moment())
    return (
        select(
            LearningDate.id, LearningItem.title, LearningDate.starts_at, LearningDate.place,
            Enrolment.state, func.count(),
        )
        .join(LearningItem, LearningItem.id == LearningDate.item_id)
        .join(Enrolment, Enrolment.date_id == LearningDate.id)
        .where(
            LearningDate.starts_at.between(bindparam("since", type_=Moment()), now),
            LearningDate.cancelled_at.is_(None),
            one_of(Enrolment.state, TAKES_PLACE[1:]),
        )
        .group_by(
            LearningDate.id, LearningItem.title, LearningDate.starts_at, LearningDate.place,
            Enrolment.state,
        )
        .order_by(LearningDate.starts_at.desc(), LearningDate.id)
        .limit(300)
    )  # fmt: skip


def date(date_id: UUID) -> LearningDate:
    """A date with its item, to be read. Raises NoResultFound."""
    return DATED.one(DATED.select.where(LearningDate.id == date_id))


def of_date(date_id: UUID) -> list[Enrolment]:
    """Who had a place, by name, to be read."""
    had = Enrolment.date_id == date_id, one_of(Enrolment.state, TAKES_PLACE[1:])
    found = LEARNERS.rows(LEARNERS.select.where(*had))
    return sorted(found, key=lambda row: row.person.name.casefold())


def note(enrolment_ids: Collection[UUID], by: Person) -> int:
    """These people were there. Out: for how many that is new. Raises Refused before it began.

    Always in the same order, so that two who note at once never wait for each other.
    """
    noted = 0
    for key in sorted(enrolment_ids, key=str):
        try:
            rules.attended(lock(Enrolment, key), by)
        except Past:
            continue
        noted += 1
    return noted
