"""The index in PostgreSQL: opening, searching, writing."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Connection, Engine, text

from search_index import meaning
from search_index.model import (
    Document,
    Index,
    IndexDamaged,
    IndexMissing,
    Query,
    Results,
    Suggestion,
)
from search_index.postgresql.answer import answer
from search_index.postgresql.entry import clean
from search_index.postgresql.listing import listed
from search_index.postgresql.names import Here, Nearby, Served
from search_index.postgresql.suggest import suggestions
from search_index.postgresql.tables import FORMAT
from search_index.postgresql.writing import problems, write
from search_index.query import MAX_TEXT
from search_index.text import words

_SERVED = text("""
    SELECT number, format, generation, stamp, set_config('enable_seqscan', 'off', true),
           set_config('jit', 'off', true), set_config('statement_timeout', '5s', true),
           set_config('plan_cache_mode', 'force_generic_plan', true)
    FROM index_build WHERE serving = 1
""")
"""The build to be read; and that the lists of lexemes are used whatever the server expects of
them, for they are always the shorter way. So one plan does for whatever is looked for.
"""


class PostgresIndex(Index):
    """An index in the tables of a database; see the protocol Index for what it can do.

    Every search is one transaction that sees one state of the tables, whatever others write or
    swap meanwhile.
    """

    def __init__(self, engine: Engine, folder: Path | None = None) -> None:
        self._engine = engine
        self._names = Nearby(engine, folder)
        self.generation  # noqa: B018 - says so now when there is none

    @property
    def generation(self) -> str:
        """See Index."""
        with self._reading() as (_, served):
            return f"{served.build}:{served.generation}"

    def run(self, query: Query) -> Results:
        """See Index."""
        return self.run_all([query])[0]

    def run_all(self, queries: Iterable[Query]) -> list[Results]:
        """See Index."""
        with self._reading() as (connection, served):
            here = Here(self._names, connection, served)
            return [_answered(query, here) for query in queries]

    def suggest(
        self,
        prefix: str,
        audiences: Collection[str],
        limit: int = 8,
        kinds: Collection[str] | None = None,
    ) -> list[Suggestion]:
        """See Index."""
        asked = _kept(Query(prefix, kinds, audiences, limit=limit))
        with self._reading() as (connection, served):
            return suggestions(asked, Here(self._names, connection, served))

    def suggest_of_each(
        self, prefix: str, audiences: Mapping[str, Collection[str]], limit: int = 8
    ) -> dict[str, list[Suggestion]]:
        """See Index."""
        asked = {
            kind: _kept(Query(prefix, [kind], of, limit=limit)) for kind, of in audiences.items()
        }
        with self._reading() as (connection, served):
            here = Here(self._names, connection, served)
            return {kind: suggestions(one, here) for kind, one in asked.items()}

    def ids(self, kind: str | None = None) -> set[str]:
        """See Index."""
        return set(self.digests(kind))

    def digests(self, kind: str | None = None) -> dict[str, str]:
        """See Index."""
        statement = "SELECT id, digest FROM index_document WHERE build = :build AND gone = 0"
        if kind is not None:
            statement += " AND kind = :kind"
        with self._reading() as (connection, served):
            rows = connection.execute(text(statement), {"build": served.build, "kind": kind})
            return {identity: digest for identity, digest in rows}

    @property
    def outdated(self) -> bool:
        """Whether names are to be encoded anew: there is a table, and it is another one."""
        kit = meaning.tools()
        with self._reading() as (_, served):
            return kit is not None and served.stamp != kit.stamp

    def apply(self, put: Iterable[Document] = (), remove: Iterable[str] = ()) -> None:
        """See Index. Use `write` to put documents in a transaction of your own."""
        with self._engine.begin() as connection:
            write(connection, put, remove)

    @contextmanager
    def _reading(self) -> Iterator[tuple[Connection, Served]]:
        with problems(), self._engine.connect() as plain:
            connection = plain.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
            row = connection.execute(_SERVED).first()
            if row is None:
                raise IndexMissing("No search index in the database")
            build, written, generation, stamp, *_ = row
            if written != FORMAT:
                raise IndexDamaged("The search index was written in another format")
            yield connection, Served(build, generation, stamp)
            connection.commit()  # a ROLLBACK makes psycopg forget the statements it has prepared


def _answered(query: Query, here: Here) -> Results:
    asked, (build, *_) = _kept(query), here.served
    if words(query.text[:MAX_TEXT]):
        results = answer(here.connection, build, asked, here.near)
    else:
        results = listed(here.connection, build, asked)
    facets = {name: results.facets[clean(name)] for name in query.facets}
    return replace(results, facets=facets)


def _kept(query: Query) -> Query:
    """The query with its names and values as the tables keep them."""
    return replace(
        query,
        kinds=None if query.kinds is None else {clean(one) for one in query.kinds},
        audiences={clean(one) for one in query.audiences} - {""},
        filters={clean(name): [*map(clean, some)] for name, some in query.filters.items()},
        facets=[*map(clean, query.facets)],
    )


def open_index(engine: Engine, folder: Path | None = None) -> PostgresIndex:
    """Open the index in the tables of a database.

    folder: where this machine may keep the vectors of many names, for its processes to share.

    Raises IndexMissing when none was ever built there, IndexDamaged when the tables are not there
    or were written in another format; both are answered by `rebuild`.
    """
    return PostgresIndex(engine, folder)
