"""Measure search and likeness on the development sets in a folder of evaluation data.

    python -m tests.eval DATA [words | skills | table ...]

DATA holds `eval/<set>/queries.dev.jsonl.gz` and `eval/<set>/corpus.jsonl.gz`, one JSON object a
line. Only the development halves are read, and only the corpora of these sets are indexed or
learned from: they do not contain the wordings asked for.

words: role search as the portal does it. skills: typed words to skills as the portal does it, with
a subword table trained on the corpora (kept in instance/eval). table: what that table alone would
give for role search.

MRR: one over the place of the first right one, on average. hit@10: a right one is among the first
ten. ms: processor time; for role search that of 20 hits with highlights and one facet.
"""

import argparse
import logging
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from search_index import Document, Index, open_index, rebuild
from tests.eval import likeness
from tests.eval.files import corpus_of, measure, queries_of, rows
from tests.eval.table import trained

PARTS = ("words", "skills", "table")
PAGE, LOOKED_AT = 20, 100


def document(row: dict[str, Any]) -> Document:
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


def search(index: Index, offset: int, limit: int, typed: str) -> list[str]:
    """The roles a search finds, with marks and counts as people see them."""
    found = index.search(
        typed, kinds=["role"], audiences={"everyone"}, facets=["group"], offset=offset, limit=limit
    )
    return [hit.id.removeprefix("role:") for hit in found.hits]


def words(folder: Path) -> None:
    indexes: dict[str, Index] = {}
    with tempfile.TemporaryDirectory() as place:
        for name, (corpus, target) in likeness.ROLES.items():
            if corpus not in indexes:
                rebuild(f"{place}/{corpus}", map(document, rows(corpus_of(folder, corpus))))
                indexes[corpus] = open_index(f"{place}/{corpus}")
            page = partial(search, indexes[corpus], 0, PAGE)
            more = partial(search, indexes[corpus], PAGE, LOOKED_AT - PAGE)
            show(name, measure(queries_of(folder, name), page, more), target)


def heading(what: str) -> None:
    print(f"\n{what}")
    print(
        f"{'set':24}{'queries':>9}{'MRR':>8}{'to reach':>10}{'hit@10':>8}{'ms p50':>8}{'ms p95':>8}"
    )


def show(name: str, figures: dict[str, float], target: float) -> None:
    mark = " " if figures["MRR"] >= target else "*"
    print(
        f"{name:24}{figures['queries']:>9}{figures['MRR']:>8.3f}{target:>9.2f}{mark}"
        f"{figures['hit@10']:>8.3f}{figures['ms p50']:>8.1f}{figures['ms p95']:>8.1f}",
        flush=True,
    )


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m tests.eval", description=__doc__)
    arguments.add_argument("data", type=Path)
    arguments.add_argument("parts", nargs="*")
    asked = arguments.parse_args()
    if unknown := set(asked.parts) - set(PARTS):
        arguments.error(f"there is no part {min(unknown)}, only {', '.join(PARTS)}")
    asked.parts = asked.parts or list(PARTS)
    folder = asked.data / "eval"
    if not folder.is_dir():
        sys.exit(f"No evaluation sets in {folder}: nothing was measured.")
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    with ProcessPoolExecutor(1) as beside:  # trained while words are measured
        by_table = {"skills", "table"} & set(asked.parts)
        training = beside.submit(trained, folder) if by_table else None
        if "words" in asked.parts:
            heading("Role search by words (* below what is to be reached)")
            words(folder)
        if training is None:
            return
        table, known = training.result()
    size = table.numbers.nbytes / 1e6
    print(f"\nSubword table, {size:.1f} MB: {'kept from before' if known else 'trained now'}")
    if "skills" in asked.parts:
        heading("Typed words to skills")
        likeness.skills(folder, table, show)
    if "table" in asked.parts:
        heading("Role search by the table alone, not in the portal yet")
        likeness.roles(folder, table, show)


if __name__ == "__main__":
    main()
