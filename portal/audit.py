"""Who did what to which row, and when: ids and actions, never contents."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, insert
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.db import Base, db


class AuditEvent(Base):
    """One act of one person. Rows are only ever appended, and age out by their retention time."""

    __tablename__ = "audit_event"
    __table_args__ = (
        Index("ix_audit_event_actor_at", "actor_id", "at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    # No foreign key: what was done stays known after the person is erased, as an id without a name.
    actor_id: Mapped[UUID | None]
    action: Mapped[str]
    thing_kind: Mapped[str | None]
    thing_id: Mapped[str | None]
    detail: Mapped[str] = mapped_column(default="")


def record(
    action: str,
    *,
    actor_id: UUID | None,
    thing: object | None = None,
    detail: str = "",
) -> None:
    """Append an event in the current transaction. `detail` holds ids and codes, never words.

    Written at once and never an object of the session, which would cost three times as much.
    """
    thing_id = getattr(thing, "id", None)
    event = {
        "at": clock.now(),
        "actor_id": actor_id,
        "action": action,
        "thing_kind": getattr(thing, "__tablename__", None),
        "thing_id": str(thing_id) if thing_id else None,
        "detail": detail,
    }
    db.session.connection().execute(_APPENDED, event)


_APPENDED = insert(AuditEvent.metadata.tables["audit_event"])
