"""Searching everything: the best of each kind, or all of one kind."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import func, select

from portal import outbox
from portal.conditions import Actor
from portal.db import db
from portal.learning import queries as learning
from portal.opportunities import queries as opportunities
from portal.people.queries import called
from portal.roles.queries import lines_of
from portal.search import programmes, reasons, together
from portal.search.indexing import forget, index
from portal.search.lines import people_of, skills_of
from portal.search.queries import AUDIENCES, titled
from portal.skills.models import Skill, Status
from search_index import Hit, IndexProblem, Query, Results
from search_index.model import Parts
from search_index.text import key

KINDS = (
    "role", "skill", "learning", "opportunity", "community", "knowledge", "programme", "person",
    "mentor",
)  # fmt: skip
EACH = 4
PAGE = 20


class Line(NamedTuple):
    """A thing that was found, as it is now; its name with what fits marked; and why, in words."""

    row: Any
    name: Parts
    why: Parts


@dataclass
class Section:
    """What was found of one kind."""

    kind: str
    lines: list[Line]
    total: int
    exact: bool = True
    named: bool = False
    verbatim: bool = True


@dataclass
class Everything:
    """What was found for some words; `helped` is False while the index is being built."""

    sections: list[Section]
    did_you_mean: str | None = None
    helped: bool = True
    totals: Mapping[str, Section] = field(default_factory=dict)

    @property
    def verbatim(self) -> bool:
        """Whether something has word for word what was asked for so, or nothing was found."""
        return not self.sections or any(one.verbatim for one in self.sections)


def everything(
    folder: Path, actor: Actor, text: str, *, kind: str | None = None, page: int = 1
) -> Everything:
    """The best of every kind for these words, or a page of one kind."""
    try:
        index(folder)  # or else nothing is asked for in vain
        told = programmes.told(actor.id)
        results = _search(folder, text, KINDS, kind, page, told)
    except IndexProblem:
        forget(folder)
        return _from_database(actor, text, kind)
    rows = _rows(results, told)
    for one, gone in _taken_back(results):
        rows[one].pop(gone, None)
    sections = [_section(one, found, rows[one], text) for one, found in results.items()]
    return Everything(
        sections=sorted(
            (one for one in sections if one.lines),
            key=lambda one: (not one.named, not one.verbatim),
        ),
        did_you_mean=_meant(results, kind),
        totals={one.kind: one for one in sections},
    )


def of_kind(folder: Path, actor: Actor, text: str, kind: str, page: int) -> Section:
    """A page of one kind alone, also for no words; while the index is being built, the first few
    that hold every word.
    """
    told = programmes.told(actor.id) if kind == "programme" else {}
    try:
        results = _search(folder, text, [kind], kind, page, told)
    except IndexProblem:
        forget(folder)
        found = _from_database(actor, text, kind).sections if text else []
        return found[0] if found else Section(kind, [], 0)
    rows = _rows(results, told)
    for one, gone in _taken_back(results):
        rows[one].pop(gone, None)
    return _section(kind, results[kind], rows[kind], text)


def _meant(results: Mapping[str, Results], kind: str | None) -> str | None:
    """What was meant, unless the words as they were typed stand in things of some kind."""
    if kind:
        return results[kind].did_you_mean
    for found in results.values():
        if found.hits and not found.did_you_mean and found.hits[0].found_in != "meaning":
            return None
    return next((found.did_you_mean for found in results.values() if found.did_you_mean), None)


def _search(
    folder: Path,
    text: str,
    kinds: Collection[str],
    kind: str | None,
    page: int,
    told: programmes.Told,
) -> dict[str, Results]:
    """What is found of each of these kinds: a page of `kind`, or the best where that is None."""
    audiences = {"programme": programmes.audiences(told)}
    limits = {one: EACH if kind is None else PAGE if kind == one else 0 for one in kinds}
    queries = [
        Query(text, [one], audiences.get(one, AUDIENCES), offset=(page - 1) * limit, limit=limit)
        for one, limit in limits.items()
    ]
    return dict(zip(limits, index(folder).run_all(queries), strict=True))


def _rows(results: Mapping[str, Results], told: programmes.Told) -> dict[str, Any]:
    """What the database says of the hits now, the index may be a moment behind."""
    ids = {one: _ids(results[one].hits) if one in results else [] for one in KINDS}
    rows = together.lines_of(ids | {"person": {*ids["person"], *ids["mentor"]}})
    return rows | {
        "role": {key: role for key, role in rows["role"].items() if role.active},
        "learning": learning.lines_of(ids["learning"]),
        "opportunity": opportunities.lines_of(ids["opportunity"]),
        "programme": told,
        "mentor": {key: person for key, person in rows["person"].items() if person.mentors},
    }


def _taken_back(results: Mapping[str, Results]) -> list[tuple[str, UUID]]:
    """(kind, id) of those found by words which they may have hidden meanwhile: the index, which is
    a moment behind and longer where it cannot be written, does not know yet.
    """
    found = [
        (one, identity)
        for one in ("person", "mentor")
        if one in results
        for identity, hit in zip(_ids(results[one].hits), results[one].hits, strict=True)
        if hit.found_in not in ("title", "alias")
    ]
    refs = {f"{kind}:{identity}" for _, identity in found for kind in ("person", "mentor")}
    changed = {UUID(ref.partition(":")[2]) for ref in outbox.unwritten(refs)}
    return [(one, identity) for one, identity in found if identity in changed]


def _section(kind: str, results: Results, rows: Mapping[UUID, Any], text: str) -> Section:
    lines = [
        Line(rows[identity], hit.highlights["title"], reasons.why(hit))
        for identity, hit in zip(_ids(results.hits), results.hits, strict=True)
        if identity in rows
    ]
    named = any(key(hit.title) == key(text) for hit in results.hits[:1])
    total = results.total - len(results.hits) + len(lines)
    return Section(kind, lines, total, results.exact_total, named, results.verbatim)


def _ids(hits: Collection[Hit]) -> list[UUID]:
    return [UUID(hit.id.partition(":")[2]) for hit in hits]


def _from_database(actor: Actor, text: str, kind: str | None) -> Everything:
    """While the index is being built: names that hold every word, the first few of most kinds."""
    finders: dict[str, tuple[Callable[[], list[UUID]], Callable[[list[UUID]], Any]]] = {
        "role": (lambda: titled(text, most=EACH)[0], lines_of),
        "skill": (lambda: _skills_named(text), skills_of),
        "learning": (lambda: learning.titled(text, most=EACH)[0], learning.lines_of),
        "opportunity": (lambda: opportunities.titled(text, most=EACH)[0], opportunities.lines_of),
        "person": (
            lambda: [one.id for one in called(text, actor.id, EACH)],
            people_of,
        ),
    }
    sections = []
    for one, (find, rows_of) in finders.items():
        ids = find() if kind in (None, one) else []
        rows = rows_of(ids)
        named = [
            (
                rows[key],
                rows[key].name if one in ("skill", "person") else rows[key].title,
            )
            for key in ids
        ]
        lines = [Line(row, ((name, False),), ()) for row, name in named]
        sections.append(Section(one, lines, len(lines)))
    return Everything([one for one in sections if one.lines], helped=False)


def _skills_named(text: str) -> list[UUID]:
    conditions = [
        func.lower(Skill.name).contains(word.lower(), autoescape=True) for word in text.split()[:8]
    ]
    statement = select(Skill.id).where(Skill.status == Status.ACTIVE, *conditions)
    return list(db.session.scalars(statement.order_by(Skill.name).limit(EACH)))
