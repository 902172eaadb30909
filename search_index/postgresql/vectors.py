"""Names and their vectors as arrays: from rows of the database, to a file of this machine and back.

This module needs numpy; `names` loads it where the subword table is at hand.
"""

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from search_index import mapped
from search_index.labels import cosines
from search_index.mapped import Array
from search_index.subwords import Floats, Table, packed

_COMPARED = 48
"""So many bytes decide the order of what follows; what is typed is compared in no more."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one kind, each with its vector; what is near is a name."""

    letters: Array  # names in UTF-8, a line each
    starts: Array  # where each begins in there, and where the line after the last would
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
        letters = self.letters[self.starts[number] : self.starts[number + 1] - 1]
        return letters.tobytes().decode()

    def written(self, number: int) -> str:
        """The same: the folded words of a name are what is kept of it."""
        return self.label(number)

    def are_names(self, names: Array) -> Array:
        """None: which names are titles is for the documents to say."""
        return np.zeros(len(names), bool)


@dataclass(frozen=True, slots=True)
class Ordered(Names):
    """Names in alphabetical order, so that what begins as typed is found by bisection."""

    inside: Array  # where words inside of names begin, in alphabetical order of what follows
    named: Array  # the names that these are in

    def beginning(self, typed: str, most: int) -> list[str]:
        """Names that begin so, of many the shortest."""
        found = self._from(self.starts[:-1], typed)
        return self._shortest(np.arange(found.start, found.stop), most)

    def holding(self, typed: str, most: int) -> list[str]:
        """Names with a word inside from which on they are so."""
        return self._shortest(np.flatnonzero(self._inside(typed)), most)

    def with_all(self, typed: Iterable[str], most: int) -> list[str]:
        """Names in which each of these begins a word."""
        fit = np.ones(len(self.scales), bool)
        for word in dict.fromkeys(typed):
            has = self._inside(word)
            has[self._from(self.starts[:-1], word)] = True
            fit &= has
            if not fit.any():
                break
        return self._shortest(np.flatnonzero(fit), most)

    def _inside(self, typed: str) -> Array:
        """Of each name whether it holds that; many times faster than to list and sort them."""
        has = np.zeros(len(self.scales), bool)
        has[self.named[self._from(self.inside, typed)]] = True
        return has

    def _from(self, places: Array, typed: str) -> slice:
        sought = typed.encode()[:_COMPARED]

        def there(place: int) -> bytes:
            return self.letters[place : place + len(sought)].tobytes()

        first = bisect_left(places, sought, key=there)
        return slice(first, bisect_right(places, sought, first, key=there))

    def _shortest(self, names: Array, most: int) -> list[str]:
        if len(names) > most:
            long = self.starts[names + 1] - self.starts[names]
            names = names[np.argpartition(long, most - 1)[:most]]
        return [self.label(name) for name in names.tolist()]


def encoded(names: Sequence[str], table: Table) -> list[bytes]:
    """The vectors of names as rows keep them: whole numbers, then their scale."""
    vectors = packed(table.encode(names))
    return [
        numbers.tobytes() + scale.tobytes()
        for numbers, scale in zip(vectors.numbers, vectors.scales, strict=True)
    ]


def made(rows: Mapping[str, bytes | None], dims: int) -> Names:
    """The names of a kind from name -> vector."""
    return Names(*_arrays([name.encode() for name in rows], rows.values(), dims))


def _arrays(names: Sequence[bytes], vectors: Iterable[bytes | None], dims: int) -> Sequence[Array]:
    """Letters, starts, scales and numbers."""
    none = bytes(dims + 2)  # of what was written where there is no table: near to nothing
    both = np.frombuffer(b"".join(vector or none for vector in vectors), np.uint8)
    both = both.reshape(-1, dims + 2)
    return (
        np.frombuffer(b"".join(name + b"\n" for name in names), np.uint8),
        np.cumsum([0, *(len(name) + 1 for name in names)]).astype(np.int32),
        np.ascontiguousarray(both[:, dims:]).view(np.float16)[:, 0],
        np.ascontiguousarray(both[:, :dims]).view(np.int8),
    )


def write(file: Path, rows: Iterable[Any], table: Table, since: str) -> None:
    """Put rows (kind, name, vector) into a file, whole or not at all. Raises OSError when the disk
    does not take it.

    since: the snapshot of the database that they are of.
    """
    listed = sorted((kind, name.encode(), vector or b"") for kind, name, vector in rows)
    names, vectors = [name for _, name, _ in listed], [vector for *_, vector in listed]
    letters, starts, *numbers = _arrays(names, vectors, table.dims)
    inside, kinds, first = [np.empty((2, 0), np.int32)], list[tuple[str, int, int]](), 0
    for kind, some in groupby(listed, key=lambda row: row[0]):
        last = first + len(list(some))
        inside.append(_inside(letters.tobytes(), starts[first : last + 1]))
        kinds.append((kind, last - first, inside[-1].shape[1]))
        first = last
    told = np.frombuffer(json.dumps([since, kinds]).encode(), np.uint8)
    arrays = [told, letters, starts, *numbers, *np.concatenate(inside, axis=1)]
    mapped.write(file, _of(table), arrays)


def _inside(letters: bytes, starts: Array) -> Array:
    """Where words begin after a space, in order, and in which of the names."""
    places, at = list[int](), letters.find(b" ", starts[0], starts[-1])
    while at >= 0:
        places.append(at + 1)
        at = letters.find(b" ", at + 1, starts[-1])
    places.sort(key=lambda place: letters[place : place + _COMPARED])
    return np.array([places, np.searchsorted(starts, places, "right") - 1], np.int32)


def read(file: Path, table: Table) -> tuple[dict[str, Ordered], str]:
    """Kind -> names of a file, mapped into memory, and the snapshot since when there may be others.

    Raises OSError where there is no such file, or it is not whole, or of another table.
    """
    told, letters, starts, scales, numbers, inside, named = mapped.read(file, _of(table))
    since, kinds = json.loads(told.tobytes())
    found, first, begun = {}, 0, 0
    for kind, many, words in kinds:
        last, ended = first + many, begun + words
        found[kind] = Ordered(
            letters,
            starts[first : last + 1],
            scales[first:last],
            numbers[first:last],
            inside[begun:ended],
            named[begun:ended],
        )
        first, begun = last, ended
    return found, since


def _of(table: Table) -> str:
    return f"names 3 {table.digest} {table.dims}"
