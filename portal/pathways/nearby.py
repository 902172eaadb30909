"""The roles near a person, with what they are near to: read in one statement, whatever the size."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
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
    null,
    select,
    type_coerce,
    union_all,
)

from portal.composed import prepared
from portal.db import plain, uuid_of
from portal.pathways.ordering import RESEMBLING, Sums
from portal.pathways.wishes import NONE, Wishes, opening
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

    there: whether it says that it can be done where the person would stay; None where it names no
        location, or they would not mind. met: what of their wishes an opening for it meets.
    """

    role_id: UUID
    family_id: UUID
    level: int
    steps: int
    sums: Sums
    there: bool | None = None
    met: int = 0


@dataclass(frozen=True)
class Found:
    """Roles near a person, and to each role the person resembles those it is tied to, with how
    like they are.
    """

    roles: Mapping[UUID, Candidate] = field(default_factory=dict)
    ties: Mapping[UUID, Sequence[tuple[UUID, float]]] = field(default_factory=dict)
    resemblances: Mapping[UUID, float] = field(default_factory=dict)

    def own(self, role_id: UUID | None) -> Candidate | None:
        return self.roles.get(role_id) if role_id else None

    def likest(self, aimed: Collection[UUID]) -> dict[UUID, tuple[float, UUID]]:
        """Of each role how like it is to the one it is most like of those aimed for."""
        found: dict[UUID, tuple[float, UUID]] = {}
        for source in aimed:
            for role_id, likeness in self.ties.get(source, ()):
                found[role_id] = max(found.get(role_id, (0.0, source)), (likeness, source))
        return found


def candidates(person_id: UUID, also: Collection[UUID] = (), wishes: Wishes = NONE) -> Found:
    """The roles near a person: by their skills, and near those, and near the roles `also` given;
    and of each which wishes it meets.

    Nothing where nobody has prepared anything yet, or the person has no skills. One statement.
    """
    told: list[tuple[Any, ...]] = []
    listed: list[tuple[Any, Any, float]] = []
    both: dict[Any, float] = {}
    asked: dict[str, Any] = {"person_id": person_id, "also": list(also) or [UUID(int=0)]}
    asked |= wishes.of_openings
    if wishes.stays_at is not None:
        asked["location_id"] = wishes.stays_at
    statement = _near(located="location_id" in asked, opened="work_mode" in asked)
    # Ids are made Python's as far as they are needed: half of the rows are not.
    for source, key, family, level, steps, figure, had, there, met in plain(statement, **asked):
        if source is not None:
            listed.append((source, key, figure))
        elif family is None:
            both[key] = figure
        else:
            told.append((key, family, level, steps, figure, had, there, met))
    near = {
        key: Candidate(
            uuid_of(key), uuid_of(family), level, steps, Sums(both.get(key, 0.0), asks, had or 0.0),
            None if there is None else bool(there), met or 0,
        )
        for key, family, level, steps, asks, had, there, met in told
    }  # fmt: skip
    roles = {one.role_id: one for one in near.values()}
    resemblances = {key: one.sums.resemblance for key, one in roles.items() if one.sums.shared}
    ties: dict[Any, list[tuple[UUID, float]]] = {}
    for source, key, likeness in listed:
        if key in near:
            ties.setdefault(source, []).append((near[key].role_id, likeness))
    tied = {uuid_of(source): others for source, others in ties.items()}
    return Found(roles, tied, resemblances)


@prepared
def _near(*, located: bool, opened: bool) -> CompoundSelect[*tuple[Any, ...]]:
    """Roles without a source, with what they ask for; every tie: its source, its role, and in the
    place of the weight how like they are; and without source and field, what role and person share.
    """
    own = mine()
    shared = in_common(own)
    most = most_like(own, shared, MOST_DIRECT)
    also = bindparam("also", type_=Uuid(), expanding=True)
    first = select(most.c.role_id).order_by(most.c.resemblance.desc(), most.c.role_id)
    sources = union_all(
        select(first.limit(RESEMBLING).subquery().c.role_id.label("role_id")),
        select(Role.id.label("role_id")).where(Role.id.in_(also)),
    ).cte("sources")
    like = select(
        RoleNeighbour.role_id.label("source"), RoleNeighbour.neighbour_id, RoleNeighbour.likeness
    ).where(RoleNeighbour.role_id.in_(select(sources.c.role_id)))
    tied = like.where(RoleNeighbour.neighbour_id != RoleNeighbour.role_id).cte("tied")
    near = union_all(
        select(most.c.role_id.label("role_id")),
        select(Role.id).where(Role.id.in_(also)),
        select(tied.c.neighbour_id),
    ).cte("near")
    nothing = (null(), null(), null())
    ties = select(tied.c.source, tied.c.neighbour_id, *nothing, tied.c.likeness, *nothing)
    # Not joined to the roles: it would be gone through for each of them.
    both = select(null(), shared.c.role_id, *nothing, shared.c.shared, *nothing).where(
        shared.c.role_id.in_(select(near.c.role_id))
    )
    return union_all(_roles(near, own, located=located, opened=opened), ties, both)


def _roles(near: CTE, own: CTE, *, located: bool, opened: bool) -> Select[*tuple[Any, ...]]:
    about = (Role.id, Role.family_id, Role.level, RoleSum.steps, RoleSum.weight)
    no_number = type_coerce(null(), Integer())
    there = _there() if located else no_number.label("there")
    met = opening() if opened else no_number.label("met")
    no_source = type_coerce(null(), Uuid()).label("source")
    # Many ties lead to the same role, which is read and compared once.
    return (
        select(no_source, *about, _had(own), there, met)
        .join(RoleSum, RoleSum.role_id == Role.id)
        .where(Role.id.in_(select(near.c.role_id)), Role.status == "active")
    )


def _there() -> ColumnElement[int | None]:
    """1 for a role that names the location, 0 for one that names others, null without any."""
    of_role = role_location.c.role_id == Role.id
    here = role_location.c.location_id == bindparam("location_id", type_=Uuid())
    at = func.max(case((here, 1), else_=0))
    return select(at).where(of_role).correlate(Role).scalar_subquery()


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


def in_common(own: CTE) -> CTE:
    """Of each role that asks for any of the person's skills: the steps both have, times rarity."""
    return (
        select(RoleSkill.role_id, _lower(own).label("shared"))
        .join(own, own.c.skill_id == RoleSkill.skill_id)
        .group_by(RoleSkill.role_id)
        .cte("shared")
    )


def most_like(own: CTE, shared: CTE, limit: int | BindParameter[int], beyond: float = 1.0) -> CTE:
    """The roles that resemble the person most, with how much they do, out of those `in_common`.

    beyond: how far what a role asks for beyond the person's steps speaks against it.
    """
    resemblance = shared.c.shared / (_had(own) + beyond * (RoleSum.weight - shared.c.shared))
    return (
        select(shared.c.role_id, resemblance.label("resemblance"))
        .join(RoleSum, RoleSum.role_id == shared.c.role_id)
        .order_by(resemblance.desc(), shared.c.role_id)
        .limit(limit)
        .cte("most")
    )
