"""How much a person has of every role, in one statement: for filters and the order of lists."""

from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Select, String, Uuid, and_, bindparam, case, func, select, type_coerce

from portal.composed import prepared
from portal.db import plain
from portal.roles.models import Role, RoleSkill, RoleSum
from portal.skills.models import PersonSkill


class Close(NamedTuple):
    """Whole per cent, rounded down as in portal.pathways.gap, and steps the person has."""

    pct: int
    have: int


def to(person_id: UUID) -> dict[str, Close]:
    """Every active role the person has a step of, by its id as the index writes it."""
    rows = plain(_close(), person_id=person_id)
    return {_as_written(key): Close(100 * have // need, have) for key, need, have in rows}


@lru_cache(maxsize=24_000)
def _as_written(key: str | UUID) -> str:
    """SQLite keeps ids without hyphens. Thousands of them are not made UUIDs and back, and the same
    ids of roles come again at every request.
    """
    if not isinstance(key, str):
        return str(key)
    return f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}" if len(key) == 32 else key


@prepared
def _close() -> Select[str, int, int]:
    """What each role asks for in all is prepared (`portal.roles.likeness.sums`); where it is not
    yet, it is summed up here.
    """
    own = (
        select(PersonSkill.skill_id, PersonSkill.level)
        .where(PersonSkill.person_id == bindparam("person_id", type_=Uuid()), PersonSkill.level > 0)
        .cte("own")
    )
    lower = case((own.c.level < RoleSkill.level, own.c.level), else_=RoleSkill.level)
    had = (
        select(RoleSkill.role_id, func.sum(lower).label("steps"))
        .join(own, own.c.skill_id == RoleSkill.skill_id)
        .group_by(RoleSkill.role_id)
        .subquery()
    )
    asked = (
        select(func.sum(RoleSkill.level))
        .where(RoleSkill.role_id == had.c.role_id)
        .correlate(had)
        .scalar_subquery()
    )
    return (
        select(
            type_coerce(had.c.role_id, String),
            func.coalesce(RoleSum.steps, asked),
            had.c.steps,
        )
        .join(Role, and_(Role.id == had.c.role_id, Role.status == "active"))
        .outerjoin(RoleSum, RoleSum.role_id == had.c.role_id)
    )
