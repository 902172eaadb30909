"""Conversations, what the two agree in them, and what each writes for themselves alone."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.db import Base, Identified
from portal.people.events import HappenedFor
from portal.people.models import Person


class State(StrEnum):
    PROPOSED = "proposed"
    SCHEDULED = "scheduled"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    MISSED = "missed"


LIVE_STATES = (State.PROPOSED, State.SCHEDULED, State.OPEN)
LIVE = text("state in ('proposed', 'scheduled', 'open')")
EVERY = 90
"""So many days lie between two conversations, unless the two say otherwise."""


class Conversation(Identified, Base):
    """One conversation. It is its employee's: a manager reads it only as long as they lead them.

    `sequence` counts the changes a calendar must hear of (RFC 5545). `shown_to_id` is a later
    manager to whom the employee shows it. Each of the two says whether it took place: None is
    "nothing yet".
    """

    # Of several people who propose at once one does; all changes come one after the other.
    behind = (Person, "person_id")

    __tablename__ = "conversation"
    __table_args__ = (
        CheckConstraint("person_id <> manager_id", name="two_people"),
        CheckConstraint(
            "state in ('proposed','scheduled','open','closed','cancelled','missed')", name="state"
        ),
        CheckConstraint("minutes between 5 and 480", name="minutes"),
        CheckConstraint("length(agenda) <= 4000 and length(notes) <= 8000", name="lengths"),
        CheckConstraint("counted_at is null or state = 'closed'", name="counted"),
        CheckConstraint("(state = 'closed') = (closed_at is not null)", name="closed"),
        Index(
            "uq_conversation_live_pair",
            "person_id",
            "manager_id",
            unique=True,
            sqlite_where=LIVE,
        ),
        Index("ix_conversation_person_starts", "person_id", "starts_at"),
        Index("ix_conversation_manager_starts", "manager_id", "starts_at"),
        Index("ix_conversation_state_starts", "state", "starts_at"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    manager_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    state: Mapped[str]
    # Who named the time that waits for an answer.
    asked_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    starts_at: Mapped[datetime]
    minutes: Mapped[int] = mapped_column(default=45)
    place: Mapped[str] = mapped_column(default="")
    agenda: Mapped[str] = mapped_column(default="")
    agenda_version: Mapped[int] = mapped_column(default=1)
    notes: Mapped[str] = mapped_column(default="")
    notes_version: Mapped[int] = mapped_column(default=1)
    sequence: Mapped[int] = mapped_column(default=0)
    # The sequence of which both were reminded.
    reminded: Mapped[int] = mapped_column(default=-1)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    employee_agrees: Mapped[bool | None]
    manager_agrees: Mapped[bool | None]
    counted_at: Mapped[datetime | None]
    shown_to_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    manager: Mapped[Person] = relationship(foreign_keys=[manager_id])

    @property
    def live(self) -> bool:
        """Whether it is still to come, or going on."""
        return self.state in LIVE_STATES

    @property
    def ends_at(self) -> datetime:
        """When it is over, as planned."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def current(self) -> bool:
        """Whether the two still are employee and manager."""
        return self.person.manager_id == self.manager_id

    @property
    def reader_id(self) -> UUID | None:
        """The manager who reads it now: the one it was with, or whom it was shown to."""
        now = self.person.manager_id
        return now if now in (self.manager_id, self.shown_to_id) else None


class ConversationGoal(Identified, Base):
    """Something both want to reach, with what each of the two does for it, and until when."""

    behind = (Conversation, "conversation_id")

    __tablename__ = "conversation_goal"
    __table_args__ = (
        CheckConstraint("length(words) between 1 and 200", name="words_length"),
        CheckConstraint("length(employee_does) between 1 and 200", name="employee_length"),
        CheckConstraint("length(manager_does) between 1 and 200", name="manager_length"),
        Index("ix_conversation_goal_person", "person_id", "dropped_on"),
    )

    conversation_id: Mapped[UUID] = mapped_column(
        ForeignKey("conversation.id", ondelete="CASCADE"), index=True
    )
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    manager_id: Mapped[UUID] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), index=True
    )
    words: Mapped[str]
    employee_does: Mapped[str]
    employee_by: Mapped[date | None]
    employee_done_on: Mapped[date | None]
    manager_does: Mapped[str]
    manager_by: Mapped[date | None]
    manager_done_on: Mapped[date | None]
    dropped_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)

    conversation: Mapped[Conversation] = relationship()

    @property
    def current(self) -> bool:
        """Whether the two still are employee and manager."""
        return self.conversation.current

    @property
    def reached(self) -> bool:
        """Whether both have done their part."""
        return self.employee_done_on is not None and self.manager_done_on is not None

    @property
    def open(self) -> bool:
        """Whether somebody still has something to do for it."""
        return self.dropped_on is None and not self.reached


class ConversationOwnNote(Identified, Base):
    """What somebody writes about a conversation for nobody else."""

    __tablename__ = "conversation_own_note"
    __table_args__ = (
        CheckConstraint("length(words) <= 4000", name="words_length"),
        Index("uq_conversation_own_note", "person_id", "conversation_id", unique=True),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    conversation_id: Mapped[UUID] = mapped_column(
        ForeignKey("conversation.id", ondelete="CASCADE"), index=True
    )
    words: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)

    conversation: Mapped[Conversation] = relationship()


class ConversationRhythm(Base):
    """How many days lie between the conversations of an employee, where it is not EVERY."""

    __tablename__ = "conversation_rhythm"
    __table_args__ = (CheckConstraint("days in (30, 60, 90, 180)", name="days"),)

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    days: Mapped[int]


class ConversationEvent(HappenedFor, Base):
    """A change of state. Append-only."""

    __tablename__ = "conversation_event"
    __table_args__ = (
        Index("ix_conversation_event_conversation", "conversation_id", "id"),
        {"sqlite_autoincrement": True},
    )

    conversation_id: Mapped[UUID]
