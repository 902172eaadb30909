"""The days of a course that opens day by day, and which of them a person has read."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.db import Base, Identified
from portal.learning.models import LearningItem

LAST_DAY = 365


class DripUnit(Identified, Base):
    """What a course says on its day; day 1 opens when a person begins."""

    behind = (LearningItem, "item_id")

    __tablename__ = "drip_unit"
    __table_args__ = (
        CheckConstraint(f"day between 1 and {LAST_DAY}", name="day"),
        CheckConstraint("length(title) between 1 and 200", name="title_length"),
        UniqueConstraint("item_id", "day"),
    )

    item_id: Mapped[UUID] = mapped_column(ForeignKey("learning_item.id", ondelete="CASCADE"))
    day: Mapped[int]
    title: Mapped[str]
    body: Mapped[str] = mapped_column(default="")
    url: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    item: Mapped[LearningItem] = relationship()


class DripRead(Base):
    """A person says they have read a day."""

    __tablename__ = "drip_read"

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    unit_id: Mapped[UUID] = mapped_column(
        ForeignKey("drip_unit.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    at: Mapped[datetime] = mapped_column(default=clock.now)
