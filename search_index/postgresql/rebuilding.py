"""Building the index anew, beside the rows that are searched."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, text

from search_index import meaning
from search_index.model import Document
from search_index.postgresql.entry import Row, Tally, row
from search_index.postgresql.tables import FORMAT
from search_index.postgresql.writing import (
    ADD,
    BUILDING,
    count,
    forget_unsaid,
    lock,
    replace,
    values_of,
)

_AT_ONCE = 200
_OF_A_BUILD = ("index_document", "index_stem", "index_word", "index_name", "index_count")


def rebuild(
    engine: Engine,
    documents: Iterable[Document],
    on_progress: Callable[[int], None] | None = None,
) -> int:
    """Build the index anew beside the present one and swap it in; out: how many documents.

    on_progress: called with the number of documents so far, with every few hundred and at the end.

    Searches go on in the old build until the one moment of the swap. What others put or remove
    meanwhile is written into both builds, so nothing is lost, whether or not `documents` had read
    the row by then. A rebuild started during another waits for it. Killed at any moment, the old
    build stays. Of several documents with one id the last counts.
    """
    with _alone(engine):
        build = _begin(engine)
        try:
            _fill(engine, build, documents, on_progress or (lambda _: None))
            total = _swap(engine, build)
        except BaseException:
            _clear(engine)
            raise
        _clear(engine)
    if on_progress:
        on_progress(total)
    return total


@contextmanager
def _alone(engine: Engine) -> Iterator[None]:
    """The server frees the lock when we die."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET lock_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": BUILDING})
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": BUILDING})
            connection.execute(text("RESET lock_timeout"))


def _begin(engine: Engine) -> int:
    """The number of a new build. Whoever writes from now on writes into it as well: those who
    did not know of it yet have committed when the lock is got, before a document is read.
    """
    _clear(engine)
    kit = meaning.tools()
    with engine.begin() as connection:
        lock(connection)
        return int(
            connection.execute(
                text(
                    "INSERT INTO index_build (format, serving, generation, stamp)"
                    " VALUES (:format, 0, 0, :stamp) RETURNING number"
                ),
                {"format": FORMAT, "stamp": kit.stamp if kit else ""},
            ).scalar_one()
        )


def _fill(
    engine: Engine, build: int, documents: Iterable[Document], on_progress: Callable[[int], None]
) -> None:
    tally, seen = Tally(), set[str]()
    for batch in _batches(documents):
        new = [one for name, one in batch.items() if name not in seen]
        again = [one for name, one in batch.items() if name in seen]
        with engine.begin() as connection:
            lock(connection)  # whoever writes one of these meanwhile is to see it, and count it out
            kept = set(connection.execute(ADD, values_of(build, new)).scalars()) if new else set()
            if again:
                replace(connection, build, again, keep_gone=True)
        for one in new:
            if one.id in kept:
                tally.add(one.kind, one.names, one.about, one.facets, one.audience)
        seen |= batch.keys()
        on_progress(len(seen))
    with engine.begin() as connection:
        lock(connection)
        count(connection, build, tally, forget=False)


def _batches(documents: Iterable[Document]) -> Iterator[dict[str, Row]]:
    batch: dict[str, Row] = {}
    for document in documents:
        made = row(document)
        batch[made.id] = made
        if len(batch) == _AT_ONCE:
            yield batch
            batch = {}
    if batch:
        yield batch


def vacuum(engine: Engine) -> None:
    """Make the room of removed rows free, so that the server writes over it."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in _OF_A_BUILD:
            connection.execute(text(f"VACUUM {table}"))


def _swap(engine: Engine, build: int) -> int:
    """Serve the new build; whoever searches sees the old one, or the new one, whole."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in _OF_A_BUILD:
            connection.execute(text(f"ANALYZE {table}"))
    with engine.begin() as connection:
        lock(connection)
        connection.execute(
            text("DELETE FROM index_document WHERE build = :build AND gone = 1"), {"build": build}
        )
        forget_unsaid(connection, build)
        connection.execute(text("DELETE FROM index_build WHERE serving = 1"))
        connection.execute(
            text("UPDATE index_build SET serving = 1 WHERE number = :build"), {"build": build}
        )
        return int(
            connection.execute(
                text("SELECT count(*) FROM index_document WHERE build = :build"), {"build": build}
            ).scalar_one()
        )


def _clear(engine: Engine) -> None:
    """Remove what is of no build that is served: an older one, or one whose maker was killed."""
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM index_build WHERE serving = 0"))
    for table in _OF_A_BUILD:
        with engine.begin() as connection:
            connection.execute(
                text(
                    f"DELETE FROM {table} WHERE build NOT IN (SELECT number FROM index_build)"  # noqa: S608 - one of ours
                )
            )
