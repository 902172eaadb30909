"""What others say of somebody's skill. Nothing of it counts without the owner's yes."""

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
    """`asked` waits for the colleague, `offered` for the owner of the skill; the rest are ends.

    A confirmation its owner took off the page is `removed`: it is kept, and shown to nobody else.
    """

    ASKED = "asked"
    OFFERED = "offered"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    REMOVED = "removed"


OPEN = text("state in ('asked', 'offered')")
OPEN_STATES = (State.ASKED, State.OFFERED)


class Validation(Identified, Base):
    """One colleague's word on one skill of one person.

    Asked for by the owner, or offered by the colleague (also for a skill not in the list yet).
    """

    __tablename__ = "validation"
    __table_args__ = (
        CheckConstraint("origin in ('asked','offered')", name="origin"),
        CheckConstraint(
            "state in ('asked','offered','confirmed','declined','withdrawn','expired','removed')",
            name="state",
        ),
        CheckConstraint("level between 1 and 4", name="level"),
        CheckConstraint("own_level between 0 and 4", name="own_level"),
        CheckConstraint("state <> 'confirmed' or level is not null", name="confirmed_level"),
        CheckConstraint("person_id <> by_id", name="not_oneself"),
        Index("ix_validation_person_skill", "person_id", "skill_id"),
        Index("ix_validation_by_state", "by_id", "state"),
        Index(
            "uq_validation_open",
            "person_id",
            "skill_id",
            "by_id",
            unique=True,
            sqlite_where=OPEN,
        ),
    )
    # Whatever changes holds the owner first: limits and the skill itself are counted behind it.
    behind: ClassVar = (Person, "person_id")

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    skill_id: Mapped[UUID] = mapped_column(ForeignKey("skill.id"), index=True)
    by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    origin: Mapped[str]
    state: Mapped[str]
    # The owner's own level when it was asked or offered; what the colleague says.
    own_level: Mapped[int | None]
    level: Mapped[int | None]
    message: Mapped[str] = mapped_column(default="")
    word: Mapped[str] = mapped_column(default="")
    # Why it was declined, in a code; the day of the last reminder.
    reason: Mapped[str] = mapped_column(default="")
    reminded: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    answered_at: Mapped[datetime | None]
    expires_on: Mapped[date]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    by: Mapped[Person] = relationship(foreign_keys=[by_id])
    skill: Mapped[Skill] = relationship()

    @property
    def open(self) -> bool:
        """Whether somebody still waits for an answer."""
        return self.state in OPEN_STATES

    @property
    def asker_id(self) -> UUID:
        """Who began it, and may take it back."""
        return self.person_id if self.origin == "asked" else self.by_id

    @property
    def answerer_id(self) -> UUID:
        """Whose answer it waits for, or waited for."""
        return self.by_id if self.origin == "asked" else self.person_id


class ValidationEvent(HappenedFor, Base):
    """A change of state of a validation, with the department of who acted. Append-only."""

    __tablename__ = "validation_event"
    __table_args__ = (
        Index("ix_validation_event_validation", "validation_id", "at"),
        {"sqlite_autoincrement": True},
    )

    validation_id: Mapped[UUID] = mapped_column(ForeignKey("validation.id", ondelete="CASCADE"))
