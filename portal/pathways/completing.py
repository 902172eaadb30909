"""Which skills usually go with those a person has, and which a role may ask for that says none yet.

A skill goes with what a person has the more, the more of the roles that resemble the person by
their skills ask for it: each of these counts by its resemblance to the power of three beside that
of the first, a helpful skill half an essential one; the sum is divided by that of all of them. For
a role that asks for nothing the roles like it in words count, by likeness to the power of four.
Both are nearest neighbours that vote (Cover and Hart 1967; Sarwar et al. 2001); docs/matching.md.
"""

from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    Float,
    Integer,
    Select,
    Uuid,
    bindparam,
    case,
    cast,
    func,
    select,
)

from portal.db import columns
from portal.pathways.nearby import mine, most_like
from portal.roles.likeness.sums import HELPFUL
from portal.roles.models import Role, RoleNeighbour, RoleSkill
from portal.skills.models import PersonSkill, Skill, Status

MOST_ROLES = 50


class Told(NamedTuple):
    """A skill, its share of the votes (up to 1), and how many roles voted for it."""

    skill_id: UUID
    name: str
    share: float
    roles: int


def goes_with(person_id: UUID, limit: int) -> list[Told]:
    """The skills that go with those of a person and that they do not have. One statement."""
    rows = columns(_of_person(), person_id=person_id, most_roles=MOST_ROLES, most=limit)
    return [Told(*row) for row in rows]


def may_ask_for(role_id: UUID, limit: int) -> list[Told]:
    """The skills that a role may ask for, out of what the roles like it ask for. One statement."""
    return [Told(*row) for row in columns(_of_role(), role_id=role_id, most=limit)]


@cache
def _of_person() -> Select[*tuple[Any, ...]]:
    own = mine()
    near = most_like(own, bindparam("most_roles", type_=Integer()))
    beside = near.c.resemblance / select(func.max(near.c.resemblance)).scalar_subquery()
    held = select(PersonSkill.skill_id).where(
        PersonSkill.person_id == bindparam("person_id", type_=Uuid())
    )
    return _voted(near, beside * beside * beside).where(RoleSkill.skill_id.not_in(held))


@cache
def _of_role() -> Select[*tuple[Any, ...]]:
    near = (
        select(RoleNeighbour.neighbour_id.label("role_id"), RoleNeighbour.likeness)
        .join(Role, Role.id == RoleNeighbour.neighbour_id)
        .where(RoleNeighbour.role_id == bindparam("role_id", type_=Uuid()), Role.status == "active")
        .cte("near")
    )
    beside = near.c.likeness / select(func.max(near.c.likeness)).scalar_subquery()
    return _voted(near, beside * beside * beside * beside)


def _voted(near: CTE, vote: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
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
        .limit(bindparam("most", type_=Integer()))
    )
