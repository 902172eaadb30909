"""What two people share in a mentorship, and what each writes for themselves alone.

Rows that both may change hold the two people beside the mentorship: they never change, and whoever
asks what is theirs finds it without a way round.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.db import Base, Identified
from portal.mentorship.models import Mentorship

REACHED = 4


class SessionState(StrEnum):
    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"
    MISSED = "missed"


class OfPair(Identified):
    """A row of two people, who change it behind their mentorship."""

    behind: ClassVar = (Mentorship, "mentorship_id")

    mentorship_id: Mapped[UUID] = mapped_column(
        ForeignKey("mentorship.id", ondelete="CASCADE"), index=True
    )
    mentor_id: Mapped[UUID] = mapped_column(ForeignKey("mentor.id", ondelete="CASCADE"), index=True)
    mentee_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)


class MentorshipGoal(OfPair, Base):
    """Something the mentee wants to reach, and how far it is, in a few steps."""

    __tablename__ = "mentorship_goal"
    __table_args__ = (
        CheckConstraint("progress between 0 and 4", name="progress"),
        CheckConstraint("length(words) between 1 and 200", name="words_length"),
        CheckConstraint("(progress = 4) = (reached_on is not null)", name="reached"),
    )

    words: Mapped[str]
    progress: Mapped[int] = mapped_column(default=0)
    reached_on: Mapped[date | None]
    dropped_on: Mapped[date | None]

    @property
    def open(self) -> bool:
        """Whether it is still worked on."""
        return self.dropped_on is None and self.progress < REACHED


class MentorshipSession(OfPair, Base):
    """The two meet. `sequence` counts the changes a calendar must hear of (RFC 5545), `version`
    those of what it is about.
    """

    __tablename__ = "mentorship_session"
    __table_args__ = (
        CheckConstraint("state in ('planned','held','cancelled','missed')", name="state"),
        CheckConstraint("minutes between 5 and 480", name="minutes"),
        Index("ix_mentorship_session_starts_at", "state", "starts_at"),
    )

    starts_at: Mapped[datetime]
    minutes: Mapped[int] = mapped_column(default=45)
    place: Mapped[str] = mapped_column(default="")
    topic: Mapped[str] = mapped_column(default="")
    agenda: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default=SessionState.PLANNED)
    sequence: Mapped[int] = mapped_column(default=0)
    # The sequence of which both were reminded.
    reminded: Mapped[int] = mapped_column(default=-1)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)

    @property
    def ends_at(self) -> datetime:
        """When it is over."""
        return self.starts_at + timedelta(minutes=self.minutes)


class MentorshipInvitation(Base):
    """What a person's calendar was last sent of a session, so that nothing goes there twice."""

    __tablename__ = "mentorship_invitation"

    session_id: Mapped[UUID] = mapped_column(
        ForeignKey("mentorship_session.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    sequence: Mapped[int]
    sent_at: Mapped[datetime]


class MentorshipAction(OfPair, Base):
    """Something one of the two will do, until a day."""

    __tablename__ = "mentorship_action"
    __table_args__ = (
        CheckConstraint("length(words) between 1 and 200", name="words_length"),
        Index("ix_mentorship_action_due_on", "due_on"),
    )

    words: Mapped[str]
    doer_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    due_on: Mapped[date | None]
    done_on: Mapped[date | None]
    removed_at: Mapped[datetime | None]
    # How often the doer was reminded.
    reminded: Mapped[int] = mapped_column(default=0)


class MentorshipNote(OfPair, Base):
    """What both read, and both may put otherwise."""

    __tablename__ = "mentorship_note"
    __table_args__ = (CheckConstraint("length(words) between 1 and 4000", name="words_length"),)

    session_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("mentorship_session.id", ondelete="SET NULL"), index=True
    )
    author_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    words: Mapped[str]
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    removed_at: Mapped[datetime | None]


class PrivateNote(Identified, Base):
    """What one of the two writes for nobody else. It has no mentor and no mentee: only an owner."""

    __tablename__ = "mentorship_private_note"
    __table_args__ = (
        CheckConstraint("length(words) between 1 and 4000", name="words_length"),
        Index("ix_mentorship_private_note_person", "person_id", "mentorship_id"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    mentorship_id: Mapped[UUID] = mapped_column(
        ForeignKey("mentorship.id", ondelete="CASCADE"), index=True
    )
    session_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("mentorship_session.id", ondelete="SET NULL"), index=True
    )
    words: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    removed_at: Mapped[datetime | None]
