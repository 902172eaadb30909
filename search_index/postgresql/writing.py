"""Writing documents: rows, and the counts of words and values that follow from them.

One transaction writes at a time (an advisory lock until it ends), so that counts stay exact and no
two writers ever wait for each other in a circle. While a build is made, whoever writes writes into
that one too: what is newer there stays, whatever the build had read.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from search_index.model import Document, IndexBusy, IndexDamaged, IndexMissing, Reason
from search_index.postgresql import names as vectors
from search_index.postgresql.entry import Row, Tally, clean, row
from search_index.postgresql.tables import FORMAT
from search_index.text import stem
from search_index.vocabulary import letters_of

WRITING, BUILDING = 0x5EA4C801, 0x5EA4C802
"""The numbers of the advisory locks: to write, and to build anew."""

_BUSY: dict[str, Reason] = {
    "55P03": "held",  # waited too long for a lock
    "40P01": "held",  # two waited for each other, and this one was told to let go
    "57014": "held",  # took too long
    "53100": "room",
}

_What = TypeVar("_What", tuple[str, str], tuple[str, str, str, str])

_INSERT = """
    INSERT INTO index_document
        (build, gone, id, kind, titled, names, about, facets, card, digest, audience, lexemes)
    SELECT :build, :gone, id, kind, titled, names, about, facets, card, digest,
           string_to_array(audience, chr(31)), array_to_tsvector(string_to_array(lexemes, chr(30)))
    FROM unnest(CAST(:id AS text[]), CAST(:kind AS text[]), CAST(:titled AS text[]),
                CAST(:names AS text[]), CAST(:about AS text[]), CAST(:facets AS text[]),
                CAST(:card AS text[]), CAST(:digest AS text[]),
                CAST(:audience AS text[]), CAST(:lexemes AS text[]))
        AS given (id, kind, titled, names, about, facets, card, digest, audience, lexemes)
    ON CONFLICT (build, id)
"""
ADD = text(f"{_INSERT} DO NOTHING RETURNING id")
"""Rows that are not there yet; out: the ids of those that were not."""

_PUT = text(
    f"""{_INSERT} DO UPDATE SET gone = excluded.gone, kind = excluded.kind,
        titled = excluded.titled, names = excluded.names, about = excluded.about,
        facets = excluded.facets, card = excluded.card, digest = excluded.digest,
        audience = excluded.audience, lexemes = excluded.lexemes"""
)
_BEFORE = text(
    "SELECT kind, names, about, facets, array_to_string(audience, chr(31)) FROM index_document"
    " WHERE build = :build AND id = ANY(:ids) AND gone = 0"
)
_REMOVE = text("DELETE FROM index_document WHERE build = :build AND id = ANY(:ids)")
_BUILDS = text("SELECT number, serving FROM index_build WHERE format = :format ORDER BY number")


@contextmanager
def problems() -> Iterator[None]:
    """What the database says of our tables, in the words of the index.

    That it does not answer at all is no matter of the index, and is raised as it is.
    """
    try:
        yield
    except DBAPIError as problem:
        state = getattr(problem.orig, "sqlstate", None) or ""
        why = type(problem.orig).__name__
        if state in _BUSY:
            raise IndexBusy(
                f"The search index cannot be used now: {why}", _BUSY[state]
            ) from problem
        if state[:2] in ("", "08", "57"):
            raise
        raise IndexDamaged(f"The search index cannot be read or written: {why}") from problem


def lock(connection: Connection) -> None:
    """Wait until nobody else writes; others wait until this transaction ends."""
    with problems():
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITING})


def write(connection: Connection, put: Iterable[Document], remove: Iterable[str]) -> None:
    """Put documents and remove ids, in the transaction of a connection.

    Raises IndexMissing when no build is served, IndexBusy when others write for too long. Take
    `lock` before reading what the documents are made of, so that nobody puts older ones afterwards.
    """
    removed = {clean(one) for one in remove}
    rows = {made.id: made for made in map(row, put) if made.id not in removed}
    if not rows and not removed:
        return
    with problems():
        _change(connection, list(rows.values()), removed)


def _change(connection: Connection, rows: list[Row], removed: set[str]) -> None:
    lock(connection)
    builds = connection.execute(_BUILDS, {"format": FORMAT}).all()
    if not any(serving for _, serving in builds):
        raise IndexMissing("No search index in the database")
    for build, serving in builds:
        replace(connection, build, rows, removed, keep_gone=not serving)
    stamp(connection)


def stamp(connection: Connection) -> None:
    """Say that what is served has changed."""
    connection.execute(text("UPDATE index_build SET generation = generation + 1 WHERE serving = 1"))


def replace(
    connection: Connection,
    build: int,
    rows: Collection[Row],
    removed: Collection[str] = (),
    *,
    keep_gone: bool = False,
) -> None:
    """Put rows into a build and take ids out, with all that follows from them.

    keep_gone: what is removed leaves a mark, so that nobody who read it before puts it back; and
    counts may fall below nothing, since what the build has put is counted at its end.
    """
    tally = Tally()
    changed = [*(one.id for one in rows), *removed]
    for kind, names, about, facets, audience in connection.execute(
        _BEFORE, {"build": build, "ids": changed}
    ):
        tally.add(kind, names, about, facets, audience, times=-1)
    if keep_gone and removed:
        marks = [Row(one, *[""] * (len(Row._fields) - 1)) for one in removed]
        connection.execute(_PUT, values_of(build, marks, gone=1))
    elif removed:
        connection.execute(_REMOVE, {"build": build, "ids": list(removed)})
    if rows:
        connection.execute(_PUT, values_of(build, rows))
    for one in rows:
        tally.add(one.kind, one.names, one.about, one.facets, one.audience)
    count(connection, build, tally, forget=not keep_gone)


def values_of(build: int, rows: Collection[Row], gone: int = 0) -> dict[str, object]:
    """Rows as the columns of a statement."""
    columns = zip(*rows, strict=True)
    listed = {name: list(column) for name, column in zip(Row._fields, columns, strict=True)}
    return {"build": build, "gone": gone, **listed}


_STEMS = text("""
    INSERT INTO index_stem AS old (build, stem, kind, names, texts)
    SELECT :build, * FROM unnest(CAST(:stems AS text[]), CAST(:kinds AS text[]),
                                 CAST(:names AS int[]), CAST(:texts AS int[]))
    ON CONFLICT (build, stem, kind)
    DO UPDATE SET names = old.names + excluded.names, texts = old.texts + excluded.texts
