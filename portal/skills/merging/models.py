"""That skills were merged, and how what was moved was before."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.db import Base, Identified


class SkillMerge(Identified, Base):
    """That one skill was merged into another, and whether that was taken back."""

    __tablename__ = "skill_merge"

    from_id: Mapped[UUID] = mapped_column(ForeignKey("skill.id"), index=True)
    into_id: Mapped[UUID] = mapped_column(ForeignKey("skill.id"), index=True)
    by_id: Mapped[UUID | None]  # who did it: an id that outlives the person
    at: Mapped[datetime] = mapped_column(default=clock.now)
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[UUID | None]


class SkillMergeRow(Base):
    """A row a merge moved or joined, as it was before: what taking the merge back needs."""

    __tablename__ = "skill_merge_row"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    merge_id: Mapped[UUID] = mapped_column(
        ForeignKey("skill_merge.id", ondelete="CASCADE"), index=True
    )
    person_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str]
    was: Mapped[str]  # JSON
