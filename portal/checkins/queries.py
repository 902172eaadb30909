"""Reading check-ins: one's own, what one shares, who is due, and what is counted."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Select, Subquery, and_, bindparam, exists, or_, select
from sqlalchemy.orm import aliased

from portal import clock
from portal.audience import Audience
from portal.checkins.models import CheckIn
from portal.db import Moment, db
from portal.people import manager
from portal.people.models import Person, Silence
from portal.people.queries import here, today

EVERY = timedelta(days=90)
COUNTED = timedelta(days=120)
"""So long an answer counts: a check-in that is a month late leaves no hole in the figures."""
PROMPT = "check_in"
"""The name of the reminder, as a silence of it has it."""


@dataclass(frozen=True)
class Board:
    """All that the page shows of its owner: their check-ins, the newest first."""

    person: Person
    manager: Person | None
    silent: bool
    check_ins: list[CheckIn]

    @property
    def newest(self) -> CheckIn | None:
        return self.check_ins[0] if self.check_ins else None

    @property
    def next_on(self) -> date | None:
        """The day from which the next one can be made; None for somebody who never checked in."""
        return (self.newest.at + EVERY).date() if self.newest else None

    @property
    def due(self) -> bool:
        return self.newest is None or self.newest.at <= clock.now() - EVERY

    @property
    def current(self) -> CheckIn | None:
        """The one that can still be changed: the newest, until the next is due."""
        return None if self.due else self.newest

    def shown_to_manager(self, row: CheckIn) -> bool:
        """Whether the line manager of now reads this one."""
        return bool(Audience.MANAGER & manager.as_it_is(self.person, row.audience))


def board(person_id: UUID) -> Board:
    """The page of a person, in two statements."""
    row = db.session.execute(_owner(), {"person_id": person_id}).one()
    return Board(*row, of_person(person_id))


@cache
def _owner() -> Select[Person, Person | None, bool]:
    boss = aliased(Person)
    return (
        select(Person, boss, silenced())
        .outerjoin(boss, boss.id == Person.manager_id)
        .where(Person.id == bindparam("person_id"))
        .execution_options(populate_existing=True)
    )


def silenced() -> ColumnElement[bool]:
    """Whether a person does not want to be reminded now."""
    return exists().where(
        Silence.person_id == Person.id,
        Silence.prompt == PROMPT,
        or_(Silence.until.is_(None), Silence.until > today()),
    )


def of_person(person_id: UUID, groups: Audience | None = None) -> list[CheckIn]:
    """A person's check-ins, the newest first; only those open to a reader who is in `groups`."""
    rows = list(db.session.scalars(_rows(), {"person_id": person_id}))
    return [row for row in rows if groups is None or row.audience.includes(groups)]


@cache
def _rows() -> Select[CheckIn]:
    return (
        select(CheckIn)
        .where(CheckIn.person_id == bindparam("person_id"), CheckIn.removed_at.is_(None))
        .order_by(CheckIn.at.desc(), CheckIn.id.desc())
        .execution_options(populate_existing=True)
    )


def shares_one() -> ColumnElement[bool]:
    """The condition, on a row of `person`, that somebody else may read a check-in of theirs."""
    return exists().where(
        CheckIn.person_id == Person.id, CheckIn.removed_at.is_(None), CheckIn.audience != 0
    )


def lately(people: Select[UUID]) -> Subquery[Any]:
    """The newest check-in of each of these people, where that was lately."""
    return (
        select(CheckIn.person_id, CheckIn.confidence, CheckIn.energy)
        .where(
            CheckIn.at > clock.now() - COUNTED,
            CheckIn.removed_at.is_(None),
            CheckIn.person_id.in_(people),
            newest(),
        )
        .subquery()
    )


def newest() -> ColumnElement[bool]:
    """The condition that nobody's later check-in replaces this one."""
    later = aliased(CheckIn)
    return ~exists().where(
        later.person_id == CheckIn.person_id,
        later.removed_at.is_(None),
        or_(later.at > CheckIn.at, and_(later.at == CheckIn.at, later.id > CheckIn.id)),
    )


@cache
def due() -> ColumnElement[bool]:
    """The condition, on a row of `person`, that they did not check in for 90 days. Whoever came
    later than that has not seen enough to be asked.
    """
    since = bindparam(None, callable_=lambda: clock.now() - EVERY, type_=Moment())
    day = bindparam(None, callable_=lambda: clock.today() - EVERY, type_=Date())
    lately = exists().where(
        CheckIn.person_id == Person.id, CheckIn.removed_at.is_(None), CheckIn.at > since
    )
    return and_(Person.hired_on <= day, ~lately)


def come_due(now: datetime, since: timedelta) -> list[tuple[UUID, UUID]]:
    """Whose next check-in is due since at most so long, with the last one's id; not of those who do
    not want to be reminded.
    """
    statement = (
        select(CheckIn.id, CheckIn.person_id)
        .join(Person, Person.id == CheckIn.person_id)
        .where(
            CheckIn.at <= now - EVERY,
            CheckIn.at > now - EVERY - since,
            CheckIn.removed_at.is_(None),
            newest(),
            here(),
            ~silenced(),
        )
        .order_by(CheckIn.id)
    )
    return [(key, person_id) for key, person_id in db.session.execute(statement)]
