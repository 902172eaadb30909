"""Reading the catalogue of roles."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, Uuid, bindparam, func, select

from portal.composed import prepared
from portal.db import columns, db
from portal.people.models import Department, Location
from portal.roles.models import Family, Role
from portal.skills.fold import fold


@dataclass(frozen=True, slots=True)
class Known:
    """The names there are, by their folded form: what a file may refer to."""

    departments: dict[str, str]
    locations: dict[str, str]
    families: dict[str, str]


def known_names() -> Known:
    """Departments, locations and families as they are called here."""
    return Known(*(_names(model) for model in (Department, Location, Family)))


def titles_elsewhere(source: str, titles: Iterable[str]) -> list[str]:
    """Those of the titles that a role in use, not of this source, has as well."""
    statement = select(Role.title).where(
        Role.status == "active", Role.source.is_distinct_from(source)
    )
    taken = {fold(title) for title in db.session.scalars(statement)}
    return sorted({title for title in titles if fold(title) in taken})


class RoleLine(NamedTuple):
    """A role as lists show it: columns rather than a row, since lists are read most of all."""

    id: UUID
    title: str
    summary: str
    level: int
    active: bool
    family_id: UUID
    family: str
    department: str | None

    @property
    def place(self) -> str:
        """Where in the organisation: the department, or else the field of work."""
        return self.department or self.family


def titled(title: str) -> list[UUID]:
    """Up to two active roles of just this title, whatever its capitals."""
    statement = select(Role.id).where(
        Role.status == "active", func.lower(Role.title) == func.lower(title.strip())
    )
    return list(db.session.scalars(statement.order_by(Role.id).limit(2)))


def lines_of(role_ids: Collection[UUID]) -> dict[UUID, RoleLine]:
    """These roles as lists show them, also those no longer used, in one statement."""
    if not role_ids:
        return {}
    rows = columns(lines(), ids=list(role_ids))
    return {row[0]: RoleLine(*row) for row in rows}


def line_of(role_id: UUID) -> RoleLine:
    """A role as lists show it. Raises NoResultFound without it."""
    return RoleLine(*columns(lines(), ids=[role_id]).one())


@prepared
def lines() -> Select[*tuple[Any, ...]]:
    """The statement of `lines_of`."""
    return (
        select(
            Role.id, Role.title, Role.summary, Role.level, Role.status == "active",
            Role.family_id, Family.name, Department.name,
        )
        .join(Family, Family.id == Role.family_id)
        .outerjoin(Department, Department.id == Role.department_id)
        .where(Role.id.in_(bindparam("ids", type_=Uuid(), expanding=True)))
    )  # fmt: skip


def _names(model: type[Department] | type[Location] | type[Family]) -> dict[str, str]:
    return {fold(name): name for name in db.session.scalars(select(model.name))}
