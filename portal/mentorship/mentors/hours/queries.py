"""Office hours as pages show them: rows to be read."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Select, Uuid, bindparam, exists, func, select

from portal.accounts.queries import active
from portal.composed import Prepared, prepared
from portal.db import columns
from portal.light import Light
from portal.mentorship.apart import apart_from
from portal.mentorship.lists import CARD, MENTOR
from portal.mentorship.mentors.conditions import ahead, reader
from portal.mentorship.mentors.models import OfficeHours, OfficeHoursPlace
from portal.people.models import Person

PER_PAGE = 20
HOURS = Light(OfficeHours, mentor=MENTOR)
GUEST = CARD


@dataclass(frozen=True)
class Shown:
    """A date for one reader: how many places are taken, and whether one of them is theirs."""

    hours: OfficeHours
    taken: int
    mine: bool

    @property
    def free(self) -> int:
        return max(0, self.hours.places - self.taken)

    @property
    def words(self) -> str:
        """The places in words."""
        if self.mine:
            return "You have a place"
        if not self.free:
            return "All places taken"
        return "1 place free" if self.free == 1 else f"{self.free} places free"


def _shown(statement: Prepared[Any], **given: Any) -> list[Shown]:
    rows: list[Any] = list(columns(statement, **given))
    return [Shown(HOURS.of(row), *row[-2:]) for row in rows]


def _with_places() -> Select[Any]:
    here = exists().where(Person.id == OfficeHoursPlace.person_id, active())
    theirs = OfficeHoursPlace.hours_id == OfficeHours.id
    taken = select(func.count()).where(theirs, here.correlate(OfficeHoursPlace))
    mine = exists().where(theirs, OfficeHoursPlace.person_id == reader())
    return HOURS.select.add_columns(
        taken.correlate(OfficeHours).scalar_subquery(), mine.correlate(OfficeHours)
    )


def one(hours_id: UUID, reader_id: UUID) -> Shown:
    """This date, whatever became of it. Raises IndexError where there is none."""
    return _shown(_one(), hours_id=hours_id, reader_id=reader_id)[0]


@prepared
def _one() -> Select[Any]:
    return _with_places().where(OfficeHours.id == bindparam("hours_id", type_=Uuid()))


def of_mentor(mentor_id: UUID, reader_id: UUID) -> list[Shown]:
    """What a mentor offers from now on, the next first."""
    return _shown(_of_mentor(), mentor_id=mentor_id, reader_id=reader_id)


@prepared
def _of_mentor() -> Select[Any]:
    theirs = OfficeHours.mentor_id == bindparam("mentor_id", type_=Uuid())
    return _with_places().where(theirs, ahead()).order_by(OfficeHours.starts_at).limit(30)


def mine(reader_id: UUID) -> list[Shown]:
    """The dates still to come at which somebody has a place, or which they offer."""
    return _shown(_mine(), reader_id=reader_id)


@prepared
def _mine() -> Select[Any]:
    places = select(OfficeHoursPlace.hours_id).where(OfficeHoursPlace.person_id == reader())
    offered = select(OfficeHours.id).where(OfficeHours.mentor_id == reader(), ahead())
    return (
        _with_places()
        .where(
            OfficeHours.id.in_(places.union(offered)),
            ahead(),
            OfficeHours.mentor_id.not_in(apart_from(reader())),
        )
        .order_by(OfficeHours.starts_at)
        .limit(60)
    )


def coming(reader_id: UUID, page: int) -> list[Shown]:
    """What others offer from now on, the next first: PER_PAGE of them, and one more if there is."""
    return _shown(_coming(), reader_id=reader_id, offset=(page - 1) * PER_PAGE, most=PER_PAGE + 1)


@prepared
def _coming() -> Select[Any]:
    here = select(Person.id).where(Person.id == OfficeHours.mentor_id, active())
    return (
        _with_places()
        .where(
            ahead(),
            OfficeHours.mentor_id != reader(),
            OfficeHours.mentor_id.not_in(apart_from(reader())),
            here.correlate(OfficeHours).exists(),
        )
        .order_by(OfficeHours.starts_at, OfficeHours.id)
        .offset(bindparam("offset", type_=Integer()))
        .limit(bindparam("most", type_=Integer()))
    )


def guests(hours_id: UUID) -> list[Person]:
    """Who has a place and is here, by name."""
    return GUEST.rows(_guests(), hours_id=hours_id)


@prepared
def _guests() -> Select[Any]:
    return (
        GUEST.select.join(OfficeHoursPlace, OfficeHoursPlace.person_id == Person.id)
        .where(OfficeHoursPlace.hours_id == bindparam("hours_id", type_=Uuid()), active())
        .order_by(Person.name, Person.id)
    )
