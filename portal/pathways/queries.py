"""Reading what roles ask for and what people have."""

from collections.abc import Collection, Iterable
from functools import cache
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import Integer, Select, and_, bindparam, case, func, select
from sqlalchemy.orm import joinedload

from portal.composed import prepared
from portal.db import columns, db, plain, uuid_of
from portal.kept import Kept
from portal.pathways.gap import Line, Match, Need
from portal.roles.models import MoveKind, Role, RoleSkill
from portal.skills.models import PersonSkill, Skill


def needs_of(role_ids: Collection[UUID]) -> dict[UUID, list[Need]]:
    """What each role asks for: essential skills first, the highest level first, then by name."""
    return _made(role_ids, columns(_needs(), role_ids=[*role_ids]))


def needs_kept(role_ids: Collection[UUID]) -> dict[UUID, list[Need]]:
    """The same for many roles that are asked for together again and again, not to be changed."""
    key = frozenset(role_ids)
    rows = plain(_needs(), role_ids=[*key])
    return _kept.of(key, rows, lambda: _made(key, rows))


def _made(role_ids: Collection[UUID], rows: Iterable[tuple[Any, ...]]) -> dict[UUID, list[Need]]:
    needs: dict[UUID, list[Need]] = {role_id: [] for role_id in role_ids}
    for role_id, skill_id, name, level, essential in rows:
        needs[uuid_of(role_id)].append(Need(uuid_of(skill_id), name, level, bool(essential)))
    return needs


_kept: Kept[dict[UUID, list[Need]]] = Kept(24)


@prepared
def _needs() -> Select[UUID, UUID, str, int, bool]:
    return (
        select(RoleSkill.role_id, Skill.id, Skill.name, RoleSkill.level, RoleSkill.essential)
        .join(Skill, RoleSkill.skill_id == Skill.id)
        .where(RoleSkill.role_id.in_(bindparam("role_ids", expanding=True)))
        .order_by(RoleSkill.essential.desc(), RoleSkill.level.desc(), Skill.name)
    )


def levels_of(person_id: UUID) -> dict[UUID, int]:
    """The person's own levels, by skill."""
    rows = columns(_levels(), person_id=person_id)
    return {skill_id: level for skill_id, level in rows}


@prepared
def _levels() -> Select[UUID, int]:
    return select(PersonSkill.skill_id, PersonSkill.level).where(
        PersonSkill.person_id == bindparam("person_id")
    )


def matches(person_id: UUID, role_ids: Collection[UUID]) -> dict[UUID, Match]:
    """The person beside each of these roles, in one statement."""
    if not role_ids:
        return {}
    lines: dict[Any, list[Line]] = {}  # by the id as it was read: to compare a UUID is dear
    asked = {"role_ids": [*role_ids], "person_id": person_id}
    for role_id, skill_id, name, level, essential, have in plain(_beside(), **asked):
        line = Line(Need(uuid_of(skill_id), name, level, bool(essential)), have)
        lines.setdefault(role_id, []).append(line)
    none: dict[UUID, Match] = dict.fromkeys(role_ids, Match(()))
    return none | {uuid_of(role_id): Match(tuple(found)) for role_id, found in lines.items()}


@prepared
def _beside() -> Select[UUID, UUID, str, int, bool, int | None]:
    """What roles ask for, with the person's own level of it."""
    held = and_(
        PersonSkill.skill_id == RoleSkill.skill_id,
        PersonSkill.person_id == bindparam("person_id"),
    )
    return _needs().build().add_columns(PersonSkill.level).outerjoin(PersonSkill, held)


def nearest_ids(
    person_id: UUID,
    *,
    role_id: UUID | None = None,
    level: int | None = None,
    limit: int = 3,
) -> list[UUID]:
    """The active roles of which the person has the largest part, their own left out, by id.

    Roles far below the person's level are left out too. One statement.
    """
    # Where nothing is known of the person's role or level, nothing is left out by it.
    asked = {"but": role_id or UUID(int=0), "from_level": level or 0, "most": limit}
    return list(columns(_nearest(), person_id=person_id, **asked).scalars())


@prepared
def _nearest() -> Select[UUID]:
    own = (
        select(PersonSkill.skill_id, PersonSkill.level)
        .where(PersonSkill.person_id == bindparam("person_id"), PersonSkill.level > 0)
        .subquery()
    )
    had = case((own.c.level < RoleSkill.level, own.c.level), else_=RoleSkill.level)
    asked = (
        select(RoleSkill.role_id, func.sum(RoleSkill.level).label("steps"))
        .group_by(RoleSkill.role_id)
        .subquery()
    )
    share = func.sum(had) * 1.0 / func.max(asked.c.steps)
    return (
        select(RoleSkill.role_id)
        .join(own, own.c.skill_id == RoleSkill.skill_id)
        .join(asked, asked.c.role_id == RoleSkill.role_id)
        .join(Role, Role.id == RoleSkill.role_id)
        .where(
            Role.status == "active",
            Role.id != bindparam("but"),
            Role.level >= bindparam("from_level"),
        )
        .group_by(RoleSkill.role_id)
        .having(func.max(asked.c.steps) >= 4)
        .order_by(share.desc(), RoleSkill.role_id)
        .limit(bindparam("most", type_=Integer()))
    )


class Rung(Protocol):
    """Where a role stands: what a move is told by."""

    @property
    def level(self) -> int: ...
    @property
    def family_id(self) -> UUID: ...


def move_between(here: Rung | None, there: Rung) -> MoveKind | None:
    """The kind of move from one role to another: another field, up, or sideways."""
    if here is None:
        return None
    if there.level > here.level:
        return MoveKind.UP
    return MoveKind.SIDEWAYS if there.family_id == here.family_id else MoveKind.FIELD


def whole_role(role_id: UUID) -> Role:
    """A role with all its page shows but the skills (`needs_of`): few rows, one statement."""
    return db.session.scalars(_whole(), {"role_id": role_id}).unique().one()


@cache
def _whole() -> Select[Role]:
    return (
        select(Role)
        .where(Role.id == bindparam("role_id"))
        .options(
            joinedload(Role.family),
            joinedload(Role.department),
            joinedload(Role.locations),
            joinedload(Role.aliases),
            joinedload(Role.requirements),
        )
        .execution_options(populate_existing=True)
    )


def role_of(role_id: UUID) -> Role | None:
    """A role by its id."""
    return db.session.get(Role, role_id)
