"""Searching: the index's answer with what the database says of each hit now."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select

from portal.access import Actor
from portal.db import db
from portal.pathways.gap import Match
from portal.pathways.queries import Rung, matches, move_between
from portal.people.models import Department, Person
from portal.people.queries import here
from portal.roles.models import MoveKind, Role
from portal.roles.queries import RoleLine, lines_of
from portal.search.indexing import forget, index
from portal.skills.models import Skill
from search_index import Hit, IndexProblem, Results, Suggestion

AUDIENCES = ("everyone",)
PAGE = 10
FACETS = ("family", "department", "level", "location")


@dataclass(frozen=True)
class Found:
    """One role of a result list: the row as it is now, why it was found, and the match."""

    role: RoleLine
    highlights: Mapping[str, Any]
    found_in: str
    match: Match
    move: MoveKind | None


@dataclass
class Page:
    """A page of roles; `helped` is False while the index is built and the database answers."""

    found: list[Found]
    total: int
    exact: bool
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    moves: Mapping[str, int] = field(default_factory=dict)
    did_you_mean: str | None = None
    helped: bool = True


def roles(
    folder: Path,
    actor: Actor,
    text: str,
    filters: Mapping[str, Collection[str]],
    moves: Collection[str],
    *,
    sort: str = "best",
    page: int = 1,
) -> Page:
    """Roles for these words under these filters, with counts for each filter."""
    here = lines_of([actor.role_id]).get(actor.role_id) if actor.role_id else None
    narrowed = {name: values for name, values in filters.items() if values}
    if moves and here:
        narrowed["rung"] = _rungs(folder, here, moves)
    try:
        results = index(folder).search(
            text,
            kinds=["role"],
            audiences=AUDIENCES,
            filters=narrowed,
            facets=[*FACETS, "rung"],
            offset=(page - 1) * PAGE,
            limit=PAGE,
            sort="title" if sort == "title" else "best",
        )
    except IndexProblem:
        forget(folder)
        return _from_database(actor, here, text, page)
    return Page(
        found=_with_rows(results.hits, actor, here),
        total=results.total,
        exact=results.exact_total,
        facets=results.facets,
        moves=_by_move(results, here),
        did_you_mean=results.did_you_mean,
    )


def _with_rows(hits: Collection[Hit], actor: Actor, here: Rung | None) -> list[Found]:
    """The hits whose row is still there; the index may be a moment behind."""
    ids = [UUID(hit.id.partition(":")[2]) for hit in hits]
    rows = _rows(ids)
    beside = matches(actor.id, ids)
    return [
        Found(rows[key], hit.highlights, hit.found_in, beside[key], move_between(here, rows[key]))
        for key, hit in zip(ids, hits, strict=True)
        if key in rows
    ]


def _rows(ids: Collection[UUID]) -> dict[UUID, RoleLine]:
    return {key: role for key, role in lines_of(ids).items() if role.active}


def _kind(rung: str, here: Rung) -> MoveKind:
    """The move from `here` to a rung, which is written "family id:level"."""
    family, _, level = rung.rpartition(":")
    if int(level) > here.level:
        return MoveKind.UP
    return MoveKind.SIDEWAYS if family == str(here.family_id) else MoveKind.FIELD


def _rungs(folder: Path, here: Rung, moves: Collection[str]) -> list[str]:
    """The rungs these moves lead to."""
    statement = select(Role.family_id, Role.level).where(Role.status == "active").distinct()
    rungs = [f"{family}:{level}" for family, level in db.session.execute(statement)]
    return [rung for rung in rungs if _kind(rung, here) in moves] or ["none"]


def _by_move(results: Results, here: Rung | None) -> dict[str, int]:
    if here is None:
        return {}
    counts = dict.fromkeys(MoveKind, 0)
    for rung, n in results.facets.get("rung", {}).items():
        counts[_kind(rung, here)] += n
    return {kind.value: n for kind, n in counts.items() if n}


def _from_database(actor: Actor, here: Rung | None, text: str, page: int) -> Page:
    """While the index is being built: titles that hold every word, without filters."""
    conditions = [Role.status == "active"]
    for word in text.split()[:8]:
        conditions.append(func.lower(Role.title).contains(word.lower(), autoescape=True))
    statement = select(Role.id).where(*conditions).order_by(Role.title, Role.id)
    total = db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    ids = list(db.session.scalars(statement.offset((page - 1) * PAGE).limit(PAGE)))
    rows = _rows(ids)
    beside = matches(actor.id, ids)
    found = [_plain(rows[key], beside[key], here) for key in ids]
    return Page(found, total, exact=True, helped=False)


def _plain(role: RoleLine, match: Match, here: Rung | None) -> Found:
    return Found(role, {"title": ((role.title, False),)}, "", match, move_between(here, role))


def suggestions(folder: Path, typed: str, kinds: Collection[str]) -> list[Suggestion]:
    """Up to eight titles for what is being typed; none while the index is being built."""
    try:
        return index(folder).suggest(typed, AUDIENCES, 8, kinds)
    except IndexProblem:
        forget(folder)
        return []


class PersonLine(NamedTuple):
    """A person in a list of results."""

    id: UUID
    job_title: str
    place: str


class SkillLine(NamedTuple):
    """A skill in a list of results."""

    id: UUID
    name: str


@dataclass(frozen=True)
class Everything:
    """The best of each kind for some words; `helped` is False while the index is being built."""

    roles: list[tuple[RoleLine, Hit]]
    people: list[tuple[PersonLine, Hit]]
    skills: list[tuple[SkillLine, Hit]]
    totals: Mapping[str, int]
    did_you_mean: str | None
    helped: bool = True


def everything(folder: Path, text: str, *, each: int = 6) -> Everything:
    """Roles, people and skills for these words."""
    try:
        results = {
            kind: index(folder).search(text, kinds=[kind], audiences=AUDIENCES, limit=each)
            for kind in ("role", "person", "skill")
        }
    except IndexProblem:
        forget(folder)
        return Everything([], [], [], {}, None, helped=False)
    return Everything(
        roles=_paired(results["role"], _rows(_ids(results["role"]))),
        people=_paired(results["person"], _people_of(_ids(results["person"]))),
        skills=_paired(results["skill"], _skills_of(_ids(results["skill"]))),
        totals={kind: result.total for kind, result in results.items()},
        did_you_mean=next((r.did_you_mean for r in results.values() if r.did_you_mean), None),
    )


def _people_of(ids: Collection[UUID]) -> dict[UUID, PersonLine]:
    """Those of these people who are still here."""
    if not ids:
        return {}
    return {row[0]: PersonLine(*row) for row in db.session.execute(_people(), {"ids": ids})}


@cache
def _people() -> Select[UUID, str, str]:
    return (
        select(Person.id, Person.job_title, Department.name)
        .join(Department, Department.id == Person.department_id)
        .where(Person.id.in_(bindparam("ids", expanding=True)), here())
    )


def _skills_of(ids: Collection[UUID]) -> dict[UUID, SkillLine]:
    if not ids:
        return {}
    return {row[0]: SkillLine(*row) for row in db.session.execute(_skills(), {"ids": ids})}


@cache
def _skills() -> Select[UUID, str]:
    return select(Skill.id, Skill.name).where(Skill.id.in_(bindparam("ids", expanding=True)))


def _ids(results: Results) -> list[UUID]:
    return [UUID(hit.id.partition(":")[2]) for hit in results.hits]


def _paired(results: Results, rows: Mapping[UUID, Any]) -> list[tuple[Any, Hit]]:
    return [
        (rows[key], hit)
        for key, hit in zip(_ids(results), results.hits, strict=True)
        if key in rows
    ]
