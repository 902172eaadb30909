"""The vectors of names as arrays: from rows of the database, to a file of this machine and back.

This module needs numpy; `names` loads it where the subword table is at hand.
"""

import json
import mmap
import os
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from search_index.labels import cosines
from search_index.mapped import Array
from search_index.subwords import Floats, Table, packed

_MAGIC = "names 1"
_HEADER = 4096


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one kind, each with its vector; what is near is a name."""

    letters: Array  # all names behind each other, in UTF-8
    starts: Array  # where each begins in there, and where the last ends
    scales: Array
    numbers: Array

    def nearness(self, vector: Floats) -> Floats:
        """The cosine of every name with a vector."""
        return cosines(self.numbers, self.scales, vector)

    def things_of(self, names: Any) -> Any:
        """Each name is a thing of its own."""
        return names

    def label(self, number: int) -> str:
        """A name, folded."""
        letters = self.letters[self.starts[number] : self.starts[number + 1]]
        return letters.tobytes().decode()

    def written(self, number: int) -> str:
        """The same: the folded words of a name are what is kept of it."""
        return self.label(number)

    def are_names(self, names: Array) -> Array:
        """None: which names are titles is for the documents to say."""
        return np.zeros(len(names), bool)


def encoded(names: Sequence[str], table: Table) -> list[bytes]:
    """The vectors of names as rows keep them: whole numbers, then their scale."""
    vectors = packed(table.encode(names))
    return [
        numbers.tobytes() + scale.tobytes()
        for numbers, scale in zip(vectors.numbers, vectors.scales, strict=True)
    ]


def made(rows: Mapping[str, bytes], dims: int) -> Names:
    """The names of a kind from name -> vector."""
    letters = [name.encode() for name in rows]
    both = np.frombuffer(b"".join(rows.values()), np.uint8).reshape(-1, dims + 2)
    return Names(
        np.frombuffer(b"".join(letters), np.uint8),
        np.cumsum([0, *map(len, letters)]).astype(np.int32),
        np.ascontiguousarray(both[:, dims:]).view(np.float16)[:, 0],
        np.ascontiguousarray(both[:, :dims]).view(np.int8),
    )


def write(file: Path, rows: Sequence[Any], table: Table, since: int) -> None:
    """Put rows (kind, name, vector), sorted by kind, into a file, whole or not at all.

    since: what was written from this transaction on may not be among them.
    """
    kinds = [(kind, len(list(some))) for kind, some in groupby(rows, key=lambda row: row[0])]
    body = bytearray()
    if rows:
        listed = [(name.encode(), numbers) for _, name, numbers in rows]
        letters = b"".join(name for name, _ in listed)
        starts = np.cumsum([0, *(len(name) for name, _ in listed)]).astype(np.int32)
        both = np.frombuffer(b"".join(numbers for _, numbers in listed), np.uint8)
        both = both.reshape(-1, table.dims + 2)
        body += starts.tobytes() + both[:, table.dims :].tobytes() + both[:, : table.dims].tobytes()
        body += letters
    told = [_MAGIC, since, table.digest, table.dims, kinds, len(body), zlib.crc32(body)]
    beside = file.with_name(f".{file.name}.new")
    with open(beside, "wb") as opened:
        opened.write(json.dumps(told).encode().ljust(_HEADER))
        opened.write(body)
    os.replace(beside, file)


def read(file: Path, table: Table) -> tuple[dict[str, Names], int]:
    """Kind -> names of a file, mapped into memory, and since when there may be others.

    Raises OSError where there is no such file, or it is not whole, or of another table.
    """
    try:
        with open(file, "rb") as opened:
            mapped = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
        magic, since, digest, dims, kinds, length, check = json.loads(mapped[:_HEADER])
        if (magic, digest, dims) != (_MAGIC, table.digest, table.dims):
            raise ValueError("of another table")
        if len(mapped) != _HEADER + length or zlib.crc32(memoryview(mapped)[_HEADER:]) != check:
            raise ValueError("cut short or garbled")
    except ValueError as problem:
        raise OSError(f"{file} cannot be used") from problem
    return _cut(mapped, kinds, dims), since


def _cut(mapped: mmap.mmap, kinds: list[tuple[str, int]], dims: int) -> dict[str, Names]:
    many, at = sum(some for _, some in kinds), _HEADER
    if not many:
        return {}
    starts = np.frombuffer(mapped, np.int32, many + 1, at)
    at += starts.nbytes
    scales = np.frombuffer(mapped, np.float16, many, at)
    at += scales.nbytes
    numbers = np.frombuffer(mapped, np.int8, many * dims, at).reshape(many, dims)
    letters = np.frombuffer(mapped, np.uint8, -1, at + numbers.nbytes)
    found, first = {}, 0
    for kind, some in kinds:
        last = first + some
        found[kind] = Names(
            letters, starts[first : last + 1], scales[first:last], numbers[first:last]
        )
        first = last
    return found
