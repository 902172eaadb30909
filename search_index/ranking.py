"""The order of what is found: exact names and codes, then what is near in meaning, then words.

The names of all documents vote for theirs, by how near they are to what was typed (the subword
table) where there is a table, by words where there is none. Words find what no name is near to,
break ties, and count the more the longer the text is, for a table blurs long ones.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

from search_index.closeness import Close, Place, close
from search_index.facets import Sieve
from search_index.query import Typed
from search_index.saying import Said, say
from search_index.segment import NAME_BITS
from search_index.text import COMMON
from search_index.verbatim import MOST, Verbatim, stems_of
from search_index.view import Part, View

# Tuned on the development sets of role titles: docs/search-quality.md.
VOTERS = 200
STEEPNESS = 4
TEXT_WORTH = 0.5
TITLE_WORTH = 1.5  # beside an alias
TAIL = 0.3
"""Documents that say less than this share of what the best one says are not found by words."""

_WORDS_BESIDE = 0.05
"""What words are worth beside names that are near."""

_LONG, _LONG_WORTH = 6, 3.0
"""From so many words on a text is a long one: what texts say of it counts up to so much."""

_FAR = Close(0.0, 0, 0.0)
NEAR_FROM = 0.5
"""From this likeness on a document is found for its meaning alone."""

CODE, TITLE, ALIAS, PHRASE, WITHIN = 30.0, 20.0, 10.0, 5.0, 4.5
"""What was typed is a code, the title or an alias; or stands in one of these, word for word; or
what was quoted stands somewhere else in the document."""

_MOST_OF = {"skill": 0.6}
"""A phrase is to be so much of a name that it stands in, by words. Names of skills are phrases that
stand in one another: "manage staff" is seldom looked for as a part of a longer one."""


def score(exact: float, vote: float, share: float, near: float | None, many: int) -> float:
    """The score of a document, the same for every backend.

    exact: CODE, TITLE, ALIAS, PHRASE or 0. vote, share: what words say of its names and of its
        texts, as shares of the best. near: the same of its votes by meaning; None where names of
        its kind are not compared. many: how many words were typed.
    """
    words = vote + TEXT_WORTH * share
    if near is None:
        return exact + words
    long = max(0.0, 1 - _LONG / max(many, 1))
    return exact + near + _WORDS_BESIDE * words + _LONG_WORTH * long * share


@dataclass(slots=True)
class Ranked:
    """What was found: per part the visible documents, and the score of each.

    exact: what was typed is a code of these, or one of their names, or stands in one; or they have
        what was quoted.
    best_name: the number of the name that spoke loudest for a document (0 is its title).
    close: documents with a name near in meaning.
    bounded: more could have been found.
    unread: more have all words of what was quoted than were read through.
    """

    found: list[tuple[Part, list[int]]] = field(default_factory=list)
    scores: list[dict[int, float]] = field(default_factory=list)
    exact: dict[Place, float] = field(default_factory=dict)
    best_name: dict[Place, int] = field(default_factory=dict)
    close: dict[Place, Close] = field(default_factory=dict)
    bounded: bool = False
    unread: bool = False


def rank(view: View, text: str, typed: Typed, kinds: list[tuple[int, str]], sieve: Sieve) -> Ranked:
    """Find the visible documents for what was typed, and score them."""
    said = say(view, typed, kinds, sieve)
    _hide(view, said, kinds, sieve)
    ranked = Ranked(bounded=said.bounded)
    votes = _votes(view, said, typed, ranked)
    with_words = _with_quoted_words(view, typed, kinds, sieve)
    ranked.unread = len(with_words) > MOST
    for place in _standing(view, typed, with_words[:MOST]):
        ranked.exact.setdefault(place, WITHIN)
    closeness = close(view, text, kinds, sieve)
    ranked.close = closeness.found
    _score(view, ranked, said, votes, _Scale(closeness.kinds, len(typed.words)))
    return ranked


def _hide(view: View, said: Said, kinds: list[tuple[int, str]], sieve: Sieve) -> None:
    """Leave out what is said of documents that the asker may not find. Mostly they may find all."""
    for number, part in enumerate(view.parts):
        if not sieve.all_visible(part, kinds):
            seen = set(sieve.visible(part, said.documents(number)))
            names, texts = said.names[number].items(), said.texts[number].items()
            said.names[number] = {at: worth for at, worth in names if at >> NAME_BITS in seen}
            said.texts[number] = {one: worth for one, worth in texts if one in seen}
            said.coded[number] &= seen


@dataclass(frozen=True, slots=True)
class _Scale:
    """How documents of a kind are scored: which kinds have names that are compared by the table,
    and how many words were typed."""

    compared: set[int]
    many: int

    def score(self, kind: int, exact: float, vote: float, share: float, near: float) -> float:
        return score(exact, vote, share, near if kind in self.compared else None, self.many)


def _score(
    view: View,
    ranked: Ranked,
    said: Said,
    votes: dict[Place, float],
    scale: _Scale,
) -> None:
    """Score what is found, and let go of the tail. Most documents are found by texts alone."""
    most = max(chain.from_iterable(texts.values() for texts in said.texts), default=1.0)
    least = TAIL * most
    for part, texts in zip(view.parts, said.texts, strict=True):
        kind_of = part.segment.kind
        worth = [
            scale.score(kind, 0.0, 0.0, 1.0, 0.0) / most
            for kind in range(len(view.shared.kinds.values))
        ]
        ranked.scores.append(
            {one: worth[kind_of[one]] * text for one, text in texts.items() if text >= least}
        )
    for place in {*votes, *ranked.exact, *ranked.close}:
        number, document = place
        near, vote = ranked.close.get(place, _FAR), votes.get(place, 0.0)
        share, exact = said.texts[number].get(document, 0.0) / most, ranked.exact.get(place, 0.0)
        if exact or vote or share >= TAIL or near.likeness >= NEAR_FROM:
            kind = view.parts[number].segment.kind[document]
            ranked.scores[number][document] = scale.score(kind, exact, vote, share, near.votes)
    ranked.found = [
        (part, list(scores)) for part, scores in zip(view.parts, ranked.scores, strict=True)
    ]


def _votes(view: View, said: Said, typed: Typed, ranked: Ranked) -> dict[Place, float]:
    """What the best names say for their documents, as shares of the most. What is exactly what was
    typed, and the loudest names, are noted.
    """
    voters = _loudest(said)
    votes: dict[Place, float] = {}
    for spoken, number, where in voters:
        place = number, where >> NAME_BITS
        name = where & ((1 << NAME_BITS) - 1)
        worth = 1.0 if name else TITLE_WORTH
        votes[place] = votes.get(place, 0.0) + worth * (spoken / voters[0][0]) ** STEEPNESS
        ranked.best_name.setdefault(place, name)
        segment = view.parts[number].segment
        kind = view.shared.kinds.values[segment.kind[place[1]]][0]
        exact = exactly(segment.name(place[1], name), name, typed, kind)
        if exact > ranked.exact.get(place, 0.0):
            ranked.exact[place] = exact
            ranked.best_name[place] = name
    for number, coded in enumerate(said.coded):
        ranked.exact.update({(number, one): CODE for one in coded})
    most = max(votes.values(), default=1.0)
    return {place: vote / most for place, vote in votes.items()}


def _with_quoted_words(
    view: View, typed: Typed, kinds: list[tuple[int, str]], sieve: Sieve
) -> list[Place]:
    """The visible documents that have all words of what was quoted, in whatever order."""
    stems, found = stems_of(typed.quoted), list[Place]()
    for number, part in enumerate(view.parts) if stems else ():
        for _, kind in kinds:
            lists = [set(part.postings("text", kind, one).where) for one in stems]
            visible = sieve.visible(part, sorted(set.intersection(*lists)))
            found += [(number, document) for document in visible]
    return found


def _standing(view: View, typed: Typed, places: list[Place]) -> Iterator[Place]:
    """Those of these documents that have all that was quoted as it was."""
    looks = Verbatim(typed.quoted)
    for number, document in places:
        if looks.all_in(*view.parts[number].card(document)[2:]):
            yield number, document


def _loudest(said: Said) -> list[tuple[float, int, int]]:
    """The names that say most, each as (what, part, where); of those that say the same the last.
    Many people share a word, and then most say the same: these are not compared one by one.
    """
    spoken = sorted(chain.from_iterable(names.values() for names in said.names), reverse=True)
    least = spoken[:VOTERS][-1] if spoken else 0.0
    loudest = [
        (worth, number, where)
        for number, names in enumerate(said.names)
        for where, worth in names.items()
        if worth > least
    ]
    loudest.sort(reverse=True)
    for number, names in reversed(list(enumerate(said.names))):
        equal = sorted([where for where, worth in names.items() if worth == least], reverse=True)
        loudest += [(least, number, where) for where in equal[: VOTERS - len(loudest)]]
    return loudest


def exactly(name: str, number: int, typed: Typed, kind: str) -> float:
    """Whether a name is what was typed, or has it in it word for word, the last one perhaps not
    finished; or has all that was quoted.
    """
    if name == typed.key:
        return ALIAS if number else TITLE
    whole = f" {name} "
    phrase = f" {typed.key}" if typed.unfinished else f" {typed.key} "
    if len(typed.words) > 1 and phrase in whole and _much(typed.key, name, kind):
        return PHRASE
    return PHRASE if typed.quoted and all(f" {one} " in whole for one in typed.quoted) else 0.0


def _much(phrase: str, name: str, kind: str) -> bool:
    """Whether a phrase is enough of the name it stands in, common words left out."""
    share = _MOST_OF.get(kind)
    return share is None or _telling(phrase) >= share * _telling(name)


def _telling(words: str) -> int:
    return sum(one not in COMMON for one in words.split(" "))
