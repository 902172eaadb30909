"""Measure role search on the development sets in a folder of evaluation data.

    python -m tests.eval DATA [set ...]

DATA holds `eval/<set>/queries.dev.jsonl.gz` and `eval/<set>/corpus.jsonl.gz`, one JSON object a
line. Only the development halves are read, and only the corpora of these sets are indexed: they do
not contain the wordings asked for.

MRR: one over the place of the first right role, on average. hit@10: a right one is among the first
ten. ms: processor time of a whole search of 20 hits with highlights and one facet.
"""

import argparse
import gzip
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from search_index import Document, Index, open_index, rebuild

SETS = {
    "role_search_onet": "role_search_onet",
    "role_search_onet_typo": "role_search_onet",
    "role_search_esco": "role_search_esco",
    "role_search_esco_typo": "role_search_esco",
    "role_search_vacancies": "role_search_esco",
}
"""Name of a set -> the set whose corpus it asks about."""

LOOKED_AT = 100


def rows(file: Path) -> Iterator[dict]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def document(row: dict) -> Document:
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


def measure(index: Index, queries: list[dict]) -> dict[str, float]:
    """The figures of one set."""
    places, times = [], []
    for query in queries:
        begun = time.process_time()
        found = index.search(
            query["query"], kinds=["role"], audiences={"everyone"}, facets=["group"]
        )
        times.append(time.process_time() - begun)
        more = index.search(
            query["query"], kinds=["role"], audiences={"everyone"}, offset=20, limit=LOOKED_AT - 20
        )
        ranked = [hit.id.removeprefix("role:") for hit in found.hits + more.hits]
        right = (place for place, one in enumerate(ranked, 1) if one in query["relevant"])
        places.append(next(right, 0))
    times.sort()
    return {
        "queries": len(queries),
        "MRR": sum(1 / place for place in places if place) / len(places),
        "hit@10": sum(0 < place <= 10 for place in places) / len(places),
        "ms p50": times[len(times) // 2] * 1000,
        "ms p95": times[int(len(times) * 0.95)] * 1000,
    }


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m tests.eval", description=__doc__)
    arguments.add_argument("data", type=Path)
    arguments.add_argument("sets", nargs="*", default=list(SETS))
    asked = arguments.parse_args()
    folder = asked.data / "eval"
    if not folder.is_dir():
        sys.exit(f"No evaluation sets in {folder}: nothing was measured.")
    indexes: dict[str, Index] = {}
    with tempfile.TemporaryDirectory() as place:
        print(f"{'set':24}{'queries':>9}{'MRR':>8}{'hit@10':>8}{'ms p50':>8}{'ms p95':>8}")
        for name in asked.sets:
            corpus = SETS[name]
            if corpus not in indexes:
                rebuild(
                    f"{place}/{corpus}", map(document, rows(folder / corpus / "corpus.jsonl.gz"))
                )
                indexes[corpus] = open_index(f"{place}/{corpus}")
            figures = measure(indexes[corpus], list(rows(folder / name / "queries.dev.jsonl.gz")))
            print(
                f"{name:24}{figures['queries']:>9}{figures['MRR']:>8.3f}{figures['hit@10']:>8.3f}"
                f"{figures['ms p50']:>8.1f}{figures['ms p95']:>8.1f}"
            )


main()
