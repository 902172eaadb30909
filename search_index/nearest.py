"""Which thing is meant by some words: those whose labels are nearest, and which are nearly twins.

build(file, table, things)         # every thing with its labels, its name first
change(file, table, things, gone)  # some of them anew, without encoding the others
find(labels, table, "typed")       # the nearest things, best first
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

import numpy as np

from search_index.labels import Labels, Things, encoded, joined, read, write
from search_index.mapped import Array
from search_index.subwords import Floats, Table, words_of

VOTERS, STEEPNESS = 200, 40
"""So many of the nearest labels vote for their things, each with (likeness / highest) to the power
of STEEPNESS. Chosen on the development halves, as all of these: docs/search-quality.md."""

SPELT, LETTERS = 50, 0.2
"""For so many of them the letters they share with what was typed count beside the cosine."""

TWINS_FROM, MOST_TWINS = 0.9, 2000
"""Names with a cosine above this are nearly twins; no more pairs than this are kept."""

FEW = 6
"""So many names of own things say how near another is to them. Chosen: docs/matching.md."""

_AT_ONCE = 512

Voter = tuple[int, int, int]
"""A label that votes: in which piece, its number, the thing it is of."""


@dataclass(frozen=True)
class Found:
    """A thing, the label of it that is nearest, whether that is its name, and how near: up to 1."""

    id: UUID
    label: str
    is_name: bool
    likeness: float


class Piece(Protocol):
    """Labels with their vectors, among which some are near: Labels, or the names of a segment."""

    def nearness(self, vector: Floats) -> Floats:
        """The cosine of every label with a vector."""
        ...

    def things_of(self, labels: Any) -> Any:
        """The numbers of the things that some labels are of."""
        ...

    def written(self, number: int) -> str:
        """The folded words of a label with a space between, to be compared letter by letter."""
        ...

    def are_names(self, labels: Any) -> Any:
        """Which of some labels are the first of their things."""
        ...


@dataclass(slots=True)
class Near:
    """A thing that is near: in which piece, its number and its nearest label's, how near that is
    (up to 1), and what its labels said for it together."""

    piece: int
    thing: int
    label: int
    likeness: float
    votes: float


def build(file: Path, table: Table, things: Things) -> None:
    """Write the file anew. Raises OSError when the disk does not take it."""
    labels = encoded(things, table)
    write(_paired(labels, 0), file, table)


def change(file: Path, table: Table, things: Things, gone: set[UUID]) -> None:
    """Put things anew, take others out. Raises OSError: build it, then."""
    labels, fresh = joined(read(file, table), gone | things.keys(), encoded(things, table))
    write(_paired(labels, fresh), file, table)


def find(
    labels: Labels, table: Table, typed: str, limit: int = 8, steepness: float = STEEPNESS
) -> list[Found]:
    """The things whose labels are nearest to what was typed, best first.

    In: any text; only its beginning is looked at. Out: at most `limit` things.
    """
    return [
        _found(labels, one.thing, one.label, one.likeness)
        for one in near([labels], table, typed, steepness)[:limit]
    ]


def near(
    pieces: Sequence[Piece],
    table: Table,
    typed: str,
    steepness: float = STEEPNESS,
    allowed: Sequence[Array | None] = (),
    title_worth: float = 1.0,
) -> list[Near]:
    """The things whose labels are nearest to what was typed, the one with most votes first.

    allowed: for each piece which of its labels may vote, or None for all of them. Others are as
        if they were not there.
    title_worth: how many votes the first label of a thing has, its name.
    """
    vector = _vector(table, typed)
    if not vector.any():
        return []
    listed = [_listed(piece, vector, may) for piece, may in zip_longest(pieces, allowed)]
    nearness = np.concatenate([np.empty(0, np.float32), *(near for near, _ in listed)])
    labels = np.concatenate([np.empty(0, np.int64), *(labels for _, labels in listed)])
    of = np.repeat(np.arange(len(listed)), [len(near) for near, _ in listed])
    first = np.argsort(-nearness, kind="stable")[:VOTERS]
    of, labels = of[first], labels[first]
    things, names = _about(pieces, of, labels)
    voters = list(zip(of.tolist(), labels.tolist(), things.tolist(), strict=True))
    likeness = _with_letters(pieces, typed, voters, nearness[first])
    highest = max(float(likeness.max(initial=0)), 1e-6)
    worths = np.where(names, title_worth, 1.0)
    votes = worths * np.maximum(likeness / highest, 0) ** steepness
    return _voted(voters, likeness.tolist(), votes.tolist())


@lru_cache(maxsize=16)
def _vector(table: Table, typed: str) -> Floats:
    """What was typed is held against one kind of things after another: it is encoded once."""
    vector: Floats = table.encode([typed])[0]
    return vector


def _about(pieces: Sequence[Piece], of: Array, labels: Array) -> tuple[Array, Array]:
    """The things that labels of several pieces are of, and which of the labels are names."""
    things, names = np.zeros(len(labels), np.int64), np.zeros(len(labels), bool)
    for number, piece in enumerate(pieces):
        mine = of == number
        things[mine], names[mine] = piece.things_of(labels[mine]), piece.are_names(labels[mine])
    return things, names


def _listed(piece: Piece, vector: Floats, may: Array | None) -> tuple[Floats, Array]:
    """The labels of a piece that may be among the voters, and how near they are."""
    near = piece.nearness(vector)
    if may is not None:
        near[~may] = -2
    most = min(VOTERS, len(near))
    best = np.argpartition(-near, most - 1)[:most] if most else np.empty(0, np.int64)
    best = np.sort(best[near[best] > -2])
    return near[best], best


def _voted(voters: list[Voter], likeness: list[float], votes: list[float]) -> list[Near]:
    found: dict[tuple[int, int], Near] = {}
    for (piece, label, thing), how, vote in zip(voters, likeness, votes, strict=True):
        one = found.get((piece, thing))
        if one is None:
            one = found[piece, thing] = Near(piece, thing, label, how, 0.0)
        one.votes += vote
        if how > one.likeness:
            one.likeness, one.label = how, label
    return sorted(found.values(), key=lambda one: -one.votes)


def _with_letters(pieces: Sequence[Piece], typed: str, voters: list[Voter], near: Array) -> Array:
    """The cosines of the voters, and for the first of them how many letters they share as well."""
    own, shared = _runs(" ".join(words_of(typed))), np.zeros(len(near), np.float32)
    for place, (of, label, _) in enumerate(voters[:SPELT]):
        other = _runs(pieces[of].written(label))
        shared[place] = 2 * len(own & other) / max(1, len(own) + len(other))
    both: Array = (near + LETTERS * shared) / (1 + LETTERS)
    return both


def _runs(written: str) -> set[str]:
    """The runs of two and three letters in folded words."""
    whole = f" {written} "
    after = whole[1:]
    twos, threes = zip(whole, after, strict=False), zip(whole, after, whole[2:], strict=False)
    return {*map("".join, twos), *map("".join, threes)}


def _found(labels: Labels, thing: int, label: int, likeness: float) -> Found:
    name = labels.is_name(label)
    return Found(labels.id(thing), labels.label(label), name, min(1.0, likeness))


def beside(
    labels: Labels, own: Sequence[UUID], others: Sequence[UUID]
) -> list[tuple[float, int, float]]:
    """How near the names of other things are to those of some own ones.

    Out, for each of the others: the mean of the squares of the cosines with the nearest of the own
    ones, FEW at most; which of them is the nearest of all, and how near that one is. Whatever has
    no name here is near nothing.
    """
    mine, theirs = names(labels, own), names(labels, others)
    if not len(mine) or not len(theirs):
        return [(0.0, 0, 0.0)] * len(others)
    each = np.maximum(theirs @ mine.T, 0)
    many = min(FEW, max(1, int(mine.any(axis=1).sum())))
    few = np.sort(each, axis=1)[:, -many:]
    near = (few * few).mean(axis=1)
    nearest, most = each.argmax(axis=1), each.max(axis=1)
    return list(zip(near.tolist(), nearest.tolist(), most.tolist(), strict=True))


def names(labels: Labels, ids: Sequence[UUID]) -> Floats:
    """The vectors of the names of some things, a row for each; zeros where there is none."""
    numbers = labels.things(ids)
    known = numbers >= 0
    rows = np.zeros((len(numbers), labels.numbers.shape[1]), np.float32)
    rows[known] = _vectors(labels, numbers[known])
    return rows


def _vectors(labels: Labels, things: Any) -> Floats:
    return labels.vectors(labels.starts[things])


def twins(labels: Labels, limit: int) -> Iterator[tuple[Found, Found]]:
    """Pairs of things with labels that are the same or nearly so, the most alike first."""
    for pair, likeness in zip(labels.pairs[:limit], labels.likeness[:limit], strict=True):
        one, other = (
            _found(labels, int(thing), int(label), float(likeness))
            for thing, label in zip(labels.things_of(pair), pair, strict=True)
        )
        yield one, other


def _paired(labels: Labels, fresh: int) -> Labels:
    """With the pairs that the labels from `fresh` on make, beside those that were known.

    How much two things are alike is half told by those labels, half by their names.
    """
    pairs = np.concatenate((labels.pairs, _same(labels), _near(labels, fresh)))
    if not len(pairs):
        return labels
    pairs = np.unique(np.sort(pairs, axis=1), axis=0)
    ends = labels.things_of(pairs)
    names = labels.starts[ends]
    near = (labels.vectors(pairs[:, 0]) * labels.vectors(pairs[:, 1])).sum(axis=1)
    named = (labels.vectors(names[:, 0]) * labels.vectors(names[:, 1])).sum(axis=1)
    likeness = ((near + named) / 2).astype(np.float32)
    order = np.argsort(-likeness, kind="stable")
    _, first = np.unique(
        ends[order], axis=0, return_index=True
    )  # one pair of labels for two things
    best = order[np.sort(first)][:MOST_TWINS]
    return replace(labels, pairs=pairs[best].astype(np.int32), likeness=likeness[best])


def _same(labels: Labels) -> Array:
    """Pairs of labels of the same words, of different things: of several, each with the next, so
    all are looked at again when one between two others went.
    """
    order = np.argsort(labels.keys, kind="stable")
    keys = labels.keys[order]
    beside = np.flatnonzero((keys[1:] == keys[:-1]) & (keys[1:] != 0))
    pairs = np.stack((order[beside], order[beside + 1]), axis=1)
    things = labels.things_of(pairs)
    kept: Array = pairs[things[:, 0] != things[:, 1]]
    return kept


def _near(labels: Labels, fresh: int) -> Array:
    """Pairs of names that are nearly the same, one of them at least from `fresh` on."""
    names = labels.starts[:-1][np.diff(labels.starts) > 0]
    vectors = labels.vectors(names)
    found = [np.empty((0, 2), np.int64)]
    first = int(np.searchsorted(names, fresh))
    for start in range(first, len(names), _AT_ONCE):
        near = vectors[start : start + _AT_ONCE] @ vectors.T
        one, other = np.nonzero(near >= TWINS_FROM)
        one += start
        apart = (one > other) | ((other < first) & (one != other))
        found.append(np.stack((names[one[apart]], names[other[apart]]), axis=1))
    return np.concatenate(found)
