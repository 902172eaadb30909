"""What happened to things that have a state: rows that are appended, and never changed.

Each state machine has a table of its own. What all of them say alike, how a row is written and how
the newest is found stand here; a machine adds what its events are about.
"""

from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, Select, select
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.db import db
from portal.people.models import Person


class Happened:
    """What every event says. Its table has `sqlite_autoincrement`: no number is given twice."""

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-10)
    event: Mapped[str] = mapped_column(sort_order=1)
    from_state: Mapped[str | None] = mapped_column(sort_order=1)
    to_state: Mapped[str] = mapped_column(sort_order=1)
    # None: the clock. No foreign key: what was done stays known after the person is erased.
    actor_id: Mapped[UUID | None] = mapped_column(index=True, sort_order=1)
    at: Mapped[datetime] = mapped_column(default=clock.now, sort_order=2)


class HappenedIn(Happened):
    """An event with the department at the time."""

    department_id: Mapped[UUID | None] = mapped_column(ForeignKey("department.id"), sort_order=1)


class HappenedFor(HappenedIn):
    """The same, and why: in a code, or in words where the machine says so."""

    reason: Mapped[str] = mapped_column(default="", sort_order=1)


Event = TypeVar("Event", bound=Happened)
EventIn = TypeVar("EventIn", bound=HappenedIn)


def record(
    kind: type[EventIn],
    event: str,
    before: str | None,
    after: str,
    *,
    by: Person | None,
    **own: Any,
) -> EventIn:
    """Append an event of this kind. In: what happened, from which state to which, and who set it
    off (None: the clock); the columns of its own. Out: the row, with its number.
    """
    acted = {"actor_id": by.id, "department_id": by.department_id} if by else {}
    row = kind(event=event, from_state=before, to_state=after, at=clock.now(), **acted | own)  # type: ignore[call-arg]
    db.session.add(row)
    db.session.flush()
    return row


def named(kind: type[Event]) -> Select[Event, str | None]:
    """The events of this kind, each with the name of who set it off."""
    return select(kind, Person.name).outerjoin(Person, Person.id == kind.actor_id)


def moved(kind: type[Happened]) -> ColumnElement[bool]:
    """That an event led to another state than before."""
    return kind.from_state.is_distinct_from(kind.to_state)


def last(kind: type[Event], *where: ColumnElement[bool]) -> tuple[Event, str | None] | None:
    """The newest of these events, and the name of who set it off. None: there is no event."""
    newest = named(kind).where(*where).order_by(kind.id.desc()).limit(1)
    row = db.session.execute(newest).first()
    return None if row is None else (row[0], row[1])
