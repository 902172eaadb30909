"""Who is named to read concerns, and what is reported to them."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column, relationship

from portal import clock
from portal.accounts.queries import DUTIES, FRAME
from portal.db import Base, Identified
from portal.people.events import HappenedIn
from portal.people.models import Person


class State(StrEnum):
    OPEN = "open"
    IN_HAND = "in hand"
    CLOSED = "closed"


class Safeguarding(Base):
    """Somebody an administrator has named to read concerns."""

    __tablename__ = "safeguarding"

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    named_by_id: Mapped[UUID | None]
    at: Mapped[datetime] = mapped_column(default=clock.now)

    person: Mapped[Person] = relationship()


class Concern(Identified, Base):
    """What one person reports of another. It outlives the mentorship or request it came from."""

    __tablename__ = "concern"
    __table_args__ = (
        CheckConstraint("reporter_id <> about_id", name="someone_else"),
        CheckConstraint("state in ('open','in hand','closed')", name="state"),
        CheckConstraint("(state = 'closed') = (closed_at is not null)", name="closed"),
        CheckConstraint("came_from in ('mentorship','request','offer')", name="came_from"),
        CheckConstraint("length(words) between 1 and 4000", name="words_length"),
        Index("ix_concern_state_at", "state", "at"),
    )

    reporter_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    about_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    came_from: Mapped[str]
    words: Mapped[str]
    state: Mapped[str] = mapped_column(default=State.OPEN)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    closed_at: Mapped[datetime | None]

    reporter: Mapped[Person] = relationship(foreign_keys=[reporter_id])
    about: Mapped[Person] = relationship(foreign_keys=[about_id])


class ConcernNote(Identified, Base):
    """What one of the readers notes, or tells the reporter (`shared`), or the reporter adds."""

    __tablename__ = "concern_note"
    __table_args__ = (CheckConstraint("length(words) between 1 and 4000", name="words_length"),)

    concern_id: Mapped[UUID] = mapped_column(
        ForeignKey("concern.id", ondelete="CASCADE"), index=True
    )
    by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    words: Mapped[str]
    shared: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime] = mapped_column(default=clock.now)

    by: Mapped[Person] = relationship()


class ConcernEvent(HappenedIn, Base):
    """A look at a concern or a change of its state, shown to its readers. Append-only."""

    __tablename__ = "concern_event"
    __table_args__ = (
        Index("ix_concern_event_concern", "concern_id", "id"),
        {"sqlite_autoincrement": True},
    )

    concern_id: Mapped[UUID] = mapped_column(ForeignKey("concern.id", ondelete="CASCADE"))


def _named(person_id: InstrumentedAttribute[UUID]) -> Select[Any]:
    return select(func.count()).where(Safeguarding.person_id == person_id)


# Whether somebody reads concerns is known of every signed-in person, for the policy; what they
# can open is as good a reason for a short session as other duties.
FRAME["safeguards"] = _named
DUTIES.append(exists().where(Safeguarding.person_id == Person.id))
