"""What the address of a page of results asks for, and the addresses that lead on from it.

An address says all there is to say of a search, so it can be kept, sent to somebody and gone back
to. Unknown values find nothing and do no harm.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar, NamedTuple
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from portal.fields import nearest_page
from search_index import demanded

LONGEST = 200
MOST_PAGES = 200


class Filter(NamedTuple):
    """A filter that is on: its words, and what to take out of the address to take it off."""

    words: str
    name: str
    value: str

    @property
    def pair(self) -> tuple[str, str]:
        """What is left out of an address without it."""
        return self.name, self.value


class Box(NamedTuple):
    """A value to be ticked: its number in the list, its words, how many there are, if it is on."""

    number: str
    value: str
    words: str
    many: int
    on: bool


@dataclass(frozen=True)
class Address:
    """The words, filters, order and page of an address under PATH; SAID are filters in words.

    SIZE is how many things are on a page.
    """

    SIZE: ClassVar[int] = 6
    PATH: ClassVar[str]
    SAID: ClassVar[Mapping[str, Callable[[str], str]]]

    text: str
    filters: dict[str, list[str]]
    sort: str
    page: int

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The filters that are on, as (name, value)."""
        return [(name, value) for name, values in self.filters.items() for value in values]

    @property
    def chosen(self) -> list[Filter]:
        """The filters that are on, each to be taken off by itself."""
        return [Filter(self.SAID.get(name, str)(value), name, value) for name, value in self.pairs]

    @property
    def demanded(self) -> str:
        """What is asked for word for word, in words."""
        return exactly(self.text)

    @property
    def marked(self) -> str:
        """What was typed, in quotation marks where it brings none of its own."""
        return self.text if {*'"“”„«»'} & {*self.text} else f"“{self.text}”"

    @property
    def cleared(self) -> str:
        """The address without any filter."""
        return self.url(bare=True)

    @property
    def anybodys(self) -> bool:
        """Whether all who ask so are answered the same: nothing is typed, nothing one's own."""
        return not self.text

    def boxes(
        self,
        counts: Mapping[str, int],
        on: Collection[str],
        words: Mapping[str, str],
        most: int,
    ) -> tuple[Box, ...]:
        """The most frequent values of a filter, and those that are on whatever their place."""
        listed = [
            Box(str(number), value, words.get(value, value), count, value in on)
            for number, (value, count) in enumerate(counts.items(), 1)
            if number <= most or value in on
        ]
        others = (value for value in on if value not in counts)
        listed += [
            Box(f"x{number}", value, words.get(value, value), 0, True)
            for number, value in enumerate(others, 1)
        ]
        return tuple(listed)

    def query(
        self, *, without: Iterable[tuple[str, str]] = (), bare: bool = False, **change: object
    ) -> str:
        """What stands behind the question mark of this search, changed; without a page it begins
        at the first. `without` are filters (name, value) left out; `bare` leaves all of them out.
        """
        pairs: list[tuple[str, object]] = [("q", self.text)] if self.text else []
        pairs += [] if bare else self.pairs
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
        return f"{self.PATH}?{query}" if query else self.PATH


def words(typed: str) -> str:
    """What was typed: one line of signs that can be seen, no longer than the box allows."""
    seen = "".join(c if c.isprintable() else " " for c in typed[: LONGEST * 10])
    return " ".join(seen.split())[:LONGEST]


def exactly(text: str) -> str:
    """What a text asks for word for word, in words; empty where it asks for nothing so."""
    return " and ".join(f"“{one}”" for one in demanded(text))


def number(typed: str) -> int:
    """The number of a page, whatever was given for it."""
    return nearest_page(typed, MOST_PAGES)


def values(given: MultiDict[str, str], name: str) -> list[str]:
    """What is asked of a filter."""
    listed = given.getlist(name)[:20]
    return list(dict.fromkeys(value[:LONGEST] for value in listed if value and value.isprintable()))
