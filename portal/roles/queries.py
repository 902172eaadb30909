"""Reading the catalogue of roles."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from portal.db import db
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


def _names(model: type[Department] | type[Location] | type[Family]) -> dict[str, str]:
    return {fold(name): name for name in db.session.scalars(select(model.name))}
