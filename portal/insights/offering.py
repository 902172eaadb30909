"""Which courses to offer next: what people want and need, beside what teaches it today.

The figures of people are those of the snapshot. What teaches a skill, and who mentors in it, is
open to everybody and read as it is now.
"""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Uuid, bindparam, func, literal, select, union_all

from portal.accounts.queries import active
from portal.db import columns
from portal.insights.catalogue import GROWING, HELD, WANTED
from portal.insights.queries import Cell
from portal.learning import queries as learning
from portal.learning.models import LearningItem, LearningSkill
from portal.learning.money import money
from portal.learning.queries import Teaches
from portal.mentorship.models import Mentor, mentor_skill
from portal.people.models import Person

MOST = 20


@dataclass(frozen=True)
class Demand:
    """A skill: how many want it, need it for what they aim for, and have it (None: not shown), how
    many courses and open mentors there are, and the course that asks least of the learner.
    """

    skill_id: UUID
    label: str
    wanted: int | None
    growing: int | None
    held: int | None
    courses: int
    mentors: int
    best: Teaches | None

    @property
    def unmet(self) -> bool:
        """Whether nothing and nobody teaches it."""
        return not self.courses and not self.mentors

    @property
    def people(self) -> int:
        """The larger of the two demands: the same people may be in both."""
        return max(self.wanted or 0, self.growing or 0)

    @property
    def cost(self) -> str:
        """What that course costs for so many people, in words; "" without one."""
        if self.best is None:
            return ""
        return money(self.best.cost * Decimal(self.people), self.best.currency)


def demands(tables: dict[str, list[Cell]]) -> list[Demand]:
    """The skills with most demand that may be shown, the largest first. Two statements.

    In: the cells of everybody, by view.
    """
    figures: dict[str, dict[str, Cell]] = {
        view.name: {cell.key: cell for cell in tables.get(view.name, ()) if cell.shown is not None}
        for view in (WANTED, GROWING, HELD)
    }
    asked = figures[WANTED.name] | figures[GROWING.name]

    def shown(view: str, key: str) -> int | None:
        return cell.shown if (cell := figures[view].get(key)) else None

    def people(key: str) -> int:
        return max(shown(WANTED.name, key) or 0, shown(GROWING.name, key) or 0)

    # What teaches them is asked for those alone that are told of.
    keys = sorted(asked, key=lambda key: (-people(key), asked[key].label))[:MOST]
    ids = [UUID(key) for key in keys]
    best = _best(ids)
    there = {(what, skill): number for what, skill, number in _there(ids)}
    return [
        Demand(
            skill,
            asked[key].label,
            shown(WANTED.name, key),
            shown(GROWING.name, key),
            shown(HELD.name, key),
            there.get(("item", skill), 0),
            there.get(("mentor", skill), 0),
            best.get(skill),
        )
        for key, skill in zip(keys, ids, strict=True)
    ]


def _best(skill_ids: Collection[UUID]) -> dict[UUID, Teaches]:
    """Of each skill the course that costs least, then the shortest, with its next date."""
    best: dict[UUID, Teaches] = {}
    for one in learning.teaching(skill_ids):
        known = best.get(one.skill_id)
        if known is None or (one.cost, one.hours, one.title) < (
            known.cost,
            known.hours,
            known.title,
        ):
            best[one.skill_id] = one
    return best


def _there(skill_ids: Collection[UUID]) -> list[tuple[str, UUID, int]]:
    if not skill_ids:
        return []
    return [tuple(row) for row in columns(_counts(), skill_ids=[*skill_ids])]


@cache
def _counts() -> Select[*tuple[Any, ...]]:
    skill_ids = bindparam("skill_ids", type_=Uuid(), expanding=True)
    items = (
        select(literal("item").label("what"), LearningSkill.skill_id.label("skill_id"),
               func.count(LearningSkill.item_id.distinct()).label("number"))
        .join(LearningItem, LearningItem.id == LearningSkill.item_id)
        .where(LearningItem.status == "active", LearningSkill.skill_id.in_(skill_ids))
        .group_by(LearningSkill.skill_id)
    )  # fmt: skip
    mentors = (
        select(literal("mentor"), mentor_skill.c.skill_id, func.count())
        .select_from(mentor_skill)
        .join(Mentor, Mentor.id == mentor_skill.c.mentor_id)
        .join(Person, Person.id == Mentor.id)
        .where(
            Mentor.state == "open", Mentor.capacity > 0, active(),
            mentor_skill.c.skill_id.in_(skill_ids),
        )
        .group_by(mentor_skill.c.skill_id)
    )  # fmt: skip
    both = union_all(items, mentors).subquery()
    return select(both.c.what, both.c.skill_id, both.c.number)
