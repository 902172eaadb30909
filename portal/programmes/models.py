"""Programmes, who joined them and with what, and who was proposed to whom."""

from datetime import date, datetime, timedelta
from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.db import Base, Identified
from portal.people.events import Happened
from portal.people.models import Person
from portal.programmes.states import LIVE_PAIR, PairState, State
from portal.skills.models import Skill


class Programme(Identified, Base):
    """Mentoring for a group that begins together. Dates are days; months are of one mentorship."""

    __tablename__ = "programme"
    __table_args__ = (
        CheckConstraint(
            "state in ('draft','open','matching','running','finished','cancelled')", name="state"
        ),
        CheckConstraint("length(name) between 1 and 120", name="name_length"),
        CheckConstraint(
            "joining_from <= joining_until and joining_until <= starts_on and starts_on < ends_on",
            name="dates",
        ),
        CheckConstraint(
            "months_least >= 1 and months_least <= months and months <= months_most"
            " and months_most <= 12",
            name="months",
        ),
        Index("ix_programme_state", "state"),
    )

    name: Mapped[str]
    purpose: Mapped[str] = mapped_column(default="")
    words: Mapped[str] = mapped_column(default="")
    joining_from: Mapped[date]
    joining_until: Mapped[date]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    months_least: Mapped[int] = mapped_column(default=3)
    months: Mapped[int] = mapped_column(default=6)
    months_most: Mapped[int] = mapped_column(default=9)
    state: Mapped[str] = mapped_column(default=State.DRAFT)
    # HR has said that it may open by itself on its day.
    ready_at: Mapped[datetime | None]
    # The pairs are being worked out since then; what began before is not written any more.
    solving_since: Mapped[datetime | None]
    solved_at: Mapped[datetime | None]
    round: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    parts: Mapped[list["ProgrammePart"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True
    )
    owners: Mapped[list["ProgrammeOwner"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def solving(self) -> bool:
        """Whether the pairs are being worked out; after ten minutes HR may ask again."""
        since = self.solving_since
        return since is not None and clock.now() - since < timedelta(minutes=10)

    @property
    def owner_ids(self) -> frozenset[UUID]:
        """Who looks after it."""
        return frozenset(owner.person_id for owner in self.owners)

    def appears_in(self) -> list[str]:
        return [f"programme:{self.id}"] if self.id else []


class ProgrammePart(Base):
    """One department, location, level or role it is for."""

    __tablename__ = "programme_part"
    __table_args__ = (
        CheckConstraint("kind in ('department','location','level','role')", name="kind"),
    )

    programme_id: Mapped[UUID] = mapped_column(
        ForeignKey("programme.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(primary_key=True)
    # The id of what it is, as 32 digits; of a level its number.
    key: Mapped[str] = mapped_column(primary_key=True)


class ProgrammeOwner(Base):
    """Somebody of HR who looks after a programme, and is named to its members."""

    __tablename__ = "programme_owner"

    programme_id: Mapped[UUID] = mapped_column(
        ForeignKey("programme.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    person: Mapped[Person] = relationship()


class Member(Identified, Base):
    """Who joined, as what, and what they wrote for the matching: that alone is what HR sees."""

    __tablename__ = "programme_member"
    __table_args__ = (
        CheckConstraint("mentee or mentor", name="as_something"),
        CheckConstraint("places between 0 and 10", name="places"),
        CheckConstraint("mentor = (places > 0)", name="mentor_has_places"),
        CheckConstraint("months between 1 and 12", name="months"),
        Index("uq_programme_member_one", "programme_id", "person_id", unique=True),
        Index("ix_programme_member_person", "person_id"),
    )
    behind: ClassVar = (Programme, "programme_id")

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    mentee: Mapped[bool] = mapped_column(default=False)
    mentor: Mapped[bool] = mapped_column(default=False)
    places: Mapped[int] = mapped_column(default=0)
    months: Mapped[int] = mapped_column(default=6)
    # One goal on each line.
    goals: Mapped[str] = mapped_column(default="")
    # Which of `mentors.offering.LANGUAGES` they like to speak; 0 for whoever named none.
    languages: Mapped[int] = mapped_column(BigInteger, default=0)
    # HR has put the mentee aside: no pair is proposed until they are put back.
    aside: Mapped[bool] = mapped_column(default=False)
    joined_at: Mapped[datetime] = mapped_column(default=clock.now)

    programme: Mapped[Programme] = relationship()
    person: Mapped[Person] = relationship()
    skills: Mapped[list["MemberSkill"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True
    )
    choices: Mapped[list["MemberChoice"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="MemberChoice.position"
    )

    @property
    def owner_ids(self) -> frozenset[UUID]:
        return self.programme.owner_ids


class MemberSkill(Base):
    """A skill a member wrote, with the level as it was then."""

    __tablename__ = "programme_member_skill"
    __table_args__ = (
        CheckConstraint("use in ('wants','teaches')", name="use"),
        CheckConstraint("level between 0 and 4", name="level"),
    )

    member_id: Mapped[UUID] = mapped_column(
        ForeignKey("programme_member.id", ondelete="CASCADE"), primary_key=True
    )
    skill_id: Mapped[UUID] = mapped_column(ForeignKey("skill.id"), primary_key=True, index=True)
    use: Mapped[str] = mapped_column(primary_key=True)
    level: Mapped[int] = mapped_column(default=0)
    proven: Mapped[bool] = mapped_column(default=False)

    skill: Mapped[Skill] = relationship()


class MemberChoice(Base):
    """Somebody a member would like as a mentor (position 1 to 3), or never wants to be matched with
    (position 0), which nobody but the member reads.
    """

    __tablename__ = "programme_member_choice"
    __table_args__ = (CheckConstraint("position between 0 and 3", name="position"),)

    member_id: Mapped[UUID] = mapped_column(
        ForeignKey("programme_member.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    position: Mapped[int] = mapped_column(default=0)

    person: Mapped[Person] = relationship()


class ProgrammePair(Identified, Base):
    """Two members proposed to each other. `due_on`: the last day to say yes to what was sent."""

    __tablename__ = "programme_pair"
    __table_args__ = (
        CheckConstraint("mentor_id <> mentee_id", name="someone_else"),
        CheckConstraint(
            "state in ('proposed','sent','asked','matched','declined','expired','closed')",
            name="state",
        ),
        CheckConstraint("(state = 'proposed') = (sent_at is null)", name="sent"),
        Index(
            "uq_programme_pair_live_mentee",
            "programme_id",
            "mentee_id",
            unique=True,
            sqlite_where=LIVE_PAIR,
        ),
        Index("ix_programme_pair_mentor", "mentor_id", "state"),
        Index("ix_programme_pair_mentee", "mentee_id", "state"),
        Index("ix_programme_pair_programme", "programme_id", "state"),
    )
    behind: ClassVar = (Programme, "programme_id")

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"))
    mentee_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    mentor_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    state: Mapped[str] = mapped_column(default=PairState.PROPOSED)
    points: Mapped[int] = mapped_column(default=0)
    round: Mapped[int] = mapped_column(default=1)
    # HR keeps it as it is when the pairs are worked out again.
    locked: Mapped[bool] = mapped_column(default=False)
    sent_at: Mapped[datetime | None]
    due_on: Mapped[date | None]
    # The mentor said yes before the mentee did.
    mentor_said_at: Mapped[datetime | None]
    request_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("mentorship_request.id", ondelete="SET NULL"), unique=True
    )

    programme: Mapped[Programme] = relationship()
    mentee: Mapped[Person] = relationship(foreign_keys=[mentee_id])
    mentor: Mapped[Person] = relationship(foreign_keys=[mentor_id])

    @property
    def owner_ids(self) -> frozenset[UUID]:
        return self.programme.owner_ids


class ProgrammeEvent(Happened, Base):
    """A change of state of a programme or of a pair of it. Append-only."""

    __tablename__ = "programme_event"
    __table_args__ = (
        Index("ix_programme_event_thing", "thing_id", "at"),
        {"sqlite_autoincrement": True},
    )

    thing_kind: Mapped[str]
    thing_id: Mapped[UUID]


class ProgrammeFigure(Base):
    """How far a programme had come when it was counted last; `figures` says what of it is shown."""

    __tablename__ = "programme_figure"

    programme_id: Mapped[UUID] = mapped_column(
        ForeignKey("programme.id", ondelete="CASCADE"), primary_key=True
    )
    running: Mapped[int] = mapped_column(default=0)
    completed: Mapped[int] = mapped_column(default=0)
    ended: Mapped[int] = mapped_column(default=0)
    met: Mapped[int] = mapped_column(default=0)
    sessions: Mapped[int] = mapped_column(default=0)
    counted_at: Mapped[datetime]
