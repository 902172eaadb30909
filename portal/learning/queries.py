"""Reading what can be learned: what teaches a skill, and when it is next held."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from portal.db import columns, db, one_of
from portal.learning.dates import left, next_date
from portal.learning.models import (
    Enrolment,
    LearningDate,
    LearningItem,
    LearningSkill,
    Payer,
    Provider,
    State,
    learning_prerequisite,
)
from portal.light import Light
from portal.skills.models import PersonSkill, Skill

# Somebody has been through it, whether it counts today or not.
HAS_LEARNED = (State.DONE, State.COMPLETED, State.CURRENT, State.AT_RISK, State.EXPIRED)

BEST = 4


class Teaches(NamedTuple):
    """An item that teaches a skill up to a level, with its next date: one with a free place where
    there is one, else the next that is full. `starts_at` None: at any time. `places_left` None: as
    many as come.
    """

    item_id: UUID
    title: str
    format: str
    provider: str
    internal: bool
    hours: Decimal
    cost: Decimal
    currency: str
    payer: str
    language: str
    certificate: str
    certificate_months: int | None
    url: str
    date_id: UUID | None
    starts_at: datetime | None
    place: str | None
    places_left: int | None
    skill_id: UUID
    level: int


class Line(NamedTuple):
    """An item as lists show it, with its next date as in `Teaches`."""

    id: UUID
    title: str
    format: str
    provider: str
    internal: bool
    hours: Decimal
    cost: Decimal
    currency: str
    payer: str
    language: str
    certificate: str
    certificate_months: int | None
    url: str
    date_id: UUID | None
    starts_at: datetime | None
    place: str | None
    places_left: int | None
    summary: str


class Taught(NamedTuple):
    """A skill an item teaches, the level it leads to, and the reader's own (None: not rated)."""

    item_id: UUID
    skill_id: UUID
    name: str
    level: int
    have: int | None

    @property
    def steps(self) -> int:
        """How many levels it leads the reader on."""
        return max(0, self.level - (self.have or 0))


def teaching(skill_ids: Collection[UUID], item_ids: Collection[UUID] = ()) -> list[Teaches]:
    """What teaches any of these skills today, in one statement and no order: of each skill and
    level at most BEST, those that ask least of the learner's money, in the language of the portal,
    with the fewest hours; and all that these items teach.
    """
    if not skill_ids:
        return []
    given = {"skill_ids": [*skill_ids], "item_ids": [*item_ids] or [UUID(int=0)]}
    return [Teaches._make(row) for row in columns(teaching_rows(), **given)]


@cache
def teaching_rows() -> Select[*tuple[Any, ...]]:
    """The rows of `teaching`, for whoever joins them with others: asks for its parameters."""
    payers = {Payer.NOBODY: 0, Payer.ORGANISATION: 0, Payer.BUDGET: 1, Payer.PERSON: 2}
    order = (
        case(payers, value=LearningItem.payer),
        case((LearningItem.language == "English", 0), else_=1),
        LearningItem.hours,
        LearningItem.title,
        LearningItem.id,
    )
    alike = (LearningSkill.skill_id, LearningSkill.level)
    ranked = (
        select(
            *alike,
            LearningSkill.item_id,
            func.row_number().over(partition_by=alike, order_by=order).label("place"),
        )
        .join(LearningItem, LearningItem.id == LearningSkill.item_id)
        .where(
            LearningSkill.skill_id.in_(bindparam("skill_ids", type_=Uuid(), expanding=True)),
            LearningItem.status == "active",
        )
        .subquery()
    )
    mine = ranked.c.item_id.in_(bindparam("item_ids", type_=Uuid(), expanding=True))
    return (
        _facts(aliased(LearningDate, name="next"), ranked.c.skill_id, ranked.c.level)
        .join(ranked, ranked.c.item_id == LearningItem.id)
        .where(or_(ranked.c.place <= BEST, mine))
    )


