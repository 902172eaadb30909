"""Reading what can be learned: what teaches a skill, and when it is next held."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    Subquery,
    Uuid,
    bindparam,
    case,
    exists,
    func,
    select,
    union,
)
from sqlalchemy.orm import aliased

from portal.composed import prepared
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


def teaching(skill_ids: Collection[UUID]) -> list[Teaches]:
    """What teaches any of these skills today, in one statement and no order: of each skill and
    level at most BEST, those that ask least of the learner's money, in the language of the portal,
    with the fewest hours.
    """
    if not skill_ids:
        return []
    nothing = [UUID(int=0)]
    given = {"skill_ids": [*skill_ids], "chosen_ids": nothing, "grown_ids": nothing}
    return [Teaches._make(row) for row in columns(teaching_rows(), **given)]


@prepared
def teaching_rows() -> Select[*tuple[Any, ...]]:
    """The rows of `teaching` for `skill_ids`, for whoever joins them with others; and of the items
    of `chosen_ids` all that teach any of `grown_ids`, however many are better.
    """
    payers = {Payer.NOBODY: 0, Payer.ORGANISATION: 0, Payer.BUDGET: 1, Payer.PERSON: 2}
    order = (
        case(payers, value=LearningItem.payer),
        case((LearningItem.language == "English", 0), else_=1),
        LearningItem.hours,
        LearningItem.title,
        LearningItem.id,
    )
    alike = (LearningSkill.skill_id, LearningSkill.level)
    offered = (
        select(*alike, LearningSkill.item_id)
        .join(LearningItem, LearningItem.id == LearningSkill.item_id)
        .where(LearningItem.status == "active")
    )
    place = func.row_number().over(partition_by=alike, order_by=order)
    found = best_and_chosen(offered, place, LearningSkill.skill_id, LearningSkill.item_id)
    return _facts(aliased(LearningDate, name="next"), found.c.skill_id, found.c.level).join(
        found, found.c.item_id == LearningItem.id
    )


def best_and_chosen(
    teaching: Select[*tuple[Any, ...]], place: ColumnElement[int], skill_id: Any, thing_id: Any
) -> Subquery:
    """Of rows (skill, level, thing) those of `skill_ids` up to place BEST, and those that teach any
    of `grown_ids` by a thing of `chosen_ids`; each once.
    """
    ranked = teaching.where(skill_id.in_(ids("skill_ids"))).add_columns(place.label("place"))
    *facts, placed = ranked.subquery().c
    chosen = teaching.where(thing_id.in_(ids("chosen_ids")), skill_id.in_(ids("grown_ids")))
    return union(select(*facts).where(placed <= BEST), chosen).subquery()


def ids(name: str) -> BindParameter[Any]:
    """A list of ids that a statement asks for."""
    return bindparam(name, type_=Uuid(), expanding=True)


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


@prepared
def _lines() -> Select[*tuple[Any, ...]]:
    statement = _facts(aliased(LearningDate), LearningItem.summary)
    return statement.where(LearningItem.id.in_(ids("item_ids")), LearningItem.status == "active")


def taught(item_ids: Collection[UUID], person_id: UUID) -> dict[UUID, list[Taught]]:
    """What these items teach beside this person's own levels, the highest first; one statement."""
    found: dict[UUID, list[Taught]] = {key: [] for key in item_ids}
    rows = columns(_taught(), item_ids=[*item_ids], person_id=person_id) if item_ids else ()
    for row in rows:
        found[row[0]].append(Taught._make(row))
    return found


@prepared
def _taught() -> Select[*tuple[Any, ...]]:
    mine = (PersonSkill.skill_id == Skill.id) & (PersonSkill.person_id == bindparam("person_id"))
    return (
        select(
            LearningSkill.item_id, Skill.id, Skill.name, LearningSkill.level, PersonSkill.level
        )
        .join(Skill, Skill.id == LearningSkill.skill_id)
        .outerjoin(PersonSkill, mine)
        .where(LearningSkill.item_id.in_(ids("item_ids")))
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


@prepared
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


@prepared
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
