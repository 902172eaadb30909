"""Mentors, requests to them, and the mentorships that follow."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Table, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.db import Base, Identified
from portal.people.events import HappenedFor
from portal.people.models import Person
from portal.skills.models import Skill


class RequestState(StrEnum):
    DRAFT = "draft"
    REQUESTED = "requested"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    WAITLISTED = "waitlisted"
    SUPERSEDED = "superseded"
    CLOSED = "closed"


class RelationState(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"
    COMPLETED = "completed"
    ENDED = "ended"
    ENDED_BY_SYSTEM = "ended by system"


OPEN_REQUEST = text("state in ('draft', 'requested', 'waitlisted')")
OPEN_MENTOR = text("state = 'open'")
LIVE_RELATION = text("state in ('active', 'paused')")
# Somebody waits for an answer. A draft is not sent, so nobody does.
OPEN_STATES = (RequestState.REQUESTED, RequestState.WAITLISTED)
LIVE_STATES = (RelationState.ACTIVE, RelationState.PAUSED)

# How long a request may stay in a state before the clock ends it: nobody waits without an end.
LASTS = {
    RequestState.DRAFT: timedelta(days=90),
    RequestState.REQUESTED: timedelta(days=14),
    RequestState.WAITLISTED: timedelta(days=60),
}
# On the list and off it again, all in all: who waits this long has an answer within 14 days more.
LONGEST_WAIT = LASTS[RequestState.REQUESTED] + LASTS[RequestState.WAITLISTED]
# Mentors asked one after the other: how many, and how many working days each of them has.
CHOICES, EACH = 3, 3


def _first_due(context: Any) -> datetime:
    """When a request that is written for the first time runs out."""
    values = context.get_current_parameters()
    lasts = LASTS.get(values.get("state"), LASTS[RequestState.REQUESTED])
    return values["sent_at"] + lasts  # type: ignore[no-any-return]


mentor_skill = Table(
    "mentor_skill",
    Base.metadata,
    Column("mentor_id", ForeignKey("mentor.id", ondelete="CASCADE"), primary_key=True),
    Column("skill_id", ForeignKey("skill.id"), primary_key=True),
    Index("ix_mentor_skill_skill_id", "skill_id", "mentor_id"),
)

request_skill = Table(
    "mentorship_request_skill",
    Base.metadata,
    Column("request_id", ForeignKey("mentorship_request.id", ondelete="CASCADE"), primary_key=True),
    Column("skill_id", ForeignKey("skill.id"), primary_key=True),
)


class Mentor(Base):
    """A person who offers guidance, in what, and to how many at once."""

    __tablename__ = "mentor"
    __table_args__ = (
        CheckConstraint("capacity between 0 and 10", name="capacity"),
        CheckConstraint("state in ('open','paused','closed')", name="state"),
        CheckConstraint("paused_until is null or state = 'paused'", name="paused_until"),
        # What those who are open offer, in the order in which the first of them are counted.
        Index(
            "ix_mentor_open",
            "id",
            "topics",
            "formats",
            "languages",
            sqlite_where=OPEN_MENTOR,
        ),
        # Which languages are offered at all: read set by set, not mentor by mentor.
        Index(
            "ix_mentor_languages",
            "languages",
            sqlite_where=OPEN_MENTOR,
        ),
    )

    # A mentor's id is the person's id: whoever locks the mentor locks the person's one turnstile.
    id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    capacity: Mapped[int] = mapped_column(default=2)
    state: Mapped[str] = mapped_column(default="open")
    paused_until: Mapped[date | None]
    offer: Mapped[str] = mapped_column(default="")
    # Sets of the lists of `mentors.offering`, and when it suits them, in their own words.
    topics: Mapped[int] = mapped_column(BigInteger, default=0)
    formats: Mapped[int] = mapped_column(default=0)
    languages: Mapped[int] = mapped_column(BigInteger, default=0)
    times: Mapped[str] = mapped_column(default="")
    # In how many days they usually answer: worked out at night, None where too little is known.
    answers_within: Mapped[int | None]
    since: Mapped[datetime] = mapped_column(default=clock.now)

    person: Mapped[Person] = relationship()
    skills: Mapped[list[Skill]] = relationship(secondary=mentor_skill)

    def appears_in(self) -> list[str]:
        return [f"mentor:{self.id}"] if self.id else []


class MentorshipRequest(Identified, Base):
    """A mentee asks a mentor."""

    __tablename__ = "mentorship_request"
    __table_args__ = (
        CheckConstraint("mentor_id <> mentee_id", name="someone_else"),
        CheckConstraint(
            "state in ('draft','requested','accepted','declined','withdrawn','expired',"
            "'waitlisted','superseded','closed')",
            name="state",
        ),
        CheckConstraint("months between 1 and 12", name="months"),
        CheckConstraint(
            "length(message) <= 1000 and (state = 'draft' or length(message) >= 20)",
            name="message_length",
        ),
        CheckConstraint("(ranked_id is null) = (rank is null)", name="ranked"),
        CheckConstraint(
            "(state in ('draft','requested','waitlisted')) = (ended_at is null)", name="ended"
        ),
        Index(
            "uq_mentorship_request_open_pair",
            "mentor_id",
            "mentee_id",
            unique=True,
            sqlite_where=OPEN_REQUEST,
        ),
        Index("ix_mentorship_request_mentee", "mentee_id", "state"),
        Index("ix_mentorship_request_mentor", "mentor_id", "state"),
        Index("ix_mentorship_request_state_due", "state", "due_at"),
        Index("ix_mentorship_request_ranked", "ranked_id", "rank"),
    )
    # Accepting one request changes the others to the same mentor: whoever locks one of them has
    # locked the mentor first.
    behind: ClassVar = (Mentor, "mentor_id")

    mentor_id: Mapped[UUID] = mapped_column(ForeignKey("mentor.id", ondelete="CASCADE"))
    mentee_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    state: Mapped[str] = mapped_column(default=RequestState.REQUESTED)
    message: Mapped[str]
    months: Mapped[int] = mapped_column(default=6)
    decline_reason: Mapped[str | None]
    answer: Mapped[str] = mapped_column(default="")
    instead: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[datetime]
    # When the present state ends by itself.
    due_at: Mapped[datetime] = mapped_column(default=_first_due)
    # The day of the last reminder in the present state.
    reminded: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None]
    # Mentors asked one after the other: the same id for up to three, and whose turn is when.
    ranked_id: Mapped[UUID | None]
    rank: Mapped[int | None]
    # Whether only the mentee knows of it: a draft, or a choice whose turn never came.
    unsent: Mapped[bool] = mapped_column(default=False)
    # Of a programme, a layer above: which one, and how long one of its mentorships may last.
    programme_id: Mapped[UUID | None] = mapped_column(index=True)
    months_most: Mapped[int | None]

    mentor: Mapped[Mentor] = relationship()
    mentee: Mapped[Person] = relationship()
    goals: Mapped[list["RequestGoal"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="RequestGoal.position"
    )
    skills: Mapped[list[Skill]] = relationship(secondary=request_skill)

    @property
    def open(self) -> bool:
        """Whether somebody still waits for an answer."""
        return self.state in OPEN_STATES

    @property
    def over(self) -> bool:
        """Whether it was answered or ended; nothing opens it again."""
        return not self.open and self.state != RequestState.DRAFT


class RequestGoal(Base):
    """One of the one to five things the mentee wants from the mentorship."""

    __tablename__ = "mentorship_request_goal"
    __table_args__ = (CheckConstraint("position between 1 and 5", name="position"),)

    request_id: Mapped[UUID] = mapped_column(
        ForeignKey("mentorship_request.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[str]


class Mentorship(Identified, Base):
    """A mentor and a mentee who work together."""

    __tablename__ = "mentorship"
    __table_args__ = (
        CheckConstraint("mentor_id <> mentee_id", name="someone_else"),
        CheckConstraint(
            "state in ('active','paused','completed','ended','ended by system')", name="state"
        ),
        CheckConstraint("(state in ('active','paused')) = (ended_at is null)", name="ended"),
        Index(
            "uq_mentorship_live_pair",
            "mentor_id",
            "mentee_id",
            unique=True,
            sqlite_where=LIVE_RELATION,
        ),
        Index("ix_mentorship_mentee", "mentee_id", "state"),
        Index("ix_mentorship_mentor", "mentor_id", "state"),
    )
    behind: ClassVar = (Mentor, "mentor_id")

    request_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("mentorship_request.id", ondelete="SET NULL"), unique=True
    )
    mentor_id: Mapped[UUID] = mapped_column(ForeignKey("mentor.id", ondelete="CASCADE"))
    mentee_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    state: Mapped[str] = mapped_column(default=RelationState.ACTIVE)
    started_at: Mapped[datetime]
    ends_on: Mapped[date]
    ended_at: Mapped[datetime | None]
    # Of a programme, a layer above: which one, and how long one of its mentorships may last.
    programme_id: Mapped[UUID | None] = mapped_column(index=True)
    months_most: Mapped[int | None]

    mentor: Mapped[Mentor] = relationship()
    mentee: Mapped[Person] = relationship()
    request: Mapped[MentorshipRequest | None] = relationship()

    @property
    def live(self) -> bool:
        """Whether the two still work together."""
        return self.state in LIVE_STATES


class MentorshipEvent(HappenedFor, Base):
    """A change of state of a request or a mentorship. Append-only."""

    __tablename__ = "mentorship_event"
    __table_args__ = (
        Index("ix_mentorship_event_thing", "thing_id", "at"),
        {"sqlite_autoincrement": True},
    )

    thing_kind: Mapped[str]
    thing_id: Mapped[UUID]
