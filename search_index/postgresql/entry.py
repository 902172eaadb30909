"""A document as a row of the index, and what the row adds to the counts of words and values."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from search_index.digest import digest
from search_index.highlight import LOOKED_AT
from search_index.meaning import NAMES_OF_PEOPLE
from search_index.model import Document
from search_index.schema import MAX_LABEL_WORDS, MAX_LABELS, about
from search_index.text import key, stem, words

TEXT, NAME, CODE, WHOLE, FACET = "t", "n", "c", "w", "f"
"""What a lexeme says of a document: it is about a word, has it in a name, has a code, is called
exactly so, has a value in a facet."""

LISTED = "\x1e"
PAIR = "\x1f"
MAX_ABOUT = 1_000
"""So many stems of a document have a weight and are counted; it is found by all of them."""

_UNKEPT = str.maketrans("\0" + LISTED + PAIR, "\ufffd" * 3)
TITLED = 200
"""So much of a title lists are sorted by."""

_LONGEST_VALUE = 1_000


class Row(NamedTuple):
    """The columns of a document, as they are written and as they are read back for counting."""

    id: str
    kind: str
    titled: str
    names: str
    about: str
    facets: str
    audience: str
    lexemes: str
    card: str
    digest: str


@dataclass(slots=True)
class Tally:
    """What rows add to the counts: (kind, word) and so on -> how many."""

    named: Counter[tuple[str, str]] = field(default_factory=Counter)
    told: Counter[tuple[str, str]] = field(default_factory=Counter)
    words: Counter[tuple[str, str]] = field(default_factory=Counter)
    names: Counter[tuple[str, str]] = field(default_factory=Counter)
    values: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)

    def add(
        self, kind: str, names: str, told: str, facets: str, audience: str, times: int = 1
    ) -> None:
        """Count a row `times` times; -1 takes it out again."""
        self._add_names(kind, names.split("\n"), times)
        self.told[kind, ""] += times
        for one in told.split():
            self.told[kind, one.rpartition(":")[0]] += times
        self.values[kind, "", audience, ""] += times
        for name, values in parsed(facets).items():
            for value in values:
                self.values[kind, name, audience, value] += times

    def _add_names(self, kind: str, listed: list[str], times: int) -> None:
        for name in listed:
            own = set(name.split(" ")) - {""}
            for word in own:
                self.words[kind, word] += times
            for one in {stem(word) for word in own}:
                self.named[kind, one] += times
        if kind not in NAMES_OF_PEOPLE:
            for name in set(listed) - {""}:
                self.names[kind, name] += times


def row(document: Document) -> Row:
    """The row of a document."""
    labels = [document.title, *document.aliases][:MAX_LABELS]
    named = [words(label)[:MAX_LABEL_WORDS] for label in labels]
    weights = about(document, named)
    names = [" ".join(label) for label in named]
    pairs = sorted(
        {
            (clean(name), clean(value))
            for name, values in document.facets.items()
            for value in values
        }
    )
    card = labels, list(document.keywords), document.body[:LOOKED_AT]
    kind = clean(document.kind)
    return Row(
        id=clean(document.id),
        kind=kind,
        titled=names[0][:TITLED],
        names="\n".join(names),
        about=_about(weights),
        facets=LISTED.join(name + PAIR + value for name, value in pairs),
        audience=PAIR.join(sorted({clean(one) for one in document.audience} - {""})),
        lexemes=LISTED.join(set(_lexemes(kind, document, weights, names, pairs))),
        card=json.dumps(card, separators=(",", ":")),
        digest=digest(document),
    )


def _about(weights: Mapping[str, float]) -> str:
    heaviest = sorted(weights, key=lambda one: -weights[one])[:MAX_ABOUT]
    listed = " ".join(f"{one}:{min(99, round(100 * weights[one])):02}" for one in heaviest)
    return f" {listed} "


def _lexemes(
    kind: str,
    document: Document,
    weights: Iterable[str],
    names: list[str],
    pairs: Iterable[tuple[str, str]],
) -> Iterator[str]:
    yield from (lexeme(kind, TEXT, one) for one in weights)
    for one in {stem(word) for name in names for word in name.split(" ")} - {""}:
        yield lexeme(kind, NAME, one)
    yield from (lexeme(kind, WHOLE, name) for name in set(names) - {""})
    yield from (lexeme(kind, CODE, code) for code in {*map(key, document.codes)} - {""})
    yield from (lexeme(kind, FACET, name + PAIR + value) for name, value in pairs)


def lexeme(kind: str, sort: str, word: str) -> str:
    """What a document of a kind is found by. Stems stay readable, longer things are hashed."""
    if sort in (TEXT, NAME):
        return f"{kind}{PAIR}{sort}{word}"
    return f"{kind}{PAIR}{sort}{shortened(word)}"


def quoted(lexeme: str) -> str:
    """A lexeme as it stands in a query."""
    doubled = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"


def shortened(text: str) -> str:
    """A text as a lexeme, a key: as good as the only one of its length."""
    return hashlib.blake2b(text.encode(), digest_size=9).hexdigest()


def clean(value: str) -> str:
    """A value as PostgreSQL can keep it, and without the signs that part values from each other."""
    if value.isprintable() and len(value) <= _LONGEST_VALUE:
        return value
    plain = value[:_LONGEST_VALUE].translate(_UNKEPT)
    return plain.encode("utf-8", "replace").decode()


@lru_cache(maxsize=20_000)
def parsed(facets: str) -> dict[str, tuple[str, ...]]:
    """The facets of a row: field -> values. Many rows have the same."""
    listed: dict[str, tuple[str, ...]] = {}
    for pair in facets.split(LISTED) if facets else ():
        name, _, value = pair.partition(PAIR)
        listed[name] = (*listed.get(name, ()), value)
    return listed


def card(stored: str) -> tuple[list[str], list[str], str]:
    """What is shown of a document: its names, its keywords, the beginning of its body."""
    labels, keywords, body = json.loads(stored)
    return labels, keywords, body
