"""What the words typed say of documents, by their names and by all their texts (BM25).

A role has many titles, and somebody looking for it types something like one of them. So names are
ranked as if each were a small document, and what titles, aliases, keywords and body together say of
a document (BM25F) stands beside them, and finds what no name says.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import log

from search_index.query import Typed, Word
from search_index.segment import NAME_BITS, Postings
from search_index.view import View

Sums = list[dict[int, float]]
"""Per part: document, or document << NAME_BITS | name, -> what the words say of it."""

FLATTENED = 60  # counts rare words in names as less rare than they are, beside common ones

COMMON_FROM, COMMON_SHARE = 400, 0.25
"""From so many documents on, a word in more than this share of them only counts in names."""


@dataclass(frozen=True, slots=True)
class Said:
    """Per part of a view: what is said of its names and its documents, and whose code was typed."""

    names: Sums
    texts: Sums
    coded: list[set[int]]

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
            _add_up(view, "names", kind, typed.words, everything * FLATTENED, said.names)
            rare = [word for word in typed.words if not _common(view, kind, word, everything)]
            _add_up(view, "text", kind, rare or typed.words, everything, said.texts)
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
    view: View, name: str, kind: str, listed: Iterable[Word], everything: int, sums: Sums
) -> None:
    """Add to the sums what every word says, in a field of a kind, by BM25."""
    for word in listed:
        lists = [
            [(part.postings(name, kind, one), worth) for one, worth in word.stems[kind].items()]
            for part in view.parts
        ]
        frequency = sum(len(postings.where) for found in lists for postings, _ in found)
        rarity = log(1 + everything / (frequency + 0.5))
        for total, found in zip(sums, lists, strict=True):
            if len(found) == 1:
                _add(total, found[0][0], rarity * found[0][1])
            else:
                _add_best(total, found, rarity)


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
