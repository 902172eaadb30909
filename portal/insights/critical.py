"""The roles the organisation cannot do without, and how many people could step in."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from portal.db import db
from portal.insights import queries
from portal.insights.catalogue import NEARLY, READY, ROLES
from portal.roles.models import Family, Role


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


def mark(role: Role, *, on: bool) -> None:
    """Mark a role as critical, or not any more: it is counted so from the next snapshot on."""
    role.critical = on
