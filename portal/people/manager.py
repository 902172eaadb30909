"""The line manager a person agreed to: one consent for all they share with "my line manager".

What is open to "my line manager" was opened to one person, `Person.shared_with_manager_id`. Whoever
follows them in that place sees nothing of it until its owner has said so, once for all old shares.
A share that is chosen meanwhile is for the manager of now; the old ones are marked WAITING then.
Why: docs/adr/0012. The column is looked at rather than the event of a change, so that a change of
manager by an import or by hand in the database hands nothing on either.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    Integer,
    and_,
    exists,
    func,
    or_,
    select,
    type_coerce,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute

from portal import clock
from portal.audience import Audience, AudienceType
from portal.db import Base, db, lock
from portal.errors import Refused
from portal.people.models import Person

# Tells who could see something once, and is never asked who may see it now.
HISTORIES = frozenset({"person_skill_event"})
BOTH = Audience.MANAGER | Audience.WAITING
# For pages that say "my line manager" without naming anybody.
WHOEVER = UUID(int=0)


class Led(Protocol):
    """What of a Person the rule looks at."""

    @property
    def manager_id(self) -> UUID | None: ...

    @property
    def shared_with_manager_id(self) -> UUID | None: ...


def agreed(person: Led) -> UUID | None:
    """The line manager who sees what is open to "my line manager"; None when nobody does."""
    return person.manager_id if person.manager_id == person.shared_with_manager_id else None


def waits(person: Led, audience: Audience) -> bool:
    """Whether an item was open to an earlier line manager and its owner has not said what now."""
    if Audience.WAITING & audience:
        return True
    shared = bool(Audience.MANAGER & audience)
    return shared and person.manager_id is not None and agreed(person) is None


def as_it_is(person: Led, audience: Audience) -> Audience:
    """The audience in words that hold today: what waits is not open to the line manager."""
    return audience & ~BOTH | Audience.WAITING if waits(person, audience) else audience


def opens(person: Led, before: Audience, wanted: Audience) -> bool:
    """Whether choosing `wanted` hands the line manager of now something they do not see yet."""
    if not Audience.MANAGER & wanted or wanted == before:
        return False
    return not (Audience.MANAGER & before) or agreed(person) is None


def choose(
    person: Person, before: Audience, wanted: Audience, named: UUID | None = WHOEVER
) -> Audience:
    """The audience to keep when its owner chooses `wanted` for an item that had `before`.

    `named` is the line manager the page spoke of; should another have come meanwhile, the share
    waits for an answer. Such a page shows what waits as waiting, so that "my line manager" chosen
    on it is the one of now. Opening something sets whom the shares are for.
    """
    shown = as_it_is(person, before)
    if wanted == shown or (wanted == before and named == WHOEVER):
        return before
    if not Audience.MANAGER & wanted:
        return wanted & (~Audience.WAITING | shown)  # nothing begins to wait by being chosen
    if Audience.MANAGER & before and agreed(person) is not None:
        return wanted & ~Audience.WAITING
    person = lock(Person, person.id)
    if named not in (WHOEVER, person.manager_id):
        return wanted & ~BOTH | Audience.WAITING
    hand_over(person)
    return wanted & ~Audience.WAITING


def brought_back(
    person: Person, audience: Audience, since: datetime, now: Audience = Audience.NOBODY
) -> Audience:
    """An audience out of the history, from the moment `since`, for an item that has `now`.

    A share with the line manager returns as one only where it was made for the manager of now.
    """
    if not BOTH & audience:
        return audience
    if BOTH & now:
        return audience & ~BOTH | (now & BOTH)
    began = person.shared_with_manager_at
    theirs = agreed(person) is not None and began is not None and since >= began
    return audience & ~BOTH | (Audience.MANAGER if theirs else Audience.WAITING)


def hand_over(person: Person) -> None:
    """From now on shares are for the manager of now; those made for another wait. Locked row."""
    if person.manager_id is None or agreed(person) is not None:
        return
    _sweep(person, Audience.MANAGER, Audience.WAITING)
    _agree(person)


def asks(person: Person) -> bool:
    """Whether past shares wait for the person to say if the manager of now may see them."""
    return bool(db.session.scalar(select(waiting()).where(Person.id == person.id)))


def answer(person: Person, yes: bool, named: UUID | None) -> None:
    """The one answer for all old shares. The row is locked; `named` is who was asked about.

    Raises Refused when another line manager has come meanwhile.
    """
    if person.manager_id is None or named != person.manager_id:
        raise Refused("Your line manager has changed again. Look who it is now, and then say.")
    if agreed(person) is None:
        _sweep(person, Audience.MANAGER, Audience.WAITING)
    _sweep(person, Audience.WAITING, Audience.MANAGER if yes else Audience.NOBODY)
    if yes and agreed(person) is None:
        _agree(person)


def _agree(person: Person) -> None:
    person.shared_with_manager_id = person.manager_id
    person.shared_with_manager_at = clock.now()
    db.session.flush()


def _sweep(person: Person, old: Audience, new: Audience) -> None:
    """Turn one group into another in everything the person shares. Old pages become stale."""
    db.session.flush()
    for column in columns():
        table = column.table
        others = type_coerce(column, Integer).bitwise_and(int(~old & 63))
        values: dict[Any, Any] = {column: others.bitwise_or(int(new))}
        if "version" in table.c:
            values[table.c.version] = table.c.version + 1
        statement = update(table).where(_owner(column) == person.id, has(column, old))
        db.session.execute(statement.values(values))
    db.session.expire_all()


def columns() -> Iterator[Column[Audience]]:
    """Every column that says who may see something of a person: what this rule goes by."""
    for table in Base.metadata.sorted_tables:
        if table.name not in HISTORIES:
            yield from (column for column in table.c if isinstance(column.type, AudienceType))


def has(
    column: ColumnElement[Audience] | InstrumentedAttribute[Audience], group: Audience
) -> ColumnElement[bool]:
    """The condition that an audience has one of these groups."""
    return type_coerce(column, Integer).bitwise_and(int(group)) != 0


def _owner(column: Column[Audience]) -> Column[UUID]:
    table = column.table
    return table.c["person_id"] if "person_id" in table.c else table.c["id"]


@cache
def waiting() -> ColumnElement[bool]:
    """The condition, on a row of `person`, that something of theirs waits for an answer."""
    unsettled = func.coalesce(Person.shared_with_manager_id != Person.manager_id, True)
    found = []
    for column in columns():
        held = or_(has(column, Audience.WAITING), and_(unsettled, has(column, Audience.MANAGER)))
        mine = _owner(column)
        others = exists().where(mine == Person.id, held).correlate(Person)
        found.append(held if mine.table is Person.__table__ else others)
    return and_(Person.manager_id.is_not(None), or_(*found))
