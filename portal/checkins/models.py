"""What somebody said at a check-in, and whether their line manager may read it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.audience import Audience
from portal.db import Base, Identified
from portal.people.models import Person


class CheckIn(Identified, Base):
    """One check-in. Every answer may be left out; `drives` and `drains` are codes of the list of
    drivers with a space between.

    One that was removed stays for a day, so that it can be undone: nobody reads or counts it.
    """

    # Of several forms of a person sent at once one makes the check-in.
    behind = (Person, "person_id")

    __tablename__ = "check_in"
    __table_args__ = (
        CheckConstraint("energy in ('plenty','good','varies','low','empty')", name="energy"),
        CheckConstraint(
            "confidence in ('very','fairly','unsure','little','not')", name="confidence"
        ),
        CheckConstraint("length(words) <= 280", name="words_length"),
        Index("ix_check_in_person_at", "person_id", "at"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    energy: Mapped[str | None]
    confidence: Mapped[str | None]
    drives: Mapped[str] = mapped_column(default="")
    drains: Mapped[str] = mapped_column(default="")
    words: Mapped[str] = mapped_column(default="")
    audience: Mapped[Audience] = mapped_column(default=Audience.NOBODY)
    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now)
    removed_at: Mapped[datetime | None] = mapped_column(index=True)

    person: Mapped[Person] = relationship()
