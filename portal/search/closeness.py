"""How much a person has of every role, in one statement: for filters and the order of lists."""

from functools import cache
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Select, Uuid, and_, bindparam, case, func, select

from portal.db import columns
from portal.roles.models import Role, RoleSkill
from portal.skills.models import PersonSkill


class Close(NamedTuple):
    """Whole per cent, rounded down as in portal.pathways.gap, and steps the person has."""

    pct: int
    have: int


def to(person_id: UUID) -> dict[str, Close]:
    """Every active role the person has a step of, by its id as the index writes it."""
    rows = columns(_close(), person_id=person_id)
    return {str(role_id): Close(100 * have // need, have) for role_id, need, have in rows}


@cache
def _close() -> Select[UUID, int, int]:
    own = (
        select(PersonSkill.skill_id, PersonSkill.level)
        .where(PersonSkill.person_id == bindparam("person_id", type_=Uuid()), PersonSkill.level > 0)
        .cte("own")
    )
    had = case(
        (own.c.level.is_(None), 0), (own.c.level < RoleSkill.level, own.c.level),
        else_=RoleSkill.level,
    )  # fmt: skip
    near = select(RoleSkill.role_id).join(own, own.c.skill_id == RoleSkill.skill_id)
    return (
        select(RoleSkill.role_id, func.sum(RoleSkill.level), func.sum(had))
        .join(Role, and_(Role.id == RoleSkill.role_id, Role.status == "active"))
        .outerjoin(own, own.c.skill_id == RoleSkill.skill_id)
        .where(RoleSkill.role_id.in_(near))
        .group_by(RoleSkill.role_id)
    )
