"""What HR suggested to whom, in words; and which suggestion came of it, which nobody is shown."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.db import Base, Identified
from portal.learning.models import LearningItem
from portal.people.models import Person


class SegmentAssignment(Identified, Base):
    """An item, suggested to everybody with one aim or one wish to learn: of everybody, a department
    or a level.

    `figure` is how many that were as published then; how many it reached is counted nowhere.
    `completed` is the figure published last, rounded, or empty where it is not shown.
    """

    __tablename__ = "segment_assignment"
    __table_args__ = (
        CheckConstraint("view in ('roles','families','wanted')", name="view"),
        CheckConstraint("split in ('all','department','level')", name="split"),
        CheckConstraint("figure >= 5 and figure % 5 = 0", name="figure_rounded"),
        CheckConstraint("completed >= 5 and completed % 5 = 0", name="completed_rounded"),
        Index("ix_segment_assignment_item_key", "item_id", "key"),
    )

    item_id: Mapped[UUID] = mapped_column(ForeignKey("learning_item.id"))
    view: Mapped[str]
    key: Mapped[UUID]
    label: Mapped[str]
    split: Mapped[str]
    part: Mapped[str]
    part_label: Mapped[str]
    figure: Mapped[int]
    counted_at: Mapped[datetime]
    due_on: Mapped[date | None]
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    ran_at: Mapped[datetime | None]
    completed: Mapped[int | None]
    completed_at: Mapped[datetime | None]

    item: Mapped[LearningItem] = relationship()
    made_by: Mapped[Person] = relationship()


class SegmentMember(Base):
    """That an enrolment began with an assignment. No page reads it."""

    __tablename__ = "segment_member"

    assignment_id: Mapped[UUID] = mapped_column(
        ForeignKey("segment_assignment.id", ondelete="CASCADE"), primary_key=True
    )
    enrolment_id: Mapped[UUID] = mapped_column(
        ForeignKey("enrolment.id", ondelete="CASCADE"), primary_key=True, index=True
    )
