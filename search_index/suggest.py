"""Suggestions while typing, from names kept in order; Whoosh itself is not asked."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, overload

from search_index.closeness import close
from search_index.facets import Sieve
from search_index.model import Suggestion
from search_index.query import MAX_TEXT
from search_index.ranking import NEAR_FROM
from search_index.text import words
from search_index.view import Part, View

_LOOKED_AT = 60
"""Names looked at per tier and segment; the shortest of them are suggested."""

_WALKED = 1_500
"""Names walked at most while looking for those the asker may see."""

_MOST_SUGGESTED = 50

NEAR_FROM_LETTERS = 5
"""A word of so many letters is needed to be near to others: shorter ones are hardly ever, and all
names would be looked through for each."""


class _Named(NamedTuple):
    """One name of a document."""

    part: Part
    document: int
    number: int

    @property
    def written(self) -> Suggestion:
        """As it is written, which is read from the files."""
        identity, kind, labels, *_ = self.part.card(self.document)
        return Suggestion(labels[self.number], kind, identity)


class Listed(Sequence[Suggestion]):
    """Suggestions that are read from the files only when they are looked at: of what is found of
    each kind, a list of several kinds shows few. To be looked at by the thread that asked for them,
    before it asks for anything else.
    """

    def __init__(self, named: list[_Named]) -> None:
        self._named = named

    def __len__(self) -> int:
        return len(self._named)

    @overload
    def __getitem__(self, at: int) -> Suggestion: ...
    @overload
    def __getitem__(self, at: slice) -> list[Suggestion]: ...
    def __getitem__(self, at: int | slice) -> Suggestion | list[Suggestion]:
        if isinstance(at, slice):
            return [one.written for one in self._named[at]]
        return self._named[at].written


@dataclass(slots=True)
class _Chosen:
    """The suggestions so far: one per document, and no name twice in a kind, however spelt."""

    limit: int
    listed: list[_Named] = field(default_factory=list)
    documents: set[tuple[str, int]] = field(default_factory=set)
    names: set[tuple[int, str]] = field(default_factory=set)

    def full(self) -> bool:
        """Whether nothing more is wanted."""
        return len(self.listed) >= self.limit

    def take(self, part: Part, document: int, number: int) -> None:
        """Take a name, but for a document or a name that is there."""
        segment, place = part.segment, (part.name, document)
        name = segment.kind[document], segment.name(document, number)
        if place not in self.documents and name not in self.names:
            self.documents.add(place)
            self.names.add(name)
            self.listed.append(_Named(part, document, number))


def suggestions(
    view: View,
    prefix: str,
    audiences: Collection[str],
    limit: int,
    kinds: Collection[str] | None,
) -> Listed:
    """Titles that begin as typed, then aliases, then names with a word inside that does; last,
    names that have all the typed words in any order. Shorter names first. Where there are none,
    what is spelt nearly so or means nearly that.
    """
    typed = words(prefix[:MAX_TEXT])
    chosen = _Chosen(min(max(limit, 0), _MOST_SUGGESTED))
    if not typed or chosen.full():
        return Listed([])
    sieve = Sieve(view, audiences, {})
    wanted = view.kinds(kinds)
    for tier in range(3):
        _choose(view, wanted, sieve, tier, [" ".join(typed)], chosen)
    if len(typed) > 1 and not chosen.full():
        longest = max(typed, key=len)
        others = [word for word in typed if word != longest]
        for tier in range(3):
            _choose(view, wanted, sieve, tier, [longest, *others], chosen)
    if not chosen.listed and max(map(len, typed)) >= NEAR_FROM_LETTERS:
        _choose_near(view, prefix, wanted, sieve, chosen)
    return Listed(chosen.listed)


def _choose_near(
    view: View, typed: str, kinds: list[tuple[int, str]], sieve: Sieve, chosen: _Chosen
) -> None:
    """What is spelt nearly so, or means nearly that, where nothing begins so."""
    found = close(view, typed, kinds, sieve).found
    for (number, document), near in sorted(found.items(), key=lambda one: -one[1].likeness):
        if chosen.full() or near.likeness < NEAR_FROM:
            return
        chosen.take(view.parts[number], document, near.name)


def _choose(
    view: View,
    kinds: list[tuple[int, str]],
    sieve: Sieve,
    tier: int,
    typed: list[str],
    chosen: _Chosen,
) -> None:
    if chosen.full():
        return
    found = [
        (len(name), name, order, document, number)
        for order, part in enumerate(view.parts)
        for kind, _ in kinds
        for name, document, number in _names(part, kind, sieve, tier, typed)
    ]
    for _, _, order, document, number in sorted(found):
        if chosen.full():
            return
        chosen.take(view.parts[order], document, number)


def _names(
    part: Part, kind: int, sieve: Sieve, tier: int, typed: list[str]
) -> Iterator[tuple[str, int, int]]:
    taken, others = 0, [f" {word}" for word in typed[1:]]
    for place in part.segment.phrases(kind).starting(typed[0], tier, _WALKED):
        if others and not _has_all(part.segment.name_around(place), others):
            continue
        document, number = part.segment.named_at(place)
        if sieve.visible(part, (document,)):
            yield part.segment.name(document, number), document, number
            taken += 1
            if taken == _LOOKED_AT:
                return


def _has_all(name: str, words: list[str]) -> bool:
    """Whether words of a name begin so; each is given with the space before it."""
    name = f" {name}"
    return all(word in name for word in words)
