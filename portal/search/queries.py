"""Searching roles: the index's answer with what the database says of each hit now."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import func, select

from portal.conditions import Actor
from portal.db import db
from portal.pathways.gap import Match
from portal.pathways.queries import Rung, matches, move_between
from portal.roles.models import MoveKind, Role
from portal.roles.queries import RoleLine, lines_of
from portal.search import closeness, ground, reasons
from portal.search.addresses import MOST_PAGES, Address
from portal.search.asked import FACETS, MATCHES, Asked
from portal.search.closeness import Close
from portal.search.indexing import forget, index
from search_index import Hit, IndexProblem, Results
from search_index.model import Parts

AUDIENCES = ("everyone",)
PAGE = Address.SIZE
NOBODY = ("none",)


@dataclass(frozen=True)
class Found:
    """One role of a result list: the row as it is now, why it was found, and the match."""

    role: RoleLine
    highlights: Mapping[str, Any]
    why: Parts
    more: Parts
    match: Match
    move: MoveKind | None


@dataclass
class Page:
    """A page of roles; `helped` is False while the index is built and the database answers.
    `verbatim` is False where none has word for word what was asked for so.
    """

    found: list[Found]
    total: int
    exact: bool
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    did_you_mean: str | None = None
    helped: bool = True
    here: Rung | None = None
    narrowed: "Narrowed | None" = None
    verbatim: bool = True

    @property
    def last(self) -> int:
        """The number of the last page there is to look at."""
        return min(MOST_PAGES, -(-self.total // PAGE))

    @property
    def rated(self) -> bool:
        """Whether the person has a step of any role, so that matches can be told apart."""
        return bool(self.narrowed and self.narrowed.close)


class Narrowed(NamedTuple):
    """A search ready for the index, with what of it only the database knows."""

    text: str
    filters: Mapping[str, Collection[str]]
    close: Mapping[str, Close]
    here: Rung | None


def roles(folder: Path, actor: Actor, asked: Asked) -> Page:
    """Roles for these words under these filters, with counts for each filter."""
    narrowed = narrow(actor, asked)
    try:
        results = _searched(folder, asked, narrowed)
        hits = _closest(folder, asked, narrowed, results) if asked.sort == "match" else results.hits
    except IndexProblem:
        forget(folder)
        return _from_database(actor, asked)
    page = with_rows(actor, hits, narrowed.here)
    page.total, page.exact = results.total, results.exact_total
    page.did_you_mean, page.verbatim = results.did_you_mean, results.verbatim
    page.narrowed = narrowed
    page.facets = _counts(asked, narrowed, results, page.here)
    return page


def narrow(actor: Actor, asked: Asked) -> Narrowed:
    """The filters as the index knows them: moves as rungs, the match as the roles that have it."""
    close = closeness.to(actor.id)
    filters: dict[str, Collection[str]] = {k: v for k, v in asked.filters.items() if v}
    here, rungs = ground.rungs(actor.role_id, asked.moves) if asked.moves else (None, [])
    if rungs:
        filters["rung"] = rungs
    if asked.least:
        filters["id"] = [key for key, c in close.items() if c.pct >= asked.least] or NOBODY
    return Narrowed(asked.text, filters, close, here)


def _searched(folder: Path, asked: Asked, narrowed: Narrowed) -> Results:
    """The page of hits with the counts; of a list in the order of the match only the counts."""
    by_match = asked.sort == "match"
    # Which roles were found, for counting matches; without words and filters that is all of them.
    one_by_one = narrowed.close and (by_match or narrowed.text or narrowed.filters)
    return index(folder).search(
        narrowed.text,
        kinds=["role"],
        audiences=AUDIENCES,
        filters=narrowed.filters,
        facets=[*FACETS, "rung", *(["id"] if one_by_one else [])],
        offset=0 if by_match else (asked.page - 1) * asked.SIZE,
        limit=0 if by_match else asked.SIZE,
        sort="title" if asked.sort == "title" else "best",
    )


def _closest(
    folder: Path, asked: Asked, narrowed: Narrowed, results: Results
) -> list[Hit] | tuple[Hit, ...]:
    """The page of those found that the person has most of, in that order."""
    allowed = narrowed.filters.get("id")
    found = set(_one_by_one(results))
    if allowed is not None:
        found &= set(allowed)
    none = Close(0, 0)

    def order(key: str) -> tuple[int, int, str]:
        close = narrowed.close.get(key, none)
        return -close.pct, -close.have, key

    ids = sorted(found, key=order)[(asked.page - 1) * asked.SIZE : asked.page * asked.SIZE]
    hits = index(folder).search(
        narrowed.text, kinds=["role"], audiences=AUDIENCES, filters={"id": ids or NOBODY},
        limit=asked.SIZE,
    ).hits  # fmt: skip
    return sorted(hits, key=lambda hit: ids.index(hit.id.partition(":")[2]))


def with_rows(actor: Actor, hits: Collection[Hit], here: Rung | None = None) -> Page:
    """The hits whose row is still there; the index may be a moment behind. `here` is where the
    person stands, where that is known already.
    """
    ids = [UUID(hit.id.partition(":")[2]) for hit in hits]
    mine = [actor.role_id] if actor.role_id and here is None else []
    lines = lines_of([*ids, *mine])
    here = here or (lines.get(actor.role_id) if actor.role_id else None)
    beside = matches(actor.id, ids)
    found = [
        Found(
            lines[key], hit.highlights, reasons.why(hit), reasons.more(hit), beside[key],
            move_between(here, lines[key]),
        )
        for key, hit in zip(ids, hits, strict=True)
        if key in lines and lines[key].active
    ]  # fmt: skip
    return Page(found, len(found), exact=True, here=here)


def _counts(
    asked: Asked, narrowed: Narrowed, results: Results, here: Rung | None
) -> dict[str, Mapping[str, int]]:
    counts: dict[str, Mapping[str, int]] = {name: results.facets[name] for name in FACETS}
    counts["level"] = dict(sorted(counts["level"].items()))
    counts["match"] = {"": 0} | dict.fromkeys(MATCHES, 0)
    counts["move"] = ground.by_move(results.facets["rung"], here)
    if narrowed.close:
        known = "id" in results.facets
        found: Collection[str] = _one_by_one(results) if known else narrowed.close
        everything = len(found) if known else results.total
        matched = [close.pct for key in found if (close := narrowed.close.get(key))]
        counts["match"] = {"": everything} | {
            value: sum(pct >= int(value) for pct in matched) for value in MATCHES
        }
    return counts


def _one_by_one(results: Results) -> list[str]:
    """The ids of all roles found; those only filtered by are counted as none."""
    return [key for key, number in results.facets.get("id", {}).items() if number]


def _from_database(actor: Actor, asked: Asked) -> Page:
    """While the index is being built: titles that hold every word, without filters."""
    ids, total = titled(asked.text, offset=(asked.page - 1) * asked.SIZE, most=asked.SIZE)
    mine = [actor.role_id] if actor.role_id else []
    lines = lines_of([*ids, *mine])
    here: Rung | None = lines.get(actor.role_id) if actor.role_id else None
    beside = matches(actor.id, ids)
    found = [
        Found(
            lines[key], {"title": ((lines[key].title, False),)}, (), (), beside[key],
            move_between(here, lines[key]),
        )
        for key in ids
    ]  # fmt: skip
    return Page(found, total, exact=True, helped=False)


def titled(text: str, *, offset: int = 0, most: int = PAGE) -> tuple[list[UUID], int]:
    """Active roles with every one of these words in their titles, and how many there are."""
    conditions = [Role.status == "active"]
    for word in text.split()[:8]:
        conditions.append(func.lower(Role.title).contains(word.lower(), autoescape=True))
    statement = select(Role.id).where(*conditions).order_by(Role.title, Role.id)
    total = db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    return list(db.session.scalars(statement.offset(offset).limit(most))), total
