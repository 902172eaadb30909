"""What happened to rows that go through states: what the histories of all machines share.

Each machine keeps a table of its own, which says of what (see `portal.transitions`).
"""

from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.db import Base, db
from portal.people.models import Person


class Happening(Base):
    """A change of state, with the department of who acted at the time. Append-only.

    Nobody acted where the clock did.
    """

    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    event: Mapped[str]
    from_state: Mapped[str | None]
    to_state: Mapped[str]
    actor_id: Mapped[UUID | None] = mapped_column(index=True)
    department_id: Mapped[UUID | None] = mapped_column(ForeignKey("department.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)


Line = TypeVar("Line", bound=Happening)


def record(
    kind: type[Line],
    event: str,
    before: str | None,
    after: str,
    *,
    by: Person | None,
    **own: object,
) -> Line:
    """Append to a history: what happened, between which states, who set it off (None: the clock),
    and what this table says besides. Out: the line, which has its number.
    """
    line = kind(
        event=event,
        from_state=before,
        to_state=after,
        actor_id=by.id if by else None,
        department_id=by.department_id if by else None,
        **own,
    )
    db.session.add(line)
    db.session.flush()
    return line


def last(kind: type[Line], *where: ColumnElement[bool]) -> tuple[Line, str | None] | None:
    """The newest line under these conditions, with the name of who acted."""
    newest = (
        select(kind, Person.name)
        .outerjoin(Person, Person.id == kind.actor_id)
        .where(*where)
        .order_by(kind.id.desc())
        .limit(1)
    )
    found = db.session.execute(newest).first()
    return (found[0], found[1]) if found else None


def moved(kind: type[Happening]) -> ColumnElement[bool]:
    """That a line is one of those that brought what it is about into another state."""
    return kind.from_state.is_distinct_from(kind.to_state)
