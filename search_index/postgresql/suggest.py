"""Suggestions while typing: titles by their beginning, other names by their words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import Connection, text

from search_index.model import Query, Suggestion
from search_index.postgresql.called import Called, Listed, Named, documents
from search_index.postgresql.entry import NAME, card, lexeme, quoted
from search_index.postgresql.finding import all_of, any_of, nearest_names
from search_index.postgresql.names import Here, Near
from search_index.postgresql.query import LAST, Words
from search_index.query import MAX_TEXT
from search_index.suggest import NEAR_FROM_LETTERS
from search_index.text import COMMON, stem, words

_TITLES, _NAMES = 60, 200
"""So many documents are looked at whose title begins as typed, and whose names have the words."""

_CALLED, _AT_FIRST = 100, 12
"""Of so many names that are spelt so it is asked who has them; mostly the first of them do."""

_MOST_WORDS = 6
_MOST_SUGGESTED = 50
_COMPLETED, _COMPLETED_SHORT = 40, 10
_MOST_NAMED, _TOO_FREQUENT = 5_000, 20_000
"""One word alone is completed, by the most frequent first, until what it may be stands in so many
names; what stands in too many leads nowhere. For _NAMES of them, all are gathered first."""

_NEAREST = 32
"""So many of the names that are near are looked for: few are suggested, few have no document."""

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


class Holder(NamedTuple):
    """A document and its names, a line each, with a line break before the first."""

    no: int
    kind: str
    names: str


@dataclass(slots=True)
class _Asked:
    """Who asks for what."""

    connection: Connection
    typed: list[str]
    kinds: list[str]
    given: dict[str, object]
    vocabulary: Words


@dataclass(slots=True)
class _Chosen:
    """The names chosen so far: one per document, and no text twice in a kind."""

    limit: int
    listed: list[Named] = field(default_factory=list)
    documents: set[int] = field(default_factory=set)
    texts: set[tuple[str, str]] = field(default_factory=set)

    def full(self) -> bool:
        """Whether nothing beyond these is wanted."""
        return len(self.listed) >= self.limit

    def take(self, listed: Iterable[Named]) -> None:
        """Take what there is room for, the first before others."""
        for one in listed:
            text = one.kind, one.name
            if self.full():
                return
            if one.no not in self.documents and text not in self.texts:
                self.documents.add(one.no)
                self.texts.add(text)
                self.listed.append(one)

    def suggestions(self, connection: Connection) -> list[Suggestion]:
        """What was chosen, each name as it is written."""
        if not self.listed:
            return []
        given = {"nos": [one.no for one in self.listed]}
        cards = {no: rest for no, *rest in connection.execute(_CARDS, given).all()}
        written = ((one, *cards[one.no]) for one in self.listed)
        return [
            Suggestion(card(stored)[0][one.number], one.kind, identity)
            for one, identity, stored in written
        ]


def suggestions(query: Query, here: Here) -> list[Suggestion]:
    """Titles that begin as typed, then aliases, then names with a word inside that does; last,
    names that have all the typed words in any order. Shorter names first. Where there are none,
    what is spelt nearly so or means nearly that.
    """
    typed = words(query.text[:MAX_TEXT])
    chosen = _Chosen(min(max(query.limit, 0), _MOST_SUGGESTED))
    if not typed or chosen.full():
        return []
    connection, build = here.connection, here.served.build
    vocabulary = Words(connection, build)
    kinds = query.kinds
    if kinds is None:
        vocabulary.look_up([""], None)
        kinds = vocabulary.known.documents
    given = {"build": build, "audiences": list(query.audiences)}
    asked = _Asked(connection, typed, sorted(kinds), given, vocabulary)
    listed = here.listed(asked.kinds)
    spelt = listed is None or _choose_listed(asked, chosen, listed)
    if spelt and not chosen.listed:
        _choose(asked, chosen)
    if not chosen.listed and max(map(len, typed)) >= NEAR_FROM_LETTERS:
        _take_close(asked, chosen, here.near(query.text, asked.kinds))
    return chosen.suggestions(connection)


def _choose_listed(asked: _Asked, chosen: _Chosen, listed: Listed) -> bool:
    """What is called as it was typed. Whether anything is at all, to be seen or not."""
    spelt = listed.any_beginning(asked.typed)
    if spelt:
        chosen.take(_titles(asked))
    if chosen.full():
        return True
    for names in listed.tiers(asked.typed, _CALLED):
        spelt = spelt or bool(names)
        _take_called(asked, chosen, names)
        if chosen.full():
            break
    return spelt


def _take_called(asked: _Asked, chosen: _Chosen, names: list[Called]) -> None:
    """Documents with these names, those of the shortest first."""
    names = sorted(names, key=lambda one: (len(one.name), one.name, one.kind))
    _take(asked, chosen, [one for one in names if one not in chosen.texts][:_CALLED])


def _take_close(asked: _Asked, chosen: _Chosen, near: Near) -> None:
    """Documents with the names that are nearest, those of the most alike first."""
    names = nearest_names(near)[:_NEAREST]
    _take(asked, chosen, sorted(names, key=lambda one: (-near[one.kind][one.name][0], one.name)))


def _take(asked: _Asked, chosen: _Chosen, names: list[Called]) -> None:
    """Documents with these names, those of the first before others."""
    for first, last in ((0, _AT_FIRST), (_AT_FIRST, len(names))):
        some = names[first:last]
        if some and not chosen.full():
            places = {one: place for place, one in enumerate(some)}
            found = documents(asked.connection, asked.given, some)
            chosen.take(sorted(found, key=lambda one: (places[Called(one.kind, one.name)], one)))


def _choose(asked: _Asked, chosen: _Chosen) -> None:
    """What has the words as they were typed, as far as the database finds it."""
    chosen.take(_titles(asked))
    if chosen.full():
        return
    held = _held(asked)
    for names in (_begun, _inside, _with_all):
        if not chosen.full():
            chosen.take(_short_first(names(asked.typed, held)))


def _titles(asked: _Asked) -> list[Named]:
    start = " ".join(asked.typed)[:100]
    given = {"kinds": asked.kinds, "first": start, "last": start + LAST, "most": _TITLES}
    rows = asked.connection.execute(_BEGIN, asked.given | given).all()
    return _short_first(Named(names.partition("\n")[0], 0, no, kind) for no, kind, names in rows)


def _short_first(listed: Iterable[Named]) -> list[Named]:
    return sorted(listed, key=lambda one: (len(one.name), *one))


def _held(asked: _Asked) -> list[Holder]:
    """Documents that have each of the words in some name, perhaps unfinished."""
    query = _query(asked)
    if not query:
        return []
    given = asked.given | {"query": query, "most": _NAMES}
    rows = asked.connection.execute(_HAVE, given).all()
    return [Holder(no, kind, f"\n{names}") for no, kind, names in rows]


def _begun(typed: list[str], held: list[Holder]) -> Iterator[Named]:
    """The names that begin as typed."""
    return _standing("\n" + " ".join(typed), held)


def _inside(typed: list[str], held: list[Holder]) -> Iterator[Named]:
    """The names with a word inside from which on they are as typed."""
    return _standing(" " + " ".join(typed), held)


def _standing(sought: str, held: list[Holder]) -> Iterator[Named]:
    """The names in which this stands. All names of a document are looked through at once: two
    hundred of them have two thousand.
    """
    for no, kind, names in held:
        at = names.find(sought)
        while at >= 0:
            first, last = names.rfind("\n", 0, at + 1) + 1, names.find("\n", at + 1)
            last = len(names) if last < 0 else last
            yield Named(names[first:last], names.count("\n", 0, first) - 1, no, kind)
            at = names.find(sought, last)


def _with_all(typed: list[str], held: list[Holder]) -> Iterator[Named]:
    """The names that have all the words, in any order."""
    wanted = [f" {word}" for word in typed]
    for no, kind, names in held:
        spaced = names.replace("\n", "\n ")
        if all(word in spaced for word in wanted):
            for number, name in enumerate(spaced.split("\n ")[1:]):
                if all(word in f" {name}" for word in wanted):
                    yield Named(name, number, no, kind)


def _query(asked: _Asked) -> str:
    """Each word, perhaps unfinished: the last of them nearly always is, the others seldom are.
    Words that stand in nearly every name lead to nobody where there are others.
    """
    listed = list(dict.fromkeys(asked.typed))
    telling = [word for word in listed if word not in COMMON and len(word) > 1] or listed
    starts = {
        word: _COMPLETED if word == listed[-1] and len(word) > 2 else _COMPLETED_SHORT
        for word in telling[:_MOST_WORDS]
    }
    found = {word: {(kind, stem(word)) for kind in asked.kinds} for word in starts}
    room = dict.fromkeys(starts, _MOST_NAMED)
    for word, kind, one, names in asked.vocabulary.starting(starts, asked.kinds):
        if names > _TOO_FREQUENT and len(starts) == 1:
            found[word].discard((kind, one))
        elif room[word] > 0 or len(starts) > 1:
            found[word].add((kind, one))
            room[word] -= names
    return all_of(
        any_of(quoted(lexeme(kind, NAME, one)) for kind, one in sorted(some))
        for some in found.values()
    )
