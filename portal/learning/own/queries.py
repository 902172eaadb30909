"""Reading reviews and lists."""

from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Integer, Select, bindparam, case, exists, func, select

from portal.composed import prepared
from portal.db import columns, db, one_of
from portal.learning.models import Enrolment, LearningItem, Provider
from portal.learning.own.models import LearningList, ListEntry, Review
from portal.learning.queries import HAS_LEARNED
from portal.people.models import Person

MOST_REVIEWS = 20
ENOUGH = 3
"""So many reviews make an average."""


class Said(NamedTuple):
    """What somebody says of an item."""

    id: UUID
    person_id: UUID
    name: str
    stars: int
    words: str
    at: datetime


class Reviews(NamedTuple):
    """What people say of an item, the reader's own apart; `average` only of enough."""

    mine: Said | None
    others: list[Said]
    number: int
    average: float | None


def reviews(item_id: UUID, reader_id: UUID) -> Reviews:
    """The newest reviews of an item, how many there are, and their average; one statement."""
    given = {"item_id": item_id, "reader_id": reader_id, "most": MOST_REVIEWS + 1}
    rows = columns(_reviews(), **given).all()
    said = [Said(*row[:6]) for row in rows]
    number, stars = (rows[0][6], rows[0][7]) if rows else (0, 0)
    return Reviews(
        next((one for one in said if one.person_id == reader_id), None),
        [one for one in said if one.person_id != reader_id][:MOST_REVIEWS],
        number,
        stars / number if number >= ENOUGH else None,
    )


@prepared
def _reviews() -> Select[*tuple[Any, ...]]:
    mine = case((Review.person_id == bindparam("reader_id"), 0), else_=1)
    return (
        select(
            Review.id, Review.person_id, Person.name, Review.stars, Review.words, Review.at,
            func.count().over(), func.sum(Review.stars).over(),
        )
        .join(Person, Person.id == Review.person_id)
        .where(Review.item_id == bindparam("item_id"), Review.removed_at.is_(None))
        .order_by(mine, Review.at.desc(), Review.id)
        .limit(bindparam("most", type_=Integer()))
    )  # fmt: skip


def review_of(person_id: UUID, item_id: UUID) -> Review | None:
    """What this person says of the item, to be changed."""
    row = any_review_of(person_id, item_id)
    return row if row is not None and row.removed_at is None else None


def any_review_of(person_id: UUID, item_id: UUID) -> Review | None:
    """The same, also one that they took back."""
    mine = (Review.person_id == person_id, Review.item_id == item_id)
    return db.session.scalar(select(Review).where(*mine))


def has_learned(person_id: UUID, item_id: UUID) -> bool:
    """Whether this person has been through the item."""
    return bool(columns(_has_learned(), person_id=person_id, item_id=item_id).scalar())


@prepared
def _has_learned() -> Select[bool]:
    return select(
        exists().where(
            Enrolment.person_id == bindparam("person_id"),
            Enrolment.item_id == bindparam("item_id"),
            one_of(Enrolment.state, HAS_LEARNED),
        )
    )


class Listed(NamedTuple):
    """A list of one's own, how many items it has, and whether a certain one is among them."""

    id: UUID
    name: str
    shared: bool
    number: int
    has: bool


def lists_of(person_id: UUID, item_id: UUID | None = None) -> list[Listed]:
    """A person's lists by name; one statement."""
    rows = columns(_lists(), person_id=person_id, item_id=item_id)
    return [Listed(key, name, shared, number, bool(has)) for key, name, shared, number, has in rows]


@prepared
def _lists() -> Select[*tuple[Any, ...]]:
    this = case((ListEntry.item_id == bindparam("item_id"), 1), else_=0)
    return (
        select(
            LearningList.id, LearningList.name, LearningList.shared,
            func.count(ListEntry.item_id), func.max(this),
        )
        .outerjoin(ListEntry, ListEntry.list_id == LearningList.id)
        .where(LearningList.person_id == bindparam("person_id"), LearningList.removed_at.is_(None))
        .group_by(LearningList.id, LearningList.name, LearningList.shared)
        .order_by(LearningList.name, LearningList.id)
    )  # fmt: skip


def one_list(list_id: UUID) -> LearningList:
    """A list that is there, to be read. Raises NoResultFound."""
    there = (LearningList.id == list_id, LearningList.removed_at.is_(None))
    return db.session.scalars(select(LearningList).where(*there)).one()


class Entry(NamedTuple):
    """An item in a list."""

    id: UUID
    title: str
    offered: bool
    format: str
    provider: str
    hours: Decimal
    cost: Decimal
    currency: str
    payer: str


def entries(list_id: UUID) -> list[Entry]:
    """What is in a list, in its order; one statement."""
    return [Entry._make(row) for row in columns(_entries(), list_id=list_id)]


@prepared
def _entries() -> Select[*tuple[Any, ...]]:
    return (
        select(
            LearningItem.id, LearningItem.title, LearningItem.status == "active",
            LearningItem.format, Provider.name, LearningItem.hours, LearningItem.cost,
            LearningItem.currency, LearningItem.payer,
        )
        .join(ListEntry, ListEntry.item_id == LearningItem.id)
        .join(Provider, Provider.id == LearningItem.provider_id)
        .where(ListEntry.list_id == bindparam("list_id"))
        .order_by(ListEntry.position, LearningItem.title)
    )  # fmt: skip
