"""Words from one person to another. Whoever receives them owns what becomes of them."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.db import Base, Identified
from portal.people.events import HappenedFor
from portal.people.models import Person
from portal.skills.models import Skill


class State(StrEnum):
    """`asked` waits for the colleague; what was given may be taken back by them, words and all."""

    ASKED = "asked"
    GIVEN = "given"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    TAKEN_BACK = "taken back"


OPEN = text("state = 'asked'")


class Feedback(Identified, Base):
    """What one colleague says to one person, asked for by them or praise of one's own accord."""

    __tablename__ = "feedback"
    __table_args__ = (
        CheckConstraint("origin in ('asked','praise')", name="origin"),
        CheckConstraint(
            "state in ('asked','given','declined','withdrawn','expired','taken back')", name="state"
        ),
        CheckConstraint(
            "state <> 'given' or went_well <> '' or next_time <> ''", name="given_words"
        ),
        CheckConstraint("person_id <> by_id", name="not_oneself"),
        Index("ix_feedback_person_state", "person_id", "state"),
        Index("ix_feedback_by_state", "by_id", "state"),
        Index(
            "uq_feedback_open",
            "person_id",
            "by_id",
            unique=True,
            sqlite_where=OPEN,
        ),
    )
    # Whatever changes holds the receiver first: limits and evidence are looked at behind them.
    behind: ClassVar = (Person, "person_id")

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    origin: Mapped[str]
    state: Mapped[str]
    # What it is about: a skill, or a goal or a step by the name it had then; in general without.
    skill_id: Mapped[UUID | None] = mapped_column(ForeignKey("skill.id"), index=True)
    goal_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("conversation_goal.id", ondelete="SET NULL"), index=True
    )
    step_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("plan_step.id", ondelete="SET NULL"), index=True
    )
    about: Mapped[str] = mapped_column(default="")
    question: Mapped[str] = mapped_column(default="")
    went_well: Mapped[str] = mapped_column(default="")
    next_time: Mapped[str] = mapped_column(default="")
    # Whether the receiver may show what went well with the giver's name; as which evidence they do.
    may_show: Mapped[bool] = mapped_column(default=False)
    evidence_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("evidence.id", ondelete="SET NULL"), index=True
    )
    # Why it was declined, in a code and in kind words; the day of the last reminder.
    reason: Mapped[str] = mapped_column(default="")
    word: Mapped[str] = mapped_column(default="")
    reminded: Mapped[int] = mapped_column(default=0)
    # The receiver does not want to see it among the rest; the giver is not told.
    put_aside_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    answered_at: Mapped[datetime | None]
    expires_on: Mapped[date | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    by: Mapped[Person] = relationship(foreign_keys=[by_id])
    skill: Mapped[Skill | None] = relationship()

    @property
    def topic(self) -> str:
        """What it is about, in a few words; empty for feedback in general."""
        return self.skill.name if self.skill is not None else self.about


class FeedbackEvent(HappenedFor, Base):
    """A change of state of a piece of feedback, never its words. Append-only."""

    __tablename__ = "feedback_event"
    __table_args__ = (
        Index("ix_feedback_event_feedback", "feedback_id", "at"),
        {"sqlite_autoincrement": True},
    )

    feedback_id: Mapped[UUID] = mapped_column(ForeignKey("feedback.id", ondelete="CASCADE"))


class FeedbackRefusal(Base):
    """Somebody of whom a person wants no feedback. Nobody but that person knows of it."""

    __tablename__ = "feedback_refusal"

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    from_id: Mapped[UUID] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    at: Mapped[datetime] = mapped_column(default=clock.now)
