"""The roles and skills that matter most: who could step in, who wants them, who has them."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select

from portal.db import db
from portal.insights import offering, queries
from portal.insights.catalogue import GROWING, HELD, NEARLY, READY, ROLES, WANTED
from portal.roles.models import Family, Role
from portal.skills.models import Skill, Status

MOST = 40


@dataclass(frozen=True)
class Bench:
    """A critical role and how many are ready, nearly ready, aim for it (None: not shown)."""

    id: UUID
    title: str
    family: str
    ready: int | None
    nearly: int | None
    aiming: int | None


def bench(snapshot_id: UUID) -> list[Bench]:
    """Every critical role by title, with the figures of this snapshot. Two statements."""
    marked = db.session.execute(
        select(Role.id, Role.title, Family.name)
        .join(Family, Family.id == Role.family_id)
        .where(Role.critical, Role.status == "active")
        .order_by(Role.title, Role.id)
    ).all()
    keys = [str(role_id) for role_id, _, _ in marked]
    figures = queries.of_keys(snapshot_id, (READY.name, NEARLY.name, ROLES.name), keys)
    return [
        Bench(
            role_id, title, family,
            *(figures.get((view.name, str(role_id))) for view in (READY, NEARLY, ROLES)),
        )
        for role_id, title, family in marked
    ]  # fmt: skip


@dataclass(frozen=True)
class Strategic:
    """A skill HR marked: how many want it, need it for what they aim for, and have it (None: not
    shown), and how many courses and open mentors there are.
    """

    id: UUID
    name: str
    mark: str
    wanted: int | None
    growing: int | None
    held: int | None
    courses: int
    mentors: int


def skills(snapshot_id: UUID) -> list[Strategic]:
    """The critical skills, then the core ones, by name, with the figures of this snapshot: as many
    as a page shows. Three statements.
    """
    marked = db.session.execute(
        select(Skill.id, Skill.name, Skill.critical)
        .where(Skill.status == Status.ACTIVE, or_(Skill.critical, Skill.core))
        .order_by(Skill.critical.desc(), Skill.name, Skill.id)
        .limit(MOST)
    ).all()
    views = (WANTED.name, GROWING.name, HELD.name)
    figures = queries.of_keys(snapshot_id, views, [str(key) for key, _, _ in marked])
    there = offering.teaching([key for key, _, _ in marked])
    return [
        Strategic(
            key,
            name,
            "Critical" if critical else "Core",
            figures.get((WANTED.name, str(key))),
            figures.get((GROWING.name, str(key))),
            figures.get((HELD.name, str(key))),
            there.courses.get(key, 0),
            there.mentors.get(key, (0, 0))[0],
        )
        for key, name, critical in marked
    ]


def mark(role: Role, *, on: bool) -> None:
    """Mark a role as critical, or not any more: it is counted so from the next snapshot on."""
    role.critical = on
