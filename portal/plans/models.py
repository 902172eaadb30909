"""Plans, their steps, and how far they have come."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.audience import Audience
from portal.db import Base, Identified
from portal.learning.models import LearningItem
from portal.learning.money import Hours
from portal.people.events import HappenedIn
from portal.people.models import Person
from portal.roles.models import Role


class PlanState(StrEnum):
    NOW = "now"
    LATER = "later"
    PAUSED = "paused"
    DONE = "done"
    DROPPED = "dropped"


class StepKind(StrEnum):
    LEARNING = "learning"
    MENTORSHIP = "mentorship"
    OPPORTUNITY = "opportunity"
    FEEDBACK = "feedback"
    MILESTONE = "milestone"


NOW = text("state = 'now'")


class Plan(Identified, Base):
    """A person's way to one aim. Of several plans one is the one they follow now."""

    # All plans of a person change behind the person's row: one is "now", at most so many are open.
    behind = (Person, "person_id")

    __tablename__ = "plan"
    __table_args__ = (
        CheckConstraint("state in ('now','later','paused','done','dropped')", name="state"),
        CheckConstraint("length(title) between 1 and 200", name="title_length"),
        Index(
            "uq_plan_now",
            "person_id",
            unique=True,
            sqlite_where=NOW,
        ),
        Index("ix_plan_person_state", "person_id", "state"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    aspiration_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("aspiration.id", ondelete="SET NULL"), index=True
    )
    role_id: Mapped[UUID | None] = mapped_column(ForeignKey("role.id"), index=True)
    title: Mapped[str]
    state: Mapped[str] = mapped_column(default=PlanState.NOW)
    due_on: Mapped[date | None]
    paused_on: Mapped[date | None]
    # Who may read it besides the person: nobody, my line manager, my mentors, or both.
    audience: Mapped[Audience] = mapped_column(default=Audience.NOBODY)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now)

    person: Mapped[Person] = relationship()
    role: Mapped[Role | None] = relationship()
    steps: Mapped[list["PlanStep"]] = relationship(
        back_populates="plan",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="PlanStep.position",
    )


class PlanStep(Identified, Base):
    """One thing to do on the way, in its place among the others."""

    behind = (Plan, "plan_id")

    __tablename__ = "plan_step"
    __table_args__ = (
        CheckConstraint(
            "kind in ('learning','mentorship','opportunity','feedback','milestone')", name="kind"
        ),
        CheckConstraint("length(title) between 1 and 200", name="title_length"),
        CheckConstraint("due_on is null or starts_on is null or due_on >= starts_on", name="order"),
        Index("ix_plan_step_plan_position", "plan_id", "position"),
    )

    plan_id: Mapped[UUID] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(default=StepKind.MILESTONE)
    title: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    item_id: Mapped[UUID | None] = mapped_column(ForeignKey("learning_item.id"), index=True)
    mentor_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    skill_id: Mapped[UUID | None] = mapped_column(ForeignKey("skill.id"), index=True)
    opportunity_id: Mapped[UUID | None] = mapped_column(ForeignKey("opportunity.id"), index=True)
    community_id: Mapped[UUID | None] = mapped_column(ForeignKey("community.id"), index=True)
    hours: Mapped[Decimal | None] = mapped_column(Hours)
    starts_on: Mapped[date | None]
    due_on: Mapped[date | None]
    done_on: Mapped[date | None]
    # Taken out by its owner, who may put it back for a while.
    removed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    plan: Mapped[Plan] = relationship(back_populates="steps")
    item: Mapped[LearningItem | None] = relationship()

    @property
    def person_id(self) -> UUID:
        """Whose plan it is in."""
        return self.plan.person_id


class PlanEvent(HappenedIn, Base):
    """A change of state of a plan. Append-only."""

    __tablename__ = "plan_event"
    __table_args__ = {"sqlite_autoincrement": True}

    plan_id: Mapped[UUID] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    actor_id: Mapped[UUID | None] = mapped_column(index=False)


class PlanPoint(Base):
    """How much of the role a plan leads to its person had on a day, in skill steps."""

    __tablename__ = "plan_point"
    __table_args__ = (CheckConstraint("have between 0 and need", name="have"),)

    plan_id: Mapped[UUID] = mapped_column(
        ForeignKey("plan.id", ondelete="CASCADE"), primary_key=True
    )
    day: Mapped[date] = mapped_column(primary_key=True)
    have: Mapped[int]
    need: Mapped[int]


class CalendarFeed(Base):
    """The secret address under which a person's calendar reads the dates of their plan."""

    __tablename__ = "calendar_feed"

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    token_digest: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    read_at: Mapped[datetime | None]
