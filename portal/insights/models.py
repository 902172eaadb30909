"""What HR's pages read, prepared at night: snapshots of figures, and who could mentor in what."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Identified


class Snapshot(Identified, Base):
    """One count of the whole organisation, published at a moment.

    `marks` tells the next count how many people changed what they want, without keeping what
    anybody said: a sorted run of keyed hashes, see `marks.py`; `skill_marks` the same of what their
    skills say, `check_in_marks` of their check-ins. Only the newest snapshot has them.
    """

    __tablename__ = "snapshot"

    taken_at: Mapped[datetime] = mapped_column(index=True)
    k: Mapped[int]
    method: Mapped[int]
    marks: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    skill_marks: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, default=b"")
    check_in_marks: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, default=b"")


class SnapshotCell(Base):
    """One figure as it may be shown: rounded, or empty where withheld. Raw counts are not kept.

    `split` and `part` say whose figure it is: ("all", "") of everybody, ("department", its id),
    ("level", its number) and so on of a part, see `catalogue.SPLITS`. `key` is the answer counted,
    such as the id of a role; the one cell without a key stands for all answers that are not shown.
    """

    __tablename__ = "snapshot_cell"
    __table_args__ = (CheckConstraint("shown >= 5 and shown % 5 = 0", name="rounded"),)

    snapshot_id: Mapped[UUID] = mapped_column(
        ForeignKey("snapshot.id", ondelete="CASCADE"), primary_key=True
    )
    view: Mapped[str] = mapped_column(primary_key=True)
    split: Mapped[str] = mapped_column(primary_key=True)
    part: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    label: Mapped[str]
    shown: Mapped[int | None]


class MentorSupply(Base):
    """How many open mentors a skill has, and how many people they could still take on: no row where
    there is none.
    """

    __tablename__ = "mentor_supply"

    skill_id: Mapped[UUID] = mapped_column(
        ForeignKey("skill.id", ondelete="CASCADE"), primary_key=True
    )
    mentors: Mapped[int]
    places: Mapped[int]


class MentorSupplying(Base):
    """When mentors were last counted: one row."""

    __tablename__ = "mentor_supplying"
    __table_args__ = (CheckConstraint("id = 1", name="one"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
