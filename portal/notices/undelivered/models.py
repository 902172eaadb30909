"""What was refused for good, without whose it was; and the addresses that refuse letters."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base

LETTERS, PUSHES = "mail", "push"


class Refusal(Base):
    """One letter or push that was refused for good. `why` is a code, never words."""

    __tablename__ = "refusal"
    __table_args__ = (Index("ix_refusal_at", "at"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str]
    why: Mapped[str]
    at: Mapped[datetime]


class DeadAddress(Base):
    """An address that refused letters. From `closed_at` on none is sent until its person asks."""

    __tablename__ = "dead_address"

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    address: Mapped[str]
    times: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
