"""The roles near a person, with what they are near to: read in one statement, whatever the size."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    CTE,
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    Uuid,
    bindparam,
    case,
    func,
    join,
    literal,
    null,
    select,
    type_coerce,
    union_all,
)

from portal.db import columns
from portal.pathways.ordering import RESEMBLING, Sums, Tie
from portal.roles.models import (
    Role,
    RoleNeighbour,
    RoleSkill,
    RoleSum,
    SkillRarity,
    role_location,
)
from portal.skills.models import PersonSkill

MOST_DIRECT = 40
"""So many of the roles that resemble the person most are looked at themselves."""


class Candidate(NamedTuple):
    """A role near a person, and the two in sums.

    there: whether it says that it can be done at the location asked about; None where it names no
        location, or none was asked about.
    """

    role_id: UUID
    family_id: UUID
    level: int
    steps: int
    sums: Sums
    there: bool | None = None


@dataclass(frozen=True)
class Found:
    """Roles near a person, and what ties them to the roles the person resembles."""

    roles: Mapping[UUID, Candidate] = field(default_factory=dict)
    ties: list[Tie] = field(default_factory=list)
    resemblances: Mapping[UUID, float] = field(default_factory=dict)

    def own(self, role_id: UUID | None) -> Candidate | None:
        return self.roles.get(role_id) if role_id else None

    def likest(self, aimed: Collection[UUID]) -> dict[UUID, tuple[float, UUID]]:
        """Of each role how like it is to the one it is most like of those aimed for."""
        found: dict[UUID, tuple[float, UUID]] = {}
        for tie in self.ties:
            if tie.source in aimed and tie.source != tie.role_id:
                found[tie.role_id] = max(
                    found.get(tie.role_id, (0.0, tie.source)), (tie.likeness, tie.source)
                )
        return found


def candidates(person_id: UUID, also: Collection[UUID] = (), location: UUID | None = None) -> Found:
    """The roles near a person: by their skills, and near those, and near the roles `also` given;
    and of each whether it can be done at a location.

    Nothing where nobody has prepared anything yet, or the person has no skills. One statement.
    """
    roles: dict[UUID, Candidate] = {}
    listed = []
    asked: dict[str, Any] = {"person_id": person_id, "also": list(also) or [UUID(int=0)]}
    if location is not None:
        asked["location_id"] = location
    rows = columns(_near(located=location is not None), **asked)
    for source, key, family, level, steps, figure, shared, had, there in rows:
        if source is None:
            sums = Sums(shared or 0.0, figure, had or 0.0)
            at = None if there is None else bool(there)
            roles[key] = Candidate(key, family, level, steps, sums, at)
        else:
            listed.append(Tie(source, key, figure))
    ties = [tie for tie in listed if tie.role_id in roles]
    themselves = [roles[tie.role_id] for tie in ties if tie.source == tie.role_id]
    resemblances = {one.role_id: one.sums.resemblance for one in themselves if one.sums.shared}
    return Found(roles, ties, resemblances)


@cache
def _near(*, located: bool) -> CompoundSelect[*tuple[Any, ...]]:
    """Roles without a source, with their sums beside the person; and every tie: its source, its
    role, and in the place of the weight how like they are.
    """
    own = mine()
    most = most_like(own, MOST_DIRECT)
    also = bindparam("also", type_=Uuid(), expanding=True)
    itself = literal(1.0).label("likeness")
    first = select(most.c.role_id).order_by(most.c.resemblance.desc(), most.c.role_id)
    sources = union_all(
        select(first.limit(RESEMBLING).subquery().c.role_id.label("role_id")),
        select(Role.id.label("role_id")).where(Role.id.in_(also)),
    ).cte("sources")
    near = union_all(
        select(most.c.role_id.label("source"), most.c.role_id.label("role_id"), itself),
        select(Role.id, Role.id, itself).where(Role.id.in_(also)),
        select(RoleNeighbour.role_id, RoleNeighbour.neighbour_id, RoleNeighbour.likeness).where(
            RoleNeighbour.role_id.in_(select(sources.c.role_id))
        ),
    ).cte("near")
    nothing = (null(), null(), null())
    ties = select(near.c.source, near.c.role_id, *nothing, near.c.likeness, *nothing)
    return union_all(_roles(near, own, located=located), ties)


def _roles(near: CTE, own: CTE, *, located: bool) -> Select[*tuple[Any, ...]]:
    # Many ties lead to the same role, which is read and compared once.
    told = select(near.c.role_id).distinct().subquery()
    about = (told.c.role_id, Role.family_id, Role.level, RoleSum.steps, RoleSum.weight)
    there = _there(told.c.role_id) if located else type_coerce(null(), Integer())
    no_source = type_coerce(null(), Uuid()).label("source")
    return (
        select(no_source, *about, _lower(own), _had(own), there)
        .join(Role, Role.id == told.c.role_id)
        .join(RoleSum, RoleSum.role_id == told.c.role_id)
        .outerjoin(
            join(RoleSkill, own, own.c.skill_id == RoleSkill.skill_id),
            RoleSkill.role_id == told.c.role_id,
        )
        .where(Role.status == "active")
        .group_by(*about)
    )


def _there(role_id: ColumnElement[UUID]) -> ColumnElement[int | None]:
    """1 for a role that names the location, 0 for one that names others, null without any."""
    of_role = role_location.c.role_id == role_id
    here = role_location.c.location_id == bindparam("location_id", type_=Uuid())
    at = func.max(case((here, 1), else_=0))
    return select(at).where(of_role).correlate(role_id.table).scalar_subquery()


def mine() -> CTE:
    """The skills the person has a level in, with their rarity."""
    return (
        select(PersonSkill.skill_id, PersonSkill.level, SkillRarity.rarity)
        .join(SkillRarity, SkillRarity.skill_id == PersonSkill.skill_id)
        .where(PersonSkill.person_id == bindparam("person_id", type_=Uuid()), PersonSkill.level > 0)
        .cte("mine")
    )


def _had(own: CTE) -> ColumnElement[Any]:
    """All the steps the person has, times rarity."""
    return select(func.sum(own.c.level * own.c.rarity)).scalar_subquery()


def _lower(own: CTE) -> ColumnElement[Any]:
    """The steps both have, times rarity."""
    steps = case((own.c.level < RoleSkill.level, own.c.level), else_=RoleSkill.level)
    return func.sum(steps * own.c.rarity)


def most_like(own: CTE, limit: int | BindParameter[int], beyond: float = 1.0) -> CTE:
    """The roles that resemble the person most, with how much they do.

    beyond: how far what a role asks for beyond the person's steps speaks against it.
    """
    shared = (
        select(RoleSkill.role_id, _lower(own).label("shared"))
        .join(own, own.c.skill_id == RoleSkill.skill_id)
        .group_by(RoleSkill.role_id)
        .subquery()
    )
    resemblance = shared.c.shared / (_had(own) + beyond * (RoleSum.weight - shared.c.shared))
    return (
        select(shared.c.role_id, resemblance.label("resemblance"))
        .join(RoleSum, RoleSum.role_id == shared.c.role_id)
        .order_by(resemblance.desc(), shared.c.role_id)
        .limit(limit)
        .cte("most")
    )
