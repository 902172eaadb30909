"""Finding candidates: the best six hundred, by what they are found by, not by how well they fit.

Queries follow one another from the strictest (the very code, the whole name) to the widest (any
rare word anywhere), each without what those before it find. The server works them off one by one
and stops at the six hundredth document: so common words cost no more than rare ones.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice, zip_longest
from math import log
from typing import Any, NamedTuple

from sqlalchemy import Connection, TextClause, text

from search_index.postgresql.called import Called
from search_index.postgresql.entry import CODE, FACET, NAME, PAIR, TEXT, WHOLE, lexeme, quoted
from search_index.postgresql.names import Near
from search_index.postgresql.query import Known
from search_index.query import Typed, Word
from search_index.ranking import NEAR_FROM
from search_index.saying import COMMON_FROM, COMMON_SHARE, FLATTENED
from search_index.verbatim import stems_of

Filters = Mapping[str, set[str]]
"""Field -> accepted values, as rows have them."""

MOST = 600
"""So many documents are ranked; beyond it is only known that there are more."""

BY_CODE, BY_NAME = 0, 1
"""The first two queries: the whole text is a code, or a name."""

_TWICE = 100
"""So many may be found by two queries."""

_NEAREST, _MOST_NEAR = 40, 100
"""So many names that are near come before those with all the words; others come after."""

_MOST_WORDS = 8

_WIDER = 4
"""Where words are asked for one by one each step finds so many times as much as the one before."""

# "+ 0": the index of builds would lead to every document. What is filtered by is asked of the
# lexemes too: rows are wide, and those that do not pass would be read to be thrown away.
_ARMS = """
    FROM unnest(CAST(:queries AS tsquery[])) WITH ORDINALITY AS strict (query, place)
    CROSS JOIN LATERAL (
        SELECT {columns} FROM index_document
        WHERE lexemes @@ {query} AND build + 0 = :build AND gone = 0
            AND audience && CAST(:audiences AS text[])
        LIMIT :most
    ) AS found
    LIMIT :most
"""


@cache
def _find(columns: str, filtered: bool) -> TextClause:
    query = "(strict.query && CAST(:passing AS tsquery))" if filtered else "strict.query"
    arms = _ARMS.format(query=query, columns=columns)
    return text(f"SELECT found.*, strict.place - 1 {arms}")


class Found(NamedTuple):
    """The documents that were found, a place in every list for each, with what they are ranked and
    counted by: lists, for there are hundreds of them and most are looked at once.

    tiers: the place of the query that found it.
    """

    nos: Sequence[int] = ()
    kinds: Sequence[str] = ()
    names: Sequence[str] = ()
    abouts: Sequence[str] = ()
    facets: Sequence[str] = ()
    tiers: Sequence[int] = ()


class Queries(NamedTuple):
    """The queries for what was typed, the strictest first.

    few: whether words cannot find more than MOST.
    """

    listed: list[str]
    few: bool


class Rarity:
    """How much a word says in the names, and in the texts, of a kind: the rarer the more."""

    def __init__(self, known: Known) -> None:
        self._known = known

    def in_names(self, kind: str, word: Word) -> float:
        """As if rare words in names were less rare than they are."""
        frequency = _some(self._known.names, kind, word)
        return log(1 + self._known.documents[kind] * FLATTENED / (frequency + 0.5))

    def in_texts(self, kind: str, word: Word) -> float:
        """The rarity of a word in whole documents."""
        frequency = _some(self._known.texts, kind, word)
        return log(1 + self._known.documents[kind] / (frequency + 0.5))

    def telling(self, kind: str, listed: list[Word]) -> list[Word]:
        """The words that are not common in a kind; all of them where all are. Those that make a
        sentence are in names alone.
        """
        listed = [word for word in listed if not word.frames]
        everything = self._known.documents[kind]
        if everything < COMMON_FROM:
            return listed
        most = everything * COMMON_SHARE
        rare = [
            word
            for word in listed
            if not any(self._known.texts.get((kind, one), 0) > most for one in word.stems[kind])
        ]
        return rare or listed


class Search(NamedTuple):
    """What is searched for whom: in a build, by an asker's audiences."""

    connection: Connection
    build: int
    audiences: Collection[str]
    kinds: Collection[str]
    queries: Queries

    def find(self, filters: Filters) -> tuple[Found, bool]:
        """At most MOST visible documents, those of the stricter queries first; are they all?"""
        most = MOST + _TWICE
        rows = self._rows("no, kind, names, about, facets", filters, most)
        found: dict[int, Sequence[Any]] = {}
        for row in rows:
            found.setdefault(row[0], row)
        listed = Found(*zip(*islice(found.values(), MOST), strict=True))
        return listed, len(found) <= MOST and len(rows) < most

    def values(self, filters: Filters) -> list[str]:
        """The facets of the first MOST documents."""
        rows = self._rows("no, facets", filters, MOST)
        return list({no: facets for no, facets, _ in rows}.values())

    def _rows(self, columns: str, filters: Filters, most: int) -> Sequence[Sequence[Any]]:
        statement = _find(columns, bool(filters))
        return self.connection.execute(statement, self._given(filters, most)).all()

    def _given(self, filters: Filters, most: int) -> dict[str, object]:
        given = {"queries": self.queries.listed, "build": self.build, "most": most}
        given["passing"] = passing_only(self.kinds, filters) if filters else ""
        return {**given, "audiences": list(self.audiences)}


