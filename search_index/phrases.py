"""Names in alphabetical order, found by bisection: what suggestions are made of."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

_COMPARED = 48
"""So many letters decide the order; what is typed is compared in no more."""


class Phrases:
    """Where the names of one kind begin, and where the words in them do, in alphabetical order.

    Only places in the segment's one text of names are kept: four bytes an entry, no strings.
    """

    def __init__(self, text: str, names: Iterable[tuple[int, bool, str]]) -> None:
        self._text = text
        titles, aliases, inside = array("I"), array("I"), array("I")
        for start, is_title, name in names:
            (titles if is_title else aliases).append(start)
            at = name.find(" ")
            while at >= 0:
                inside.append(start + at + 1)
                at = name.find(" ", at + 1)
        self._tiers = [array("I", sorted(tier, key=self._at)) for tier in (titles, aliases, inside)]

    def _at(self, place: int) -> str:
        return self._text[place : place + _COMPARED]

    @property
    def tiers(self) -> int:
        """How many sorts of place there are: starts of titles, of aliases, of words inside."""
        return len(self._tiers)

    def starting(self, typed: str, tier: int, most: int) -> Iterator[int]:
        """At most so many places where a name, or a word in it, begins as typed."""
        typed = typed[:_COMPARED]
        listed: Sequence[int] = self._tiers[tier]
        at = bisect_left(listed, typed, key=lambda place: self._text[place : place + len(typed)])
        for place in listed[at : at + most]:
            if not self._text.startswith(typed, place):
                return
            yield place
