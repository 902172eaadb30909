"""What was committed while a rebuild ran, to be committed again in the new build.

It exists exactly while a rebuild runs. Who commits notes the commit here, under the same lock.
"""

import json
import os
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

from search_index.model import Document
from search_index.store import locked, sweep

_NAME = "journal.jsonl"


def start(folder: Path) -> None:
    """Begin to note commits; the caller holds both locks.

    Notes that are there already stay: somebody may have committed after we took the rebuild lock.
    Those of a killed rebuild do no harm, for the next commit would have cleared them away.
    """
    (folder / _NAME).touch()


def note(folder: Path, put: Iterable[Document], removed: Collection[str]) -> None:
    """Note a commit if a rebuild is under way; the caller holds the write lock.

    When the rebuild lock is free nobody is rebuilding: what a killed rebuild left is cleared away.
    """
    with locked(folder, "rebuild.lock", wait=False) as nobody_rebuilds:
        if nobody_rebuilds:
            stop(folder)
            sweep(folder)
            return
    entry = {"put": [_plain(document) for document in put], "removed": sorted(removed)}
    with open(folder / _NAME, "a", encoding="utf-8") as file:
        file.write(json.dumps(entry) + "\n")
        file.flush()
        os.fsync(file.fileno())


def entries(folder: Path) -> Iterator[tuple[dict[str, Document], set[str]]]:
    """The noted commits in order; the caller holds both locks."""
    with open(folder / _NAME, encoding="utf-8") as file:
        for line in file:
            entry = json.loads(line)
            put = [Document(**values) for values in entry["put"]]
            yield {document.id: document for document in put}, set(entry["removed"])


def stop(folder: Path) -> None:
    """Forget the notes; the caller holds both locks."""
    (folder / _NAME).unlink(missing_ok=True)


def _plain(document: Document) -> dict[str, object]:
    plain = asdict(document)
    plain["facets"] = {name: list(values) for name, values in document.facets.items()}
    for name in ("aliases", "keywords", "audience", "codes"):
        plain[name] = list(plain[name])
    return plain
