"""Dated office hours and group sessions of mentors, and who comes."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.db import Base, Identified
from portal.mentorship.models import Mentor
from portal.people.models import Person


class OfficeHours(Identified, Base):
    """One date on which a mentor is there for anybody who takes a place.

    `place` is where: only who has a place reads it, since it may be a link to a call.
    """

    __tablename__ = "office_hours"
    __table_args__ = (
        CheckConstraint("kind in ('hours','group')", name="kind"),
        CheckConstraint("minutes between 15 and 480", name="minutes"),
        CheckConstraint("places between 1 and 100", name="places"),
        CheckConstraint("length(title) between 1 and 120", name="title_length"),
        Index("ix_office_hours_mentor", "mentor_id", "starts_at"),
        Index("ix_office_hours_starts_at", "starts_at"),
    )

    mentor_id: Mapped[UUID] = mapped_column(ForeignKey("mentor.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(default="hours")
    title: Mapped[str]
    words: Mapped[str] = mapped_column(default="")
    starts_at: Mapped[datetime]
    minutes: Mapped[int] = mapped_column(default=45)
    places: Mapped[int] = mapped_column(default=3)
    place: Mapped[str] = mapped_column(default="")
    cancelled_at: Mapped[datetime | None]
    cancelled_because: Mapped[str] = mapped_column(default="")
    reminded_at: Mapped[datetime | None]
    # How often calendars were to hear of it anew, and when it was moved last.
    sequence: Mapped[int] = mapped_column(default=0, server_default="0")
    moved_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    mentor: Mapped[Mentor] = relationship()

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def ahead(self) -> bool:
        """Whether it is still to come."""
        return self.cancelled_at is None and self.starts_at > clock.now()


class OfficeHoursPlace(Base):
    """Somebody has taken a place."""

    __tablename__ = "office_hours_place"
    __table_args__ = (Index("ix_office_hours_place_person_id", "person_id"),)

    hours_id: Mapped[UUID] = mapped_column(
        ForeignKey("office_hours.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    taken_at: Mapped[datetime] = mapped_column(default=clock.now)

    person: Mapped[Person] = relationship()
