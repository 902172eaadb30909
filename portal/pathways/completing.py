"""Which skills usually go with those a person has, and which a role may ask for that says none yet.

What goes with the skills of a person is told by three things, added up:

    votes   the roles that resemble the person most by their skills, forty of them, vote for what
            they ask for: each with (resemblance / that of the first)³, half for a helpful skill;
            divided by the sum of all of them. What a role asks for beyond the person counts
            little against it, since a list of skills is seldom whole (Tversky 1977)
    ties    0.7 * (1 - the product of (1 - tells)) over the skills the person has, where `tells`
            is how much each says of the other beside its neighbours (`portal.roles.neighbours`)
    name    0.2 * how near its name is in meaning to those of the skills the person has: the cosine
            with the sum of these, each by level and rarity; where there is no subword table, 0.
            It orders what votes or ties have found, and finds nothing by itself

For a role that asks for nothing, the roles like it in words vote, with (likeness / that of the
first)⁴. Neighbours that vote: Cover and Hart 1967, Sarwar et al. 2001; ties as reasons that may
each be enough (Pearl 1988, "noisy or"). What was chosen, and why: docs/matching.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    Float,
    Integer,
    Select,
    String,
    Uuid,
    bindparam,
    case,
    cast,
    func,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from portal.db import columns, plain, uuid_of
from portal.pathways.nearby import in_common, mine, most_like
from portal.people.models import Silence
from portal.roles.likeness.sums import HELPFUL
from portal.roles.models import Role, RoleNeighbour, RoleSkill
from portal.skills.finding import vectors
from portal.skills.models import PersonSkill, Skill, SkillNeighbour, Status

MOST_ROLES = 40
BEYOND = 0.15
MOST_VOTED, MOST_TIES = 150, 300
BY_TIES, BY_NAME = 0.7, 0.2
NAMED_ALIKE = 0.5
"""From this likeness on the two names are said to be alike."""

SILENCE = "suggestion"
"""The prompt under which a person refused a skill for good."""

_TOLD = 2
"""Skills named as a reason; more would be read by nobody."""


class Told(NamedTuple):
    """A skill, its share of the votes (up to 1), and how many roles voted for it."""

    skill_id: UUID
    name: str
    share: float
    roles: int


@dataclass
class Goes:
    """A skill that goes with those of a person: votes, and ties as (tells, roles, with what).

    named: how near its name is to those of their skills; alike: the nearest, where it is near.
    """

    skill_id: UUID
    name: str
    votes: float = 0.0
    roles: int = 0
    ties: list[tuple[float, int, str]] = field(default_factory=list)
    named: float = 0.0
    alike: str = ""

    @cached_property
    def points(self) -> float:
        left = 1.0
        for tells, _, _ in self.ties:
            left *= 1 - tells
        return self.votes + BY_TIES * (1 - left) + BY_NAME * self.named

    @property
    def why(self) -> str:
        """ "goes with Budgeting in 14 roles and with Reporting in 9", the closest first; and what
        it is named like.
        """
        return self._roles_say() + (f", and is named like {self.alike}" if self.alike else "")

    def _roles_say(self) -> str:
        strongest = sorted(self.ties, key=lambda tie: (-tie[0], tie[2]))[:_TOLD]
        counted = [(roles, name) for _, roles, name in strongest if roles]
        if counted:
            roles, name = counted[0]
            words = f"goes with {name} in {_many(roles)}"
            return words + "".join(f" and with {name} in {roles}" for roles, name in counted[1:])
        if strongest:
            return f"related to {' and '.join(name for _, _, name in strongest)}"
        return f"{_many(self.roles)} that your skills resemble ask{'s' * (self.roles == 1)} for it"


def _many(roles: int) -> str:
    return f"{roles} {'role' if roles == 1 else 'roles'}"


def goes_with(person_id: UUID) -> list[Goes]:
    """The skills that go with those of a person, best first, without what they have or refused.

    One statement.
    """
    # By the ids as they are read: hundreds of rows are of a few dozen skills.
    found: dict[Any, Goes] = {}
    names: dict[Any, str] = {}
    weights: dict[Any, float] = {}
    ties: list[tuple[Goes, Any, float, int]] = []
    for skill_id, name, tied, weight, roles in plain(_of_person(), person_id=person_id):
        if roles is None:
            names[skill_id] = name
            if weight is not None:
                weights[skill_id] = weight
            continue
        one = found.get(skill_id)
        if one is None:
            one = found[skill_id] = Goes(uuid_of(skill_id), name)
        if tied is None:
            one.votes, one.roles = weight, roles
        else:
            ties.append((one, tied, weight, roles))
    for one, tied, tells, roles in ties:
        one.ties.append((tells, roles, names[tied]))
    _compare_names(weights, names, found.values())
    return sorted(found.values(), key=lambda one: (-one.points, one.name))


def _compare_names(
    weights: Mapping[Any, float], names: Mapping[Any, str], found: Iterable[Goes]
) -> None:
    """Tell each skill found how near its name is to those of the person's own."""
    labels = vectors.held()
    if labels is None:
        return
    own = {uuid_of(key): weight for key, weight in weights.items()}
    called = {uuid_of(key): name for key, name in names.items()}
    others = {one.skill_id: one for one in found}
    for key, (near, nearest, likeness) in labels.beside(own, others).items():
        others[key].named = near
        others[key].alike = called[nearest] if likeness >= NAMED_ALIKE else ""


