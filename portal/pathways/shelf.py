"""Learning for a person: what takes them on in a skill they have a reason to grow.

A reason says how far a skill is to grow: a role aimed for, the role of today, or a wish to learn
it. It weighs as in WEIGHTS, by whether the role needs the skill or is only helped by it. What an
item is worth is the sum, over its skills, of the steps it leads the person on toward the level of
the weightiest reason, times that weight. Items come by worth, then by what the person or their
budget pays, by hours, by title; one that serves first of all a skill another one above serves
stands behind the others. A skill or a level more in an item never makes it worth less.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    CompoundSelect,
    Exists,
    Select,
    Uuid,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import aliased

from portal.aspirations.models import Aim, Aspiration, State
from portal.composed import prepared
from portal.conditions import Actor
from portal.db import columns, one_of
from portal.learning.models import (
    LIVE_STATES,
    Enrolment,
    LearningItem,
    LearningSkill,
    learning_prerequisite,
)
from portal.learning.models import State as Learned
from portal.learning.money import Money
from portal.learning.queries import HAS_LEARNED, Line, lines_of
from portal.roles.models import Role, RoleSkill
from portal.skills.models import LEVELS, Interest, PersonSkill, Skill

AIM, LATER, TODAY, WISH = "aim", "later", "today", "wish"
# Why → what a step weighs where the role needs the skill, and where it is helped by it.
WEIGHTS = {AIM: (4, 2), TODAY: (3, 1), LATER: (2, 1), WISH: (2, 2)}
MOST_LEVEL = 4
Asking = Select[*tuple[Any, ...]]
DONE = (Learned.COMPLETED, Learned.CURRENT, Learned.DECLINED)


class Reason(NamedTuple):
    """Why a skill is to grow, and how far; `role` is whose asking it is."""

    skill_id: UUID
    skill: str
    have: int
    level: int
    why: str
    essential: bool
    role: str

    @property
    def weight(self) -> int:
        return WEIGHTS[self.why][0 if self.essential else 1]

    def steps(self, level: int) -> int:
        """How far something that teaches up to this level takes the person on."""
        return max(0, min(level, self.level) - self.have)

    def words(self, level: int) -> str:
        """The reason in one line."""
        way = (
            f"{self.skill}: {LEVELS[self.have].lower()} to {LEVELS[min(level, self.level)].lower()}"
        )
        return {
            AIM: f"{way}, for {self.role}",
            LATER: f"{way}, for {self.role}",
            TODAY: f"{way}, which your role today asks for",
            WISH: f"{way}, which you want to learn",
        }[self.why]


class Offered(NamedTuple):
    """An item that teaches a skill up to a level, as far as ranking looks."""

    item_id: UUID
    title: str
    hours: Decimal
    price: Decimal
    skill_id: UUID
    level: int


class Ranked(NamedTuple):
    """An item with what it is worth, the skill it serves first, and why, in words."""

    item: Offered
    worth: int
    first: UUID
    reason: str


@dataclass(frozen=True)
class Shelved:
    """An item on the shelf, and the weightiest of its reasons in words."""

    item: Line
    reason: str


def shelf(actor: Actor, most: int = 3) -> list[Shelved]:
    """The first `most` of what there is for this person to learn; three statements."""
    rows = columns(_reasons(), person_id=actor.id, role_id=actor.role_id or UUID(int=0))
    reasons = weightiest(Reason(*row) for row in rows)
    if not reasons:
        return []
    rows = columns(_offered(), person_id=actor.id, skill_ids=[*reasons])
    best = ranked([Offered(*row) for row in rows], reasons)[:most]
    lines = lines_of([one.item.item_id for one in best])
    return [Shelved(lines[key], one.reason) for one in best if (key := one.item.item_id) in lines]


def weightiest(reasons: Iterable[Reason]) -> dict[UUID, Reason]:
    """For each skill the reason that counts: the weightiest, then the one that asks for most."""
    best: dict[UUID, Reason] = {}
    for one in reasons:
        other = best.get(one.skill_id)
        if other is None or (one.weight, one.level) > (other.weight, other.level):
            best[one.skill_id] = one
    return best


def ranked(offered: Collection[Offered], reasons: Mapping[UUID, Reason]) -> list[Ranked]:
    """What is offered, the most worth first; the same first skill never twice before another."""
    items: dict[UUID, list[Offered]] = {}
    for one in offered:
        items.setdefault(one.item_id, []).append(one)
    listed = [made for taught in items.values() if (made := _ranked(taught, reasons))]
    listed.sort(key=_order)
    seen: set[UUID] = set()
    first: list[Ranked] = []
    again: list[Ranked] = []
    for each in listed:
        (again if each.first in seen else first).append(each)
        seen.add(each.first)
    return first + again


def _ranked(taught: list[Offered], reasons: Mapping[UUID, Reason]) -> Ranked | None:
    gains = [
        (steps * reason.weight, reason, one)
        for one in taught
        if (steps := (reason := reasons[one.skill_id]).steps(one.level))
    ]
    if not gains:
        return None
    _, reason, one = max(gains, key=lambda gain: (gain[0], gain[1].skill))
    return Ranked(one, sum(gain[0] for gain in gains), reason.skill_id, reason.words(one.level))


def _order(one: Ranked) -> tuple[Any, ...]:
    item = one.item
    return -one.worth, item.price, item.hours, item.title, item.item_id


@prepared
def _reasons() -> CompoundSelect[*tuple[Any, ...]]:
    """Every skill there is a reason to grow, with how far and why; in one statement."""
    mine = and_(
        PersonSkill.skill_id == RoleSkill.skill_id,
        PersonSkill.person_id == bindparam("person_id"),
    )
    have = func.coalesce(PersonSkill.level, 0)
    asked: Asking = (
        select(Skill.id, Skill.name, have, RoleSkill.level, literal(""), RoleSkill.essential,
               Role.title)
        .select_from(RoleSkill)
        .join(Skill, Skill.id == RoleSkill.skill_id)
        .join(Role, Role.id == RoleSkill.role_id)
        .outerjoin(PersonSkill, mine)
        .where(have < RoleSkill.level)
    )  # fmt: skip
    return union_all(
        _aimed(asked, AIM, Aspiration.aim == Aim.NEXT),
        _aimed(asked, LATER, or_(Aspiration.aim.is_(None), Aspiration.aim != Aim.NEXT)),
        _why(asked, TODAY).where(Role.id == bindparam("role_id")),
        select(
            Skill.id, Skill.name, PersonSkill.level, literal(MOST_LEVEL), literal(WISH), true(),
            literal(""),
        )
        .join(Skill, Skill.id == PersonSkill.skill_id)
        .where(
            PersonSkill.person_id == bindparam("person_id"),
            or_(
                PersonSkill.interest == Interest.LEARN,
                and_(PersonSkill.interest == Interest.MORE, PersonSkill.level < 3),
            ),
        ),
    )  # fmt: skip


def _why(asked: Asking, why: str) -> Asking:
    named = list(asked.selected_columns)
    return asked.with_only_columns(*named[:4], literal(why), *named[5:])


def _aimed(asked: Asking, why: str, which: Any) -> Asking:
    return (
        _why(asked, why)
        .join(Aspiration, Aspiration.role_id == Role.id)
        .where(
            Aspiration.person_id == bindparam("person_id"),
            Aspiration.state == State.ACTIVE.value,
            which,
        )
    )


@prepared
def _offered() -> Select[*tuple[Any, ...]]:
    """What teaches some of these skills, with what the person or their budget pays for it."""
    own = LearningItem.payer.in_(("budget", "person"))
    return (
        select(
            LearningItem.id, LearningItem.title, LearningItem.hours,
            case((own, LearningItem.cost), else_=literal(0, Money())), LearningSkill.skill_id,
            LearningSkill.level,
        )
        .join(LearningSkill, LearningSkill.item_id == LearningItem.id)
        .where(
            LearningSkill.skill_id.in_(bindparam("skill_ids", type_=Uuid(), expanding=True)),
            LearningItem.status == "active",
            LearningItem.id.not_in(_known()),
            ~_first_something_else(),
        )
    )  # fmt: skip


def _known() -> Select[UUID]:
    """What the person is learning, has learned or does not want."""
    return select(Enrolment.item_id).where(
        Enrolment.person_id == bindparam("person_id"),
        one_of(Enrolment.state, (*LIVE_STATES, *DONE)),
    )


def _first_something_else() -> Exists:
    """Whether an item has something before it that the person has not learned yet. Asked of what
    teaches the skills alone, for a catalogue has many that build on others.
    """
    needs, first = learning_prerequisite.c, aliased(LearningItem)
    learned = exists().where(
        Enrolment.person_id == bindparam("person_id"),
        Enrolment.item_id == needs.needs_id,
        one_of(Enrolment.state, HAS_LEARNED),
    )
    return exists().where(
        needs.item_id == LearningItem.id,
        first.id == needs.needs_id,
        first.status == "active",
        ~learned,
    )
