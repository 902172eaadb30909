"""What an address of the roles page asks for, and the addresses that lead on from it.

An address says all there is to say of a search, so it can be kept, sent to somebody and gone back
to. Unknown values find nothing and do no harm.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from portal.roles.models import MoveKind

PATH = "/roles"
LONGEST = 200
MOST_PAGES = 200
FACETS = ("family", "department", "level", "location")
FIELDS = (*FACETS, "skill", "move", "match")
MOVES = {"up": "Step up", "sideways": "Sideways", "field": "Another field"}
MATCHES = {"50": "50% or more", "70": "70% or more"}
SORTS = {
    "best": "Best for these words",
    "match": "Closest match to me",
    "title": "Title, A to Z",
}
_WORDS: dict[str, Callable[[str], str]] = {
    "level": lambda value: f"Level {value}",
    "skill": lambda value: f"Asks for {value}",
    "move": MOVES.__getitem__,
    "match": lambda value: f"{MATCHES[value]} match",
}


class Filter(NamedTuple):
    """A filter that is on: its words, and what to take out of the address to take it off."""

    words: str
    name: str
    value: str

    @property
    def pair(self) -> tuple[str, str]:
        """What is left out of an address without it."""
        return self.name, self.value


@dataclass(frozen=True)
class Asked:
    """The words, filters, order and page of an address."""

    text: str
    filters: dict[str, list[str]]
    moves: list[MoveKind]
    least: int
    sort: str
    page: int

    @classmethod
    def of(cls, given: MultiDict[str, str]) -> "Asked":
        """What the part of an address behind its question mark asks for."""
        least = next((value for value in _values(given, "match") if value in MATCHES), "0")
        sort = given.get("sort", "")
        return cls(
            text=words(given.get("q", "")),
            filters={name: _values(given, name) for name in (*FACETS, "skill")},
            moves=[MoveKind(value) for value in _values(given, "move") if value in MOVES],
            least=int(least),
            sort=sort if sort in SORTS else "best",
            page=number(given.get("page", "")),
        )

    @property
    def chosen(self) -> list[Filter]:
        """The filters that are on, each to be taken off by itself."""
        pairs = [(name, value) for name, values in self.filters.items() for value in values]
        pairs += [("move", move.value) for move in self.moves]
        pairs += [("match", str(self.least))] if self.least else []
        return [Filter(_WORDS.get(name, str)(value), name, value) for name, value in pairs]

    def orders(self, *, rated: bool) -> dict[str, str]:
        """The orders there are, in words. Without words typed the best is the first by title."""
        known = dict(SORTS) if self.text else {"best": SORTS["title"], "match": SORTS["match"]}
        return known if rated else {key: said for key, said in known.items() if key != "match"}

    def query(
        self, *, without: Iterable[tuple[str, str]] = (), bare: bool = False, **change: object
    ) -> str:
        """What stands behind the question mark of this search, changed; without a page it begins
        at the first. `without` are filters (name, value) left out; `bare` leaves all of them out.
        """
        filters = [] if bare else [(name, value) for _, name, value in self.chosen]
        pairs: list[tuple[str, object]] = [("q", self.text)] if self.text else []
        pairs += filters
        pairs += [("sort", self.sort)] if self.sort != "best" else []
        left_out = set(without)
        pairs = [pair for pair in pairs if pair not in left_out and pair[0] not in change]
        pairs += [(name, value) for name, value in change.items() if value is not None]
        return urlencode(pairs)

    def url(
        self, *, without: Iterable[tuple[str, str]] = (), bare: bool = False, **change: object
    ) -> str:
        """The address of this search, changed as in `query`."""
        query = self.query(without=without, bare=bare, **change)
        return f"{PATH}?{query}" if query else PATH


def words(typed: str) -> str:
    """What was typed: one line of signs that can be seen, no longer than the box allows."""
    seen = "".join(c if c.isprintable() else " " for c in typed[: LONGEST * 10])
    return " ".join(seen.split())[:LONGEST]


def number(typed: str) -> int:
    """The number of a page, whatever was given for it."""
    return max(1, min(MOST_PAGES, int(typed[:9]))) if typed.isdecimal() else 1


def _values(given: MultiDict[str, str], name: str) -> list[str]:
    listed = given.getlist(name)[:20]
    return list(dict.fromkeys(value[:LONGEST] for value in listed if value and value.isprintable()))
