"""Searching opportunities: the index's answer with what the database says of each hit."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar, Self
from uuid import UUID

from sqlalchemy import Select, Uuid, bindparam
from werkzeug.datastructures import MultiDict

from portal.composed import prepared
from portal.conditions import Actor
from portal.db import columns
from portal.opportunities.asking import Beside, beside
from portal.opportunities.documents import BANDS
from portal.opportunities.models import Opportunity
from portal.opportunities.queries import Line, lines_of, titled
from portal.opportunities.states import Use
from portal.opportunities.words import KINDS, MODES
from portal.pathways.gap import Match, Need, match
from portal.pathways.wishes import NONE, Wishes, stated
from portal.search.fitting import by_fit
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
from portal.search.widening import NEAR

FIT = "fit"


@dataclass(frozen=True)
class AskedOpportunities(Asked):
    """What is looked for; also those that are over, with what was learned."""

    PATH: ClassVar[str] = "/opportunities"
    WORDING: ClassVar[Wording] = Wording(
        name="Opportunities",
        one="opportunity",
        many="opportunities",
        parts="opportunities/_parts.html",
        endpoint="opportunities.listed",
        example="events",
        nothing="No opportunities",
        everything="Show all that is open",
        closest="Fits you best of what is open",
    )
    FACETS: ClassVar[tuple[Facet, ...]] = (
        Facet("Kind", "kind", KINDS),
        Facet("Time it takes", "hours", BANDS),
        Facet("Skill one learns", "skill", called="Teaches {}"),
        Facet("Where", "mode", MODES),
        Facet("Place of work", "location"),
        Facet("Department", "department"),
    )
    ONLY: ClassVar[tuple[str, Mapping[str, str]]] = (
        "show",
        {"": "Open now", "seeking": "What colleagues look for", "done": "What others learned"},
    )
    TABS: ClassVar[str] = "Open, looked for or over"

    def orders(self) -> dict[str, str]:
        """By how it fits the reader too, where one can apply."""
        return super().orders() | ({} if self.only else {FIT: "Fits me best"})

    @classmethod
    def of(cls, given: MultiDict[str, str]) -> Self:
        made = super().of(given)
        fits = given.get("sort") == FIT and not made.only
        return replace(made, sort=FIT) if fits else made


@dataclass(frozen=True)
class Fit:
    """A reader beside an opportunity: skill steps first, then growth, then wishes met."""

    match: Match
    teaches: list[Beside]
    wishes: list[str]

    @property
    def steps(self) -> str:
        """The first line: "You have 3 of 9 steps; it teaches 4"."""
        taught = sum(max(0, one.level - (one.have or 0)) for one in self.teaches)
        teaches = f"it teaches {taught if self.match.lines else _steps(taught)}"
        if not self.match.lines:
            return f"It asks for no skill in particular{f'; {teaches}' if taught else ''}"
        have = f"You have {self.match.have} of {_steps(self.match.need)}"
        return f"{have}; {teaches}" if taught else have

    @property
    def wanted(self) -> list[Beside]:
        """What it teaches that the reader wants to learn or to use more."""
        return [one for one in self.teaches if one.wanted]


def opportunities(folder: Path, actor: Actor, asked: AskedOpportunities) -> Listed[Line, Fit]:
    """What is offered for these words under these filters, with counts for each filter."""
    wanted = wishes(actor.id)

    def rows(hits: Hits) -> list[Found[Line, Fit]]:
        ids = [key for key, _ in hits]
        lines = lines_of(ids)
        fits = {
            key: fit_of(skills, wanted.met_by(lines[key]))
            for key, skills in beside(ids, actor.id).items()
            if key in lines
        }
        return together(hits, lines, fits)

    def ask(one: AskedOpportunities) -> Answer:
        return _searched(folder, actor, one, wanted)

    def closest() -> Reasoned:
        """What can be applied for and fits best; its line says how it fits."""
        return [(key, "") for key in by_fit(actor.id, wanted)[:NEAR]] if not asked.only else ()

    made = listed(folder, asked, lambda: ask(asked), rows, titled)
    return helped(folder, asked, made, ask, rows, closest)


def _searched(folder: Path, actor: Actor, asked: AskedOpportunities, wanted: Wishes) -> Answer:
    """The counts and the page of hits."""
    state = {"state": [asked.only or "open"]}
    if asked.sort != FIT:
        return search(folder, asked, ["opportunity"], state)
    answer = search(folder, asked, ["opportunity"], state, ["id"], counts_alone=True)
    ids = map(str, by_fit(actor.id, wanted))
    return answer._replace(hits=in_order(folder, asked, "opportunity", answer.results, ids))


def _steps(count: int) -> str:
    return "1 step" if count == 1 else f"{count} steps"


def wishes(person_id: UUID) -> Wishes:
    """What this person said; one statement."""
    row = columns(_wishes(), person_id=person_id).first()
    return Wishes(*row) if row else NONE


@prepared
def _wishes() -> Select[*tuple[Any, ...]]:
    return stated(bindparam("person_id", type_=Uuid()))


def fit_of(skills: Collection[Beside], met: list[str]) -> Fit:
    """What it asks for beside the reader's levels, what it teaches, and the wishes it meets."""
    asks = [one for one in skills if one.use != Use.LEARNED]
    needs = [Need(one.skill_id, one.name, one.level, one.use == Use.REQUIRED) for one in asks]
    levels = {one.skill_id: one.have for one in asks if one.have is not None}
    return Fit(match(needs, levels), [one for one in skills if one.use == Use.LEARNED], met)


def fit(person_id: UUID, one: Opportunity) -> Fit:
    """How one fits its reader."""
    return fit_of(beside([one.id], person_id)[one.id], wishes(person_id).met_by(one))
