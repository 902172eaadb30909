"""What a person wants next, what drives them, under which conditions, and who may know."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, select, text
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from portal import clock
from portal.audience import Audience
from portal.db import Base, Identified
from portal.people.events import HappenedFor
from portal.people.models import Person
from portal.roles.models import Family, Role


class Horizon(StrEnum):
    YEAR = "year"
    TWO = "two"
    LATER = "later"
    EXPLORING = "exploring"


class MoveType(StrEnum):
    PROMOTION = "promotion"
    LATERAL = "lateral"
    FIELD = "field"
    RETURN = "return"
    RETIREMENT = "retirement"


class State(StrEnum):
    DRAFT = "draft"
    ACTIVE = "active"
    ACHIEVED = "achieved"
    DROPPED = "dropped"
    ARCHIVED = "archived"


class Aim(StrEnum):
    """Whether this is the next role or the ultimate objective."""

    NEXT = "next"
    ULTIMATE = "ultimate"


class HrConsent(Base):
    """What a person agreed to with HR: for which purpose, and until when, HR reads by name what is
    open to HR of their aspirations. Without one that holds HR reads none of it.

    One that was ended stays for a day, so that ending it can be undone; it opens nothing.
    """

    __tablename__ = "hr_consent"
    __table_args__ = (
        CheckConstraint("purpose in ('next','training','step','other')", name="purpose"),
        CheckConstraint("length(words) <= 200", name="words_length"),
    )

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    purpose: Mapped[str]
    words: Mapped[str] = mapped_column(default="")
    until: Mapped[date] = mapped_column(index=True)
    given_at: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]


class AspirationProfile(Base):
    """One per person: conditions, own words, who sees which part, and whether it counts at all.

    Each part has its own audience; empty means that nobody reads it by name. `counted` False takes
    the person out of the aggregates too, without a trace.
    """

    __tablename__ = "aspiration_profile"
    __table_args__ = (
        CheckConstraint("work_mode in ('','site','mixed','home')", name="work_mode"),
        CheckConstraint("relocation in ('','no','country','anywhere')", name="relocation"),
        CheckConstraint("travel in ('','no','some','often')", name="travel"),
        CheckConstraint("hours in ('','full','part','shifts','flexible')", name="hours"),
        CheckConstraint("\"leading\" in ('','yes','no','unsure')", name="leading"),
        CheckConstraint("gig_hours between 0 and 20", name="gig_hours"),
    )

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    counted: Mapped[bool] = mapped_column(default=True)
    words: Mapped[str] = mapped_column(default="")
    work_mode: Mapped[str] = mapped_column(default="")
    relocation: Mapped[str] = mapped_column(default="")
    travel: Mapped[str] = mapped_column(default="")
    hours: Mapped[str] = mapped_column(default="")
    leading: Mapped[str] = mapped_column(default="")
    gig_hours: Mapped[int] = mapped_column(default=0)
    open_to_approaches: Mapped[bool] = mapped_column(default=False)
    # Whether others are told that they may ask about moves the person made.
    open_about_moves: Mapped[bool] = mapped_column(default=False)
    roles_audience: Mapped[Audience] = mapped_column(default=Audience.NOBODY)
    drivers_audience: Mapped[Audience] = mapped_column(default=Audience.NOBODY)
    preferences_audience: Mapped[Audience] = mapped_column(default=Audience.NOBODY)
    words_audience: Mapped[Audience] = mapped_column(default=Audience.NOBODY)
    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now)
    # The last day on which HR reads what is open to HR; none without a consent.
    hr_until: Mapped[date | None] = column_property(
        select(HrConsent.until)
        .where(HrConsent.person_id == person_id, HrConsent.ended_at.is_(None))
        .correlate_except(HrConsent)
        .scalar_subquery()
    )

    person: Mapped[Person] = relationship()


class Driver(Base):
    """Something that matters to the person at work, or that drains them. Codes of `drivers.py`."""

    __tablename__ = "driver"
    __table_args__ = (Index("ix_driver_code", "code", "drains"),)

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    code: Mapped[str] = mapped_column(primary_key=True)
    drains: Mapped[bool] = mapped_column(default=False)


LIVE = text("state in ('draft', 'active') and role_id is not null")


class Aspiration(Identified, Base):
    """One thing a person aims for."""

    # All aspirations of a person change behind the person's row: at most five, each role once.
    behind = (Person, "person_id")

    __tablename__ = "aspiration"
    __table_args__ = (
        CheckConstraint("kind in ('role','skill','interest','move','general')", name="kind"),
        CheckConstraint("horizon in ('year','two','later','exploring')", name="horizon"),
        CheckConstraint(
            "move_type in ('promotion','lateral','field','return','retirement')", name="move_type"
        ),
        CheckConstraint(
            "state in ('draft','active','achieved','dropped','archived')", name="state"
        ),
        CheckConstraint("aim in ('next','ultimate')", name="aim"),
        CheckConstraint("priority between 1 and 3", name="priority"),
        CheckConstraint("sureness between 1 and 3", name="sureness"),
        CheckConstraint(
            "kind <> 'role' or role_id is not null or family_id is not null or words <> ''",
            name="target",
        ),
        Index(
            "uq_aspiration_live_role",
            "person_id",
            "role_id",
            unique=True,
            sqlite_where=LIVE,
        ),
        Index("ix_aspiration_role_state", "role_id", "state"),
        # With the role: thousands aim for the same one.
        Index("ix_aspiration_person_id", "person_id", "role_id", "state"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(default="role")
    aim: Mapped[str] = mapped_column(default=Aim.NEXT)
    role_id: Mapped[UUID | None] = mapped_column(ForeignKey("role.id"))
    family_id: Mapped[UUID | None] = mapped_column(ForeignKey("family.id"))
    words: Mapped[str] = mapped_column(default="")
    move_type: Mapped[str | None]
    horizon: Mapped[str] = mapped_column(default=Horizon.EXPLORING)
    sureness: Mapped[int] = mapped_column(default=2)
    priority: Mapped[int] = mapped_column(default=2)
    why: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default=State.ACTIVE)
    review_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now)

    person: Mapped[Person] = relationship()
    role: Mapped[Role | None] = relationship()
    family: Mapped[Family | None] = relationship()


class AspirationEvent(HappenedFor, Base):
    """A change of state of an aspiration. Append-only."""

    __tablename__ = "aspiration_event"
    __table_args__ = {"sqlite_autoincrement": True}

    aspiration_id: Mapped[UUID] = mapped_column(
        ForeignKey("aspiration.id", ondelete="CASCADE"), index=True
    )
    actor_id: Mapped[UUID | None] = mapped_column(index=False)