""")
_WORDS = text("""
    INSERT INTO index_word AS old (build, word, kind, stem, length, letters, names)
    SELECT :build, * FROM unnest(CAST(:words AS text[]), CAST(:kinds AS text[]),
                                 CAST(:stems AS text[]), CAST(:lengths AS smallint[]),
                                 CAST(:letters AS bigint[]), CAST(:names AS int[]))
    ON CONFLICT (build, word, kind) DO UPDATE SET names = old.names + excluded.names
""")
_VALUES = text("""
    INSERT INTO index_count AS old (build, kind, field, audience, value, documents)
    SELECT :build, * FROM unnest(CAST(:kinds AS text[]), CAST(:fields AS text[]),
                                 CAST(:audiences AS text[]), CAST(:values AS text[]),
                                 CAST(:documents AS int[]))
    ON CONFLICT (build, kind, field, audience, value)
    DO UPDATE SET documents = old.documents + excluded.documents
""")


def count(connection: Connection, build: int, tally: Tally, *, forget: bool = True) -> None:
    """Add a tally to the counts of a build. What nothing says any more leaves the index at once,
    unless it is not to be forgotten yet: see `forget_unsaid`.
    """
    _stems(connection, build, tally, forget)
    listed = _changed(tally.words)
    if listed:
        columns = {
            "words": [word for _, word in listed],
            "kinds": [kind for kind, _ in listed],
            "stems": [stem(word) for _, word in listed],
            "lengths": [len(word) for _, word in listed],
            "letters": [signed(letters_of(word)) for _, word in listed],
            "names": list(listed.values()),
        }
        connection.execute(_WORDS, {"build": build, **columns})
    values = _changed(tally.values)
    if values:
        kinds, fields, audiences, named = map(list, zip(*values, strict=True))
        columns = {"kinds": kinds, "fields": fields, "audiences": audiences, "values": named}
        columns["documents"] = list(values.values())
        connection.execute(_VALUES, {"build": build, **columns})
    vectors.put(connection, build, tally.names, forget=forget)
    fewer = [word for (_, word), n in listed.items() if n < 0]
    if fewer and forget:
        connection.execute(_NO_WORDS, {"build": build, "words": fewer})
    if forget and any(n < 0 for n in values.values()):
        connection.execute(_NO_VALUES, {"build": build})


def forget_unsaid(connection: Connection, build: int) -> None:
    """Remove every count of what nothing says, once all of a build is counted."""
    for unsaid in _UNSAID:
        connection.execute(unsaid, {"build": build})


def _stems(connection: Connection, build: int, tally: Tally, forget: bool) -> None:
    both = {one for one in {*tally.named, *tally.told} if tally.named[one] or tally.told[one]}
    listed = sorted(both)
    if not listed:
        return
    columns = {
        "kinds": [kind for kind, _ in listed],
        "stems": [one for _, one in listed],
        "names": [tally.named[one] for one in listed],
        "texts": [tally.told[one] for one in listed],
    }
    connection.execute(_STEMS, {"build": build, **columns})
    fewer = [
        one for pair in listed if tally.told[pair] < 0 or tally.named[pair] < 0 for one in pair[1:]
    ]
    if fewer and forget:
        connection.execute(_NO_STEMS, {"build": build, "stems": fewer})


_NO_STEMS = text(
    "DELETE FROM index_stem WHERE build = :build AND stem = ANY(:stems)"
    " AND names <= 0 AND texts <= 0"
)
_NO_WORDS = text(
    "DELETE FROM index_word WHERE build = :build AND word = ANY(:words) AND names <= 0"
)
_NO_VALUES = text("DELETE FROM index_count WHERE build = :build AND documents <= 0")
_UNSAID = (
    text("DELETE FROM index_stem WHERE build = :build AND names <= 0 AND texts <= 0"),
    text("DELETE FROM index_word WHERE build = :build AND names <= 0"),
    text("DELETE FROM index_name WHERE build = :build AND documents <= 0"),
    _NO_VALUES,
)


def _changed(counted: Counter[_What]) -> dict[_What, int]:
    """What has changed, in one order, so that it is always touched in the same."""
    return {one: counted[one] for one in sorted(counted) if counted[one]}


def signed(mask: int) -> int:
    """64 bits as PostgreSQL counts them."""
    return mask - (1 << 64) if mask >> 63 else mask
