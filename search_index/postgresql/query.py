"""From what was typed to words to look for, by the words that the index holds.

The same as `search_index.query` does over Whoosh; here the words stand in two tables.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, text

from search_index.meaning import NAMES_OF_PEOPLE
from search_index.postgresql.writing import signed
from search_index.query import (
    COMPLETED,
    COMPLETED_BESIDE_WHOLE,
    COMPLETIONS,
    CORRECTIONS,
    CURATED,
    MAX_TEXT,
    MOST_CORRECTED,
    ONE_SLIP,
    TWO_SLIPS,
    Typed,
    Word,
    begun,
    looked_for,
    quoted,
)
from search_index.text import key, stem, telling
from search_index.vocabulary import allowed, letters_of, likely, slips

LAST = "\U0010ffff"
"""Comes after every letter: what begins with x lies between x and x + LAST."""

_WALKED = 2_000

_FREQUENT = text(
    "SELECT kind, stem, names, texts FROM index_stem WHERE build = :build AND stem = ANY(:stems)"
)
_STARTING = text("""
    SELECT typed, kind, stem, names FROM unnest(
        CAST(:firsts AS text[]), CAST(:lasts AS text[]), CAST(:mosts AS int[])
    ) AS typed (typed, last, most) CROSS JOIN LATERAL (
        SELECT kind, stem, names, row_number() OVER (
            PARTITION BY kind ORDER BY names DESC, word COLLATE "C") AS place
        FROM (
            SELECT kind, stem, word, names FROM index_word
            WHERE build = :build AND word >= typed.typed AND word <= typed.last
                AND kind = ANY(:kinds)
            ORDER BY word LIMIT :walked
        ) AS walked
    ) AS listed WHERE place <= most ORDER BY place