def queries_of(typed: Typed, known: Known, near: Near) -> Queries:
    """The queries for what was typed; none of them is empty."""
    kinds = [_Kind(kind, typed, known) for kind in known.documents]
    exact = [
        any_of(quoted(lexeme(kind, sort, typed.key)) for kind in known.documents)
        for sort in (CODE, WHOLE)
    ]
    listed = sorted(stems_of(typed.quoted))
    exact += [all_of(quoted(lexeme(kind, TEXT, one)) for one in listed) for kind in known.documents]
    names = [one.query for one in nearest_names(near)]
    nearest, others = any_of(names[:_NEAREST]), any_of(names[_NEAREST:_MOST_NEAR])
    few = sum(kind.most for kind in kinds) <= MOST
    if few:
        named = [nearest, any_of(kind.any_name for kind in kinds), others]
    else:
        strict, *looser = _tiers(kind.in_names() for kind in kinds) or [""]
        named = [nearest, strict, others, *looser]
    named = [query for query in (*exact, *named) if query]
    unnamed = [query for query in _tiers(kind.in_texts() for kind in kinds) if query]
    return Queries([*named, *unnamed], few)


def _tiers(kinds: Iterable[list[str]]) -> list[str]:
    return [any_of(tier) for tier in zip_longest(*kinds, fillvalue="")]


def passing_only(kinds: Collection[str], filters: Filters) -> str:
    """The query for all that pass the filters."""
    return all_of(
        any_of(
            quoted(lexeme(kind, FACET, name + PAIR + value))
            for value in sorted(values)
            for kind in kinds
        )
        for name, values in filters.items()
    )


def nearest_names(near: Near) -> list[Called]:
    """Those with a name so near that they are found for it, the nearest first."""
    listed = [
        (votes, Called(kind, name))
        for kind, names in near.items()
        for name, (likeness, votes) in names.items()
        if likeness >= NEAR_FROM
    ]
    return [one for _, one in sorted(listed, reverse=True)]


class _Kind:
    """The words of a search among the documents of a kind, the rarest first.

    most: no more documents than this have one of them.
    """

    def __init__(self, kind: str, typed: Typed, known: Known) -> None:
        rarity = Rarity(known)
        listed = [word for word in typed.words if word.stems[kind]]
        named = [word for word in listed if _some(known.names, kind, word)]
        named.sort(key=lambda word: -rarity.in_names(kind, word))
        told = [word for word in rarity.telling(kind, listed) if _some(known.texts, kind, word)]
        told.sort(key=lambda word: -rarity.in_texts(kind, word))
        in_names = [_some(known.names, kind, word) for word in named]
        in_texts = [_some(known.texts, kind, word) for word in told]
        # Whatever has a word in a name is about it as well, but for the commonest of all words.
        self.most = sum(in_names) + sum(in_texts)
        self._names = [_word(kind, NAME, word) for word in named]
        self._texts = [_word(kind, TEXT, word) for word in told]
        self.any_name = any_of(self._names)
        self._named = _wider(zip(self._names[1:], in_names[1:], strict=True))
        self._told = _wider(zip(self._texts, in_texts, strict=True))

    def in_names(self) -> list[str]:
        """First those with all words in their names; then without the commonest word, and so on
        to the rarest alone; then with others, the rarer first. None finds what one before has.
        """
        names = self._names[:_MOST_WORDS]
        every = [all_of(names[:n]) for n in range(len(names), 0, -1)]
        chain = every[:1]
        chain += [f"{query} & !{names[-place]}" for place, query in enumerate(every) if place]
        return [*chain, *_one_after_another(self._named, names[:1])]

    def in_texts(self) -> list[str]:
        """Those that have all words, then others, the rarer first, but none in their names."""
        every = all_of(self._texts[:_MOST_WORDS]) if len(self._texts) > 1 else ""
        named = [self.any_name] if self._names else []
        first = [f"{every} & !{named[0]}" if named else every] if every else []
        return [*first, *_one_after_another(self._told, [*named, every])]


def _wider(words: Iterable[tuple[str, int]]) -> list[str]:
    """Words with how many have them, the rarest first, as queries for any of some: the first finds
    about what is ranked. Mostly that is enough, and the lists of common words are never read.
    """
    parcels: list[str] = []
    some, found, enough = list[str](), 0, MOST
    for word, frequency in words:
        some.append(word)
        found += frequency
        if found >= enough:
            parcels.append(any_of(some))
            some, found, enough = [], 0, enough * _WIDER
    return [*parcels, any_of(some)] if some else parcels


def _one_after_another(queries: Iterable[str], before: list[str]) -> Iterator[str]:
    """Each query without what those before it find."""
    for query in queries:
        known = any_of(before)
        yield f"{query} & !{known}" if known else query
        before = [*before, query]


def _some(frequency: Mapping[tuple[str, str], int], kind: str, word: Word) -> int:
    return sum(frequency.get((kind, one), 0) for one in word.stems[kind])


def _word(kind: str, sort: str, word: Word) -> str:
    return any_of(quoted(lexeme(kind, sort, one)) for one in word.stems[kind])


def any_of(queries: Iterable[str]) -> str:
    listed = [query for query in queries if query]
    return f"({' | '.join(listed)})" if listed else ""


def all_of(queries: Iterable[str]) -> str:
    listed = [query for query in queries if query]
    return f"({' & '.join(listed)})" if listed else ""
