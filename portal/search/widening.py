"""What helps where nothing was found: filters taken off, one field at a time and all together.

Nothing here is asked unless a page is empty. It is asked of what the reader may find, as the page
itself was, so that no count tells of anything else.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from portal.search.addresses import Address, Filter
from portal.search.indexing import index
from portal.search.queries import AUDIENCES
from search_index import Hit, Results

NEAR = 3
Ask = Callable[[Collection[str]], Results]
"""What is found with the filters of these fields taken off."""


class Relaxed(NamedTuple):
    """What is found once some filters are taken off."""

    filters: list[Filter]
    total: int
    exact: bool


@dataclass
class Wider:
    """What taking off filters finds; `said` is what the nearest have in common, in words."""

    relaxed: list[Relaxed] = field(default_factory=list)
    everything: Relaxed | None = None
    near: Sequence[Hit] = ()
    said: str = ""


class Tab(NamedTuple):
    """Another part of a list that has what was looked for, or what is about a skill called so.
    `same`: whether what it lists is called as on the page itself.
    """

    url: str
    words: str
    total: int
    exact: bool
    same: bool = False


Near = TypeVar("Near")


@dataclass
class Help(Generic[Near]):
    """What helps where nothing was found; `near` fits but for some filters, or fits the reader, as
    `said` says. `meant` is what the words put right find.
    """

    wider: Wider = field(default_factory=Wider)
    near: Sequence[Near] = ()
    said: str = ""
    tabs: Sequence[Tab] = ()
    meant: Results | None = None


def skills_called(folder: Path, text: str) -> list[str]:
    """Names of the skills that are called so or nearly so, or have other words for it, the first
    first. What is listed says what skills it asks for or teaches by their names alone.
    """
    if not text:
        return []
    found = index(folder).search(text, kinds=["skill"], audiences=AUDIENCES, limit=NEAR)
    return [hit.title for hit in found.hits if hit.found_in != "text"]


def wider(asked: Address, ask: Ask) -> Wider:
    """What is found without the filters of each field alone, most found first, and without any.

    Near is what misses fewest filters: what comes without those of one field, and then, where there
    are words to go by, what has nothing but the words.
    """
    fields = dict.fromkeys(one.name for one in asked.chosen)
    if not fields:
        return Wider()
    each = [_relaxed(asked, name, ask([name])) for name in fields if len(fields) > 1]
    each = sorted((one for one in each if one[0].total), key=lambda one: -one[0].total)
    without = ask([*fields])
    made = Wider([one for one, _ in each])
    made.everything = Relaxed(asked.chosen, without.total, without.exact_total)
    nearest = [*each[0][1].hits] if each else []
    if asked.text:
        made.near, made.said = [*nearest, *without.hits], "Fits your words, but not the filters"
    elif each:
        words = ", ".join(one.words for one in each[0][0].filters)
        made.near, made.said = nearest, f"Fits all filters but {words}"
    made.near = [*{hit.id: hit for hit in made.near}.values()][:NEAR]
    return made


def _relaxed(asked: Address, name: str, results: Results) -> tuple[Relaxed, Results]:
    off = [one for one in asked.chosen if one.name == name]
    return Relaxed(off, results.total, results.exact_total), results
