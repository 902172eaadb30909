"""Role search as the portal does it, and what each signal of its order adds."""

import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from search_index import Document, Index, meaning, nearest, open_index, ranking, rebuild, vectors
from search_index.subwords import Table
from tests.eval.files import corpus_of, measure, queries_of, rows

Show = Callable[[str, dict[str, float], float], None]

SETS = {
    "role_search_onet": ("role_search_onet", 0.65),
    "role_search_onet_typo": ("role_search_onet", 0.53),
    "role_search_esco": ("role_search_esco", 0.82),
    "role_search_esco_typo": ("role_search_esco", 0.75),
    "role_search_vacancies": ("role_search_esco", 0.35),
}
"""Each set with the corpus it asks, and the MRR to reach."""

PAGE, LOOKED_AT, SAMPLE = 20, 100, 500


_score = ranking.score


def _without_exact(_: float, vote: float, share: float, near: float | None, many: int) -> float:
    return _score(0.0, vote, share, near, many)


SIGNALS: dict[str, tuple[bool, Callable[..., float]]] = {
    "all texts, by words": (False, lambda exact, vote, share, near, many: share),
    "names vote, by words": (False, lambda exact, vote, share, near, many: vote),
    "both, exact first: no table": (False, _score),
    "names vote, by the table": (True, lambda exact, vote, share, near, many: near or 0.0),
    "table and words": (True, _without_exact),
    "the same, exact first: all": (True, _score),
}
"""Each way to order with whether there is a table, and the score."""


def roles(folder: Path, table: Table, show: Show) -> None:
    """Measure the search people use: 20 hits with highlights and one facet counted."""
    with _indexes(folder, table) as indexes:
        for name, (corpus, target) in SETS.items():
            page = partial(_search, indexes[corpus], 0, PAGE)
            more = partial(_search, indexes[corpus], PAGE, LOOKED_AT - PAGE)
            show(name, measure(queries_of(folder, name), page, more), target)


def signals(folder: Path, table: Table) -> None:
    """Print the MRR of each way to order, on a sample of each set."""
    print(f"{'':30}" + "".join(f"{name.removeprefix('role_search_'):>12}" for name in SETS))
    with _indexes(folder, table) as indexes:
        for name, (by_table, score) in SIGNALS.items():
            with _ordered(by_table, score):
                figures = [
                    _sampled(folder, one, indexes[corpus]) for one, (corpus, _) in SETS.items()
                ]
            print(f"{name:30}" + "".join(f"{mrr:>12.3f}" for mrr in figures), flush=True)


def _sampled(folder: Path, name: str, index: Index) -> float:
    asked = random.Random(name).sample(queries_of(folder, name), SAMPLE)
    return measure(asked, partial(_search, index, 0, LOOKED_AT))["MRR"]


@contextmanager
def _ordered(by_table: bool, score: Callable[..., float]) -> Iterator[None]:
    usual = meaning.tools
    ranking.score = score
    if not by_table:
        meaning.tools = lambda: None  # type: ignore[assignment]
    yield
    ranking.score, meaning.tools = _score, usual


def _search(index: Index, offset: int, limit: int, typed: str) -> list[str]:
    found = index.search(
        typed, kinds=["role"], audiences={"everyone"}, facets=["group"], offset=offset, limit=limit
    )
    return [hit.id.removeprefix("role:") for hit in found.hits]


@contextmanager
def _indexes(folder: Path, table: Table) -> Iterator[dict[str, Index]]:
    """An index of each corpus, made and asked with this table."""
    usual, kit = meaning.tools, meaning.Tools(nearest, vectors, table)
    meaning.tools = lambda: kit  # type: ignore[assignment]
    with tempfile.TemporaryDirectory() as place:
        indexes: dict[str, Index] = {}
        for corpus in {corpus for corpus, _ in SETS.values()}:
            rebuild(f"{place}/{corpus}", map(_document, rows(corpus_of(folder, corpus))))
            indexes[corpus] = open_index(f"{place}/{corpus}")
        yield indexes
    meaning.tools = usual


def _document(row: dict[str, Any]) -> Document:
    return Document(
        id=f"role:{row['id']}",
        kind="role",
        title=row["title"],
        aliases=row.get("alt", ()),
        keywords=row.get("technology", ()),
        body="\n".join([row.get("description", ""), *row.get("tasks", ())]),
        facets={"group": [str(row.get("isco") or row["id"])[:2]]},
        audience=("everyone",),
    )
