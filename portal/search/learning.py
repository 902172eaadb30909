"""Searching what can be learned: the index's answer with what the database says of each hit."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import ClassVar
from uuid import UUID

from werkzeug.datastructures import MultiDict

from portal.conditions import Actor
from portal.learning import dates
from portal.learning.enrolling.queries import standing
from portal.learning.enrolling.words import STATES
from portal.learning.models import State
from portal.learning.ordering import ordered
from portal.learning.queries import Line, Taught, lines_of, taught, titled
from portal.learning.words import FORMATS, PAYERS
from portal.search import reasons
from portal.search.addresses import MOST_PAGES, Address, number, values, words
from portal.search.indexing import forget, index
from portal.search.queries import AUDIENCES, NOBODY
from portal.skills.models import LEVELS
from search_index import Hit, IndexProblem, Results
from search_index.model import Parts

PAGE = Address.SIZE
FACETS = ("format", "payer", "skill", "level", "provider", "language")
WHEN = {"dated": "Has a date", "room": "Has a free place"}
SORTS = {
    "best": "Best for these words",
    "date": "Next date",
    "cost": "Lowest cost",
    "hours": "Least time",
    "title": "Title, A to Z",
}
LEVEL_WORDS = {str(n): word for n, word in enumerate(LEVELS) if n}


@dataclass(frozen=True)
class AskedLearning(Address):
    """What is looked for in the catalogue; `when` narrows to what has a date, or a free place."""

    PATH: ClassVar[str] = "/learning"
    SAID: ClassVar[Mapping[str, Callable[[str], str]]] = {
        "format": lambda value: FORMATS.get(value, value),  # type: ignore[call-overload]
        "payer": lambda value: PAYERS.get(value, value),  # type: ignore[call-overload]
        "skill": lambda value: f"Teaches {value}",
        "level": lambda value: f"To {LEVEL_WORDS.get(value, value)}",
        "when": WHEN.__getitem__,
    }

    when: str

    @classmethod
    def of(cls, given: MultiDict[str, str]) -> "AskedLearning":
        """What the part of an address behind its question mark asks for."""
        sort = given.get("sort", "")
        return cls(
            text=words(given.get("q", "")),
            filters={name: values(given, name) for name in FACETS},
            when=next((value for value in values(given, "when") if value in WHEN), ""),
            sort=sort if sort in SORTS else "best",
            page=number(given.get("page", "")),
        )

    @property
    def pairs(self) -> list[tuple[str, str]]:
        return super().pairs + ([("when", self.when)] if self.when else [])

    def orders(self) -> dict[str, str]:
        """The orders there are, in words. Without words typed the best is the first by title."""
        if self.text:
            return dict(SORTS)
        return {key: said for key, said in SORTS.items() if key != "title"} | {
            "best": SORTS["title"]
        }


@dataclass(frozen=True)
class FoundItem:
    """One item of a result list: its row as it is now, what it teaches, where the reader stands
    with it, why it was found.
    """

    item: Line
    taught: list[Taught]
    mine: str
    title: Parts
    text: Parts
    why: Parts


@dataclass
class Shelves:
    """A page of items; `helped` is False while the index is built and the database answers."""

    found: list[FoundItem]
    total: int
    exact: bool = True
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    did_you_mean: str | None = None
    helped: bool = True

    @property
    def last(self) -> int:
        """The number of the last page there is to look at."""
        return min(MOST_PAGES, -(-self.total // PAGE))


def learning(folder: Path, actor: Actor, asked: AskedLearning) -> Shelves:
    """What can be learned for these words under these filters, with counts for each filter."""
    soon = dates.dated()
    try:
        results, hits = _searched(folder, asked, soon)
    except IndexProblem:
        forget(folder)
        return _from_database(actor, asked)
    found = _with_rows(actor, [(UUID(hit.id.partition(":")[2]), hit) for hit in hits])
    return Shelves(
        found,
        results.total,
        results.exact_total,
        _counts(results, soon),
        results.did_you_mean,
    )


def _searched(
    folder: Path, asked: AskedLearning, soon: dates.Dated
) -> tuple[Results, Collection[Hit]]:
    """The counts and the page of hits."""
    by_index = asked.sort in ("best", "title")
    filters: dict[str, Collection[str]] = {k: v for k, v in asked.filters.items() if v}
    if asked.when:
        filters["id"] = (soon.items if asked.when == "dated" else soon.with_room) or NOBODY
    results = index(folder).search(
        asked.text,
        kinds=["learning"],
        audiences=AUDIENCES,
        filters=filters,
        facets=[*FACETS, "id"],
        offset=(asked.page - 1) * asked.SIZE if by_index else 0,
        limit=asked.SIZE if by_index else 0,
        sort="title" if asked.sort == "title" else "best",
    )
    if by_index:
        return results, results.hits
    return results, _in_order(folder, asked, results, set(filters.get("id", ())))


def _in_order(
    folder: Path, asked: AskedLearning, results: Results, allowed: Collection[str]
) -> list[Hit]:
    """The page of those found in the order that only the database knows."""
    found = {key for key, times in results.facets["id"].items() if times}
    found &= set(allowed) if allowed else found
    listed = (key for one in ordered(asked.sort) if (key := dates.in_text(one)) in found)
    ids = list(islice(listed, (asked.page - 1) * asked.SIZE, asked.page * asked.SIZE))
    hits = index(folder).search(
        asked.text, kinds=["learning"], audiences=AUDIENCES, filters={"id": ids or NOBODY},
        limit=asked.SIZE,
    ).hits  # fmt: skip
    return sorted(hits, key=lambda hit: ids.index(hit.id.partition(":")[2]))


def _counts(results: Results, soon: dates.Dated) -> dict[str, Mapping[str, int]]:
    """How many there are of each value; dates, which pass by, are counted by the database."""
    counts: dict[str, Mapping[str, int]] = {name: results.facets[name] for name in FACETS}
    counts["level"] = dict(sorted(counts["level"].items()))
    found = {key for key, times in results.facets["id"].items() if times}
    counts["when"] = {
        "": len(found),
        "dated": len(found & soon.items),
        "room": len(found & soon.with_room),
    }
    return counts


def _with_rows(actor: Actor, hits: Collection[tuple[UUID, Hit | None]]) -> list[FoundItem]:
    """The hits whose row is still there; the index may be a moment behind."""
    ids = [key for key, _ in hits]
    lines, teaches = lines_of(ids), taught(ids, actor.id)
    mine = standing(actor.id, ids)
    return [
        FoundItem(
            lines[key],
            teaches[key],
            STATES[State(mine[key])] if key in mine else "",
            hit.highlights["title"] if hit else ((lines[key].title, False),),
            hit.highlights.get("text", ()) if hit else (),
            reasons.why(hit) if hit else (),
        )
        for key, hit in hits
        if key in lines
    ]


def _from_database(actor: Actor, asked: AskedLearning) -> Shelves:
    """While the index is being built: titles that hold every word, without filters."""
    ids, total = titled(asked.text, offset=(asked.page - 1) * asked.SIZE, most=asked.SIZE)
    return Shelves(_with_rows(actor, [(key, None) for key in ids]), total, helped=False)
