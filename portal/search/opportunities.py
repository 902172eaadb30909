"""Searching opportunities: the index's answer with what the database says of each hit."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar
from uuid import UUID

from werkzeug.datastructures import MultiDict

from portal.aspirations.models import AspirationProfile
from portal.conditions import Actor
from portal.db import db
from portal.opportunities.documents import BANDS
from portal.opportunities.models import Opportunity
from portal.opportunities.queries import Beside, Line, beside, lines_of, titled
from portal.opportunities.states import Use
from portal.opportunities.words import KINDS, MODES
from portal.pathways.gap import Match, Need, match
from portal.search import reasons
from portal.search.addresses import MOST_PAGES, Address, number, values, words
from portal.search.indexing import forget, index
from portal.search.queries import AUDIENCES
from search_index import Hit, IndexProblem, Results
from search_index.model import Parts

PAGE = Address.SIZE
FACETS = ("kind", "department", "mode", "hours", "skill", "location")
SHOWN = {"done": "What others learned"}
SORTS = {"best": "Best for these words", "title": "Title, A to Z"}


@dataclass(frozen=True)
class AskedOpportunities(Address):
    """What is looked for; `done` asks for those that are over, with what was learned."""

    PATH: ClassVar[str] = "/opportunities"
    SAID: ClassVar[Mapping[str, Callable[[str], str]]] = {
        "kind": lambda value: KINDS.get(value, value),  # type: ignore[call-overload]
        "mode": lambda value: MODES.get(value, value),  # type: ignore[call-overload]
        "hours": lambda value: BANDS.get(value, value),
        "skill": lambda value: f"Teaches {value}",
        "show": lambda value: SHOWN.get(value, value),
    }

    done: bool

    @classmethod
    def of(cls, given: MultiDict[str, str]) -> "AskedOpportunities":
        """What the part of an address behind its question mark asks for."""
        sort = given.get("sort", "")
        return cls(
            text=words(given.get("q", "")),
            filters={name: values(given, name) for name in FACETS},
            sort=sort if sort in SORTS else "best",
            page=number(given.get("page", "")),
            done="done" in values(given, "show"),
        )

    @property
    def pairs(self) -> list[tuple[str, str]]:
        return super().pairs + ([("show", "done")] if self.done else [])

    def orders(self) -> dict[str, str]:
        """The orders there are, in words."""
        return dict(SORTS) if self.text else {"best": SORTS["title"]}


@dataclass(frozen=True)
class Fit:
    """A reader beside an opportunity: skill steps first, then growth, then wishes met."""

    match: Match
    teaches: list[Beside]
    wishes: list[str] = field(default_factory=list)

    @property
    def wanted(self) -> list[Beside]:
        """What it teaches that the reader wants to learn or to use more."""
        return [one for one in self.teaches if one.wanted]


@dataclass(frozen=True)
class FoundOpportunity:
    """One of a result list: its row as it is now, how it fits, why it was found."""

    one: Line
    fit: Fit
    title: Parts
    text: Parts
    why: Parts


@dataclass
class Offered:
    """A page of opportunities; `helped` is False while the index is built."""

    found: list[FoundOpportunity]
    total: int
    exact: bool = True
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    did_you_mean: str | None = None
    helped: bool = True

    @property
    def last(self) -> int:
        """The number of the last page there is to look at."""
        return min(MOST_PAGES, -(-self.total // PAGE))


def opportunities(folder: Path, actor: Actor, asked: AskedOpportunities) -> Offered:
    """What is offered for these words under these filters, with counts for each filter."""
    try:
        results = _searched(folder, asked)
    except IndexProblem:
        forget(folder)
        ids, total = titled(asked.text, offset=(asked.page - 1) * PAGE, most=PAGE)
        return Offered(_with_rows(actor, [(key, None) for key in ids]), total, helped=False)
    hits: list[tuple[UUID, Hit | None]] = [
        (UUID(hit.id.partition(":")[2]), hit) for hit in results.hits
    ]
    return Offered(
        _with_rows(actor, hits),
        results.total,
        results.exact_total,
        {name: results.facets[name] for name in FACETS},
        results.did_you_mean,
    )


def _searched(folder: Path, asked: AskedOpportunities) -> Results:
    filters: dict[str, Collection[str]] = {k: v for k, v in asked.filters.items() if v}
    filters["state"] = ["done" if asked.done else "open"]
    return index(folder).search(
        asked.text,
        kinds=["opportunity"],
        audiences=AUDIENCES,
        filters=filters,
        facets=[*FACETS],
        offset=(asked.page - 1) * PAGE,
        limit=PAGE,
        sort="title" if asked.sort == "title" else "best",
    )


def _with_rows(actor: Actor, hits: Collection[tuple[UUID, Hit | None]]) -> list[FoundOpportunity]:
    """The hits whose row is still there; the index may be a moment behind."""
    ids = [key for key, _ in hits]
    lines, skills = lines_of(ids), beside(ids, actor.id)
    return [
        FoundOpportunity(
            lines[key],
            fit_of(skills[key]),
            hit.highlights["title"] if hit else ((lines[key].title, False),),
            hit.highlights.get("text", ()) if hit else (),
            reasons.why(hit) if hit else (),
        )
        for key, hit in hits
        if key in lines
    ]


def fit_of(skills: Collection[Beside]) -> Fit:
    """What it asks for beside the reader's levels, and what it teaches."""
    asks = [one for one in skills if one.use != Use.LEARNED]
    needs = [Need(one.skill_id, one.name, one.level, one.use == Use.REQUIRED) for one in asks]
    levels = {one.skill_id: one.have for one in asks if one.have is not None}
    return Fit(match(needs, levels), [one for one in skills if one.use == Use.LEARNED])


def fit(person_id: UUID, one: Opportunity) -> Fit:
    """How one fits its reader, with their wishes that it meets, each in words of its own."""
    found = fit_of(beside([one.id], person_id)[one.id])
    wishes = []
    row = db.session.get(AspirationProfile, person_id)
    if row is not None and row.work_mode and row.work_mode == one.work_mode:
        wishes.append(f"{MODES[row.work_mode]}, as you wish")  # type: ignore[index]
    if row is not None and row.gig_hours and one.hours <= row.gig_hours:
        wishes.append(f"Within the {row.gig_hours} hours a week you wish for")
    return Fit(found.match, found.teaches, wishes)
