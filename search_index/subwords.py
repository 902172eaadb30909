"""The subword table: texts become vectors that lie close together when they mean nearly the same.

A text is cut into words, a word into itself and its character n-grams (in the manner of fastText:
Bojanowski, Grave, Joulin and Mikolov, 2017). Each piece is hashed by CRC32 to a row of the table;
the vector of a text is the sum of its rows, made to length one, and likeness is the cosine. A
misspelt word keeps most of its n-grams, so it stays near the right one. `training.py` makes the
table.

This module needs numpy. Whoever can do without a table loads it when it is first used.
"""

import mmap
import os
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search_index import text

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]

SHIPPED = Path(__file__).with_name("subwords.table")

LONGEST_TEXT, MOST_WORDS = 400, 40
"""Of a longer text only so many characters, and words, are looked at: time stays bounded."""

_SHORTEST, _LONGEST = 3, 5  # n-grams
_MAGIC = b"subwords1\n"
_HEADER = 64


class TableProblem(OSError):
    """There is no table, or it is not one this version can read."""


def pieces_of(word: str) -> list[int]:
    """The hashes of a folded word and of its n-grams, before they are bound to a table's size."""
    inside = f"<{word}>"
    hashes = [zlib.crc32(f"={word}".encode())]
    for size in range(_SHORTEST, _LONGEST + 1):
        for start in range(len(inside) - size + 1):
            hashes.append(zlib.crc32(inside[start : start + size].encode()))
    return hashes


def words_of(written: str) -> list[str]:
    """The words of a text that its vector is made of. In: any text. Out: at most MOST_WORDS."""
    return text.words(written[:LONGEST_TEXT])[:MOST_WORDS]


class Table:
    """A table of `rows` (a power of two) by `dims` whole numbers, each row with its own scale."""

    def __init__(self, numbers: NDArray[np.int8], scales: NDArray[np.float16]) -> None:
        self.numbers, self.scales = numbers, scales
        self.rows, self.dims = numbers.shape
        self.digest = zlib.crc32(scales.tobytes())  # tells tables apart

    def encode(self, texts: Sequence[str]) -> Floats:
        """One vector of length one for each text; a text without words becomes zeros.

        Words are worked out once each and their sums added up: thousands of labels a second.
        """
        cut = [words_of(written) for written in texts]
        known = {word: number for number, word in enumerate(dict.fromkeys(_flat(cut)))}
        sums = np.zeros((len(texts), self.dims), dtype=np.float32)
        if known:
            words = np.stack([self._word(word) for word in known])
            filled = [number for number, listed in enumerate(cut) if listed]
            numbers = np.fromiter((known[word] for word in _flat(cut)), dtype=np.int64)
            lengths = np.array([len(cut[number]) for number in filled])
            starts = np.concatenate(([0], np.cumsum(lengths)[:-1]))
            sums[filled] = np.add.reduceat(words[numbers], starts, axis=0)
        return unit(sums)

    def _word(self, word: str) -> Floats:
        rows = np.array(pieces_of(word), dtype=np.int64) & (self.rows - 1)
        made: Floats = self.scales[rows].astype(np.float32) @ self.numbers[rows].astype(np.float32)
        return made


def _flat(cut: Iterable[list[str]]) -> Iterable[str]:
    return (word for listed in cut for word in listed)


def unit(sums: Floats) -> Floats:
    """The vectors made to length one; zeros stay zeros."""
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    made: Floats = (sums / np.where(lengths > 0, lengths, 1)).astype(np.float32)
    return made


def packed(weights: Floats) -> Table:
    """A table of floating-point rows as whole numbers from -127 to 127, a scale for each row."""
    scales = (np.abs(weights).max(axis=1) / 127).astype(np.float16)
    apart = np.where(scales > 0, scales, 1).astype(np.float32)[:, None]
    return Table(np.clip(np.rint(weights / apart), -127, 127).astype(np.int8), scales)


def save(table: Table, file: Path) -> None:
    """Write the table: a line of header, the scales, the numbers; in one step, or not at all."""
    body = table.scales.tobytes() + table.numbers.tobytes()
    header = _MAGIC + f"{table.rows} {table.dims} {zlib.crc32(body)}".encode()
    beside = file.with_name(file.name + ".new")
    with open(beside, "wb") as opened:
        opened.write(header.ljust(_HEADER) + body)
        opened.flush()
        os.fsync(opened.fileno())
    os.replace(beside, file)


def check(file: Path = SHIPPED) -> None:
    """Read the whole table, which `load` does not: it would be in the memory of every process.

    Raises TableProblem where it cannot be loaded, or is not what was written.
    """
    load(file)
    with open(file, "rb") as opened:
        header, body = opened.read(_HEADER), opened.read()
    if zlib.crc32(body) != int(header.split()[-1]):
        raise TableProblem(f"{file} was changed")


def load(file: Path = SHIPPED) -> Table:
    """The table in a file, mapped into memory: processes share it, and read only what they need.

    Raises TableProblem where there is none, or it was cut short or written in another format.
    """
    try:
        with open(file, "rb") as opened:
            mapped = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as problem:
        raise TableProblem(f"{file} cannot be read") from problem
    header = mapped[:_HEADER]
    try:
        if not header.startswith(_MAGIC):
            raise ValueError("another format")
        rows, dims, _ = (int(number) for number in header[len(_MAGIC) :].split())
        if rows & (rows - 1) or len(mapped) != _HEADER + rows * (dims + 2):
            raise ValueError("another size")
    except ValueError as problem:
        raise TableProblem(f"{file} is not a subword table: {problem}") from None
    scales = np.frombuffer(mapped, np.float16, rows, _HEADER)
    numbers = np.frombuffer(mapped, np.int8, rows * dims, _HEADER + 2 * rows)
    return Table(numbers.reshape(rows, dims), scales)
