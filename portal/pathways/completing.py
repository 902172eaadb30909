"""Which skills usually go with those a person has, and which a role may ask for that says none yet.

What goes with the skills of a person is told by three things, added up:

    votes   the roles that resemble the person most by their skills, forty of them, vote for what
            they ask for: each with how much it tells beside the others (`telling`). What a role
            asks for beyond the person counts little against it where they are looked for, since a
            list of skills is seldom whole (Tversky 1977)
    ties    0.15 * (1 - the product of (1 - tells)) over the skills the person has, where `tells`
            is how much each says of the other beside its neighbours (`portal.roles.neighbours`)
    name    0.2 * how near its name is in meaning to those of the skills the person has: the mean
            of the squares of the cosines with the six nearest. It orders what votes or ties have
            found, and finds nothing by itself

Where there is no subword table, names say nothing, and each role votes by itself, with
(resemblance / that of the first)³ of the sum of all of them, half for a helpful skill.

For a role that asks for nothing, the roles like it in words vote, with (likeness / that of the
first)⁴. Neighbours that vote: Cover and Hart 1967, Sarwar et al. 2001; ties as reasons that may
each be enough (Pearl 1988, "noisy or"). What was chosen, and why: docs/matching.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
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
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from portal.composed import prepared
from portal.db import columns, plain, uuid_of
from portal.pathways.nearby import in_common, mine, most_like
from portal.people.models import Silence
from portal.roles import asked
from portal.roles.likeness.sums import HELPFUL
from portal.roles.models import Role, RoleNeighbour, RoleSkill
from portal.skills.finding import vectors
from portal.skills.models import PersonSkill, Skill, SkillNeighbour, Status

MOST_ROLES = 40
BEYOND = 0.15
MOST_VOTED, MOST_TIES = 60, 150
LEAST_TELLS = 0.02
"""A tie that tells less tells nothing."""

BY_TIES, BY_NAME = 0.1, 0.2
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

    untold: the product of (1 - tells); named: how near its name is to those of their skills; alike:
        the nearest, where it is near.
    """

    skill_id: UUID
    name: str
    votes: float = 0.0
    roles: int = 0
    ties: list[tuple[float, int, str]] = field(default_factory=list)
    untold: float = 1.0
    named: float = 0.0
    alike: str = ""

    @property
    def points(self) -> float:
        return self.votes + BY_TIES * (1 - self.untold) + BY_NAME * self.named

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

    Two statements.
    """
    labels = vectors.held()
    votes = _votes(person_id, labels)
    # By the ids as they are read: hundreds of rows are of a few dozen skills.
    found: dict[Any, Goes] = {}
    names: dict[Any, str] = {}
    ties: list[tuple[Goes, Any, float, int]] = []
    voted = [*votes] or [UUID(int=0)]
    for skill, name, tied, tells, roles in plain(_named(), person_id=person_id, voted=voted):
        if roles is None:
            names[skill] = name
            continue
        one = found.get(skill)
        if one is None:
            key = uuid_of(skill)
            one = found[skill] = Goes(key, name, *votes.get(key, ()))
        if tied is not None:
            ties.append((one, tied, tells, roles))
    for one, tied, tells, roles in ties:
        one.ties.append((tells, roles, names[tied]))
        one.untold *= 1 - tells
    if labels is not None:
        _compare_names(labels, names, list(found.values()))
    return sorted(found.values(), key=lambda one: (-one.points, one.name))


def _compare_names(labels: vectors.Held, names: Mapping[Any, str], found: Sequence[Goes]) -> None:
    """Tell each skill found how near its name is to those of the person's own."""
    own, called = [uuid_of(key) for key in names], [*names.values()]
    near = labels.beside(own, [one.skill_id for one in found])
    for one, (mean, nearest, likeness) in zip(found, near, strict=True):
        one.named = mean
        if likeness >= NAMED_ALIKE:
            one.alike = called[nearest]


def _votes(person_id: UUID, labels: vectors.Held | None) -> Mapping[UUID, tuple[float, int]]:
    """What the roles nearest to a person say of skills they do not have, the most first."""
    lines = asked.held() if labels else None
    if lines is None or labels is None:
        return _each_by_itself(plain(_of_roles(), person_id=person_id))
    own = list(columns(_own(), person_id=person_id).scalars())
    telling = import_module("portal.pathways.telling")
    found: Mapping[UUID, tuple[float, int]] = telling.shares(lines, own, labels.names, MOST_VOTED)
    return found


