"""Providers and what they teach; enrolments, and the money set aside for them."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.db import Base, Identified
from portal.learning.money import Hours, Money
from portal.learning.states import LIVE_STATES as LIVE_STATES
from portal.learning.states import SPENDS_MONEY as SPENDS_MONEY
from portal.learning.states import TAKES_MONEY as TAKES_MONEY
from portal.learning.states import TAKES_PLACE as TAKES_PLACE
from portal.learning.states import Format as Format
from portal.learning.states import Payer as Payer
from portal.learning.states import State as State
from portal.people.events import HappenedFor
from portal.people.models import Department, Person
from portal.skills.models import Skill

MOST_HOURS = 10_000
MOST_MONEY = 1_000_000


LIVE = text("state in ('suggested','planned','assigned','approval','enrolled','started','done')")


class Provider(Identified, Base):
    """Who offers learning: a part of the organisation, or somebody outside it."""

    __tablename__ = "provider"
    __table_args__ = (
        CheckConstraint("kind in ('internal','external')", name="kind"),
        CheckConstraint("length(name) between 1 and 200", name="name_length"),
    )

    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(default="internal")
    contact: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    url: Mapped[str] = mapped_column(default="")


learning_prerequisite = Table(
    "learning_prerequisite",
    Base.metadata,
    Column("item_id", ForeignKey("learning_item.id", ondelete="CASCADE"), primary_key=True),
    Column("needs_id", ForeignKey("learning_item.id", ondelete="CASCADE"), primary_key=True),
    CheckConstraint("item_id <> needs_id", name="something_else"),
    Index("ix_learning_prerequisite_needs_id", "needs_id"),
)


class LearningItem(Identified, Base):
    """Something to learn from. `cost` is for one person, in `currency`; `hours` is their time."""

    __tablename__ = "learning_item"
    __table_args__ = (
        CheckConstraint(
            "format in ('course','video','reading','event','shadowing','cohort','drip')",
            name="format",
        ),
        CheckConstraint("payer in ('nobody','organisation','budget','person')", name="payer"),
        CheckConstraint("status in ('draft','active','retired')", name="status"),
        CheckConstraint(f"hours between 0 and {MOST_HOURS * 100}", name="hours"),
        CheckConstraint(f"cost between 0 and {MOST_MONEY * 100}", name="cost"),
        CheckConstraint("(payer = 'nobody') = (cost = 0)", name="somebody_pays"),
        CheckConstraint("length(currency) = 3", name="currency"),
        CheckConstraint("certificate_months between 1 and 600", name="certificate_months"),
        CheckConstraint(
            "certificate <> '' or certificate_months is null", name="months_of_certificate"
        ),
        CheckConstraint("length(title) between 1 and 200", name="title_length"),
        UniqueConstraint("source", "external_id"),
    )

    title: Mapped[str] = mapped_column(index=True)
    summary: Mapped[str] = mapped_column(default="")
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("provider.id"), index=True)
    format: Mapped[str] = mapped_column(default=Format.COURSE)
    url: Mapped[str] = mapped_column(default="")
    hours: Mapped[Decimal] = mapped_column(Hours, default=Decimal(0))
    cost: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    currency: Mapped[str] = mapped_column(default="GBP")
    payer: Mapped[str] = mapped_column(default=Payer.NOBODY)
    language: Mapped[str] = mapped_column(default="English")
    certificate: Mapped[str] = mapped_column(default="")
    certificate_months: Mapped[int | None]
    status: Mapped[str] = mapped_column(default="active")
    source: Mapped[str | None]
    external_id: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now)

    provider: Mapped[Provider] = relationship()
    skills: Mapped[list["LearningSkill"]] = relationship(
        back_populates="item", cascade="all, delete-orphan", passive_deletes=True
    )
    dates: Mapped[list["LearningDate"]] = relationship(
        back_populates="item",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="LearningDate.starts_at",
    )
    needs: Mapped[list["LearningItem"]] = relationship(
        secondary=learning_prerequisite,
        primaryjoin="LearningItem.id == learning_prerequisite.c.item_id",
        secondaryjoin="LearningItem.id == learning_prerequisite.c.needs_id",
    )

    def appears_in(self) -> list[str]:
        return [f"learning:{self.id}"] if self.id else []


class LearningSkill(Base):
    """An item teaches a skill up to a level (1 to 4)."""

    __tablename__ = "learning_skill"
    __table_args__ = (
        CheckConstraint("level between 1 and 4", name="level"),
        Index("ix_learning_skill_skill", "skill_id", "item_id", "level"),
    )

    item_id: Mapped[UUID] = mapped_column(
        ForeignKey("learning_item.id", ondelete="CASCADE"), primary_key=True
    )
    skill_id: Mapped[UUID] = mapped_column(ForeignKey("skill.id"), primary_key=True)
    level: Mapped[int]

    item: Mapped[LearningItem] = relationship(back_populates="skills")
    skill: Mapped[Skill] = relationship()

    def appears_in(self) -> list[str]:
        return [f"learning:{self.item_id}"] if self.item_id else []


class LearningDate(Identified, Base):
    """A time and a place at which an item is taught. No `places`: as many as come."""

    __tablename__ = "learning_date"
    __table_args__ = (
        CheckConstraint("places between 1 and 100000", name="places"),
        CheckConstraint("ends_at >= starts_at", name="order"),
        Index("ix_learning_date_item_starts", "item_id", "starts_at"),
    )

    item_id: Mapped[UUID] = mapped_column(ForeignKey("learning_item.id", ondelete="CASCADE"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(default="")
    places: Mapped[int | None]
    cancelled_at: Mapped[datetime | None]

    item: Mapped[LearningItem] = relationship(back_populates="dates")

    def appears_in(self) -> list[str]:
        return [f"learning:{self.item_id}"] if self.item_id else []


class Budget(Identified, Base):
    """What a department may spend on learning in a time, and what one person may plan of it.

    The row is the turnstile: whoever sets money aside or gives it back holds it.
    """

    __tablename__ = "budget"
    __table_args__ = (
        CheckConstraint(f"amount between 0 and {MOST_MONEY * 10000}", name="amount"),
        CheckConstraint(f"each between 0 and {MOST_MONEY * 100}", name="each"),
        CheckConstraint("ends_on > starts_on", name="order"),
        CheckConstraint("length(currency) = 3", name="currency"),
        UniqueConstraint("department_id", "starts_on", "currency"),
    )

    department_id: Mapped[UUID] = mapped_column(ForeignKey("department.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    amount: Mapped[Decimal] = mapped_column(Money)
    each: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    currency: Mapped[str] = mapped_column(default="GBP")
    version: Mapped[int] = mapped_column(default=1)

    department: Mapped[Department] = relationship()


class Enrolment(Identified, Base):
    """A person and something they learn, from the first thought to a certificate that runs out.

    `cost` is what was agreed, as it stood then; `budget_id` the budget it is taken from.
    """

    # What one person may plan of a budget is counted, so all of theirs change behind their row.
    behind = (Person, "person_id")

    __tablename__ = "enrolment"
    __table_args__ = (
        CheckConstraint(
            "state in ('suggested','planned','assigned','approval','enrolled','started','done',"
            "'completed','current','at risk','expired','waived','cancelled','dropped','declined')",
            name="state",
        ),
        CheckConstraint("origin in ('own','manager','hr','portal')", name="origin"),
        CheckConstraint(f"cost between 0 and {MOST_MONEY * 100}", name="cost"),
        Index(
            "uq_enrolment_live",
            "person_id",
            "item_id",
            unique=True,
            sqlite_where=LIVE,
        ),
        Index("ix_enrolment_item_state", "item_id", "state"),
        Index("ix_enrolment_budget_state", "budget_id", "state"),
        Index("ix_enrolment_date_state", "date_id", "state"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("learning_item.id"))
    date_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("learning_date.id", ondelete="SET NULL")
    )
    state: Mapped[str] = mapped_column(default=State.PLANNED)
    origin: Mapped[str] = mapped_column(default="own")
    assigned_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    mandatory: Mapped[bool] = mapped_column(default=False)
    due_on: Mapped[date | None]
    cost: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    currency: Mapped[str] = mapped_column(default="GBP")
    payer: Mapped[str] = mapped_column(default=Payer.NOBODY)
    budget_id: Mapped[UUID | None] = mapped_column(ForeignKey("budget.id"))
    done_on: Mapped[date | None]
    certificate_until: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now)

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    item: Mapped[LearningItem] = relationship()
    date: Mapped[LearningDate | None] = relationship()
    assigned_by: Mapped[Person | None] = relationship(foreign_keys=[assigned_by_id])

    @property
    def live(self) -> bool:
        """Whether it is under way."""
        return self.state in LIVE_STATES

    @property
    def overdue(self) -> bool:
        """Whether it was to be done by a day that is past."""
        due = self.due_on is not None and self.due_on < clock.today()
        return due and self.live and self.state != State.DONE

    @property
    def manager_id(self) -> UUID | None:
        """Who says yes or no to its cost: the line manager; None (then it is HR) without one."""
        manager = self.person.manager
        return manager.id if manager is not None and manager.active else None


class EnrolmentEvent(HappenedFor, Base):
    """A change of state of an enrolment. Append-only."""

    __tablename__ = "enrolment_event"
    __table_args__ = {"sqlite_autoincrement": True}

    enrolment_id: Mapped[UUID] = mapped_column(
        ForeignKey("enrolment.id", ondelete="CASCADE"), index=True
    )
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
