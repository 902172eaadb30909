"""From a catalogue and what is there already to the plan of an import. Reads, never writes."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from portal import clock
from portal.db import db
from portal.errors import Refused
from portal.people.models import Department, Location
from portal.roles.importing.catalogue import Catalogue, RoleEntry
from portal.roles.importing.plan import Plan, Rows, Values
from portal.roles.importing.taxonomy import resolve
from portal.roles.models import Family, MoveKind, Role
from portal.roles.queries import titles_elsewhere

ACTIVE, RETIRED = "active", "retired"
Child = dict[tuple[Any, ...], tuple[Any, ...]]


def compare(catalogue: Catalogue, *, retire: bool = False) -> Plan:
    """What bringing in this catalogue would change.

    In: the catalogue; `retire` takes roles of the same source that it no longer has out of use.
    Out: the plan. Raises Refused when a department or location is unknown.
    """
    plan = Plan(list(catalogue.notes), list(catalogue.left_out))
    skills = resolve(catalogue, plan)
    if not catalogue.roles:  # it speaks of skills alone
        return plan
    families = _families(catalogue, plan)
    departments = _places(Department, {r.department for r in catalogue.roles.values()} - {""})
    places = {name for role in catalogue.roles.values() for name in role.locations}
    locations = _places(Location, places)
    ids = _roles(catalogue, plan, families, departments, retire)
    _children(catalogue, plan, ids, skills, locations)
    shared = titles_elsewhere(catalogue.source, plan.created.values())
    if shared:
        listed = "; ".join(shared[:5]) + ("…" if len(shared) > 5 else ".")
        plan.notes.append(
            f"{len(shared):,} new roles are titled like one from elsewhere, which stays: {listed}"
        )
    plan.unchanged = len(catalogue.roles) - len(plan.created) - len(plan.altered)
    return plan


def _families(catalogue: Catalogue, plan: Plan) -> dict[str, UUID]:
    ids = {name: id for id, name in db.session.execute(select(Family.id, Family.name))}
    for role in catalogue.roles.values():
        if role.family not in ids:
            ids[role.family] = uuid4()
            plan.families.put.append({"id": ids[role.family], "name": role.family})
    return ids


def _places(model: type[Department] | type[Location], wanted: set[str]) -> dict[str, UUID]:
    ids = {name: id for id, name in db.session.execute(select(model.id, model.name))}
    unknown = sorted(wanted - ids.keys())
    if unknown:
        raise Refused(
            f"There is no {model.__tablename__} {', '.join(repr(name) for name in unknown)}. "
            f"Known are: {', '.join(sorted(ids)) or 'none yet'}."
        )
    return ids


def _roles(
    catalogue: Catalogue,
    plan: Plan,
    families: dict[str, UUID],
    departments: dict[str, UUID],
    retire: bool,
) -> dict[str, UUID]:
    """Plan the roles themselves; returns the id of each of the source's roles by its key."""
    columns = (
        "id", "external_id", "title", "family_id", "level", "summary", "responsibilities",
        "department_id", "status",
    )  # fmt: skip
    statement = select(*(getattr(Role, name) for name in columns))
    have: dict[str, Values] = {
        row.external_id: dict(zip(columns, row, strict=True))
        for row in db.session.execute(statement.where(Role.source == catalogue.source))
    }
    silent = {"summary", "responsibilities", "department"} - catalogue.parts
    for key, role in catalogue.roles.items():
        wanted: Values = {
            "title": role.title,
            "family_id": families[role.family],
            "level": role.level,
            "summary": role.summary,
            "responsibilities": role.responsibilities,
            "department_id": departments.get(role.department),
            "status": ACTIVE,
        }
        _role(plan, have.get(key), wanted, role, catalogue.source, silent)
    for key in have.keys() - catalogue.roles.keys():
        _vanished(plan, have[key], retire)
    ids = {key: row["id"] for key, row in have.items()}
    return ids | {row["external_id"]: row["id"] for row in plan.roles.put}


def _role(
    plan: Plan, have: Values | None, wanted: Values, role: RoleEntry, source: str, silent: set[str]
) -> None:
    if have is None:
        known = {"id": uuid4(), "source": source, "external_id": role.key}
        plan.roles.put.append(known | wanted | {"updated_at": clock.now()})
        plan.created[role.key] = role.title
        plan.stained.add(f"role:{known['id']}")
        return
    differs = [
        name
        for name, value in wanted.items()
        if value != have[name] and name.removesuffix("_id") not in silent
    ]
    if differs:
        kept = {name: have[name] for name in wanted if name not in differs}
        plan.roles.changed.append({"id": have["id"], "updated_at": clock.now()} | wanted | kept)
        plan.stained.add(f"role:{have['id']}")
        for name in differs:
            plan.alter(role.key, name.removesuffix("_id"))


