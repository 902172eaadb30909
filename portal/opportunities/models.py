"""Opportunities, the skills they ask for and teach, applications for them, and their history."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.db import Base, Identified
from portal.opportunities.states import (
    LIVE,
    LIVE_APPLICATION,
    TAKEN,
    WAITING,
    Kind,
    Mode,
    Standing,
    State,
)
from portal.people.events import HappenedFor
from portal.people.models import Department, Location, Person
from portal.roles.models import Role
from portal.skills.models import Skill

MOST_PLACES, MOST_HOURS = 50, 40
FULL_TIME = 40
"""The hours of a full week: a tenth of it is what nobody has to be released for."""


class Opportunity(Identified, Base):
    """Something to do beside one's job, or instead of it for a while, offered by its owner; an
    opening for a role; or what somebody would like to do, and seeks.
    """

    __tablename__ = "opportunity"
    __table_args__ = (
        CheckConstraint(
            "kind in ('stretch','gig','secondment','shadowing','swap','volunteering','training',"
            "'opening')",
            name="kind",
        ),
        CheckConstraint("work_mode in ('site','mixed','home')", name="work_mode"),
        CheckConstraint(
            "state in ('draft','submitted','published','paused','closed','in progress',"
            "'completed','cancelled','expired')",
            name="state",
        ),
        CheckConstraint("length(title) between 1 and 120", name="title_length"),
        CheckConstraint(f"places between 1 and {MOST_PLACES}", name="places"),
        CheckConstraint(f"hours between 1 and {MOST_HOURS}", name="hours"),
        CheckConstraint("apply_by <= starts_on and starts_on <= ends_on", name="dates"),
        CheckConstraint("co_owner_id <> owner_id", name="two_owners"),
        CheckConstraint("(kind = 'opening') = (role_id is not null)", name="opening"),
        CheckConstraint("seeker_id is null or role_id is null", name="seeking"),
        Index("ix_opportunity_state_apply_by", "state", "apply_by"),
    )

    kind: Mapped[str] = mapped_column(default=Kind.STRETCH)
    title: Mapped[str]
    summary: Mapped[str]
    places: Mapped[int] = mapped_column(default=1)
    # In a week.
    hours: Mapped[int] = mapped_column(default=4)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    # The last day to apply.
    apply_by: Mapped[date]
    work_mode: Mapped[str] = mapped_column(default=Mode.MIXED)
    location_id: Mapped[UUID | None] = mapped_column(ForeignKey("location.id"), index=True)
    # The owner's, when it was written.
    department_id: Mapped[UUID] = mapped_column(ForeignKey("department.id"), index=True)
    # None once the owner has left without a second one: it waits in HR's queue.
    owner_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    co_owner_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    # Whoever seeks it: then nobody offers it yet, and it is theirs.
    seeker_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), index=True
    )
    # What an opening is for.
    role_id: Mapped[UUID | None] = mapped_column(ForeignKey("role.id"), index=True)
    state: Mapped[str] = mapped_column(default=State.DRAFT)
    # The state before it was cancelled, for whoever takes that back.
    was: Mapped[str] = mapped_column(default="")
    ended_at: Mapped[datetime | None]
    # What whoever approves asks to be changed.
    asked: Mapped[str] = mapped_column(default="")
    # What those who did it learned: a note for those who come after.
    learned: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    owner: Mapped[Person | None] = relationship(foreign_keys=[owner_id])
    co_owner: Mapped[Person | None] = relationship(foreign_keys=[co_owner_id])
    department: Mapped[Department] = relationship()
    location: Mapped[Location | None] = relationship()
    role: Mapped[Role | None] = relationship()
    skills: Mapped[list["OpportunitySkill"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="OpportunitySkill.position"
    )

    @property
    def owner_ids(self) -> frozenset[UUID]:
        """Who leads it."""
        return frozenset(key for key in (self.owner_id, self.co_owner_id) if key)

    @property
    def seeking(self) -> bool:
        """Whether somebody seeks it, and nobody offers it."""
        return self.seeker_id is not None

    def appears_in(self) -> list[str]:
        return [f"opportunity:{self.id}"] if self.id else []


class OpportunitySkill(Base):
    """A skill up to a level that an opportunity asks for, would like, or teaches."""

    __tablename__ = "opportunity_skill"
    __table_args__ = (
        CheckConstraint("use in ('required','preferred','learned')", name="use"),
        CheckConstraint("level between 1 and 4", name="level"),
        Index("ix_opportunity_skill_skill", "skill_id", "use"),
    )

    opportunity_id: Mapped[UUID] = mapped_column(
        ForeignKey("opportunity.id", ondelete="CASCADE"), primary_key=True
    )
    skill_id: Mapped[UUID] = mapped_column(ForeignKey("skill.id"), primary_key=True)
    use: Mapped[str] = mapped_column(primary_key=True)
    level: Mapped[int]
    position: Mapped[int] = mapped_column(default=0)

    skill: Mapped[Skill] = relationship()


class Application(Identified, Base):
    """Somebody applies for an opportunity. Nobody waits in it without a day on which it ends."""

    __tablename__ = "application"
    __table_args__ = (
        CheckConstraint(
            "state in ('submitted','in review','shortlisted','offered','accepted',"
            "'release pending','active','completed','withdrawn','not selected','offer declined',"
            "'offer expired','cancelled','released early','closed')",
            name="state",
        ),
        CheckConstraint(
            "due_at is not null or state not in"
            " ('submitted','in review','shortlisted','offered','release pending')",
            name="due",
        ),
        Index(
            "uq_application_live",
            "opportunity_id",
            "person_id",
            unique=True,
            sqlite_where=LIVE_APPLICATION,
        ),
        Index("ix_application_person_state", "person_id", "state"),
        Index("ix_application_manager", "manager_id", "state"),
        Index("ix_application_state_due", "state", "due_at"),
    )
    # The opportunity's row is the turnstile: places are counted behind it.
    behind: ClassVar = (Opportunity, "opportunity_id")

    opportunity_id: Mapped[UUID] = mapped_column(ForeignKey("opportunity.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    # What somebody who answers a seeker has for them, where that is offered here already.
    with_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("opportunity.id", ondelete="SET NULL"), index=True
    )
    # The person's when they applied.
    department_id: Mapped[UUID] = mapped_column(ForeignKey("department.id"))
    words: Mapped[str]
    state: Mapped[str] = mapped_column(default=Standing.SUBMITTED)
    was: Mapped[str] = mapped_column(default="")
    # When the present state ends by itself.
    due_at: Mapped[datetime | None]
    # Why it ended, in a code, and what the owner or the manager wrote about it.
    reason: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    # Who is told of it, or asked to let the person go. Until the person accepts an offer: nobody.
    manager_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    deferred: Mapped[bool] = mapped_column(default=False)
    # The person has said what it means for their skills.
    skills_said: Mapped[bool] = mapped_column(default=False)
    # A few words for each other at the end.
    owner_words: Mapped[str] = mapped_column(default="")
    own_words: Mapped[str] = mapped_column(default="")
    applied_at: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]

    opportunity: Mapped[Opportunity] = relationship(foreign_keys=[opportunity_id])
    suggested: Mapped[Opportunity | None] = relationship(foreign_keys=[with_id])
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    manager: Mapped[Person | None] = relationship(foreign_keys=[manager_id])

    @property
    def owner_ids(self) -> frozenset[UUID]:
        """Who leads what it is for."""
        return self.opportunity.owner_ids

    @property
    def waiting(self) -> bool:
        return self.state in WAITING

    @property
    def live(self) -> bool:
        return self.state in LIVE

    @property
    def taken(self) -> bool:
        """Whether it has one of the places."""
        return self.state in TAKEN


class OpportunityEvent(HappenedFor, Base):
    """A change of state of an opportunity or an application. Append-only."""

    __tablename__ = "opportunity_event"
    __table_args__ = (
        Index("ix_opportunity_event_thing", "thing_id"),
        {"sqlite_autoincrement": True},
    )

    thing_kind: Mapped[str]
    thing_id: Mapped[UUID]
    actor_id: Mapped[UUID | None] = mapped_column(index=False)