def _each_by_itself(rows: Sequence[tuple[Any, ...]]) -> dict[UUID, tuple[float, int]]:
    """Where nothing tells how alike the roles are to each other. Rows: as `_of_roles` has them."""
    nearest = max((row[3] for row in rows), default=1.0)
    vote = {role: (resemblance / nearest) ** 3 for role, _, _, resemblance in rows}
    whole = sum(vote.values())
    found: dict[Any, tuple[float, int]] = {}
    for role, skill, essential, _ in rows:
        share, roles = found.get(skill, (0.0, 0))
        part = vote[role] * (1.0 if essential else HELPFUL) / whole
        found[skill] = share + part, roles + 1
    listed = sorted(found.items(), key=lambda one: (-one[1][0], one[0]))
    return {uuid_of(skill): votes for skill, votes in listed[:MOST_VOTED]}


def may_ask_for(role_id: UUID, limit: int) -> list[Told]:
    """The skills that a role may ask for, out of what the roles like it ask for. One statement."""
    return [Told(*row) for row in columns(_of_role(), role_id=role_id, most=limit)]


@prepared
def _of_roles() -> Select[*tuple[Any, ...]]:
    """What the roles nearest to a person ask for beside what the person has: role, skill, whether
    it is essential, resemblance.
    """
    had = mine()
    near = most_like(had, in_common(had), MOST_ROLES, BEYOND)
    return (
        select(near.c.role_id, RoleSkill.skill_id, RoleSkill.essential, near.c.resemblance)
        .join(RoleSkill, RoleSkill.role_id == near.c.role_id)
        .where(RoleSkill.skill_id.not_in(select(had.c.skill_id)))
    )


@prepared
def _own() -> Select[UUID]:
    own = PersonSkill.person_id == _person()
    return select(PersonSkill.skill_id).where(own, PersonSkill.level > 0)


@prepared
def _named() -> CompoundSelect[*tuple[Any, ...]]:
    """Those voted for, and those tied to what a person has, by their names; and what they have."""
    no_tie, no_roles = cast(null(), Uuid()).label("tied"), cast(null(), Integer()).label("roles")
    no_weight = cast(null(), Float()).label("tells")
    some = Skill.id.in_(bindparam("voted", type_=Uuid(), expanding=True))
    voted = select(
        Skill.id, Skill.name, no_tie, no_weight, cast(literal(0), Integer()).label("roles")
    ).where(some, new())
    ties = (
        select(
            Skill.id, Skill.name, SkillNeighbour.neighbour_id,
            SkillNeighbour.tells, SkillNeighbour.roles,
        )
        .select_from(PersonSkill)
        .join(SkillNeighbour, SkillNeighbour.neighbour_id == PersonSkill.skill_id)
        .join(Skill, Skill.id == SkillNeighbour.skill_id)
        .where(PersonSkill.person_id == _person(), PersonSkill.level > 0)
        .where(SkillNeighbour.tells > LEAST_TELLS, new())
        .order_by(SkillNeighbour.tells.desc(), Skill.id)
        .limit(MOST_TIES)
    )  # fmt: skip
    own = (
        select(Skill.id, Skill.name, no_tie, no_weight, no_roles)
        .join(PersonSkill, PersonSkill.skill_id == Skill.id)
        .where(PersonSkill.person_id == _person(), PersonSkill.level > 0)
    )
    return union_all(*(select(part.subquery()) for part in (voted, ties, own)))


@prepared
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


def _voted(near: CTE, vote: ColumnElement[Any]) -> Select[Any]:
    """What the roles ask for, by their votes, the most first."""
    counted = select(near.c.role_id, vote.label("vote")).cte("counted")
    whole = select(func.sum(counted.c.vote)).scalar_subquery()
    part = case((RoleSkill.essential, 1.0), else_=HELPFUL)
    share = cast(func.sum(counted.c.vote * part) / whole, Float)
    return (
        select(Skill.id, Skill.name, share.label("share"), func.count())
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
