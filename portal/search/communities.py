"""Searching communities, and what they keep as knowledge: one list with two tabs."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from portal.communities.queries import (
    Line,
    about_skills_of,
    kept_titled,
    lines_of,
    standings,
    titled,
)
from portal.communities.reading import KeptLine, kept_of
from portal.conditions import Actor
from portal.search.helping import Reasoned, helped
from portal.search.listing import (
    Answer,
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
from portal.search.widening import NEAR

Shown = Line | KeptLine


@dataclass(frozen=True)
class AskedCommunities(Asked):
    """What is looked for; also what communities keep."""

    PATH: ClassVar[str] = "/communities"
    WORDING: ClassVar[Wording] = Wording(
        name="Communities",
        one="community",
        many="communities",
        parts="communities/_parts.html",
        endpoint="communities.listed",
        example="trees",
        nothing="No communities",
        everything="Show all",
        closest="About skills on your profile",
    )
    FACETS: ClassVar[tuple[Facet, ...]] = (
        Facet("Skill", "skill", called="About {}"),
        Facet("Community", "community"),
    )
    ONLY: ClassVar[tuple[str, Mapping[str, str]]] = (
        "show",
        {"": "Communities", "knowledge": "Kept knowledge"},
    )
    TABS: ClassVar[str] = "Communities or what they keep"

    @property
    def wording(self) -> Wording:
        return KEPT if self.only else self.WORDING


KEPT = AskedCommunities.WORDING._replace(
    one="note", many="notes", nothing="Nothing kept", closest=""
)


def communities(folder: Path, actor: Actor, asked: AskedCommunities) -> Listed[Shown, str]:
    """What there is for these words under these filters, with counts for each filter."""
    kept = bool(asked.only)

    def rows(hits: Hits) -> list[Found[Shown, str]]:
        ids = [key for key, _ in hits]
        lines: Mapping = kept_of(ids) if kept else lines_of(ids)  # type: ignore[type-arg]
        mine = dict.fromkeys(ids, "") if kept else standings(ids, actor.id)
        return together(hits, lines, mine)

    def ask(one: AskedCommunities) -> Answer:
        return search(folder, one, ["knowledge" if one.only else "community"])

    def closest() -> Reasoned:
        return [(key, f"About {skill}") for key, skill in about_skills_of(actor.id, NEAR)]

    made = listed(folder, asked, lambda: ask(asked), rows, kept_titled if kept else titled)
    return helped(folder, asked, made, ask, rows, closest)
