"""What one thread sees of one generation of the index: segments, readers, removed documents."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from search_index.meaning import NAMES_OF_PEOPLE
from search_index.model import Results
from search_index.schema import term
from search_index.segment import Postings, Segment, Shared
from search_index.store import reading


@dataclass(frozen=True, slots=True)
class Part:
    """A segment with the reader of this thread and the documents removed from it by now."""

    name: str
    segment: Segment
    reader: Any
    cards: Sequence[bytes]
    removed: frozenset[int]

    def postings(self, field: str, kind: str, word: str) -> Postings:
        """Where a word stands in a field of one kind; may still name removed documents."""
        return self.segment.postings(self.reader, field, term(kind, word))

    def card(self, document: int) -> list[Any]:
        """What is stored of a document: id, kind, names as written, keywords, body."""
        with reading():
            card: list[Any] = json.loads(self.cards[document])
        return card


@dataclass(slots=True)
class Whole:
    """All documents of some kinds that somebody may find, and how many of them have each value of
    the fields that were counted.
    """

    found: list[tuple[Part, list[int]]]
    counts: dict[str, Mapping[str, int]] = field(default_factory=dict)


class View:
    """One generation, unchanging."""

    def __init__(self, searcher: Any, segments: dict[str, Segment], shared: Shared) -> None:
        self.shared = shared
        self._searcher = searcher
        self.parts: list[Part] = []
        self.browsed: dict[tuple[Any, ...], Results] = {}
        self.wholes: dict[tuple[Any, ...], Whole] = {}
        for reader, _ in searcher.reader().leaf_readers():
            if reader.doc_count_all() == 0:
                continue
            name = reader.segment().segment_id()
            if name not in segments:
                segments[name] = Segment(reader, shared)
            removed = frozenset(reader.segment().deleted_docs())
            cards = reader.column_reader("card", translate=False)
            self.parts.append(Part(name, segments[name], reader, cards, removed))
        # Segments never change, and what was removed from one stays removed.
        self.state = tuple((part.name, len(part.removed)) for part in self.parts)

    def close(self) -> None:
        """Close the files this thread has open."""
        self._searcher.close()

    def kinds(self, wanted: Collection[str] | None) -> list[tuple[int, str]]:
        """The kinds there are, of those wanted: (number, name)."""
        return [
            (number, values[0])
            for number, values in enumerate(self.shared.kinds.values)
            if values and (wanted is None or values[0] in wanted)
        ]

    def count(self, kind: int) -> int:
        """How many documents of a kind there are, about (removed ones are counted)."""
        return sum(part.segment.of_kind(kind) for part in self.parts)

    def known(self, kind: str, word: str) -> bool:
        """Whether some document of the kind has a word with this stem."""
        return any(
            part.postings(field, kind, word).where
            for part in self.parts
            for field in ("names", "text")
        )

    def heard(self, kind: str, word: str) -> bool:
        """Whether somebody of a kind of people has a word with this stem in a name."""
        return kind in NAMES_OF_PEOPLE and any(
            part.postings("names", kind, word).where for part in self.parts
        )

    def heads(self) -> Iterator[tuple[Part, Sequence[bytes]]]:
        """The head column of every part."""
        for part in self.parts:
            with reading():
                yield part, part.reader.column_reader("head", translate=False)
