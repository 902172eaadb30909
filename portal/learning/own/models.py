"""Reviews by those who have learned something, and people's own lists of items.

What is removed is read by nobody, and can be put back for a while (`rules.PUT_BACK`).
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.db import Base, Identified
from portal.learning.models import LearningItem
from portal.people.models import Person


class Review(Identified, Base):
    """What one person says of an item they have done, under their name."""

    behind = (Person, "person_id")

    __tablename__ = "learning_review"
    __table_args__ = (
        CheckConstraint("stars between 1 and 5", name="stars"),
        CheckConstraint("length(words) <= 1000", name="words_length"),
        UniqueConstraint("item_id", "person_id"),
    )

    item_id: Mapped[UUID] = mapped_column(ForeignKey("learning_item.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    stars: Mapped[int]
    words: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    removed_at: Mapped[datetime | None]

    item: Mapped[LearningItem] = relationship()
    person: Mapped[Person] = relationship()


class LearningList(Identified, Base):
    """A person's own list of items, in their order; `shared`: who has the link may read it."""

    behind = (Person, "person_id")

    __tablename__ = "learning_list"
    __table_args__ = (
        CheckConstraint("length(name) between 1 and 100", name="name_length"),
        UniqueConstraint("person_id", "name"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    name: Mapped[str]
    shared: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    removed_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class ListEntry(Base):
    """An item in a list, in its place."""

    __tablename__ = "learning_list_entry"

    list_id: Mapped[UUID] = mapped_column(
        ForeignKey("learning_list.id", ondelete="CASCADE"), primary_key=True
    )
    item_id: Mapped[UUID] = mapped_column(
        ForeignKey("learning_item.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    position: Mapped[int]
