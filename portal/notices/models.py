"""Notices: what a person is told in the portal, and how it comes to them besides."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Identified

MAIL, DIGEST = "mail.notice", "mail.digest"
"""What the outbox calls the sending of a notice by mail, and of several in one letter."""
RHYTHMS = ("at_once", "daily", "weekly")


class Notice(Identified, Base):
    """One thing told to one person. `key` makes sure it is told once."""

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_person_at", "person_id", "at"),
        Index(
            "ix_notice_unread",
            "person_id",
            sqlite_where=text("read_at is null"),
        ),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    words: Mapped[str]
    path: Mapped[str]
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    mailed_at: Mapped[datetime | None]


class MailChoice(Base):
    """Whether a group of notices, or one kind, comes to a person by mail.

    Without a row a group is as it is at first, and a kind as its group.
    """

    __tablename__ = "mail_choice"

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    topic: Mapped[str] = mapped_column(primary_key=True)
    wanted: Mapped[bool]


class PushChoice(Base):
    """Whether a group of notices comes to a person's devices; without a row as it is at first."""

    __tablename__ = "push_choice"

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    topic: Mapped[str] = mapped_column(primary_key=True)
    wanted: Mapped[bool]


class Rhythm(Base):
    """How often a person's mail comes, and when there is quiet. Without a row: at once, never.

    Hours are by the clocks of the person's time zone. `due_at` is when the next digest is made.
    """

    __tablename__ = "notice_rhythm"
    __table_args__ = (
        CheckConstraint("rhythm in ('at_once','daily','weekly')", name="rhythm"),
        CheckConstraint("hour between 0 and 23", name="hour"),
        CheckConstraint("weekday between 0 and 6", name="weekday"),
        CheckConstraint("(quiet_from is null) = (quiet_until is null)", name="quiet"),
        CheckConstraint("(rhythm = 'at_once') = (due_at is null)", name="due"),
        Index("ix_notice_rhythm_due_at", "due_at"),
    )

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    rhythm: Mapped[str] = mapped_column(default="at_once")
    hour: Mapped[int] = mapped_column(default=8)
    weekday: Mapped[int] = mapped_column(default=0)
    quiet_from: Mapped[int | None]
    quiet_until: Mapped[int | None]
    due_at: Mapped[datetime | None]
