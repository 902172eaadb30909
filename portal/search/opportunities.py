"""Searching opportunities: the index's answer with what the database says of each hit."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar
from uuid import UUID

from portal.aspirations.models import AspirationProfile
from portal.conditions import Actor
from portal.db import db
from portal.opportunities.documents import BANDS
from portal.opportunities.models import Opportunity
from portal.opportunities.queries import Beside, Line, beside, lines_of, titled
from portal.opportunities.states import Use
from portal.opportunities.words import KINDS, MODES
from portal.pathways.gap import Match, Need, match
from portal.search.listing import (
    Asked,
    Facet,
    Found,
    Hits,
    Listed,
    Wording,
    listed,
    search,
    together,
)


@dataclass(frozen=True)
class AskedOpportunities(Asked):
    """What is looked for; also those that are over, with what was learned."""

    PATH: ClassVar[str] = "/opportunities"
    WORDING: ClassVar[Wording] = Wording(
        name="Opportunities",
        parts="opportunities/_parts.html",
        endpoint="opportunities.listed",
        example="events",
        nothing="No opportunities",
        everything="Show all that is open",
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
        {"": "Open now", "done": "What others learned"},
    )
    TABS: ClassVar[str] = "Open or over"


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


def opportunities(folder: Path, actor: Actor, asked: AskedOpportunities) -> Listed[Line, Fit]:
    """What is offered for these words under these filters, with counts for each filter."""
    state = {"state": [asked.only or "open"]}

    def rows(hits: Hits) -> list[Found[Line, Fit]]:
        ids = [key for key, _ in hits]
        fits = {key: fit_of(skills) for key, skills in beside(ids, actor.id).items()}
        return together(hits, lines_of(ids), fits)

    return listed(
        folder, asked, lambda: search(folder, asked, ["opportunity"], state), rows, titled
    )


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
