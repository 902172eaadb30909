"""Lists of one kind in which nothing was found: filters to take off, other tabs, what is near."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from portal.search.indexing import forget
from portal.search.listing import Answer, Asked, Beside, Found, Hits, Listed, Row
from portal.search.widening import NEAR, Help, Tab, skills_called, wider
from search_index import Hit, IndexProblem, Results

Kind = TypeVar("Kind", bound=Asked)
SKILL = "skill"
Reasoned = Iterable[tuple[UUID, str]]
"""What fits a reader, with the reason in words where its line says none."""


def helped(
    folder: Path,
    asked: Kind,
    made: Listed[Row, Beside],
    ask: Callable[[Kind], Answer],
    rows: Callable[[Hits], Sequence[Found[Row, Beside]]],
    closest: Callable[[], Reasoned] = tuple,
) -> Listed[Row, Beside]:
    """A page, with help where it was asked for something and nothing was found.

    ask, rows: as for `listed`, of any words and filters. closest: what fits the reader best.
    """
    if made.total or not made.helped or not (asked.text or asked.chosen):
        return made
    try:
        made.help = _help(folder, asked, made, ask, rows)
    except IndexProblem:  # it is away since the page was asked for
        forget(folder)
        return made
    if not made.help.near and asked.wording.closest:
        said = dict(closest())
        made.help.near = [_because(one, said) for one in rows([(key, None) for key in said])]
        made.help.said = asked.wording.closest
    return made


def _because(one: Found[Row, Beside], said: Mapping[UUID, str]) -> Found[Row, Beside]:
    words = said[one.row.id]
    return replace(one, why=((words, False),)) if words else one


def _help(
    folder: Path,
    asked: Kind,
    made: Listed[Row, Beside],
    ask: Callable[[Kind], Answer],
    rows: Callable[[Hits], Sequence[Found[Row, Beside]]],
) -> Help[Found[Row, Beside]]:
    def without(fields: Collection[str]) -> Results:
        return ask(asked.without(fields)).results

    wide = wider(asked, without)
    meant = ask(replace(asked, text=made.did_you_mean)) if made.did_you_mean else None
    found = Help[Found[Row, Beside]](
        wide, (), wide.said, _tabs(asked, ask), meant.results if meant else None
    )
    hits = wide.near or _by_skill(folder, asked, ask, found)
    found.near = rows([(UUID(hit.id.partition(":")[2]), hit) for hit in hits]) if hits else ()
    return found


def _by_skill(
    folder: Path, asked: Kind, ask: Callable[[Kind], Answer], found: Help[Any]
) -> Sequence[Hit]:
    """What is about a skill that is called so: the first of it, and where the rest is."""
    facet = next((one for one in asked.FACETS if one.name == SKILL), None)
    for name in skills_called(folder, asked.text) if facet else ():
        bare = asked.without([*asked.filters, asked.ONLY[0]])
        other = replace(bare, text="", filters=bare.filters | {SKILL: [name]})
        results = ask(other).results
        if facet and results.total:
            found.said = facet.called.format(name)
            same = other.only == asked.only
            tab = Tab(other.url(), found.said, results.total, results.exact_total, same)
            found.tabs = [*found.tabs, tab]
            return results.hits[:NEAR]
    return ()


def _tabs(asked: Kind, ask: Callable[[Kind], Answer]) -> list[Tab]:
    """The other tabs in which something has the words, whatever filters are on here."""
    found = []
    for value, words in asked.ONLY[1].items() if asked.TABS and asked.text else ():
        if value != asked.only:
            other = replace(asked.without(asked.filters), only=value)
            results = ask(other).results
            found.append(
                Tab(asked.tab(value, bare=True), words, results.total, results.exact_total)
            )
    return [one for one in found if one.total]
