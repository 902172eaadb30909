"""What search may find of roles."""

from collections.abc import Collection, Iterator
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from portal.db import db
from portal.roles.models import Role, RoleSkill
from search_index import Document

EVERYONE = ("everyone",)
AT_ONCE = 500


def of(ids: Collection[UUID] | None = None) -> Iterator[Document]:
    """The documents of these roles, or of all; a role no longer used has none."""
    statement = (
        select(Role)
        .where(Role.status == "active")
        .options(
            joinedload(Role.family),
            joinedload(Role.department),
            selectinload(Role.locations),
            selectinload(Role.aliases),
            selectinload(Role.skills).joinedload(RoleSkill.skill),
        )
        .execution_options(yield_per=AT_ONCE)
    )
    if ids is not None:
        statement = statement.where(Role.id.in_(ids))
    for role in db.session.scalars(statement):
        yield _document(role)


def _document(role: Role) -> Document:
    return Document(
        id=f"role:{role.id}",
        kind="role",
        title=role.title,
        aliases=[alias.title for alias in role.aliases],
        body=" ".join(
            [role.summary, *(f"{line.rstrip('.')}." for line in role.responsibilities.splitlines())]
        ),
        keywords=[ask.skill.name for ask in role.skills],
        facets={
            "family": [role.family.name],
            "department": [role.department.name] if role.department else [],
            "level": [str(role.level)],
            "location": [location.name for location in role.locations],
            "rung": [f"{role.family_id}:{role.level}"],
            "skill": [ask.skill.name for ask in role.skills],
            "id": [str(role.id)],
        },
        audience=EVERYONE,
        codes=[role.external_id] if role.external_id else [],
    )
