"""Whether a document is what a saved search asks for, told from hashes of its words alone.

The search itself ranks, corrects and guesses. What is told unasked has to be sure: the words of the
search all stand in the document (of a long one, three in four), and every filter holds. Whatever is
found so is also found by the search.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from zlib import crc32

from portal.saved.models import Of
from portal.saved.wanted import read
from search_index import Document
from search_index.text import COMMON, stems, words

Terms = frozenset[int]
SHORT = 3
# What depends on the person as well as on the document, and is looked at when somebody is told.
PERSONAL = frozenset({"move", "match"})
# What documents carry for the search alone.
_UNASKED = frozenset({"id", "rung"})
_SCHEME = 1  # counted up when the terms of the same document change


def of(document: Document) -> Terms:
    """The hashes of the words and filters of a document."""
    texts = (document.title, document.body, *document.aliases, *document.keywords, *document.codes)
    found = {_word(one) for text in texts for one in stems(words(text))}
    for field, values in document.facets.items():
        if field not in _UNASKED:
            found.update(_filter(field, value) for value in values)
    return frozenset(found)


def _word(word: str) -> int:
    return crc32(word.encode())


def _filter(field: str, value: str) -> int:
    return crc32(f"{field}\0{value}".encode())


def pack(terms: Terms) -> bytes:
    """The terms as they are kept: four bytes each."""
    return array("I", [_SCHEME, *sorted(terms)]).tobytes()


def unpack(packed: bytes | None) -> Terms | None:
    """The terms that were kept: none of a new role, None where nobody can say what there was."""
    if not packed:
        return None if packed is None else frozenset()
    kept = array("I")
    kept.frombytes(packed)
    return frozenset(kept[1:]) if kept[0] == _SCHEME else None


@dataclass(frozen=True, slots=True)
class Needed:
    """What a search needs: so many of its words, and of each group of filters one."""

    words: Terms
    least: int
    groups: tuple[Terms, ...]
    personal: tuple[tuple[str, str], ...]

    def in_(self, terms: Terms) -> bool:
        """Whether these terms have what is needed."""
        if len(self.words & terms) < self.least:
            return False
        return not any(group.isdisjoint(terms) for group in self.groups)

    @property
    def starts(self) -> Terms:
        """Terms of which a document must have at least one; empty when there is no such set."""
        return self.words or (self.groups[0] if self.groups else frozenset())


@lru_cache(maxsize=30_000)
def needed(query: str, kind: str = Of.ROLE) -> Needed:
    """What the search of a kind with this query needs."""
    wanted = read(query)
    listed = stems(one for one in words(wanted.text) if one not in COMMON)
    looked_for = frozenset(_word(one) for one in listed)
    fields: dict[str, set[int]] = {}
    for field, value in _asked(wanted.filters, kind):
        if field not in PERSONAL:
            fields.setdefault(field, set()).add(_filter(field, value))
    count = len(looked_for) or int(bool(wanted.text))  # no word to go by finds nothing
    return Needed(
        looked_for,
        count if count <= SHORT else -(-3 * count // 4),
        tuple(frozenset(group) for group in fields.values()),
        tuple(pair for pair in wanted.filters if pair[0] in PERSONAL),
    )


def _asked(filters: Iterable[tuple[str, str]], kind: str) -> list[tuple[str, str]]:
    """The filters as documents have them: the tab of opportunities one looks at is their state."""
    if kind != Of.OPPORTUNITY:
        return [*filters]
    shown = [value for field, value in filters if field == "show"] or ["open"]
    others = [pair for pair in filters if pair[0] != "show"]
    return [*others, *(("state", value) for value in shown)]


class Book:
    """Many searches of a kind, laid out so that a document is held only against those it may
    concern.
    """

    def __init__(self, searches: Iterable[tuple[Any, str]], kind: str = Of.ROLE) -> None:
        self.searches = [(key, needed(query, kind)) for key, query in searches]
        self.always: list[int] = []
        self.by_term: dict[int, list[int]] = {}
        for place, (_, need) in enumerate(self.searches):
            if not need.starts:
                self.always.append(place)
            for term in need.starts:
                self.by_term.setdefault(term, []).append(place)

    def finding(self, terms: Terms, before: Terms) -> Iterator[Any]:
        """The keys of the searches that find these terms and did not find those before."""
        hits = Counter(place for term in terms for place in self.by_term.get(term, ()))
        for place in (*self.always, *hits):
            key, need = self.searches[place]
            enough = hits[place] >= (need.least if need.words else 0)
            if enough and need.in_(terms) and not (before and need.in_(before)):
                yield key
