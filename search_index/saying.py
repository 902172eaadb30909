"""What the words typed say of documents, by their names and by all their texts (BM25).

A role has many titles, and somebody looking for it types something like one of them. So names are
ranked as if each were a small document, and what titles, aliases, keywords and body together say of
a document (BM25F) stands beside them, and finds what no name says.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from itertools import compress
from math import log

from search_index.facets import Sieve
from search_index.meaning import NAMES_OF_PEOPLE
from search_index.query import Typed, Word
from search_index.segment import NAME_BITS, Postings
from search_index.view import View

Sums = list[dict[int, float]]
"""Per part: document, or document << NAME_BITS | name, -> what the words say of it."""

FLATTENED = 60  # counts rare words in names as less rare than they are, beside common ones

COMMON_FROM, COMMON_SHARE = 400, 0.25
"""From so many documents on, a word in more than this share of them only counts in names."""

BOUNDED_FROM, MOST = 5_000, 1_000
"""Of so many people no more are found by a word that many share, so that the time does not grow
with their number: who looks for one of them types a rarer word as well."""


@dataclass(slots=True)
class Said:
    """Per part of a view: what is said of its names and its documents, and whose code was typed.

    bounded: there are more documents of which something could be said.
    """

    names: Sums
    texts: Sums
    coded: list[set[int]]
    bounded: bool = False

    def documents(self, number: int) -> set[int]:
        """All documents of a part of which something is said."""
        named = {where >> NAME_BITS for where in self.names[number]}
        return self.coded[number] | self.texts[number].keys() | named


def say(view: View, typed: Typed, kinds: list[tuple[int, str]], sieve: Sieve) -> Said:
    """What the words typed say of the documents of some kinds, visible or not; where only so many
    are found, of those that are.
    """
    said = Said([{} for _ in view.parts], [{} for _ in view.parts], _coded(view, typed, kinds))
    for number, kind in kinds:
        everything = view.count(number)
        if everything:
            many = kind in NAMES_OF_PEOPLE and everything >= BOUNDED_FROM
            bound = _Bound(view, sieve, [(number, kind)]) if many else None
            counted = everything * FLATTENED
            bounded = _add_up(view, "names", kind, typed.words, counted, said.names, bound)
            told = [word for word in typed.words if not word.frames]
            words = [one for one in told if not _common(view, kind, one, everything)] or told
            bounded |= _add_up(view, "text", kind, words, everything, said.texts, bound)
            said.bounded |= bounded
    return said


def _coded(view: View, typed: Typed, kinds: list[tuple[int, str]]) -> list[set[int]]:
    if not typed.key:
        return [set() for _ in view.parts]
    return [
        {one for _, kind in kinds for one in part.postings("codes", kind, typed.key).where}
        for part in view.parts
    ]


def _common(view: View, kind: str, word: Word, everything: int) -> bool:
    if everything < COMMON_FROM:
        return False
    most = everything * COMMON_SHARE
    return any(
        sum(len(part.postings("text", kind, one).where) for part in view.parts) > most
        for one in word.stems[kind]
    )


def _add_up(
    view: View,
    name: str,
    kind: str,
    listed: Iterable[Word],
    everything: int,
    sums: Sums,
    bound: "_Bound | None",
) -> bool:
    """Add to the sums what every word says, in a field of a kind, by BM25. With a bound, a word
    that more visible documents share is held against those that rarer words found, or else finds so
    many alone; whether it could have found more.
    """
    bounded = known = False
    bits = NAME_BITS if name == "names" else 0
    found_by = [_places(view, name, kind, word) for word in listed]
    if bound is not None:
        found_by.sort(key=lambda one: one[0])
    for frequency, lists in found_by:
        rarity = log(1 + everything / (frequency + 0.5))
        if bound is not None and frequency > MOST:
            first, more = bound.first(lists, bits)
            if more:
                bounded = True
                lists = bound.held_against(sums, lists, bits) if known else first
        known = known or frequency > 0
        for total, found in zip(sums, lists, strict=True):
            if len(found) == 1:
                _add(total, found[0][0], rarity * found[0][1])
            else:
                _add_best(total, found, rarity)
    return bounded


Lists = list[list[tuple[Postings, float]]]


def _places(view: View, name: str, kind: str, word: Word) -> tuple[int, Lists]:
    """In how many places a word stands, and which, part by part."""
    lists = [
        [(part.postings(name, kind, one), worth) for one, worth in word.stems[kind].items()]
        for part in view.parts
    ]
    return sum(len(postings.where) for part in lists for postings, _ in part), lists


class _Bound:
    """Keeps what a word of many people finds to so many of those the asker may find."""

    def __init__(self, view: View, sieve: Sieve, kinds: list[tuple[int, str]]) -> None:
        self._view, self._sieve = view, sieve
        self._open = [sieve.all_visible(part, kinds) for part in view.parts]

    def first(self, lists: Lists, bits: int) -> tuple[Lists, bool]:
        """The first so many of each list that the asker may find, and whether all lists together
        have more than so many.
        """
        left, kept = MOST, list[list[tuple[Postings, float]]]()
        for number, found in enumerate(lists):
            kept.append([])
            for postings, worth in found:
                where, weights = self._of(number, postings, bits)
                left -= len(where)
                kept[-1].append((Postings(where[:MOST], weights[:MOST]), worth))
        return kept, left < 0

    def _of(
        self, number: int, postings: Postings, bits: int
    ) -> tuple[Sequence[int], Sequence[float]]:
        """The first MOST + 1 places of a list that the asker may find, with their weights."""
        where, weights, kept = postings.where, postings.weights, list[int]()
        if self._open[number]:
            return where[: MOST + 1], weights[: MOST + 1]
        part = self._view.parts[number]
        for start in range(0, len(where), MOST):
            some = [place >> bits for place in where[start : start + MOST]]
            kept += compress(range(start, start + len(some)), self._sieve.seen(part, some))
            if len(kept) > MOST:
                break
        return [where[at] for at in kept[: MOST + 1]], [weights[at] for at in kept[: MOST + 1]]

    @staticmethod
    def held_against(sums: Sums, lists: Lists, bits: int) -> Lists:
        """The same, only in documents of which something is said already."""
        known = [{where >> bits for where in total} for total in sums]
        return [
            [(_only(postings, bits, known[number]), worth) for postings, worth in found]
            for number, found in enumerate(lists)
        ]


def _only(postings: Postings, bits: int, known: Container[int]) -> Postings:
    pairs = zip(postings.where, postings.weights, strict=True)
    kept = [(where, weight) for where, weight in pairs if where >> bits in known]
    return Postings([where for where, _ in kept], [weight for _, weight in kept])


def _add(total: dict[int, float], postings: Postings, worth: float) -> None:
    if not total:
        first = dict(zip(postings.where, map(worth.__mul__, postings.weights), strict=True))
        if len(first) == len(postings.where):  # each place once
            total.update(first)
            return
    for where, weight in zip(postings.where, postings.weights, strict=True):
        total[where] = total.get(where, 0.0) + worth * weight


def _add_best(total: dict[int, float], found: list[tuple[Postings, float]], rarity: float) -> None:
    """Of several alternatives of one word only the best counts in any place."""
    best: dict[int, float] = {}
    for postings, worth in found:
        for where, weight in zip(postings.where, postings.weights, strict=True):
            if worth * weight > best.get(where, 0.0):
                best[where] = worth * weight
    for where, weight in best.items():
        total[where] = total.get(where, 0.0) + rarity * weight
