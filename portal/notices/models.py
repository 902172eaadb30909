"""Notices: what a person is told in the portal."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Identified

MAIL = "mail.notice"
"""What the outbox calls the sending of a notice by mail."""


class Notice(Identified, Base):
    """One thing told to one person. `key` makes sure it is told once."""

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_person_at", "person_id", "at"),
        Index(
            "ix_notice_unread",
            "person_id",
            sqlite_where=text("read_at is null"),
            postgresql_where=text("read_at is null"),
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
    """Whether a group of notices comes to a person by mail; without a row as it is at first."""

    __tablename__ = "mail_choice"

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    topic: Mapped[str] = mapped_column(primary_key=True)
    wanted: Mapped[bool]