def _vanished(plan: Plan, have: Values, retire: bool) -> None:
    if have["status"] == RETIRED:
        return
    if not retire:
        plan.vanished.append(have["title"])
        return
    plan.retired.append(have["title"])
    values = {name: value for name, value in have.items() if name != "external_id"}
    plan.roles.changed.append(values | {"status": RETIRED, "updated_at": clock.now()})
    plan.stained.add(f"role:{have['id']}")


def _children(
    catalogue: Catalogue,
    plan: Plan,
    ids: dict[str, UUID],
    skills: dict[str, UUID],
    locations: dict[str, UUID],
) -> None:
    """Plan what belongs to the roles, part by part: its rows, its values, and what is wanted."""
    roles = catalogue.roles
    parts: dict[str, tuple[Rows, tuple[str, ...], Callable[[RoleEntry], Child]]] = {
        "aliases": (
            plan.aliases,
            ("title",),
            lambda role: {(folded,): (title,) for folded, title in role.aliases.items()},
        ),
        "locations": (
            plan.locations,
            (),
            lambda role: {(locations[name],): () for name in role.locations},
        ),
        "moves": (plan.moves, ("kind", "rank"), lambda role: _moves(role, roles, ids)),
        "requirements": (
            plan.requirements,
            ("required",),
            lambda role: {words: (needed,) for words, needed in role.requirements.items()},
        ),
        "skills": (
            plan.asks,
            ("level", "essential", "weight"),
            lambda role: _asks(role, skills),
        ),
    }
    for part in sorted(parts.keys() & catalogue.parts):
        rows, values, wanted = parts[part]
        have = _existing(rows, values, catalogue.source)
        for key, role in roles.items():
            _differences(plan, rows, (values, ids[key]), (have[ids[key]], wanted(role)), role)


def _asks(role: RoleEntry, skills: dict[str, UUID]) -> Child:
    # Two names of a catalogue may turn out to be one skill here; the greater wish counts.
    joined: dict[UUID, Any] = {}
    for name, ask in role.asks.items():
        known = joined.get(skills[name])
        joined[skills[name]] = ask if known is None else known.joined(ask)
    return {(id,): (ask.level, ask.essential, ask.weight) for id, ask in joined.items()}


def _moves(role: RoleEntry, roles: dict[str, RoleEntry], ids: dict[str, UUID]) -> Child:
    return {(ids[key],): (str(_kind(role, roles[key])), rank) for key, rank in role.moves.items()}


def _kind(here: RoleEntry, there: RoleEntry) -> MoveKind:
    """Another family is another field; in one's own, more responsibility is up."""
    if here.family != there.family:
        return MoveKind.FIELD
    return MoveKind.UP if there.level > here.level else MoveKind.SIDEWAYS


def _existing(rows: Rows, values: tuple[str, ...], source: str) -> dict[UUID, Child]:
    parent, *keys = rows.keys
    columns = rows.table.c
    of_source = select(Role.id).where(Role.source == source)
    statement = select(columns[parent], *(columns[n] for n in (*keys, *values))).where(
        columns[parent].in_(of_source)
    )
    if "to_role_id" in keys:  # moves to roles of others belong to whoever added them
        statement = statement.where(columns["to_role_id"].in_(of_source))
    have: dict[UUID, Child] = defaultdict(dict)
    for row in db.session.execute(statement):
        have[row[0]][tuple(row[1 : 1 + len(keys)])] = tuple(row[1 + len(keys) :])
    return have


def _differences(
    plan: Plan,
    rows: Rows,
    of: tuple[tuple[str, ...], UUID],
    both: tuple[Child, Child],
    role: RoleEntry,
) -> None:
    (values, role_id), (have, wanted) = of, both
    parent, *keys = rows.keys
    before = len(rows)
    for key, value in wanted.items():
        if have.get(key) == value:
            continue
        row = {parent: role_id} | _named(keys, key) | _named(values, value)
        if key in have:
            rows.changed.append(row)
        else:
            rows.put.append(row | ({"id": uuid4()} if "id" in rows.table.c else {}))
    rows.gone.extend({parent: role_id} | _named(keys, key) for key in have.keys() - wanted.keys())
    if len(rows) > before:
        plan.stained.add(f"role:{role_id}")
        plan.alter(role.key, _WORDS[rows.table.name])


_WORDS = {
    "role_alias": "alternate titles",
    "role_skill": "skills",
    "role_requirement": "requirements",
    "role_move": "moves",
    "role_location": "locations",
}


def _named(names: Iterable[str], values: tuple[Any, ...]) -> Values:
    return dict(zip(names, values, strict=True))
