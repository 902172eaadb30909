"""Work for after the commit: what to look at, never what to say.

A row is appended in the transaction of the change, so that it exists exactly when the change does.
The worker reads the present state, so a job done twice is harmless.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Index, Row, Select, bindparam, event, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal import clock
from portal.composed import prepared
from portal.db import Base, columns, db, transaction

INDEX = "index"
BATCH = 500
LAST_TRY = 8  # after so many the worker leaves a row to the administrators


class OutboxRow(Base):
    """One thing to do. Ids are never reused: a late delete by id once removed a newer row."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_due_at", "due_at", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    ref: Mapped[str]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(default="")


def put(kind: str, ref: object, *, after: timedelta = timedelta(0)) -> None:
    """Ask the worker to do `kind` for `ref` (an id) once this transaction is committed."""
    now = clock.now()
    db.session.add(OutboxRow(kind=kind, ref=str(ref), created_at=now, due_at=now + after))


def due(which: ColumnElement[bool]) -> Sequence[Row[int, str, str]]:
    """The rows (id, kind, ref) of these kinds that are due, the oldest first, and not too many."""
    return db.session.execute(
        select(OutboxRow.id, OutboxRow.kind, OutboxRow.ref)
        .where(which, OutboxRow.due_at <= clock.now(), OutboxRow.tries < LAST_TRY)
        .order_by(OutboxRow.due_at, OutboxRow.id)
        .limit(BATCH)
    ).all()


def unwritten(refs: Collection[str]) -> set[str]:
    """Those of these things that have changed, while the search index has them as they were."""
    return set(columns(_unwritten(), refs=[*refs]).scalars()) if refs else set()


@prepared
def _unwritten() -> Select[str]:
    named = OutboxRow.ref.in_(bindparam("refs", expanding=True))
    return select(OutboxRow.ref).where(OutboxRow.kind == INDEX, named)


def put_off(ids: Sequence[int], error: str, *, last: int = LAST_TRY, seconds: int = 0) -> None:
    """Try these rows again later, each time twice as late; after the last try admins see them.

    error: a kind, never words. last: no try is counted beyond, so that the row is never left.
    seconds: not before.
    """
    with transaction() as session:
        for row in session.scalars(select(OutboxRow).where(OutboxRow.id.in_(ids))):
            row.tries = min(row.tries + 1, last)
            row.due_at = clock.now() + timedelta(seconds=max(seconds, 2**row.tries))
            row.error = error


@event.listens_for(Session, "before_flush")
def _stain(session: Session, _context: Any, _instances: Any) -> None:
    """A changed row that appears in search asks for its documents to be made anew.

    Bulk update() and delete() bypass this: put the "index" rows yourself there.
    """
    stained: set[str] = session.info.setdefault("stained", set())
    for row in (*session.new, *session.dirty, *session.deleted):
        appears_in = getattr(row, "appears_in", None)
        if appears_in is not None and (row not in session.dirty or session.is_modified(row)):
            for ref in appears_in():
                if ref not in stained:
                    stained.add(ref)
                    now = clock.now()
                    session.add(OutboxRow(kind=INDEX, ref=ref, created_at=now, due_at=now))


@event.listens_for(Session, "after_commit")
@event.listens_for(Session, "after_rollback")
def _forget_stains(session: Session) -> None:
    session.info.pop("stained", None)
