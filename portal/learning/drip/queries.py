"""Reading the days of a course: what there is, what is open, what is read."""

from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select

from portal import clock
from portal.composed import prepared
from portal.db import Moment, columns, one_of
from portal.learning.drip.models import DripRead, DripUnit
from portal.learning.models import Enrolment, EnrolmentEvent, State

BEGUN = (State.ENROLLED, State.STARTED)
BEEN = (*BEGUN, State.DONE, State.COMPLETED, State.CURRENT, State.AT_RISK, State.EXPIRED)


class Day(NamedTuple):
    """A day of a course beside what a person has read; `opens_on` None: they have not begun."""

    id: UUID
    day: int
    title: str
    body: str
    url: str
    read: bool
    opens_on: date | None

    @property
    def is_open(self) -> bool:
        return self.opens_on is not None and self.opens_on <= clock.today()


def days(item_id: UUID, person_id: UUID) -> list[Day]:
    """The days of a course in their order, as they stand for this person; two statements."""
    began = began_on(person_id, item_id)
    rows = columns(_days(), item_id=item_id, person_id=person_id)
    return [
        Day(key, day, title, body, url, read is not None, opens(began, day))
        for key, day, title, body, url, read in rows
    ]


def opens(began: date | None, day: int) -> date | None:
    """When a day opens for somebody who began then: the first at once."""
    return began + timedelta(days=day - 1) if began else None


@prepared
def _days() -> Select[*tuple[Any, ...]]:
    mine = (DripRead.unit_id == DripUnit.id) & (DripRead.person_id == bindparam("person_id"))
    return (
        select(
            DripUnit.id, DripUnit.day, DripUnit.title, DripUnit.body, DripUnit.url, DripRead.at
        )
        .outerjoin(DripRead, mine)
        .where(DripUnit.item_id == bindparam("item_id"))
        .order_by(DripUnit.day)
    )  # fmt: skip


def began_on(person_id: UUID, item_id: UUID) -> date | None:
    """The day on which a person began an item the last time; None if they never did."""
    at = columns(_began(), person_id=person_id, item_id=item_id).scalar()
    return at.date() if at is not None else None


@prepared
def _began() -> Select[*tuple[Any, ...]]:
    return (
        began(Enrolment.person_id == bindparam("person_id"))
        .with_only_columns(_first())
        .where(Enrolment.item_id == bindparam("item_id"), one_of(Enrolment.state, BEEN))
        .order_by(_first().desc())
        .limit(1)
    )


def began(*which: Any) -> Select[*tuple[Any, ...]]:
    """Enrolments with whose they are, of what, and when they began."""
    begun = (EnrolmentEvent.enrolment_id == Enrolment.id) & one_of(EnrolmentEvent.to_state, BEGUN)
    return (
        select(Enrolment.id, Enrolment.person_id, Enrolment.item_id, _first())
        .outerjoin(EnrolmentEvent, begun)
        .where(*which)
        .group_by(Enrolment.id, Enrolment.person_id, Enrolment.item_id, Enrolment.created_at)
    )


def _first() -> Any:
    return func.coalesce(func.min(EnrolmentEvent.at), Enrolment.created_at, type_=Moment())


class Written(NamedTuple):
    """A day as those who write it see it in the list."""

    id: UUID
    day: int
    title: str


def written(item_id: UUID) -> list[Written]:
    """The days of a course in their order."""
    return [Written._make(row) for row in columns(_written(), item_id=item_id)]


@prepared
def _written() -> Select[UUID, int, str]:
    return (
        select(DripUnit.id, DripUnit.day, DripUnit.title)
        .where(DripUnit.item_id == bindparam("item_id"))
        .order_by(DripUnit.day)
    )
