"""Where the evaluation sets are, and their figures."""

import gzip
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Figures = dict[str, float]


def rows(file: Path) -> Iterator[dict[str, Any]]:
    """The lines of a file of JSON lines."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def corpus_of(folder: Path, name: str) -> Path:
    return folder / name / "corpus.jsonl.gz"


def queries_of(folder: Path, name: str) -> list[dict[str, Any]]:
    """The development half of a set: no other is looked at."""
    return list(rows(folder / name / "queries.dev.jsonl.gz"))


def measure(
    queries: list[dict[str, Any]],
    find: Callable[[str], list[str]],
    more: Callable[[str], list[str]] = lambda _: [],
) -> Figures:
    """The figures of one set.

    `find` gives ids for what is asked, best first, and its time is taken; `more` those after them.
    """
    places, times = [], []
    for query in queries:
        begun = time.process_time()
        ranked = find(query["query"])
        times.append(time.process_time() - begun)
        if query["relevant"].keys().isdisjoint(ranked):
            ranked += more(query["query"])
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