def _facts(when: type[LearningDate], *more: Any) -> Select[*tuple[Any, ...]]:
    """The facts of items with their next date, and what else is asked of them."""
    return (
        select(
            LearningItem.id, LearningItem.title, LearningItem.format, Provider.name,
            Provider.kind == "internal", LearningItem.hours, LearningItem.cost,
            LearningItem.currency, LearningItem.payer, LearningItem.language,
            LearningItem.certificate, LearningItem.certificate_months, LearningItem.url,
            when.id, when.starts_at, when.place, left(when.id, when.places), *more,
        )
        .select_from(LearningItem)
        .join(Provider, Provider.id == LearningItem.provider_id)
        .outerjoin(when, when.id == next_date())
    )  # fmt: skip


def lines_of(item_ids: Collection[UUID]) -> dict[UUID, Line]:
    """Those of these items that are offered, in one statement."""
    rows = columns(_lines(), item_ids=[*item_ids]) if item_ids else ()
    return {row[0]: Line._make(row) for row in rows}


@cache
def _lines() -> Select[*tuple[Any, ...]]:
    item_ids = bindparam("item_ids", type_=Uuid(), expanding=True)
    when = aliased(LearningDate)
    statement = _facts(when, LearningItem.summary)
    return statement.where(LearningItem.id.in_(item_ids), LearningItem.status == "active")


def taught(item_ids: Collection[UUID], person_id: UUID) -> dict[UUID, list[Taught]]:
    """What these items teach beside this person's own levels, the highest first; one statement."""
    found: dict[UUID, list[Taught]] = {key: [] for key in item_ids}
    rows = columns(_taught(), item_ids=[*item_ids], person_id=person_id) if item_ids else ()
    for row in rows:
        found[row[0]].append(Taught._make(row))
    return found


@cache
def _taught() -> Select[*tuple[Any, ...]]:
    mine = (PersonSkill.skill_id == Skill.id) & (PersonSkill.person_id == bindparam("person_id"))
    return (
        select(
            LearningSkill.item_id, Skill.id, Skill.name, LearningSkill.level, PersonSkill.level
        )
        .join(Skill, Skill.id == LearningSkill.skill_id)
        .outerjoin(PersonSkill, mine)
        .where(LearningSkill.item_id.in_(bindparam("item_ids", type_=Uuid(), expanding=True)))
        .order_by(LearningSkill.level.desc(), Skill.name)
    )  # fmt: skip


def titled(text: str, *, offset: int = 0, most: int = 20) -> tuple[list[UUID], int]:
    """Items offered with every one of these words in their titles, and how many there are."""
    conditions: list[ColumnElement[bool]] = [LearningItem.status == "active"]
    for word in text.split()[:8]:
        conditions.append(func.lower(LearningItem.title).contains(word.lower(), autoescape=True))
    statement = select(LearningItem.id).where(*conditions)
    total = db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    listed = statement.order_by(LearningItem.title, LearningItem.id).offset(offset).limit(most)
    return list(db.session.scalars(listed)), total


# An item with all its page says of it, to be read.
WHOLE = Light(LearningItem, provider=Light(Provider))


def whole(item_id: UUID) -> LearningItem:
    """An item with its provider. Raises NoResultFound without one of that id."""
    return WHOLE.one(_whole(), item_id=item_id)


@cache
def _whole() -> Select[Any]:
    return WHOLE.select.where(LearningItem.id == bindparam("item_id"))


class Needed(NamedTuple):
    """What is to be learned before an item, and whether the reader has."""

    id: UUID
    title: str
    learned: bool


def needed(item_id: UUID, person_id: UUID) -> list[Needed]:
    """What is to be learned before this item, by title, beside what this person has learned.

    What is no longer offered keeps nobody from it, and is not there.
    """
    return [Needed._make(row) for row in columns(_needed(), item_id=item_id, person_id=person_id)]


@cache
def _needed() -> Select[*tuple[Any, ...]]:
    learned = exists().where(
        Enrolment.item_id == LearningItem.id,
        Enrolment.person_id == bindparam("person_id"),
        one_of(Enrolment.state, HAS_LEARNED),
    )
    return (
        select(LearningItem.id, LearningItem.title, learned)
        .join(learning_prerequisite, learning_prerequisite.c.needs_id == LearningItem.id)
        .where(
            learning_prerequisite.c.item_id == bindparam("item_id"), LearningItem.status == "active"
        )
        .order_by(LearningItem.title)
    )
