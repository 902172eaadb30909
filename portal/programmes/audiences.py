"""Whom a programme is for: everyone, or some departments, locations, levels and roles."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import func, select

from portal.db import db
from portal.people.models import Department, Location
from portal.programmes.models import ProgrammePart
from portal.roles.models import ROLE_LEVELS, Role


class Placed(Protocol):
    """Where somebody stands in the organisation."""

    @property
    def department_id(self) -> UUID: ...
    @property
    def location_id(self) -> UUID | None: ...
    @property
    def role_id(self) -> UUID | None: ...
    @property
    def level(self) -> int | None: ...


def keys(person: Placed) -> dict[str, str]:
    """What somebody is of each kind, as a part of a programme spells it; "" for nothing."""
    return {
        "department": person.department_id.hex,
        "location": person.location_id.hex if person.location_id else "",
        "level": "" if person.level is None else str(person.level),
        "role": person.role_id.hex if person.role_id else "",
    }


def meant(parts: Iterable[ProgrammePart], person: Placed) -> bool:
    """Whether a programme with these parts is for this person."""
    return fits([(part.kind, part.key) for part in parts], keys(person))


def fits(parts: Iterable[tuple[str, str]], has: Mapping[str, str]) -> bool:
    """The same by (kind, key) and `keys`: of each kind that is named, one has to be true."""
    wanted: dict[str, set[str]] = {}
    for kind, key in parts:
        wanted.setdefault(kind, set()).add(key)
    return all(has[kind] in named for kind, named in wanted.items())


def departments() -> dict[str, str]:
    """Every department by its key, in the order of names."""
    return _named(Department)


def locations() -> dict[str, str]:
    """Every location by its key, in the order of names."""
    return _named(Location)


LEVELS = {str(number): name for number, name in enumerate(ROLE_LEVELS) if name}


def _named(model: Any) -> dict[str, str]:
    rows = db.session.execute(select(model.id, model.name).order_by(model.name))
    return {key.hex: name for key, name in rows}


def roles_named(titles: Sequence[str]) -> tuple[list[str], list[str]]:
    """The keys of the active roles with these titles, and the titles nobody has."""
    if not titles:
        return [], []
    rows = db.session.execute(
        select(func.lower(Role.title), Role.id).where(
            Role.status == "active",
            func.lower(Role.title).in_([title.lower() for title in titles]),
        )
    ).all()
    known = {title for title, _ in rows}
    return [key.hex for _, key in rows], [t for t in titles if t.lower() not in known]


def role_titles(parts: Iterable[ProgrammePart]) -> list[str]:
    """The titles of the roles among these parts."""
    keys_ = [UUID(part.key) for part in parts if part.kind == "role"]
    if not keys_:
        return []
    return list(db.session.scalars(select(Role.title).where(Role.id.in_(keys_)).order_by("title")))


def in_words(parts: Sequence[ProgrammePart]) -> str:
    """Whom it is for, as a person would say it."""
    if not parts:
        return "Everyone"
    named = {"department": departments, "location": locations, "level": LEVELS.copy}
    said = []
    for kind in ("level", "role", "department", "location"):
        keys_ = {part.key for part in parts if part.kind == kind}
        if kind == "role":
            found = role_titles(parts)
        else:
            found = [name for key, name in named[kind]().items() if key in keys_] if keys_ else []
        if found:
            *first, last = found
            said.append(f"{', '.join(first)} or {last}" if first else last)
    return "; ".join(said) or "Nobody at present"
