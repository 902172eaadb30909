"""What the words typed say of documents, by their names and by all their texts (BM25).

A role has many titles, and somebody looking for it types something like one of them. So names are
ranked as if each were a small document, and what titles, aliases, keywords and body together say of
a document (BM25F) stands beside them, and finds what no name says.
"""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from math import log

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


def say(view: View, typed: Typed, kinds: list[tuple[int, str]]) -> Said:
    """What the words typed say of the documents of some kinds, visible or not."""
    said = Said([{} for _ in view.parts], [{} for _ in view.parts], _coded(view, typed, kinds))
    for number, kind in kinds:
        everything = view.count(number)
        if everything:
            most = MOST if kind in NAMES_OF_PEOPLE and everything >= BOUNDED_FROM else None
            counted = everything * FLATTENED
            bounded = _add_up(view, "names", kind, typed.words, counted, said.names, most)
            rare = [word for word in typed.words if not _common(view, kind, word, everything)]
            words = rare or typed.words
            bounded |= _add_up(view, "text", kind, words, everything, said.texts, most)
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
    most: int | None,
) -> bool:
    """Add to the sums what every word says, in a field of a kind, by BM25. With `most`, a word that
    more share than so many is held against those that rarer words found, or else finds so many
    alone; whether it could have found more.
    """
    bounded = known = False
    found_by = [_places(view, name, kind, word) for word in listed]
    if most is not None:
        found_by.sort(key=lambda one: one[0])
    for frequency, lists in found_by:
        rarity = log(1 + everything / (frequency + 0.5))
        if most is not None and frequency > most:
            bounded = True
            bits = NAME_BITS if name == "names" else 0
            lists = _held_against(sums if known else None, lists, most, bits)
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


def _held_against(sums: Sums | None, lists: Lists, most: int, bits: int) -> Lists:
    """The same, only in documents of which something is said already; the first so many where
    nothing is.
    """
    known = [{where >> bits for where in total} for total in sums] if sums is not None else None
    return [
        [
            (_only(postings, bits, known[number]) if known else _first(postings, most), worth)
            for postings, worth in found
        ]
        for number, found in enumerate(lists)
    ]


def _first(postings: Postings, most: int) -> Postings:
    return Postings(postings.where[:most], postings.weights[:most])


def _only(postings: Postings, bits: int, known: Container[int]) -> Postings:
    pairs = zip(postings.where, postings.weights, strict=True)
    kept = [(where, weight) for where, weight in pairs if where >> bits in known]
    return Postings([where for where, _ in kept], [weight for _, weight in kept])


def _add(total: dict[int, float], postings: Postings, worth: float) -> None:
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
