"""One immutable piece of the index, read once and kept: columns, names, postings.

Whoosh adds a segment with every commit and never changes one, except that documents in it may be
marked as removed. So what is derived from a segment is derived once per process and shared by its
threads; a new commit costs only what is new. Removed documents are a matter of the View.
"""

import json
from array import array
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from search_index.meaning import Nearby
from search_index.phrases import Phrases
from search_index.schema import places
from search_index.store import reading
from search_index.vocabulary import Vocabulary

_T = TypeVar("_T")

NAME_BITS = 12
_K, _B, _USUAL = 1.2, 0.75, 3.0
NAME_WORTH = [(_K + 1) / (1 + _K * (1 - _B + _B * length / _USUAL)) for length in range(64)]
"""BM25 of a word in a name of so many words: the shorter the name, the more it says."""

_KEPT_POSTINGS = 3_000_000
"""Entries of postings kept in memory per process, some 12 bytes each."""


class Codes:
    """Small numbers for the value lists that documents share, the same in all segments."""

    def __init__(self) -> None:
        self.values: list[tuple[str, ...]] = [()]
        self._numbers: dict[tuple[str, ...], int] = {(): 0}
        self._lists: dict[str, list[int]] = {}
        self._sorted = 0
        self._lock = Lock()

    def having(self, wanted: Iterable[str]) -> bytearray:
        """One byte per value list: does it share a value with those wanted?"""
        with self._lock:
            self._sort()
            accepted = bytearray(len(self.values))
            for value in wanted:
                for number in self._lists.get(value, ()):
                    accepted[number] = 1
        return accepted

    def _sort(self) -> None:
        """Note which lists each value is in, once for each list, when somebody first asks."""
        for number in range(self._sorted, len(self.values)):
            for value in self.values[number]:
                self._lists.setdefault(value, []).append(number)
        self._sorted = len(self.values)

    def number(self, values: tuple[str, ...]) -> int:
        """The number of a value list, a new one when it is met for the first time."""
        known = self._numbers.get(values)
        if known is not None:
            return known
        with self._lock:
            number = self._numbers.setdefault(values, len(self.values))
            if number == len(self.values):
                self.values.append(values)
            return number


