"""Mentors who reach out first, and from whom a person takes that."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base, Identified
from portal.mentorship.models import Mentor
from portal.people.models import Person

ANSWERED_WITHIN = timedelta(days=14)
OPEN_APPROACH = text("state = 'offered'")


class State(StrEnum):
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    CLOSED = "closed"


class Approach(Identified, Base):
    """A mentor offers to guide somebody. While it is open it holds one of the mentor's places."""

    __tablename__ = "mentor_approach"
    __table_args__ = (
        CheckConstraint("mentor_id <> mentee_id", name="someone_else"),
        CheckConstraint(
            "state in ('offered','accepted','declined','withdrawn','expired','closed')",
            name="state",
        ),
        CheckConstraint("months between 1 and 12", name="months"),
        CheckConstraint("length(message) between 20 and 600", name="message_length"),
        CheckConstraint("(state = 'offered') = (ended_at is null)", name="ended"),
        Index(
            "uq_mentor_approach_open_pair",
            "mentor_id",
            "mentee_id",
            unique=True,
            sqlite_where=OPEN_APPROACH,
        ),
        Index("ix_mentor_approach_mentee", "mentee_id", "state"),
        Index("ix_mentor_approach_mentor", "mentor_id", "state"),
        Index("ix_mentor_approach_state_due", "state", "due_at"),
    )
    behind: ClassVar = (Mentor, "mentor_id")

    mentor_id: Mapped[UUID] = mapped_column(ForeignKey("mentor.id", ondelete="CASCADE"))
    mentee_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    state: Mapped[str]
    message: Mapped[str]
    months: Mapped[int] = mapped_column(default=6)
    # What the mentee said with a no.
    answer: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[datetime]
    due_at: Mapped[datetime]
    reminded: Mapped[bool] = mapped_column(default=False)
    ended_at: Mapped[datetime | None]

    mentor: Mapped[Mentor] = relationship()
    mentee: Mapped[Person] = relationship()

    @property
    def open(self) -> bool:
        """Whether the mentor waits for an answer."""
        return self.state == State.OFFERED


class OpenTo(StrEnum):
    """From which mentors somebody takes an approach."""

    ASKED = "asked"
    ANYONE = "anyone"
    NOBODY = "nobody"


class Openness(Base):
    """What a person said of approaches; without a row, mentors whom they asked may reach out."""

    __tablename__ = "mentor_openness"
    __table_args__ = (CheckConstraint("open_to in ('asked','anyone','nobody')", name="open_to"),)

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    open_to: Mapped[str]
