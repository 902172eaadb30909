"""Reading what can be learned: what teaches a skill, and when it is next held."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    ScalarSelect,
    Select,
    SQLColumnExpression,
    Uuid,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from portal import clock
from portal.db import Moment, columns, one_of
from portal.learning.models import (
    Enrolment,
    LearningDate,
    LearningItem,
    LearningSkill,
    Provider,
    State,
)

# In these states somebody has a place on a date that is still to come.
HOLDS_PLACE = (State.APPROVAL, State.ENROLLED, State.STARTED)


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
    skill_id: UUID
    level: int
    date_id: UUID | None
    starts_at: datetime | None
    place: str | None
    places_left: int | None


def teaching(skill_ids: Collection[UUID]) -> list[Teaches]:
    """What teaches any of these skills today, in one statement: by skill, then the highest level,
    the least cost, the fewest hours, the title.
    """
    rows = columns(_teaching(), skill_ids=[*skill_ids]) if skill_ids else ()
    return [Teaches._make(row) for row in rows]


@cache
def _teaching() -> Select[*tuple[Any, ...]]:
    when = aliased(LearningDate)
    skill_ids = bindparam("skill_ids", type_=Uuid(), expanding=True)
    statement = (
        select(
            LearningItem.id,
            LearningItem.title,
            LearningItem.format,
            Provider.name,
            Provider.kind == "internal",
            LearningItem.hours,
            LearningItem.cost,
            LearningItem.currency,
            LearningItem.payer,
            LearningItem.language,
            LearningItem.certificate,
            LearningItem.certificate_months,
            LearningItem.url,
            LearningSkill.skill_id,
            LearningSkill.level,
            when.id,
            when.starts_at,
            when.place,
            left(when.id, when.places),
        )
        .join(LearningItem, LearningItem.id == LearningSkill.item_id)
        .join(Provider, Provider.id == LearningItem.provider_id)
        .outerjoin(when, when.id == next_date())
        .where(LearningSkill.skill_id.in_(skill_ids), LearningItem.status == "active")
    )
    return statement.order_by(
        LearningSkill.skill_id,
        LearningSkill.level.desc(),
        LearningItem.cost,
        LearningItem.hours,
        LearningItem.title,
        LearningItem.id,
    )


@cache
def moment() -> BindParameter[datetime]:
    """The moment at which a statement runs, whenever it was built."""
    return bindparam(None, callable_=clock.now, type_=Moment())


def to_come(date: type[LearningDate] = LearningDate) -> ColumnElement[bool]:
    """The condition under which a date is still held."""
    return and_(date.starts_at > moment(), date.cancelled_at.is_(None))


def taken(date_id: SQLColumnExpression[UUID]) -> ScalarSelect[int]:
    """How many places of a date are taken."""
    return (
        select(func.count())
        .select_from(Enrolment)
        .where(Enrolment.date_id == date_id, one_of(Enrolment.state, HOLDS_PLACE))
        .scalar_subquery()
    )


def left(
    date_id: SQLColumnExpression[UUID], places: SQLColumnExpression[int | None]
) -> ColumnElement[int | None]:
    """How many places of a date are free, never below none; null for as many as come."""
    free = places - taken(date_id)
    return case((places.is_(None), None), (free < 0, 0), else_=free)


@cache
def next_date() -> ScalarSelect[UUID]:
    """The id of the next date of the item a statement is about, one with a free place first."""
    later = aliased(LearningDate)
    free = or_(later.places.is_(None), later.places > taken(later.id))
    return (
        select(later.id)
        .where(later.item_id == LearningItem.id, to_come(later))
        .order_by(case((free, 0), else_=1), later.starts_at, later.id)
        .limit(1)
        .correlate(LearningItem)
        .scalar_subquery()
    )
