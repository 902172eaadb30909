"""Which courses to offer next: what people want and need, beside what teaches it today.

The figures of people are those of the snapshot. What teaches a skill is open to everybody and read
as it is now; how many mentor in it is open to everybody too, and counted at night (`supply.py`).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CompoundSelect,
    Integer,
    Uuid,
    bindparam,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)

from portal.composed import prepared
from portal.db import Moment, columns
from portal.disclosure import rounded
from portal.insights import queries
from portal.insights.catalogue import ASKED, GROWING, HELD, WANTED
from portal.insights.models import MentorSupply, MentorSupplying
from portal.insights.queries import Cell, Group, Published
from portal.learning import queries as learning
from portal.learning.models import LearningItem, LearningSkill
from portal.learning.money import money
from portal.learning.queries import Teaches

MOST = 20
COLUMNS = 12


@dataclass(frozen=True)
class Demand:
    """A skill: how many want it, need it for what they aim for, and have it (None: not shown), how
    many courses and open mentors there are, how many people these mentors could still take on, and
    the course that asks least of the learner.
    """

    skill_id: UUID
    label: str
    wanted: int | None
    growing: int | None
    held: int | None
    courses: int
    mentors: int
    free: int
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
    def more(self) -> int:
        """How many places more its next date would need, about; 0 without a limit."""
        if self.best is None or self.best.places_left is None:
            return 0
        return rounded(max(0, self.people - self.best.places_left))

    @property
    def cost(self) -> str:
        """What that course costs for so many people, in words; "" without one."""
        if self.best is None:
            return ""
        return money(self.best.cost * Decimal(self.people), self.best.currency)


@dataclass(frozen=True)
class Mentoring:
    """A skill people ask mentors for: how many did, how many mentors are open in it, and how many
    people these could still take on.
    """

    label: str
    asked: int
    mentors: int
    places: int


@dataclass(frozen=True)
class There:
    """What teaches some skills: courses today, open mentors with their free places as they were
    counted at night, and when that was (None: not yet).
    """

    courses: Mapping[UUID, int]
    mentors: Mapping[UUID, tuple[int, int]]
    mentors_at: datetime | None


@dataclass(frozen=True)
class Offering:
    """What to offer next, and what mentors are asked for beside who could answer."""

    demands: list[Demand]
    mentoring: list[Mentoring]
    mentors_at: datetime | None

    @property
    def most(self) -> int:
        """The largest figure of the demands and of what people have; 1 where there is none."""
        every = ((one.people, one.held or 0) for one in self.demands)
        return max((figure for each in every for figure in each), default=1) or 1


def compared(tables: dict[str, list[Cell]]) -> Offering:
    """The skills with most demand that may be shown, the largest first. Two statements.

    In: the cells of everybody, by view.
    """
    figures: dict[str, dict[str, Cell]] = {
        view.name: {cell.key: cell for cell in tables.get(view.name, ()) if cell.shown is not None}
        for view in (WANTED, GROWING, HELD, ASKED)
    }
    demanded = figures[WANTED.name] | figures[GROWING.name]

    def shown(view: str, key: str) -> int | None:
        return cell.shown if (cell := figures[view].get(key)) else None

    def people(key: str) -> int:
        return max(shown(WANTED.name, key) or 0, shown(GROWING.name, key) or 0)

    # What teaches them is asked for those alone that are told of.
    keys = sorted(demanded, key=lambda key: (-people(key), demanded[key].label))[:MOST]
    ids = [UUID(key) for key in keys]
    best = _best(ids)
    there = teaching({*ids, *map(UUID, figures[ASKED.name])})
    demands = [
        Demand(
            skill,
            demanded[key].label,
            shown(WANTED.name, key),
            shown(GROWING.name, key),
            shown(HELD.name, key),
            there.courses.get(skill, 0),
            *there.mentors.get(skill, (0, 0)),
            best.get(skill),
        )
        for key, skill in zip(keys, ids, strict=True)
    ]
    mentoring = [
        Mentoring(cell.label, cell.shown or 0, *there.mentors.get(UUID(key), (0, 0)))
        for key, cell in figures[ASKED.name].items()
    ]
    return Offering(demands, mentoring, there.mentors_at)


@dataclass(frozen=True)
class Spread:
    """The skills most people want to learn, and of each part of a split the figure of each of them;
    None where it is not shown.
    """

    skills: list[str]
    rows: dict[Group, list[int | None]]

    @property
    def figures(self) -> list[int | None]:
        return [figure for row in self.rows.values() for figure in row]

    @property
    def most(self) -> int:
        """The largest figure there is; 1 where there is none."""
        return max((figure for figure in self.figures if figure), default=1)

    @property
    def top(self) -> list[tuple[Group, str]]:
        """Whose wishes for which skill are that figure."""
        most = self.most
        return [
            (group, skill)
            for group, row in self.rows.items()
            for skill, figure in zip(self.skills, row, strict=True)
            if figure == most
        ]


def spread(published: Published, wanted: Collection[Cell], split: str) -> Spread:
    """Who wants to learn what, by department or level. One statement.

    In: the cells of everybody. Those of which some part shows a figure are the columns, the largest
    first.
    """
    keys = [cell.key for cell in wanted if cell.shown is not None]
    found = queries.across(published, WANTED.name, split, keys)
    seen = {key for of in found.values() for key, figure in of.items() if figure is not None}
    across = [cell for cell in wanted if cell.key in seen][:COLUMNS]
    return Spread(
        [cell.label for cell in across],
        {group: [of.get(cell.key) for cell in across] for group, of in found.items()},
    )


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


def teaching(skill_ids: Collection[UUID]) -> There:
    """What teaches these skills; one statement."""
    courses, mentors, at = {}, {}, None
    for what, skill, number, places, counted in columns(_counts(), skill_ids=[*skill_ids]):
        if what == "course":
            courses[skill] = number
        elif what == "mentor":
            mentors[skill] = (number, places)
        else:
            at = counted
    return There(courses, mentors, at)


@prepared
def _counts() -> CompoundSelect[*tuple[Any, ...]]:
    skill_ids = bindparam("skill_ids", type_=Uuid(), expanding=True)
    nothing, never = cast(null(), Integer()), cast(null(), Moment())
    courses = (
        select(literal("course").label("what"), LearningSkill.skill_id.label("skill_id"),
               func.count(LearningSkill.item_id.distinct()).label("number"),
               nothing.label("places"), never.label("at"))
        .join(LearningItem, LearningItem.id == LearningSkill.item_id)
        .where(LearningItem.status == "active", LearningSkill.skill_id.in_(skill_ids))
        .group_by(LearningSkill.skill_id)
    )  # fmt: skip
    mentors = select(
        literal("mentor"), MentorSupply.skill_id, MentorSupply.mentors, MentorSupply.places, never
    ).where(MentorSupply.skill_id.in_(skill_ids))
    counted = select(literal("counted"), cast(null(), Uuid()), nothing, nothing, MentorSupplying.at)
    return union_all(courses, mentors, counted)
