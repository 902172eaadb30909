"""Suggestions while typing: titles by their beginning, other names by their words."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import Connection, text

from search_index.model import Query, Suggestion
from search_index.postgresql.entry import NAME, card, lexeme
from search_index.postgresql.finding import all_of, any_of, nearest_names, quoted
from search_index.postgresql.names import Near, Nearest
from search_index.postgresql.query import LAST, Words
from search_index.query import MAX_TEXT
from search_index.suggest import NEAR_FROM_LETTERS
from search_index.text import COMMON, stem, words

_TITLES, _NAMES = 60, 200
"""So many documents are looked at whose title begins as typed, and whose names have the words."""

_MOST_WORDS = 6
_MOST_SUGGESTED = 50
_COMPLETED, _COMPLETED_SHORT = 40, 10
_FAR = 0.0, 0.0

_BEGIN = text("""
    SELECT listed.no, one.kind, listed.names FROM unnest(CAST(:kinds AS text[])) AS one (kind)
    CROSS JOIN LATERAL (
        SELECT no, names, titled FROM index_document
        WHERE index_document.kind = one.kind AND build = :build AND gone = 0
            AND titled >= :first AND titled <= :last
            AND audience && CAST(:audiences AS text[])
        ORDER BY titled, no LIMIT :most
    ) AS listed
""")
_HAVE = text("""
    SELECT no, kind, names FROM index_document
    WHERE lexemes @@ CAST(:query AS tsquery) AND build + 0 = :build AND gone = 0
        AND audience && CAST(:audiences AS text[])
    LIMIT :most
""")
_CARDS = text("SELECT no, id, card FROM index_document WHERE no = ANY(:nos)")


class Named(NamedTuple):
    """A name, its number in the document it is of, that document and its kind."""

    name: str
    number: int
    no: int
    kind: str


@dataclass(slots=True)
class _Asked:
    """Who asks for what."""

    connection: Connection
    build: int
    typed: list[str]
    given: dict[str, object]
    vocabulary: Words


@dataclass(slots=True)
class _Chosen:
    """The suggestions so far: one per document, and no text twice in a kind."""

    limit: int
    listed: list[Suggestion] = field(default_factory=list)
    documents: set[int] = field(default_factory=set)
    texts: set[tuple[str, str]] = field(default_factory=set)

    def full(self, more: Collection[object] = ()) -> bool:
        """Whether nothing beyond these is wanted."""
        return len(self.listed) + len(more) >= self.limit

    def take(self, connection: Connection, listed: list[Named]) -> None:
        """Take what there is room for, shorter names first."""
        chosen: list[Named] = []
        for one in sorted(listed, key=lambda one: (len(one.name), *one)):
            text = one.kind, one.name
            if one.no not in self.documents and text not in self.texts and not self.full(chosen):
                self.documents.add(one.no)
                self.texts.add(text)
                chosen.append(one)
        if chosen:
            given = {"nos": [one.no for one in chosen]}
            cards = {no: rest for no, *rest in connection.execute(_CARDS, given)}
            for one in chosen:
                identity, stored = cards[one.no]
                self.listed.append(Suggestion(card(stored)[0][one.number], one.kind, identity))


def suggestions(
    connection: Connection, build: int, query: Query, nearest: Nearest
) -> list[Suggestion]:
    """Titles that begin as typed, then aliases, then names with a word inside that does; last,
    names that have all the typed words in any order. Shorter names first. Where there are none,
    what is spelt nearly so or means nearly that.
    """
    typed = words(query.text[:MAX_TEXT])
    chosen = _Chosen(min(max(query.limit, 0), _MOST_SUGGESTED))
    if not typed or chosen.full():
        return []
    vocabulary = Words(connection, build)
    vocabulary.look_up([""], query.kinds)
    given = {"build": build, "audiences": list(query.audiences)}
    asked = _Asked(connection, build, typed, given, vocabulary)
    chosen.take(connection, _titles(asked))
    if not chosen.full():
        tiers: dict[int, list[Named]] = {}
        for one in _others(asked):
            tiers.setdefault(_tier(typed, one), []).append(one)
        for tier in (1, 2, 3):
            chosen.take(connection, tiers.get(tier, []))
    if not chosen.listed and max(map(len, typed)) >= NEAR_FROM_LETTERS:
        for one in _close(asked, nearest(query.text, vocabulary.known.documents)):
            if not chosen.full():
                chosen.take(connection, [one])
    return chosen.listed


def _titles(asked: _Asked) -> list[Named]:
    start = " ".join(asked.typed)[:100]
    kinds = list(asked.vocabulary.known.documents)
    given = {"kinds": kinds, "first": start, "last": start + LAST, "most": _TITLES}
    rows = asked.connection.execute(_BEGIN, asked.given | given)
    return [Named(names.partition("\n")[0], 0, no, kind) for no, kind, names in rows]


def _others(asked: _Asked) -> Iterator[Named]:
    """All names of documents that have each of the words in some name, perhaps unfinished."""
    query = _query(asked)
    if not query:
        return
    given = {"query": query, "most": _NAMES}
    for no, kind, names in asked.connection.execute(_HAVE, asked.given | given):
        for number, name in enumerate(names.split("\n")):
            yield Named(name, number, no, kind)


def _close(asked: _Asked, near: Near) -> list[Named]:
    """The nearest name of each document that has one, the nearest first."""
    query = any_of(nearest_names(near))
    if not query:
        return []
    found = []
    for no, kind, names in asked.connection.execute(
        _HAVE, asked.given | {"query": query, "most": _NAMES}
    ):
        listed = [(near[kind].get(name, _FAR), name) for name in names.split("\n")]
        number = max(range(len(listed)), key=lambda one: (listed[one][0], -one))
        found.append((listed[number][0], Named(listed[number][1], number, no, kind)))
    return [one for _, one in sorted(found, key=lambda one: (-one[0][0], one[1]))]


def _query(asked: _Asked) -> str:
    """Each word, perhaps unfinished: the last of them nearly always is, the others seldom are.
    Words that stand in nearly every name lead to nobody where there are others.
    """
    listed = list(dict.fromkeys(asked.typed))
    telling = [word for word in listed if word not in COMMON and len(word) > 1] or listed
    wanted: list[str] = []
    for word in telling[:_MOST_WORDS]:
        most = _COMPLETED if word == listed[-1] and len(word) > 2 else _COMPLETED_SHORT
        found = {(kind, stem(word)) for kind in asked.vocabulary.known.documents}
        found |= set(asked.vocabulary.starting(word, most))
        wanted.append(any_of(quoted(lexeme(kind, NAME, one)) for kind, one in sorted(found)))
    return all_of(wanted)


def _tier(typed: list[str], named: Named) -> int:
    """1: the name begins as typed; 2: a word inside does; 3: it has all words; 0: neither."""
    name, start = named.name, " ".join(typed)
    if name.startswith(start):
        return 1
    if f" {start}" in name:
        return 2
    return 3 if all(f" {word}" in f" {name}" for word in typed) else 0
