"""Notes of two people a page at a time: as many as make one light page, whatever their length."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

# Letters of notes on a page, and what one takes beside its words.
LETTERS, BESIDE = 6_000, 800


@dataclass(frozen=True)
class Paged:
    """The notes of one page, which page that is, how many there are, and the way to another."""

    notes: Sequence[Any]
    number: int
    pages: int
    url: Callable[[int], str]


def paged(notes: Sequence[Any], number: int, url: Callable[[int], str]) -> Paged:
    """The notes of this page, or of the last one where there are not as many any more."""
    parts = cut([len(note.words) for note in notes])
    here = min(number, len(parts))
    begins, ends = parts[here - 1]
    return Paged(notes[begins:ends], here, len(parts), url)


def cut(lengths: Sequence[int]) -> list[tuple[int, int]]:
    """Where each page begins and ends, of notes with so many letters; each has one at least."""
    found: list[tuple[int, int]] = []
    begins = weight = 0
    for place, length in enumerate(lengths):
        if place > begins and weight + length + BESIDE > LETTERS:
            found.append((begins, place))
            begins, weight = place, 0
        weight += length + BESIDE
    return [*found, (begins, len(lengths))]
