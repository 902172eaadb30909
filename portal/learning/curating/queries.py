"""What those who look after the catalogue read."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Integer, Select, bindparam, func, select
from sqlalchemy.orm import joinedload

from portal.composed import prepared
from portal.db import columns, db, one_of
from portal.learning.dates import taken
from portal.learning.models import (
    LIVE_STATES,
    TAKES_PLACE,
    Enrolment,
    LearningDate,
    LearningItem,
    Provider,
    learning_prerequisite,
)

PAGE = 30
STATES = {"": "Offered", "draft": "Drafts", "retired": "No longer offered", "all": "All"}


_HAS_PLACE = (
    Enrolment.date_id.is_not(None),
    one_of(Enrolment.state, [state for state in LIVE_STATES if state in TAKES_PLACE]),
)


class Row(NamedTuple):
    """An item in the list: how many have a place at a date of it just now."""

    id: UUID
    title: str
    status: str
    format: str
    provider: str
    people: int


def items(words: str, state: str, page: int) -> tuple[list[Row], int]:
    """One page of items with all of these words in title or provider, by title; and how many."""
    live = (
        select(func.count())
        .where(Enrolment.item_id == LearningItem.id, *_HAS_PLACE)
        .scalar_subquery()
    )
    statement = (
        select(
            LearningItem.id, LearningItem.title, LearningItem.status, LearningItem.format,
            Provider.name, live, func.count().over(),
        )
        .join(Provider, Provider.id == LearningItem.provider_id)
        .order_by(LearningItem.title, LearningItem.id)
        .offset((page - 1) * PAGE)
        .limit(PAGE)
    )  # fmt: skip
    for word in words.split()[:8]:
        text = func.lower(LearningItem.title + " " + Provider.name)
        statement = statement.where(text.contains(word.lower(), autoescape=True))
    if state != "all":
        statement = statement.where(LearningItem.status == (state or "active"))
    rows = db.session.execute(statement).all()
    return [Row(*row[:6]) for row in rows], rows[0][6] if rows else 0


def item(item_id: UUID) -> LearningItem:
    """An item with its provider and skills, to be changed. Raises NoResultFound."""
    return (
        db.session.scalars(
            select(LearningItem)
            .where(LearningItem.id == item_id)
            .options(joinedload(LearningItem.provider))
        )
        .unique()
        .one()
    )


class Dated(NamedTuple):
    """A date with how many have a place."""

    id: UUID
    starts_at: datetime
    ends_at: datetime
    place: str
    places: int | None
    cancelled_at: datetime | None
    taken: int


def dates_of(item_id: UUID) -> list[Dated]:
    """The newest hundred dates of an item, the soonest first, cancelled and past ones too."""
    rows = columns(_dates(), item_id=item_id, most=100).all()
    return [Dated._make(row) for row in reversed(rows)]


@prepared
def _dates() -> Select[*tuple[Any, ...]]:
    return (
        select(
            LearningDate.id, LearningDate.starts_at, LearningDate.ends_at, LearningDate.place,
            LearningDate.places, LearningDate.cancelled_at, taken(LearningDate.id),
        )
        .where(LearningDate.item_id == bindparam("item_id"))
        .order_by(LearningDate.starts_at.desc(), LearningDate.id)
        .limit(bindparam("most", type_=Integer()))
    )  # fmt: skip


def places_taken(item_id: UUID) -> int:
    """How many have a place at a date of an item that is not over for them.

    Those the organiser knows by name. Who only wishes for it, was suggested it, or learns at
    their own pace is not counted: the number would tell of a suggestion whom it reached (ADR 26).
    """
    return columns(_places_taken(), item_id=item_id).scalar_one()


@prepared
def _places_taken() -> Select[int]:
    return select(func.count()).where(Enrolment.item_id == bindparam("item_id"), *_HAS_PLACE)


def needs_of(item_id: UUID) -> list[tuple[UUID, str]]:
    """What is to be learned before an item, by title."""
    return [(key, title) for key, title in columns(_needs(), item_id=item_id)]


@prepared
def _needs() -> Select[UUID, str]:
    return (
        select(LearningItem.id, LearningItem.title)
        .join(learning_prerequisite, learning_prerequisite.c.needs_id == LearningItem.id)
        .where(learning_prerequisite.c.item_id == bindparam("item_id"))
        .order_by(LearningItem.title)
    )


def called(title: str) -> list[LearningItem]:
    """The items of this title that are not retired, however it is written large or small."""
    same = func.lower(LearningItem.title) == title.lower()
    return list(
        db.session.scalars(select(LearningItem).where(same, LearningItem.status != "retired"))
    )


class Offering(NamedTuple):
    """A provider, and how many items of theirs are offered."""

    id: UUID
    name: str
    kind: str
    contact: str
    items: int


def providers() -> list[Offering]:
    """All providers by name."""
    return [Offering._make(row) for row in columns(_providers())]


@prepared
def _providers() -> Select[*tuple[Any, ...]]:
    offered = (
        select(func.count())
        .where(LearningItem.provider_id == Provider.id, LearningItem.status == "active")
        .scalar_subquery()
    )
    return select(Provider.id, Provider.name, Provider.kind, Provider.contact, offered).order_by(
        Provider.name
    )
