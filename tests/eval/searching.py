"""The search people use, of roles and of skills, and what each signal of its order adds."""

import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from search_index import (
    Document,
    Index,
    labels,
    meaning,
    nearest,
    open_index,
    ranking,
    rebuild,
    vectors,
)
from search_index.subwords import Table
from tests.eval.files import corpus_of, measure, queries_of, rows
from tests.eval.table import trained

Show = Callable[[str, dict[str, float], float], None]
Sets = dict[str, tuple[str, float]]

ROLES = {
    "role_search_onet": ("role_search_onet", 0.65),
    "role_search_onet_typo": ("role_search_onet", 0.53),
    "role_search_esco": ("role_search_esco", 0.82),
    "role_search_esco_typo": ("role_search_esco", 0.75),
    "role_search_vacancies": ("role_search_esco", 0.35),
}
SKILLS = {
    "skill_norm_esco": ("skill_norm_esco", 0.92),
    "skill_norm_esco_typo": ("skill_norm_esco", 0.89),
    "skill_norm_jobads": ("skill_norm_esco", 0.48),
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


def measured(folder: Path, table: Table, sets: Sets, show: Show) -> None:
    """Measure the search people use: 20 hits with highlights and one facet counted."""
    with _indexes(folder, table, sets) as indexes:
        for name, (corpus, target) in sets.items():
            page = partial(_search, indexes[corpus], 0, PAGE)
            more = partial(_search, indexes[corpus], PAGE, LOOKED_AT - PAGE)
            show(name, measure(queries_of(folder, name), page, more), target)


def signals(folder: Path) -> list[str]:
    """A line for each way to order, with its MRR on a sample of each set of roles."""
    lines = [f"{'':30}" + "".join(f"{name.removeprefix('role_search_'):>12}" for name in ROLES)]
    with _indexes(folder, trained(folder)[0], ROLES) as indexes:
        for name, (by_table, score) in SIGNALS.items():
            with _ordered(by_table, score):
                figures = [
                    _sampled(folder, one, indexes[corpus]) for one, (corpus, _) in ROLES.items()
                ]
            lines.append(f"{name:30}" + "".join(f"{mrr:>12.3f}" for mrr in figures))
    return lines


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
        typed, audiences={"everyone"}, facets=["group"], offset=offset, limit=limit
    )
    return [hit.id.partition(":")[2] for hit in found.hits]


@contextmanager
def _indexes(folder: Path, table: Table, sets: Sets) -> Iterator[dict[str, Index]]:
    """An index of each corpus, made and asked with this table."""
    usual, kit = meaning.tools, meaning.Tools(nearest, labels, vectors, table)
    meaning.tools = lambda: kit  # type: ignore[assignment]
    with tempfile.TemporaryDirectory() as place:
        indexes: dict[str, Index] = {}
        for corpus in {corpus for corpus, _ in sets.values()}:
            rebuild(f"{place}/{corpus}", _documents(folder, corpus))
            indexes[corpus] = open_index(f"{place}/{corpus}")
        yield indexes
    meaning.tools = usual


def _documents(folder: Path, corpus: str) -> Iterator[Document]:
    kind = corpus.partition("_")[0]
    for row in rows(corpus_of(folder, corpus)):
        yield Document(
            id=f"{kind}:{row['id']}",
            kind=kind,
            title=row["title"],
            aliases=row.get("alt", ()),
            keywords=row.get("technology", ()),
            body="\n".join([row.get("description", ""), *row.get("tasks", ())]),
            facets={"group": [str(row.get("isco") or row["id"])[:2]]},
            audience=("everyone",),
        )
