"""How a document lies in Whoosh: four posting fields and four columns.

Whoosh keeps, commits and merges; the ranking is ours. So that a search reads as little as
possible, what a posting is worth is worked out when it is written:

- `text`: stem -> how much the document is about it (BM25F over title, aliases, keywords, body).
- `names`: stem -> in which titles and aliases of the document it stands, and how long these are.
- `codes`: a whole code or former name.
- `id`: for removal, and because no id may occur twice.

Terms begin with the kind, so that searching 1,000 roles never reads what 100,000 people wrote,
and words are rare or common among their own kind.
"""

import json
import struct
from collections import Counter
from collections.abc import Iterator
from typing import Any

from whoosh.columns import VarBytesColumn
from whoosh.fields import ID, FieldType, Schema
from whoosh.formats import Format

from search_index.digest import digest
from search_index.model import Document
from search_index.text import COMMON, key, stems, words

SEP = "\x1f"
MAX_LABELS = 2000
MAX_LABEL_WORDS = 40
MAX_BODY_WORDS = 20_000

# field: (weight, how much its length counts, a usual length), tuned on the development sets.
_FIELDS = {
    "title": (4.0, 0.3, 3.0),
    "alias": (2.0, 0.1, 20.0),
    "keyword": (1.5, 0.5, 30.0),
    "body": (1.0, 0.5, 100.0),
}
_SATURATION = 1.2


class _Weights(Format):  # type: ignore[misc]  # Whoosh has no types here
    """Postings with a ready weight and nothing beside it."""

    posting_size = 0

    def supports(self, name: str) -> bool:
        return name in ("weight", "frequency")

    def decode_frequency(self, value: bytes) -> int:
        return 1

    def decode_weight(self, value: bytes) -> float:
        return 1.0


class _Payloads(_Weights):
    """Postings with bytes of ours; never empty ones, Whoosh loses count of those."""

    posting_size = -1


class _Ready(FieldType):  # type: ignore[misc]  # Whoosh has no types here
    """A field that is handed its postings: a list of (term, weight, bytes)."""

    def __init__(self, postings: Format) -> None:
        super().__init__(postings, None)

    def index(
        self, value: list[tuple[str, float, bytes]], **_: Any
    ) -> Iterator[tuple[bytes, int, float, bytes]]:
        for term, weight, payload in value:
            yield term.encode(), 1, weight, payload


class _Column(FieldType):  # type: ignore[misc]  # Whoosh has no types here
    """A column of bytes: a document's are found without reading those of others, and, unlike
    Whoosh's stored fields, without unpacking and unpickling.
    """

    indexed = False

    def __init__(self) -> None:
        super().__init__(None, None, sortable=VarBytesColumn())

    def to_column_value(self, value: bytes) -> bytes:
        return value

    def from_column_value(self, value: object) -> Any:
        return value


def schema() -> Schema:
    """The Whoosh schema of every index made by this library."""
    return Schema(
        id=ID(unique=True),
        codes=_Ready(_Weights()),
        names=_Ready(_Payloads()),
        text=_Ready(_Weights()),
        head=_Column(),
        labels=_Column(),
        card=_Column(),
        digest=_Column(),
    )


def term(kind: str, word: str) -> str:
    """The term of a word among the documents of a kind."""
    return kind + SEP + word


def fields(document: Document) -> dict[str, object]:
    """What Whoosh is given for a document."""
    labels = [document.title, *document.aliases][:MAX_LABELS]
    named = [words(label)[:MAX_LABEL_WORDS] for label in labels]
    return {
        "id": document.id,
        "codes": [(term(document.kind, code), 1.0, b"") for code in {*map(key, document.codes)}],
        "names": _names(document.kind, named),
        "text": _text(document, named),
        "head": _head(document),
        "labels": "\n".join(" ".join(label) for label in named).encode(),
        "card": _card(document, labels),
        "digest": digest(document).encode(),
    }


def _names(kind: str, named: list[list[str]]) -> list[tuple[str, float, bytes]]:
    places: dict[str, list[int]] = {}
    for number, label in enumerate(named):
        for word in dict.fromkeys(stems(label)):
            places.setdefault(word, []).append(number << 6 | min(len(label), 63))
    return [
        (term(kind, word), 1.0, struct.pack(f"<{len(where)}I", *where))
        for word, where in places.items()
    ]


def places(payload: bytes) -> tuple[int, ...]:
    """The names a posting of `names` stands for, each as number << 6 | length in words."""
    return struct.unpack(f"<{len(payload) // 4}I", payload)


def _text(document: Document, named: list[list[str]]) -> list[tuple[str, float, bytes]]:
    return [(term(document.kind, one), worth, b"") for one, worth in about(document, named).items()]


def about(document: Document, named: list[list[str]]) -> dict[str, float]:
    """What a document is about: stem -> how much, below 1. `named` are the words of its names."""
    texts = {
        "title": named[0],
        "alias": [word for label in named[1:] for word in label],
        "keyword": [word for name in document.keywords for word in words(name)],
        "body": words(document.body)[:MAX_BODY_WORDS],
    }
    said: dict[str, float] = {}
    for name, listed in texts.items():
        weight, length_counts, usual = _FIELDS[name]
        share = weight / (1 - length_counts + length_counts * len(listed) / usual)
        for word, times in Counter(listed).items():
            if word not in COMMON:
                said[word] = said.get(word, 0.0) + share * times
    merged: dict[str, float] = {}
    for word, stemmed in zip(said, stems(said), strict=True):
        merged[stemmed] = merged.get(stemmed, 0.0) + said[word]
    return {stemmed: worth / (worth + _SATURATION) for stemmed, worth in merged.items()}


def _head(document: Document) -> bytes:
    facets = {name: sorted(set(values)) for name, values in document.facets.items()}
    head = (document.id, document.kind, sorted(set(document.audience)), facets)
    return json.dumps(head, separators=(",", ":")).encode()


def _card(document: Document, labels: list[str]) -> bytes:
    card = (document.id, document.kind, labels, list(document.keywords), document.body)
    return json.dumps(card, separators=(",", ":")).encode()
