"""Where no role was found: which filter to take off, what is near, what was meant.

Nothing here is asked unless a page is empty, and of the index only how many there are and the few
that are shown.
"""

from collections.abc import Collection, Mapping
from pathlib import Path

from portal.conditions import Actor
from portal.search.asked import Asked
from portal.search.indexing import forget, index
from portal.search.queries import AUDIENCES, Found, Narrowed, Page, with_rows
from portal.search.widening import NEAR, Help, Tab, skills_called, wider
from search_index import IndexProblem, Results

CLOSEST = "Close to your skills instead"
# What fields of the index are called in an address where the two differ.
_NAMES = {"rung": "move", "id": "match"}


def helping(folder: Path, actor: Actor, asked: Asked, page: Page) -> Help[Found]:
    """Help for a page on which nothing was found; none while the index is being built."""
    narrowed = page.narrowed
    if page.total or narrowed is None:
        return Help()
    try:
        return _help(folder, actor, asked, page, narrowed)
    except IndexProblem:
        forget(folder)
        return Help()


def _help(folder: Path, actor: Actor, asked: Asked, page: Page, narrowed: Narrowed) -> Help[Found]:
    def without(fields: Collection[str]) -> Results:
        kept = {k: v for k, v in narrowed.filters.items() if _NAMES.get(k, k) not in fields}
        return _ask(folder, narrowed.text, kept, NEAR)

    wide = wider(asked, without)
    made: Help[Found] = Help(wide)
    if page.did_you_mean:
        made.meant = _ask(folder, page.did_you_mean, narrowed.filters)
    if wide.near:
        made.near, made.said = with_rows(actor, wide.near, page.here).found, wide.said
    if not made.near:
        _by_skill(folder, actor, asked, page, made)
    if not made.near and narrowed.close:
        best = sorted(narrowed.close, key=lambda key: narrowed.close[key], reverse=True)[:NEAR]
        near = with_rows(actor, _ask(folder, "", {"id": best}, NEAR).hits, page.here).found
        made.near = sorted(near, key=lambda found: best.index(str(found.role.id)))
        made.said = CLOSEST
    return made


def _by_skill(folder: Path, actor: Actor, asked: Asked, page: Page, made: Help[Found]) -> None:
    """Roles that ask for a skill which is called so."""
    for name in skills_called(folder, asked.text):
        results = _ask(folder, "", {"skill": [name]}, NEAR)
        if results.total:
            words = asked.SAID["skill"](name)
            url = asked.url(bare=True, q=None, skill=name)
            made.tabs = [Tab(url, words, results.total, results.exact_total, same=True)]
            made.near, made.said = with_rows(actor, results.hits, page.here).found, words
            return


def _ask(
    folder: Path, text: str, filters: Mapping[str, Collection[str]], limit: int = 0
) -> Results:
    return index(folder).search(
        text, kinds=["role"], audiences=AUDIENCES, filters=filters, limit=limit
    )
