"""The subword table for measuring: trained on the corpora of the sets alone, and kept.

The shipped table has seen the wordings that are asked for, so nothing may be measured with it.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from portal.config import ROOT
from search_index import published, subwords, text, training
from search_index.subwords import Table
from tests.eval.files import corpus_of, rows

CORPORA = ("role_search_onet", "role_search_esco", "skill_norm_esco")
KEPT = ROOT / "instance" / "eval"


def trained(folder: Path) -> tuple[Table, bool]:
    """The table for the sets in a folder, and whether it was there already.

    It is made again when the corpora, or the modules that make it, are not the same any more.
    """
    file = KEPT / f"subwords-{_digest(folder)}.table"
    if file.exists():
        return subwords.load(file), True
    table = training.train(_things(folder))
    KEPT.mkdir(parents=True, exist_ok=True)
    for old in KEPT.glob("subwords-*.table"):
        old.unlink()
    subwords.save(table, file)
    return table, False


def _things(folder: Path) -> Iterator[published.Thing]:
    for name in CORPORA:
        for row in rows(corpus_of(folder, name)):
            yield published.labels(row["title"], row["alt"], row.get("description", ""))


def _digest(folder: Path) -> str:
    made_of = [corpus_of(folder, name) for name in CORPORA]
    made_of += [Path(module.__file__) for module in (training, published, subwords, text)]
    whole = hashlib.sha256()
    for file in made_of:
        whole.update(hashlib.sha256(file.read_bytes()).digest())
    return whole.hexdigest()[:16]
