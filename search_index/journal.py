"""What was committed while a rebuild ran, to be committed again in the new build.

It exists exactly while a rebuild runs. Who commits notes the commit here, under the same lock.
"""

import json
import os
import zlib
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from search_index.model import Document, IndexDamaged
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
    written = json.dumps(entry)
    with open(folder / _NAME, "ab") as file:
        whole = file.tell()
        try:
            file.write(f"{zlib.crc32(written.encode()):08x} {written}\n".encode())
            file.flush()
            os.fsync(file.fileno())
        except OSError:  # half a line is no note; who commits is told, and will commit again
            with suppress(OSError):
                os.truncate(folder / _NAME, whole)
            raise


def entries(folder: Path) -> Iterator[tuple[dict[str, Document], set[str]]]:
    """The noted commits in order; the caller holds both locks.

    Raises IndexDamaged where a line is not what was noted, or half of it: then what the new build
    lacks is not known.
    """
    with open(folder / _NAME, encoding="utf-8", errors="replace") as file:
        for line in file:
            check, _, written = line.removesuffix("\n").partition(" ")
            if check != f"{zlib.crc32(written.encode()):08x}":
                raise IndexDamaged("The notes of commits made meanwhile are garbled")
            entry = json.loads(written)
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
