"""Finding what one can aim for: roles and families of roles."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import case, exists, or_, select
from sqlalchemy.orm import joinedload

from portal.db import db
from portal.roles.models import Family, Role, RoleAlias


@dataclass(frozen=True)
class Target:
    """Something to aim for: a role or a family of roles."""

    kind: str
    id: UUID
    title: str
    note: str

    @property
    def code(self) -> str:
        """As a form sends it: "role:<id>"."""
        return f"{self.kind}:{self.id}"


def find(text: str, *, limit: int = 8) -> list[Target]:
    """Roles by title or other title, then families of roles, that contain the text."""
    text = " ".join(text.split())
    if not text:
        return []
    folded = text.casefold()
    alias = exists().where(
        RoleAlias.role_id == Role.id, RoleAlias.folded.contains(folded, autoescape=True)
    )
    near = case(
        (Role.title.istartswith(text, autoescape=True), 0),
        (Role.title.icontains(text, autoescape=True), 1),
        else_=2,
    )
    roles = db.session.execute(
        select(Role.id, Role.title, Family.name)
        .join(Family, Family.id == Role.family_id)
        .where(Role.status == "active", or_(Role.title.icontains(text, autoescape=True), alias))
        .order_by(near, Role.title, Role.id)
        .limit(limit)
    )
    found = [Target("role", key, title, family) for key, title, family in roles]
    families = db.session.execute(
        select(Family.id, Family.name)
        .where(Family.name.icontains(text, autoescape=True))
        .order_by(Family.name)
        .limit(3)
    )
    return found + [Target("family", key, name, "A kind of work") for key, name in families]


def of_code(code: str) -> Target | None:
    """The target a form names as "role:<id>" or "family:<id>", if there is one."""
    kind, _, key = code.partition(":")
    try:
        key_id = UUID(key)
    except ValueError:
        return None
    if kind == "role":
        role = db.session.get(Role, key_id, options=[joinedload(Role.family)])
        if role is not None and role.status == "active":
            return Target("role", role.id, role.title, role.family.name)
    if kind == "family":
        family = db.session.get(Family, key_id)
        if family is not None:
            return Target("family", family.id, family.name, "A kind of work")
    return None
