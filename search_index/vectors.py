"""The vectors of the names in one segment of the index: encoded, written beside it, mapped back.

A file is written whole or not at all and never changed, so processes map and share it. What stands
in it belongs to the one segment and the one table that its name tells.
"""

import mmap
import os
from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from search_index.labels import MOST_LABELS, cosines
from search_index.mapped import Array
from search_index.meaning import NAMES_OF_PEOPLE
from search_index.segment import Segment
from search_index.subwords import Floats, Table, packed

_MAGIC = b"near 1 "
_HEADER = 64


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one kind in a segment, each with its vector and the document it is of."""

    segment: Segment
    lines: Array  # which of the segment's names each is
    documents: Array
    scales: Array
    numbers: Array

    def __len__(self) -> int:
        return len(self.lines)

    def nearness(self, vector: Floats) -> Floats:
        """The cosine of every name with a vector."""
        return cosines(self.numbers, self.scales, vector)

    def things_of(self, names: Array) -> Array:
        """The documents that some of these names are of."""
        found: Array = self.documents[names]
        return found

    def written(self, number: int) -> str:
        """The folded words of a name: segments keep them so."""
        return self.segment.line(int(self.lines[number]))

    def seen(self, accepted: bytearray, removed: Collection[int]) -> Array | None:
        """Which names are of documents that are there and whose audience is accepted; None: all."""
        audience = np.frombuffer(self.segment.audience, np.uint32)
        wanted = np.frombuffer(accepted, bool)
        if len(self) < len(audience):  # a kind of few names, beside all the people
            seen: Array = wanted[audience[self.documents]]
        else:
            seen = wanted[audience][self.documents]
        if removed:
            gone = np.zeros(len(audience), bool)
            gone[list(removed)] = True
            seen &= ~gone[self.documents]
        return None if seen.all() else seen

    def are_names(self, names: Array) -> Array:
        """Which of these names are titles."""
        firsts = np.frombuffer(self.segment.first_name, np.uint32)
        titles: Array = self.lines[names] == firsts[self.documents[names]]
        return titles

    def number(self, number: int) -> int:
        """Which of its document's names it is; 0 is the title."""
        first = self.segment.first_name[int(self.documents[number])]
        return int(self.lines[number]) - first


class Vectors:
    """The names of a segment with their vectors, those of one kind beside each other."""

    def __init__(
        self, segment: Segment, rows: tuple[Array, Array, Array], mapped: mmap.mmap | None = None
    ) -> None:
        self.rows, self._mapped = rows, mapped
        firsts = np.array(segment.first_name)
        lines, scales, numbers = rows
        documents = (np.searchsorted(firsts, lines, "right") - 1).astype(np.int32)
        kinds = np.array(segment.kind, np.int64)[documents]
        bounds = np.flatnonzero(np.diff(kinds, prepend=-1, append=-1))
        self._of_kind = {
            int(kinds[a]): Names(segment, lines[a:b], documents[a:b], scales[a:b], numbers[a:b])
            for a, b in pairwise(bounds.tolist())
        }

    def of_kind(self, kind: int) -> Names | None:
        """The names of a kind; None when there are none that have vectors."""
        return self._of_kind.get(kind)

    def whole(self) -> bool:
        """Whether the file was not cut short: to touch what is not there ends the process."""
        return self._mapped is None or self._mapped.size() >= len(self._mapped)


def encoded(segment: Segment, table: Table) -> Vectors:
    """The vectors of the names of a segment, of every kind but those of people."""
    lines: list[int] = []
    for kind, name in segment.kinds():
        if name not in NAMES_OF_PEOPLE:
            own = [
                line
                for document in segment.in_order(kind)
                for line in range(segment.first_name[document], segment.first_name[document + 1])
            ]
            lines += own[:MOST_LABELS]
    vectors = packed(table.encode([segment.line(line) for line in lines]))
    rows = np.array(lines, np.int32), vectors.scales, vectors.numbers
    return Vectors(segment, rows)


def write(vectors: Vectors, file: Path) -> None:
    """Put the vectors into the file, whole or not at all. Raises OSError when the disk does not."""
    lines, scales, numbers = vectors.rows
    header = _MAGIC + f"{len(lines)} {numbers.shape[1]}\n".encode()
    beside = file.with_name(f".{file.name}.new")
    with open(beside, "wb") as opened:
        opened.write(header.ljust(_HEADER))
        for array in (lines, scales, numbers):
            opened.write(np.ascontiguousarray(array).data)
        opened.flush()
        os.fsync(opened.fileno())
    os.replace(beside, file)


def read(file: Path, segment: Segment, table: Table) -> Vectors:
    """The vectors in a file. Raises OSError where there is none, or not a whole one."""
    try:
        with open(file, "rb") as opened:
            mapped = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
        header = mapped[:_HEADER]
        many, dims = (int(one) for one in header.removeprefix(_MAGIC).split())
        if dims != table.dims or len(mapped) != _HEADER + many * (4 + 2 + dims):
            raise ValueError("another size")
    except ValueError as problem:
        raise OSError(f"{file} cannot be used") from problem
    lines = np.frombuffer(mapped, np.int32, many, _HEADER)
    scales = np.frombuffer(mapped, np.float16, many, _HEADER + 4 * many)
    numbers = np.frombuffer(mapped, np.int8, many * dims, _HEADER + 6 * many)
    return Vectors(segment, (lines, scales, numbers.reshape(many, dims)), mapped)
