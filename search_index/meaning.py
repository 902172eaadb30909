"""What is near in meaning: the subword table over the names in the index, where it can be had.

Without numpy, or without the table, all of this is absent: then words alone find and order. The
vectors of a segment's names lie in a file beside it, written with the commit and never changed;
where it is not there yet (we died in between, or the table is a newer one) a small segment is
encoded by whoever asks, a large one by the next commit.
"""

import logging
import os
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from threading import Lock
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from search_index.segment import Segment
    from search_index.subwords import Table
    from search_index.vectors import Names, Vectors

log = logging.getLogger(__name__)

NAMES_OF_PEOPLE = frozenset({"person", "mentor"})
"""Kinds that are found by words alone: who is looked for by name is not to be taken for another."""

_FEW = 4_000
"""So many names are encoded by whoever asks: a fifth of a second, once a process."""


@dataclass(frozen=True)
class Tools:
    """What needs numpy: three modules, and the table."""

    nearest: ModuleType
    labels: ModuleType
    vectors: ModuleType
    table: "Table"

    @property
    def stamp(self) -> str:
        """Tells tables apart in the names of files."""
        return f"{self.table.digest:08x}"


@cache
def tools() -> Tools | None:
    """numpy and the table, or None where they cannot be loaded. Loaded at the first use."""
    # One thread: what is worked out here is small, and a pool of them costs memory.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        subwords = import_module("search_index.subwords")
        nearest, labels, vectors = (
            import_module(f"search_index.{one}") for one in ("nearest", "labels", "vectors")
        )
        return Tools(nearest, labels, vectors, subwords.load())
    except (ImportError, OSError) as problem:
        log.warning("no subword table: search by words alone", extra={"why": str(problem)})
        return None


class Nearby:
    """The vectors of the names in one segment, read when they are first asked for."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._name = folder, name
        self._lock = Lock()
        self._held: tuple[Tools, Vectors] | None = None

    def file(self, kit: Tools) -> Path:
        """Whoosh clears it away with the segment, for its name begins as the segment's does."""
        return self._folder / f"{self._name}.near{kit.stamp}"

    def of_kind(self, segment: "Segment", kind: int, kit: Tools) -> "Names | None":
        """The names of a kind, or None while there is no file and there are too many."""
        with self._lock:
            held = self._held
            if held is None or held[0] is not kit or not held[1].whole():
                found = self._found(segment, kit)
                held = self._held = None if found is None else (kit, found)
        return held[1].of_kind(kind) if held else None

    def keep(self, segment: "Segment", kit: Tools) -> None:
        """Encode the names and put the file in place; search does without where that fails."""
        try:
            kit.vectors.write(kit.vectors.encoded(segment, kit.table), self.file(kit))
        except OSError as problem:
            log.warning("the names of a segment are not encoded", extra={"why": str(problem)})

    def _found(self, segment: "Segment", kit: Tools) -> Any:
        try:
            return kit.vectors.read(self.file(kit), segment, kit.table)
        except OSError:
            few = len(segment.name_start) <= _FEW
            return kit.vectors.encoded(segment, kit.table) if few else None
