"""Which documents have a name that is near in meaning to what was typed, of those one may find."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from search_index import meaning
from search_index.facets import Sieve
from search_index.meaning import Tools
from search_index.text import told, words
from search_index.view import View

if TYPE_CHECKING:
    from search_index.vectors import Names

Vote = tuple[float, float]
_VOTE: Vote = 10.0, 1.5
_VOTE_OF = {"skill": (40.0, 1.5)}

_SHORTEST = 2
"""A text without a word of so many letters (5, C++, R) is left to words alone."""

Place = tuple[int, int]
"""A document: (number of its part in the view, number in the part)."""


@dataclass(frozen=True, slots=True)
class Close:
    """How near a document is (up to 1), by which of its names, and its share of the votes."""

    likeness: float
    name: int
    votes: float


@dataclass(slots=True)
class Closeness:
    """The documents that are near, and the kinds whose names were compared at all."""

    found: dict[Place, Close] = field(default_factory=dict)
    kinds: set[int] = field(default_factory=set)


def vote(kind: str) -> Vote:
    """How steeply the names of a kind vote, and what a title's vote is worth beside an alias's.

    Names of roles vote less steeply than those of skills, for there are more alike.
    """
    return _VOTE_OF.get(kind, _VOTE)


def comparable(text: str) -> bool:
    """Whether a text says enough to be compared by meaning."""
    return any(len(one) >= _SHORTEST and one.isalpha() for one in words(text))


def close(view: View, text: str, kinds: list[tuple[int, str]], sieve: Sieve) -> Closeness:
    """The documents nearest to a text. Nothing where there is no table.

    What the asker may not find has no vote and is compared with nothing.
    """
    kit, found, text = meaning.tools(), Closeness(), told(text)
    if kit is None or not comparable(text):
        return found
    for kind, name in kinds:
        pieces = [
            (number, part.segment.nearby.of_kind(part.segment, kind, kit))
            for number, part in enumerate(view.parts)
            if part.segment.of_kind(kind)
        ]
        whole = [(number, names) for number, names in pieces if names is not None]
        if pieces and len(whole) == len(pieces):  # else some are only found by words: all are
            found.kinds.add(kind)
            found.found |= _nearest(view, text, whole, sieve, kit, vote(name))
    return found


def _nearest(
    view: View,
    text: str,
    pieces: "list[tuple[int, Names]]",
    sieve: Sieve,
    kit: Tools,
    how: Vote,
) -> dict[Place, Close]:
    listed = [names for _, names in pieces]
    allowed = [names.seen(sieve.audience, view.parts[number].removed) for number, names in pieces]
    near = kit.nearest.near(listed, kit.table, text, how[0], allowed, how[1])
    most = (near[0].votes if near else 0.0) or 1.0  # signs alone are like nothing
    return {
        (pieces[one.piece][0], one.thing): Close(
            one.likeness, listed[one.piece].number(one.label), one.votes / most
        )
        for one in near
    }
