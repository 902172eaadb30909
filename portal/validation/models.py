"""What others say of somebody's skill. Nothing of it counts without the owner's yes."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.db import Base, Identified
from portal.people.models import Person
from portal.skills.models import Skill


class State(StrEnum):
    """`asked` waits for the colleague, `offered` for the owner of the skill; the rest are ends."""

    ASKED = "asked"
    OFFERED = "offered"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


OPEN = text("state in ('asked', 'offered')")


class Validation(Identified, Base):
    """One colleague's word on one skill of one person.

    Asked for by the owner, or offered by the colleague (also for a skill not in the list yet).
    """

    __tablename__ = "validation"
    __table_args__ = (
        CheckConstraint("origin in ('asked','offered')", name="origin"),
        CheckConstraint(
            "state in ('asked','offered','confirmed','declined','withdrawn','expired')",
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
            postgresql_where=OPEN,
        ),
    )

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
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    answered_at: Mapped[datetime | None]
    expires_on: Mapped[date]
    version: Mapped[int] = mapped_column(default=1)

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    by: Mapped[Person] = relationship(foreign_keys=[by_id])
    skill: Mapped[Skill] = relationship()
