"""Where nothing was found: which filter to take off, what is near, what was meant.

Nothing here is asked unless a page is empty, and of the index only how many there are.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from portal.conditions import Actor
from portal.search.addresses import Filter
from portal.search.asked import Asked
from portal.search.indexing import forget, index
from portal.search.queries import AUDIENCES, Found, Narrowed, Page, with_rows
from search_index import IndexProblem, Results

NEAR = 3
# What filters are called where they differ from the fields of the index.
_NAMES = {"rung": "move", "id": "match"}


class Relaxed(NamedTuple):
    """What is found once some filters are taken off."""

    filters: list[Filter]
    total: int
    exact: bool


@dataclass
class Help:
    """What helps where nothing was found. `fits_words` tells whether what is near fits the words,
    filters aside; else it fits the person's skills.
    """

    relaxed: list[Relaxed] = field(default_factory=list)
    everything: Relaxed | None = None
    near: list[Found] = field(default_factory=list)
    fits_words: bool = False
    meant: Results | None = None


def helping(folder: Path, actor: Actor, asked: Asked, page: Page) -> Help:
    """Help for a page on which nothing was found; none while the index is being built."""
    narrowed = page.narrowed
    if page.total or narrowed is None:
        return Help()
    try:
        return _help(folder, actor, asked, page, narrowed)
    except IndexProblem:
        forget(folder)
        return Help()


def _help(folder: Path, actor: Actor, asked: Asked, page: Page, narrowed: Narrowed) -> Help:
    made = Help()
    if page.did_you_mean:
        made.meant = _ask(folder, page.did_you_mean, narrowed.filters)
    if narrowed.filters:
        made.relaxed = _relaxed(folder, asked, narrowed)
        without = _ask(folder, narrowed.text, {}, NEAR)
        made.everything = Relaxed(asked.chosen, without.total, without.exact_total)
        made.near, made.fits_words = with_rows(actor, without.hits, page.here).found, True
    if not made.near and narrowed.close:
        best = sorted(narrowed.close, key=lambda key: narrowed.close[key], reverse=True)[:NEAR]
        hits = _ask(folder, "", {"id": best}, NEAR).hits
        near = with_rows(actor, hits, page.here).found
        made.near = sorted(near, key=lambda found: best.index(str(found.role.id)))
        made.fits_words = False
    return made


def _relaxed(folder: Path, asked: Asked, narrowed: Narrowed) -> list[Relaxed]:
    """The filters of each field whose removal alone finds something, most found first."""
    made = []
    for name in narrowed.filters if len(narrowed.filters) > 1 else ():
        left = {field: values for field, values in narrowed.filters.items() if field != name}
        results = _ask(folder, narrowed.text, left)
        off = [one for one in asked.chosen if one.name == _NAMES.get(name, name)]
        if results.total:
            made.append(Relaxed(off, results.total, results.exact_total))
    return sorted(made, key=lambda one: -one.total)


def _ask(
    folder: Path, text: str, filters: Mapping[str, Collection[str]], limit: int = 0
) -> Results:
    return index(folder).search(
        text, kinds=["role"], audiences=AUDIENCES, filters=filters, limit=limit
    )
