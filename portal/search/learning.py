"""Searching what can be learned: the index's answer with what the database says of each hit."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, NamedTuple

from portal.conditions import Actor
from portal.learning import dates
from portal.learning.enrolling.queries import standing
from portal.learning.enrolling.words import STATES
from portal.learning.models import State
from portal.learning.ordering import ordered
from portal.learning.queries import Line, Taught, lines_of, taught, titled
from portal.learning.words import FORMATS, PAYERS
from portal.pathways.shelf import shelf
from portal.search.helping import Reasoned, helped
from portal.search.listing import (
    Answer,
    Asked,
    Facet,
    Found,
    Hits,
    Listed,
    Wording,
    in_order,
    listed,
    search,
    together,
)
from portal.search.queries import NOBODY
from portal.search.widening import NEAR
from portal.skills.models import LEVELS

WHEN = {"dated": "Has a date", "room": "Has a free place"}
LEVEL_WORDS = {str(n): word for n, word in enumerate(LEVELS) if n}


@dataclass(frozen=True)
class AskedLearning(Asked):
    """What is looked for in the catalogue; also only what has a date, or a free place."""

    PATH: ClassVar[str] = "/learning"
    WORDING: ClassVar[Wording] = Wording(
        name="Learning",
        one="thing to learn",
        many="things to learn",
        parts="learning/_parts.html",
        endpoint="learning.catalogue",
        example="grants",
        nothing="Nothing to learn",
        everything="Show the whole catalogue",
        closest="For what you want to grow",
    )
    FACETS: ClassVar[tuple[Facet, ...]] = (
        Facet("Skill", "skill", called="Teaches {}"),
        Facet("Up to level", "level", LEVEL_WORDS, "To {}"),
        Facet("Who pays", "payer", PAYERS),
        Facet("Dates", "when", WHEN, single=True),
        Facet("Kind", "format", FORMATS),
        Facet("Offered by", "provider"),
        Facet("Language", "language"),
    )
    SORTS: ClassVar[Mapping[str, str]] = {
        "best": "Best for these words",
        "date": "Next date",
        "cost": "Lowest cost",
        "hours": "Least time",
        "title": "Title, A to Z",
    }
    ONLY: ClassVar[tuple[str, Mapping[str, str]]] = ("when", WHEN)


class Mine(NamedTuple):
    """What an item teaches its reader, and where they stand with it, in words."""

    taught: list[Taught]
    standing: str


def learning(folder: Path, actor: Actor, asked: AskedLearning) -> Listed[Line, Mine]:
    """What can be learned for these words under these filters, with counts for each filter."""
    soon = dates.dated()

    def rows(hits: Hits) -> list[Found[Line, Mine]]:
        ids = [key for key, _ in hits]
        lines, teaches, mine = lines_of(ids), taught(ids, actor.id), standing(actor.id, ids)
        said = {key: STATES[State(state)] for key, state in mine.items()}
        beside = {key: Mine(teaches[key], said.get(key, "")) for key in ids}
        return together(hits, lines, beside)

    def ask(one: AskedLearning) -> Answer:
        return _searched(folder, one, soon)

    def closest() -> Reasoned:
        return [(one.item.id, one.reason) for one in shelf(actor, NEAR)]

    made = listed(folder, asked, lambda: ask(asked), rows, titled)
    return helped(folder, asked, made, ask, rows, closest)


def _searched(folder: Path, asked: AskedLearning, soon: dates.Dated) -> Answer:
    """The counts and the page of hits."""
    by_index = asked.sort in ("best", "title")
    also: dict[str, Collection[str]] = {}
    if asked.only:
        also["id"] = (soon.items if asked.only == "dated" else soon.with_room) or NOBODY
    found = search(folder, asked, ["learning"], also, ["id"], counts_alone=not by_index)
    counts = _counts(found, soon)
    if by_index:
        return found._replace(counts=counts)
    allowed = set(also.get("id", ()))
    known = (key for one in ordered(asked.sort) if (key := dates.in_text(one)))
    listed = (key for key in known if key in allowed) if allowed else known
    hits = in_order(folder, asked, "learning", found.results, listed)
    return Answer(found.results, hits, counts)


def _counts(answer: Answer, soon: dates.Dated) -> dict[str, Mapping[str, int]]:
    """How many there are of each value; dates, which pass by, are counted by the database."""
    counts = dict(answer.counts)
    counts["level"] = dict(sorted(counts["level"].items()))
    times = answer.results.facets["id"]
    found = {key for key in times if times[key]} if 0 in times.values() else times.keys()
    counts["when"] = {
        "": len(found),
        "dated": len(soon.items & found),
        "room": len(soon.with_room & found),
    }
    return counts
