"""The orders of the catalogue that only the database knows."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from portal.composed import prepared
from portal.db import columns
from portal.learning.dates import to_come
from portal.learning.models import LearningDate, LearningItem

COST, HOURS, DATE = "cost", "hours", "date"


def ordered(by: str) -> list[UUID]:
    """The ids of all items offered: the cheapest first by "cost", the shortest by "hours", the
    soonest by "date", and last those that have none. Those that are equal stand by title.
    """
    return [key for (key,) in columns(_ordered(by))]


@prepared
def _ordered(by: str) -> Select[*tuple[Any, ...]]:
    statement = select(LearningItem.id).where(LearningItem.status == "active")
    title = (LearningItem.title, LearningItem.id)
    if by == DATE:
        first = (
            select(LearningDate.item_id, func.min(LearningDate.starts_at).label("at"))
            .where(to_come())
            .group_by(LearningDate.item_id)
            .subquery()
        )
        statement = statement.outerjoin(first, first.c.item_id == LearningItem.id)
        return statement.order_by(first.c.at.is_(None), first.c.at, *title)
    # Other currencies are not converted: what is free comes first, then the amounts as they stand.
    key = LearningItem.hours if by == HOURS else LearningItem.cost
    return statement.order_by(key, *title)
