"""When something is held: what of a date is asked inside statements."""

from datetime import datetime
from functools import cache, lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    ScalarSelect,
    Select,
    SQLColumnExpression,
    String,
    and_,
    bindparam,
    case,
    cast,
    func,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from portal import clock
from portal.composed import prepared
from portal.db import Moment, columns, one_of
from portal.lately import Lately
from portal.learning.models import TAKES_PLACE, Enrolment, LearningDate, LearningItem


@cache
def moment() -> BindParameter[datetime]:
    """The moment at which a statement runs, whenever it was built."""
    return bindparam(None, callable_=clock.now, type_=Moment())


def to_come(date: type[LearningDate] = LearningDate) -> ColumnElement[bool]:
    """The condition under which a date is still held."""
    return and_(date.starts_at > moment(), date.cancelled_at.is_(None))


def taken(date_id: SQLColumnExpression[UUID]) -> ScalarSelect[int]:
    """How many places of a date are taken. All who were ever on it are looked at, once: to look for
    each of the states in the index costs twice as much.
    """
    takes = case((one_of(Enrolment.state, TAKES_PLACE), 1))
    return select(func.count(takes)).where(Enrolment.date_id == date_id).scalar_subquery()


def left(
    date_id: SQLColumnExpression[UUID], places: SQLColumnExpression[int | None]
) -> ColumnElement[int | None]:
    """How many places of a date are free, never below none; null for as many as come."""
    free = places - taken(date_id)
    return case((places.is_(None), None), (free < 0, 0), else_=free)


def has_room(date: type[LearningDate] = LearningDate) -> ColumnElement[bool]:
    """The condition under which somebody else may come."""
    return or_(date.places.is_(None), date.places > taken(date.id))


@cache
def next_date() -> ScalarSelect[UUID]:
    """The id of the next date of the item a statement is about, one with a free place first."""
    later = aliased(LearningDate)
    return (
        select(later.id)
        .where(later.item_id == LearningItem.id, to_come(later))
        .order_by(case((has_room(later), 0), else_=1), later.starts_at, later.id)
        .limit(1)
        .correlate(LearningItem)
        .scalar_subquery()
    )


class Dated(NamedTuple):
    """The ids, as text, of the items offered that have dates to come, and of those with room."""

    items: frozenset[str]
    with_room: frozenset[str]


def dated() -> Dated:
    """Which items offered have dates to come, as of this second; in one statement at most."""
    return _lately.get()


def read() -> Dated:
    """The same, as of now."""
    return _told_apart(*columns(_dated()).one())


@lru_cache(maxsize=2)
def _told_apart(items: str | None, with_room: str | None) -> Dated:
    """What the database answered, as sets: most answers are the one before."""
    return Dated(*(frozenset(map(in_text, _ids(listed))) for listed in (items, with_room)))


def _ids(listed: str | None) -> set[str]:
    return set(listed.split(",")) if listed else set()


@lru_cache(maxsize=16_384)
def in_text(key: str | UUID) -> str:
    """An id as the index knows it; the same thousands come at every request."""
    return str(key if isinstance(key, UUID) else UUID(key))


@prepared
def _dated() -> Select[*tuple[Any, ...]]:
    """Both lists as one text each: a row for every date costs four times as much. What is not
    offered is little, and left out as a whole: to look at the item of each date costs more.
    """
    key = cast(LearningDate.item_id, String)
    with_room = case((has_room(), key))
    away = select(LearningItem.id).where(LearningItem.status != "active")
    return select(func.aggregate_strings(key, ","), func.aggregate_strings(with_room, ",")).where(
        to_come(), LearningDate.item_id.not_in(away)
    )


_lately: Lately[Dated] = Lately(read)


class Held(NamedTuple):
    """A date as the page of the item shows it."""

    id: UUID
    starts_at: datetime
    ends_at: datetime
    place: str
    places: int | None
    left: int | None


def of_item(item_id: UUID) -> list[Held]:
    """The dates of an item that are still to come, the soonest first; in one statement."""
    return [Held._make(row) for row in columns(_of_item(), item_id=item_id)]


@prepared
def _of_item() -> Select[*tuple[Any, ...]]:
    one = aliased(LearningDate)
    return (
        select(one.id, one.starts_at, one.ends_at, one.place, one.places, left(one.id, one.places))
        .where(one.item_id == bindparam("item_id"), to_come(one))
        .order_by(one.starts_at, one.id)
    )
