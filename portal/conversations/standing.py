"""How employees and their managers of today stand: what is planned, what is due, what counts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Uuid,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from portal import clock
from portal.composed import prepared
from portal.conversations.models import EVERY, LIVE_STATES, Conversation, ConversationRhythm
from portal.db import Moment, columns, db, one_of
from portal.people.models import Person
from portal.people.queries import here, today

TRAILING = timedelta(days=180)
TENURE = timedelta(days=60)


class Standing(NamedTuple):
    """How an employee and their manager of today stand."""

    id: UUID
    name: str
    job_title: str
    hired_on: date | None
    manager_id: UUID | None
    manager: str | None
    days: int
    live_id: UUID | None
    live_state: str | None
    starts_at: datetime | None
    asked_by_id: UUID | None
    last_at: datetime | None
    counted_at: datetime | None

    @property
    def due_on(self) -> date | None:
        """The day from which the next one is due; None where nothing says since when."""
        return _due_on(self.last_at, self.hired_on, self.days)

    @property
    def due(self) -> bool:
        """Whether it is time, and nothing is planned."""
        return self.live_id is None and (self.due_on is None or self.due_on <= clock.today())

    @property
    def long_here(self) -> bool:
        """Whether they are here for 60 days, as the coverage asks."""
        return self.hired_on is not None and self.hired_on <= clock.today() - TENURE

    @property
    def covered(self) -> bool:
        """Whether a conversation of the last 180 days counts."""
        return self.counted_at is not None and self.counted_at > clock.now() - TRAILING


def _due_on(last_at: datetime | None, hired_on: date | None, days: int) -> date | None:
    since = last_at.date() if last_at else hired_on
    return since + timedelta(days=days) if since else None


class Talk(NamedTuple):
    """The same in short, for whoever joins it to a statement of their own."""

    id: UUID | None
    state: str | None
    starts_at: datetime | None
    asked_by_id: UUID | None
    last_at: datetime | None
    days: int
    hired_on: date | None

    @property
    def due(self) -> bool:
        """Whether it is time, and nothing is planned."""
        due_on = _due_on(self.last_at, self.hired_on, self.days)
        return self.id is None and (due_on is None or due_on <= clock.today())


class Joined(NamedTuple):
    """What a statement on `person` is joined with, and on what; what it selects makes a Talk."""

    selected: tuple[Any, ...]
    rhythm: ColumnElement[bool]
    live: Any
    together: ColumnElement[bool]


def joined() -> Joined:
    """How a person and their manager of today stand, beside each row of `person`."""
    live = aliased(Conversation)
    pair = (live.person_id == Person.id, live.manager_id == Person.manager_id)
    days = func.coalesce(ConversationRhythm.days, EVERY, type_=Integer()).label("days")
    opened = last_opened().label("last_at")
    return Joined(
        (live.id, live.state, live.starts_at, live.asked_by_id, opened, days, Person.hired_on),
        ConversationRhythm.person_id == Person.id,
        live,
        and_(*pair, one_of(live.state, LIVE_STATES)),
    )


@dataclass(frozen=True)
class Coverage:
    """Of the people one leads who are here for 60 days: how many have a conversation of the last
    180 days that counts (M1).
    """

    covered: int
    of: int

    @property
    def percent(self) -> int:
        return round(100 * self.covered / self.of) if self.of else 0


def coverage(reports: Sequence[Standing]) -> Coverage:
    """The coverage of one manager."""
    long_here = [one for one in reports if one.long_here]
    return Coverage(sum(one.covered for one in long_here), len(long_here))


def standing(person_id: UUID) -> tuple[Standing | None, list[Standing]]:
    """A person and those they lead, the most pressing first; in one statement."""
    rows = [Standing(*row) for row in columns(_standing(), person_id=person_id)]
    me = next((row for row in rows if row.id == person_id), None)
    reports = [row for row in rows if row.id != person_id]
    reports.sort(key=lambda one: (not one.due, one.due_on or date.min, one.name))
    return me, reports


@prepared
def _standing() -> Select[*tuple[Any, ...]]:
    me = bindparam("person_id", type_=Uuid())
    return _pairs().where(or_(Person.id == me, Person.manager_id == me), here())


def all_pairs() -> Iterator[Standing]:
    """Everybody here who has a line manager who is here; a row at a time, for the clock."""
    boss = aliased(Person)
    led = exists().where(boss.id == Person.manager_id, here_too(boss))
    statement = _pairs().where(here(), led).execution_options(yield_per=1_000)
    for row in db.session.execute(statement):
        yield Standing(*row)


def here_too(boss: type[Person]) -> ColumnElement[bool]:
    """The condition under which somebody under another name works here today."""
    return or_(boss.left_on.is_(None), boss.left_on > today())


def _pairs() -> Select[*tuple[Any, ...]]:
    boss, talk = aliased(Person), joined()
    live_id, state, starts_at, asked_by_id, opened, days, hired_on = talk.selected
    return (
        select(
            Person.id, Person.name, Person.job_title, hired_on, Person.manager_id,
            boss.name.label("manager"), days, live_id.label("live_id"), state.label("live_state"),
            starts_at, asked_by_id, opened,
            last_opened(Conversation.counted_at.is_not(None)).label("counted_at"),
        )
        .outerjoin(boss, boss.id == Person.manager_id)
        .outerjoin(ConversationRhythm, talk.rhythm)
        .outerjoin(talk.live, talk.together)
    )  # fmt: skip


def last_opened(*conditions: ColumnElement[bool]) -> Any:
    """When an employee and their manager of today last sat together."""
    return (
        select(func.max(Conversation.opened_at, type_=Moment()))
        .where(
            Conversation.person_id == Person.id,
            Conversation.manager_id == Person.manager_id,
            *conditions,
        )
        .correlate(Person)
        .scalar_subquery()
    )