""")
# As `vocabulary.unlike` says.
_NEAR = text(
    """
    SELECT meant.typed, word, kind, stem, names
    FROM unnest(CAST(:typed AS text[]), CAST(:long AS int[]), CAST(:slips AS int[]),
                CAST(:letters AS bigint[])) AS meant (typed, long, slips, letters)
    JOIN index_word ON length BETWEEN meant.long - meant.slips AND meant.long + meant.slips
        AND bit_count((index_word.letters # meant.letters)::bit(64))
            <= 2 * meant.slips - abs(length - meant.long)
    WHERE build = :build AND kind = ANY(:kinds)
""".replace("::bit", r"\:\:bit")
)


@dataclass(slots=True)
class Known:
    """What the index knows of the words of a search: how many documents of a kind there are, in
    how many names of it a stem stands, and in how many of its documents.
    """

    documents: dict[str, int] = field(default_factory=dict)
    names: dict[tuple[str, str], int] = field(default_factory=dict)
    texts: dict[tuple[str, str], int] = field(default_factory=dict)
    curated: set[str] = field(default_factory=set)


class Words:
    """The words of a build, as one search asks for them."""

    def __init__(self, connection: Connection, build: int) -> None:
        self._connection, self._build = connection, build
        self.known = Known()

    def look_up(self, stems: Iterable[str], kinds: Collection[str] | None) -> None:
        """Learn how frequent these stems are; "" tells how many documents there are."""
        given = {"build": self._build, "stems": list(stems)}
        for kind, one, names, texts in self._connection.execute(_FREQUENT, given):
            if kind in CURATED:
                self.known.curated.add(one)
            if kinds is not None and kind not in kinds:
                continue
            if one:
                self.known.names[kind, one], self.known.texts[kind, one] = names, texts
            else:
                self.known.documents[kind] = texts

    @property
    def stems(self) -> set[str]:
        """The stems that were found when they were looked up."""
        return {one for _, one in self.known.texts}

    def starting(
        self, starts: Mapping[str, int], kinds: Collection[str]
    ) -> Sequence[Row[*tuple[Any, ...]]]:
        """(start, kind, stem, names) of the most frequent words that begin as one of these starts,
        the most frequent first: in so many names does the word stand. No more of each kind than
        the start says.
        """
        given = {
            "firsts": list(starts),
            "lasts": [start + LAST for start in starts],
            "mosts": list(starts.values()),
            "walked": _WALKED,
            "build": self._build,
            "kinds": list(kinds),
        }
        return self._connection.execute(_STARTING, given).all()

    def near(self, typed: list[str]) -> Sequence[Row[*tuple[Any, ...]]]:
        """(typed, word, kind, stem, names) for words that may have been meant."""
        typed = [one for one in typed if allowed(one)]
        if not typed:
            return []
        given = {
            "typed": typed,
            "long": [len(one) for one in typed],
            "slips": [allowed(one) for one in typed],
            "letters": [signed(letters_of(one)) for one in typed],
        }
        return self._connection.execute(_NEAR, given | self._where()).all()

    def _where(self) -> dict[str, object]:
        return {"build": self._build, "kinds": list(self.known.documents)}


def understand(vocabulary: Words, typed: str, kinds: Collection[str] | None) -> Typed:
    """The words of a text with their alternatives among the kinds searched."""
    typed = typed[:MAX_TEXT]
    listed = telling(typed)
    found = looked_for(typed, NAMES_OF_PEOPLE if kinds is None else kinds)
    unfinished = begun(typed, listed)
    vocabulary.look_up({"", *(stem(word.typed) for word in found)}, kinds)
    known = vocabulary.known
    for word in found:
        whole = stem(word.typed)
        for kind in known.documents:
            heard = kind in NAMES_OF_PEOPLE and known.names.get((kind, whole), 0)
            there = heard if word.frames else (kind, whole) in known.texts
            word.stems[kind] = {whole: 1.0} if there else {}
    for word in found:
        if word.typed == unfinished and not word.frames:
            _complete(vocabulary, word)
    lost = [
        word
        for word in found
        if not word.frames
        and not any(word.stems.values())
        and stem(word.typed) not in known.curated
    ][:MOST_CORRECTED]
    if lost and known.documents:
        _correct(vocabulary, lost, kinds)
    missing = {one for word in found for listed in word.stems.values() for one in listed}
    missing -= vocabulary.stems
    if missing:
        vocabulary.look_up(missing, kinds)
    return Typed(key(typed), found, unfinished, quoted(typed))


def _complete(vocabulary: Words, word: Word) -> None:
    whole = {kind for kind, listed in word.stems.items() if listed}
    listed = vocabulary.starting({word.typed: COMPLETIONS}, vocabulary.known.documents)
    for _, kind, one, _ in listed:
        worth = COMPLETED_BESIDE_WHOLE if kind in whole else COMPLETED
        word.stems[kind].setdefault(one, worth)


def _correct(vocabulary: Words, lost: list[Word], kinds: Collection[str] | None) -> None:
    near = [
        (typed, kind, (apart, -names, word, one))
        for typed, word, kind, one, names in vocabulary.near([word.typed for word in lost])
        if (apart := slips(typed, word))
    ]
    vocabulary.look_up({one for _, _, (_, _, _, one) in near} - vocabulary.stems, kinds)
    found: dict[tuple[str, str], list[tuple[int, int, str, str]]] = {}
    for typed, kind, meant in near:
        # Names of people are heard, not read: any letter of them may be wrong.
        named = kind in NAMES_OF_PEOPLE and meant[3] not in vocabulary.known.curated
        if named or likely(typed, meant[2]):
            found.setdefault((typed, kind), []).append(meant)
    for lost_word in lost:
        for kind in lost_word.stems:
            best = sorted(found.get((lost_word.typed, kind), ()))[:CORRECTIONS]
            lost_word.corrections[kind] = [word for _, _, word, _ in best]
            for apart, _, _, one in best:
                lost_word.stems[kind].setdefault(one, ONE_SLIP if apart == 1 else TWO_SLIPS)