class Shared:
    """What all segments of one index share: their folder, the codes of kinds, audiences, facets."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.kinds = Codes()
        self.audiences = Codes()
        self._facets: dict[str, Codes] = {}
        self._lock = Lock()

    def facet(self, name: str) -> Codes:
        """The codes of a facet field."""
        with self._lock:
            return self._facets.setdefault(name, Codes())


@dataclass(frozen=True, slots=True)
class Postings:
    """A posting list: where the term stands and what that is worth there.

    where: documents; for the field `names` each is document << NAME_BITS | number of the name.
    """

    where: Sequence[int]
    weights: Sequence[float]


_NOTHING = Postings((), ())


class Segment:
    """The kept part of a segment. Reading needs a reader of the calling thread."""

    def __init__(self, reader: Any, shared: Shared) -> None:
        self._shared = shared
        self.nearby = Nearby(shared.folder, reader.segment().segment_id())
        self._lock = Lock()
        self._postings: OrderedDict[tuple[str, str], Postings] = OrderedDict()
        self._held = 0
        self._making = Lock()
        self._vocabularies: dict[int, Vocabulary] = {}
        self._phrases: dict[int, Phrases] = {}
        self.size: int = reader.doc_count_all()
        self.kind = array("I", bytes(4 * self.size))
        self.audience = array("I", bytes(4 * self.size))
        self._facets: dict[str, array[int]] = {}
        with reading():
            self._read_heads(reader)
            self._read_labels(reader)
        self._of_kind = self._sorted_by_title()
        self.audiences = frozenset(zip(self.kind, self.audience, strict=True))

    def _read_heads(self, reader: Any) -> None:
        column = reader.column_reader("head", translate=False)
        for document in range(self.size):
            _, kind, audience, facets = json.loads(column[document])
            self.kind[document] = self._shared.kinds.number((kind,))
            self.audience[document] = self._shared.audiences.number(tuple(audience))
            for name, values in facets.items():
                codes = self._shared.facet(name)
                self.facet(name)[document] = codes.number(tuple(values))

    def _read_labels(self, reader: Any) -> None:
        """All names in one long text: compact, and a name is found by counting lines."""
        column = reader.column_reader("labels", translate=False)
        listed = [column[document].decode() for document in range(self.size)]
        self.names = "\n".join(listed)
        self.first_name = array("I", [0])
        for names in listed:
            self.first_name.append(self.first_name[-1] + names.count("\n") + 1)
        self.name_start = array("I", [0])
        at = self.names.find("\n")
        while at >= 0:
            self.name_start.append(at + 1)
            at = self.names.find("\n", at + 1)
        self.name_start.append(len(self.names) + 1)

    def _sorted_by_title(self) -> dict[int, Sequence[int]]:
        of_kind: dict[int, list[int]] = {}
        for document, kind in enumerate(self.kind):
            of_kind.setdefault(kind, []).append(document)
        return {
            kind: array("I", sorted(documents, key=self.title_key))
            for kind, documents in of_kind.items()
        }

    def facet(self, name: str) -> "array[int]":
        """The column of a facet field: document -> number of its value list, 0 for none."""
        column = self._facets.get(name)
        if column is None:
            column = self._facets.setdefault(name, array("I", bytes(4 * self.size)))
        return column

    def name(self, document: int, number: int) -> str:
        """A folded name of a document: number 0 is its title, the others are its aliases."""
        return self.line(self.first_name[document] + number)

    def line(self, line: int) -> str:
        """A folded name by its number among all of the segment's."""
        return self.names[self.name_start[line] : self.name_start[line + 1] - 1]

    def title_key(self, document: int) -> str:
        """What documents are sorted by."""
        return self.name(document, 0)

    def named_at(self, start: int) -> tuple[int, int]:
        """(document, number of its name) for a place in the text of names."""
        line = bisect_right(self.name_start, start) - 1
        document = bisect_right(self.first_name, line) - 1
        return document, line - self.first_name[document]

    def name_around(self, start: int) -> str:
        """The folded name in which a place in the text of names is."""
        end = self.names.find("\n", start)
        return self.names[self.names.rfind("\n", 0, start) + 1 : end if end >= 0 else None]

    def kinds(self) -> list[tuple[int, str]]:
        """The kinds of its documents: (number, name)."""
        return [(kind, self._shared.kinds.values[kind][0]) for kind in self._of_kind]

    def in_order(self, kind: int) -> Sequence[int]:
        """The documents of a kind by title."""
        return self._of_kind.get(kind, ())

    def of_kind(self, kind: int) -> int:
        """How many documents of a kind there are, removed ones included."""
        return len(self._of_kind.get(kind, ()))

    def vocabulary(self, kind: int) -> Vocabulary:
        """The words in the names of a kind."""
        return self._once(
            self._vocabularies, kind, lambda: Vocabulary(name for _, _, name in self._lines(kind))
        )

    def phrases(self, kind: int) -> Phrases:
        """The names of a kind, in order for suggesting."""
        return self._once(self._phrases, kind, lambda: Phrases(self.names, self._lines(kind)))

    def _once(self, made: dict[int, _T], kind: int, make: Callable[[], _T]) -> _T:
        """Made when it is first asked for, by one thread."""
        with self._making:
            if kind not in made:
                made[kind] = make()
            return made[kind]

    def _lines(self, kind: int) -> Iterator[tuple[int, bool, str]]:
        """(where the name starts, is it a title, the name) of a kind."""
        for document in self.in_order(kind):
            first = self.first_name[document]
            for line in range(first, self.first_name[document + 1]):
                start = self.name_start[line]
                yield start, line == first, self.names[start : self.name_start[line + 1] - 1]

    def postings(self, reader: Any, field: str, term: str) -> Postings:
        """The posting list of a term, empty when the segment does not have it."""
        wanted = (field, term)
        with self._lock:
            known = self._postings.get(wanted)
            if known is not None:
                self._postings.move_to_end(wanted)
                return known
        with reading():
            found = _read_postings(reader, field, term)
        with self._lock:
            if wanted not in self._postings:
                self._postings[wanted] = found
                self._held += len(found.where) + 8
            while self._held > _KEPT_POSTINGS:
                _, dropped = self._postings.popitem(last=False)
                self._held -= len(dropped.where) + 8
        return found


def _read_postings(reader: Any, field: str, term: str) -> Postings:
    if (field, term) not in reader:
        return _NOTHING
    matcher = reader.postings(field, term)
    where, weights = array("Q"), array("f")
    while matcher.is_active():
        if field == "names":
            first = matcher.id() << NAME_BITS
            for place in places(matcher.value()):
                where.append(first | place >> 6)
                weights.append(NAME_WORTH[place & 63])
        else:
            where.append(matcher.id())
            weights.append(matcher.weight())
        matcher.next()
    return Postings(where, weights)