def may_ask_for(role_id: UUID, limit: int) -> list[Told]:
    """The skills that a role may ask for, out of what the roles like it ask for. One statement."""
    return [Told(*row) for row in columns(_of_role(), role_id=role_id, most=limit)]


@cache
def _of_person() -> CompoundSelect[*tuple[Any, ...]]:
    had = mine()
    near = most_like(had, in_common(had), MOST_ROLES, BEYOND)
    beside = near.c.resemblance / select(func.max(near.c.resemblance)).scalar_subquery()
    voted = _voted(near, beside * beside * beside, cast(null(), Uuid()).label("tied")).where(new())
    ties = (
        select(
            Skill.id, Skill.name, SkillNeighbour.neighbour_id,
            SkillNeighbour.tells, SkillNeighbour.roles,
        )
        .select_from(PersonSkill)
        .join(SkillNeighbour, SkillNeighbour.neighbour_id == PersonSkill.skill_id)
        .join(Skill, Skill.id == SkillNeighbour.skill_id)
        .where(PersonSkill.person_id == _person(), PersonSkill.level > 0)
        .where(SkillNeighbour.tells > 0, new())
        .order_by(SkillNeighbour.tells.desc(), Skill.id)
        .limit(MOST_TIES)
    )  # fmt: skip
    weight = cast(had.c.level * had.c.rarity, Float)
    no_tie, no_roles = cast(null(), Uuid()).label("tied"), cast(null(), Integer()).label("roles")
    own = (
        select(Skill.id, Skill.name, no_tie, weight, no_roles)
        .join(PersonSkill, PersonSkill.skill_id == Skill.id)
        .outerjoin(had, had.c.skill_id == Skill.id)
        .where(PersonSkill.person_id == _person(), PersonSkill.level > 0)
    )
    found = (voted.limit(MOST_VOTED), ties, own)
    return union_all(*(select(part.subquery()) for part in found))


@cache
def _of_role() -> Select[*tuple[Any, ...]]:
    near = (
        select(RoleNeighbour.neighbour_id.label("role_id"), RoleNeighbour.likeness)
        .join(Role, Role.id == RoleNeighbour.neighbour_id)
        .where(RoleNeighbour.role_id == bindparam("role_id", type_=Uuid()), Role.status == "active")
        .cte("near")
    )
    beside = near.c.likeness / select(func.max(near.c.likeness)).scalar_subquery()
    voted = _voted(near, beside * beside * beside * beside)
    return voted.limit(bindparam("most", type_=Integer()))


def _voted(near: CTE, vote: ColumnElement[Any], *more: ColumnElement[Any]) -> Select[Any]:
    """What the roles ask for, by their votes, the most first."""
    counted = select(near.c.role_id, vote.label("vote")).cte("counted")
    whole = select(func.sum(counted.c.vote)).scalar_subquery()
    part = case((RoleSkill.essential, 1.0), else_=HELPFUL)
    share = cast(func.sum(counted.c.vote * part) / whole, Float)
    listed: list[Any] = [Skill.id, Skill.name, *more, share.label("share"), func.count()]
    return (
        select(*listed)
        .select_from(counted)
        .join(RoleSkill, RoleSkill.role_id == counted.c.role_id)
        .join(Skill, Skill.id == RoleSkill.skill_id)
        .where(Skill.status == Status.ACTIVE)
        .group_by(Skill.id, Skill.name)
        .order_by(share.desc(), Skill.name)
    )


def new() -> ColumnElement[bool]:
    """A skill in use that the person given as `person_id` neither has nor has refused."""
    # Each list is read once, not once for each skill.
    own = aliased(PersonSkill)
    held = select(own.skill_id).where(own.person_id == _person())
    refused = select(Silence.ref).where(Silence.person_id == _person(), Silence.prompt == SILENCE)
    hex_id = func.replace(cast(Skill.id, String(36)), "-", "")
    return (Skill.status == Status.ACTIVE) & Skill.id.not_in(held) & hex_id.not_in(refused)


def _person() -> ColumnElement[UUID]:
    return bindparam("person_id", type_=Uuid())
