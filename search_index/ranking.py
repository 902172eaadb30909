"""The order of what is found: names vote, texts add, exact names and codes come first.

A role has many titles, and somebody looking for it types something like one of them. So the
names of all documents are ranked by BM25 as if each were a small document, and the best of them
vote for theirs; that finds more than ranking documents does. What titles, aliases, keywords and
body together say of a document (BM25F) is added, and finds what no name says.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from heapq import nlargest
from math import log

from search_index.facets import Sieve
from search_index.query import Typed, Word
from search_index.segment import NAME_BITS, Postings
from search_index.view import Part, View

Sums = list[dict[int, float]]
"""Per part: document, or document << NAME_BITS | name, -> what the words say of it."""

Place = tuple[int, int]
"""A document: (number of its part in the view, number in the part)."""

# Tuned on the development sets of role titles.
_VOTERS = 200
_STEEPNESS = 4
_TEXT_WORTH = 0.5
_TITLE_WORTH = 1.5  # beside an alias
_FLATTENED = 60  # counts rare words in names as less rare than they are, beside common ones
_TAIL = 0.3
"""Documents that say less than this share of what the best one says are not found at all."""

_COMMON_FROM, _COMMON_SHARE = 400, 0.25
"""From so many documents on, a word in more than this share of them only counts in names."""

CODE, TITLE, ALIAS = 30.0, 20.0, 10.0


@dataclass(slots=True)
class Ranked:
    """What was found: per part the visible documents, and the score of each.

    best_name: the number of the name that spoke loudest for a document (0 is its title).
    by_code: documents one of whose codes was typed.
    """

    found: list[tuple[Part, list[int]]]
    scores: dict[Place, float] = field(default_factory=dict)
    best_name: dict[Place, int] = field(default_factory=dict)
    by_code: set[Place] = field(default_factory=set)


def rank(view: View, typed: Typed, kinds: list[tuple[int, str]], sieve: Sieve) -> Ranked:
    """Find the visible documents for what was typed, and score them."""
    said: Sums = [{} for _ in view.parts]
    named: Sums = [{} for _ in view.parts]
    for number, kind in kinds:
        everything = view.count(number)
        if everything:
            _add_up(view, "names", kind, typed.words, everything * _FLATTENED, named)
            rare = [word for word in typed.words if not _common(view, kind, word, everything)]
            _add_up(view, "text", kind, rare or typed.words, everything, said)
    coded = [_coded(part, typed, kinds) for part in view.parts]
    ranked = Ranked(
        [
            (part, sieve.visible(part, _documents(texts, names, codes)))
            for part, texts, names, codes in zip(view.parts, said, named, coded, strict=True)
        ]
    )
    votes = _votes(ranked, named, typed)
    _score(ranked, said, votes, coded)
    return ranked


def _common(view: View, kind: str, word: Word, everything: int) -> bool:
    if everything < _COMMON_FROM:
        return False
    most = everything * _COMMON_SHARE
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


def _coded(part: Part, typed: Typed, kinds: list[tuple[int, str]]) -> set[int]:
    if not typed.key:
        return set()
    return {
        document for _, kind in kinds for document in part.postings("codes", kind, typed.key).where
    }


def _documents(said: dict[int, float], named: dict[int, float], coded: set[int]) -> set[int]:
    return coded | said.keys() | {where >> NAME_BITS for where in named}


def _votes(ranked: Ranked, named: Sums, typed: Typed) -> dict[Place, float]:
    """What the best names of visible documents say for them; whole names are noted."""
    visible = [set(documents) for _, documents in ranked.found]
    voters = nlargest(
        _VOTERS,
        (
            (score, number, where)
            for number, names in enumerate(named)
            for where, score in names.items()
            if where >> NAME_BITS in visible[number]
        ),
    )
    votes: dict[Place, float] = {}
    for score, number, where in voters:
        place = number, where >> NAME_BITS
        name = where & ((1 << NAME_BITS) - 1)
        worth = 1.0 if name else _TITLE_WORTH
        votes[place] = votes.get(place, 0.0) + worth * (score / voters[0][0]) ** _STEEPNESS
        ranked.best_name.setdefault(place, name)
        if ranked.found[number][0].segment.name(place[1], name) == typed.key:
            ranked.scores[place] = max(ranked.scores.get(place, 0.0), ALIAS if name else TITLE)
            ranked.best_name[place] = name
    return votes


def _score(ranked: Ranked, said: Sums, votes: dict[Place, float], coded: list[set[int]]) -> None:
    """Join votes, texts and exact matches into one score, and let go of the tail."""
    most_votes = max(votes.values(), default=1.0)
    most_said = max(
        (
            texts.get(document, 0.0)
            for texts, (_, documents) in zip(said, ranked.found, strict=True)
            for document in documents
        ),
        default=0.0,
    )
    for number, (part, documents) in enumerate(ranked.found):
        kept = []
        for document in documents:
            place = number, document
            share = said[number].get(document, 0.0) / most_said if most_said else 0.0
            exact = CODE if document in coded[number] else ranked.scores.get(place, 0.0)
            vote = votes.get(place, 0.0)
            if share >= _TAIL or vote or exact:
                kept.append(document)
                ranked.scores[place] = exact + vote / most_votes + _TEXT_WORTH * share
                if exact == CODE:
                    ranked.by_code.add(place)
        ranked.found[number] = part, kept
