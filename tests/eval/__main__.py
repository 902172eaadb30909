"""Measure search and likeness on the development sets in a folder of evaluation data.

    python -m tests.eval DATA [roles | skills | matching | signals ...]

DATA holds `eval/<set>/queries.dev.jsonl.gz` and `eval/<set>/corpus.jsonl.gz`, one JSON object a
line. Only the development halves are read, and only the corpora of these sets are indexed or
learned from: they do not contain the wordings asked for.

roles: role search as people use it. skills: search of skills, and skills for the words typed in a
profile. matching: roles for people, the next rung, skills for roles and lists. signals: what each
part of the order of roles gives alone. All with a subword table trained on the corpora (kept in
instance/eval).

MRR: one over the place of the first right one, on average. hit@10: a right one is among the first
ten. ms: processor time; for role search that of 20 hits with highlights and one facet.
"""

import argparse
import logging
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.eval import likeness, matching, searching
from tests.eval.table import trained

PARTS = ("roles", "skills", "matching", "signals")


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
    table, known = trained(folder)
    size = table.numbers.nbytes / 1e6
    print(f"Subword table, {size:.1f} MB: {'kept from before' if known else 'trained now'}")
    with ProcessPoolExecutor(1) as beside:
        ordered = beside.submit(searching.signals, folder) if "signals" in asked.parts else None
        if "roles" in asked.parts:
            heading("Role search (* below what is to be reached)")
            searching.measured(folder, table, searching.ROLES, show)
        if "skills" in asked.parts:
            heading("Search of skills")
            searching.measured(folder, table, searching.SKILLS, show)
            heading("Typed words to skills, as a profile asks")
            likeness.skills(folder, table, show)
        if "matching" in asked.parts:
            matching.measured(folder, table)
        if ordered is not None:
            print(f"\nWhat orders roles, MRR on {searching.SAMPLE} queries of each set")
            print("\n".join(ordered.result()))


if __name__ == "__main__":
    main()
