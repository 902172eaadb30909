"""The labels of many things in one file: their words, their vectors, and which are nearly the same.

The file is a cache, as `mapped` has it. It needs numpy, like the table.
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np

from search_index import mapped, text
from search_index.mapped import Array
from search_index.subwords import Floats, Table, words_of

Things = Mapping[UUID, Sequence[str]]
"""Each thing with its labels; the first of them is its name."""

MOST_LABELS = 300_000
"""More are not kept, so that the time to compare them is bounded."""

_AT_ONCE = 1024


@dataclass(frozen=True)
class Labels:
    """The arrays of the file, in the order of the file. Labels of one thing stand together."""

    ids: Array  # of each thing, 16 bytes
    starts: Array  # where the labels of each thing begin, and where the last ends
    letters: Array  # all labels behind each other, in UTF-8
    ends: Array  # where each label begins in there, and where the last ends
    keys: Array  # equal for labels of the same words in any order and form
    scales: Array  # what the numbers of each label are to be multiplied with
    numbers: Array  # the vectors, a row for each label
    pairs: Array  # labels of different things that are the same, or nearly
    likeness: Array  # of the pairs

    def __len__(self) -> int:
        return len(self.scales)

    def id(self, thing: int) -> UUID:
        return UUID(bytes=self.ids[thing].tobytes())

    def label(self, number: int) -> str:
        letters = self.letters[self.ends[number] : self.ends[number + 1]]
        return letters.tobytes().decode("utf-8", "replace")

    def written(self, number: int) -> str:
        """The folded words of a label, with a space between."""
        return " ".join(words_of(self.label(number)))

    def are_names(self, labels: Any) -> Any:
        """Which of these labels are names."""
        return self.starts[self.things_of(labels)] == labels

    def is_name(self, number: int) -> bool:
        return bool(self.starts[self.things_of(number)] == number)

    def things_of(self, labels: Any) -> Any:
        return np.searchsorted(self.starts, labels, "right") - 1

    @cached_property
    def _by_id(self) -> tuple[Array, Array]:
        """The ids in order, and of which thing each is."""
        ids = np.ascontiguousarray(self.ids).view("S16").ravel()
        order = np.argsort(ids, kind="stable")
        return ids[order], order

    def things(self, ids: Sequence[UUID]) -> Array:
        """The numbers of things; -1 for each that is not among these, or has no label."""
        known, order = self._by_id
        if not len(known) or not ids:
            return np.full(len(ids), -1)
        asked = np.frombuffer(b"".join(id.bytes for id in ids), "S16")
        at = np.minimum(np.searchsorted(known, asked), len(known) - 1)
        found = order[at]
        there = (known[at] == asked) & (self.starts[found] < self.starts[found + 1])
        return np.where(there, found, -1)

    def vectors(self, which: Array | slice) -> Floats:
        made: Floats = self.numbers[which].astype(np.float32) * self.scales[which][:, None]
        return made

    def nearness(self, vector: Floats) -> Floats:
        """The cosine of every label with a vector."""
        return cosines(self.numbers, self.scales, vector)


def cosines(numbers: Array, scales: Array, vector: Floats) -> Floats:
    """The cosine of every row with a vector, a thousand at once and always in the same room: so
    they stay in the cache, which is most of what this costs.
    """
    near = np.empty(len(scales), dtype=np.float32)
    room = np.empty((min(len(scales), _AT_ONCE), len(vector)), dtype=np.float32)
    for start in range(0, len(scales), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        some = numbers[part]
        rows = room[: len(some)]
        rows[:] = some
        np.dot(rows, vector, out=near[part])
    near *= scales
    return near


def encoded(things: Things, table: Table) -> Labels:
    """The labels of these things, at most MOST_LABELS. Without pairs."""
    starts, listed = [0], list[str]()
    for labels in things.values():
        listed.extend(labels)
        starts.append(min(len(listed), MOST_LABELS))
    del listed[MOST_LABELS:]
    letters = [label.encode("utf-8", "replace") for label in listed]
    vectors = table.encode(listed)
    scales = np.maximum(np.abs(vectors).max(axis=1, initial=0) / 127, 1e-9).astype(np.float32)
    return Labels(
        np.frombuffer(b"".join(id.bytes for id in things), np.uint8).reshape(-1, 16),
        np.array(starts, np.int32),
        np.frombuffer(b"".join(letters), np.uint8),
        np.cumsum([0, *map(len, letters)]).astype(np.int32),
        np.array([key(label) for label in listed], np.uint32),
        scales,
        np.rint(vectors / scales[:, None]).astype(np.int8),
        np.empty((0, 2), np.int32),
        np.empty(0, np.float32),
    )


def key(label: str) -> int:
    """A number that labels of the same words share, in whatever order and form; 0 for no words."""
    stems = sorted(text.stems(word for word in text.words(label) if word not in text.COMMON))
    return zlib.crc32(" ".join(stems).encode()) if stems else 0


def joined(old: Labels, without: set[UUID], new: Labels) -> tuple[Labels, int]:
    """The old labels without those of some things, then the new ones; and where these begin."""
    stays = np.array([old.id(number) not in without for number in range(len(old.ids))], bool)
    sizes = np.diff(old.starts)
    kept = np.repeat(stays, sizes)
    bytes_kept = np.repeat(kept, np.diff(old.ends))
    moved = np.cumsum(kept) - 1
    pairs = kept[old.pairs].all(axis=1)
    lengths = np.concatenate((np.diff(old.ends)[kept], np.diff(new.ends)))
    counts = np.concatenate((sizes[stays], np.diff(new.starts)))
    whole = Labels(
        np.concatenate((old.ids[stays], new.ids)),
        np.concatenate(([0], np.cumsum(counts))).astype(np.int32),
        np.concatenate((old.letters[bytes_kept], new.letters)),
        np.concatenate(([0], np.cumsum(lengths))).astype(np.int32),
        np.concatenate((old.keys[kept], new.keys)),
        np.concatenate((old.scales[kept], new.scales)),
        np.concatenate((old.numbers[kept], new.numbers)),
        moved[old.pairs[pairs]].astype(np.int32).reshape(-1, 2),
        old.likeness[pairs],
    )
    return whole, int(kept.sum())


def write(labels: Labels, file: Path, table: Table) -> None:
    """Put the labels into the file, whole or not at all. Raises OSError when the disk does not."""
    mapped.write(file, _of(table), [getattr(labels, one.name) for one in fields(labels)])


def read(file: Path, table: Table) -> Labels:
    """The labels in a file. Raises MappedProblem where it is not one for this table, and whole."""
    return Labels(*mapped.read(file, _of(table)))


def _of(table: Table) -> str:
    return f"labels 2 {table.digest} {table.dims}"
