"""Search engines beside each other on the same documents and queries.

Each is used as its own guide shows it, with what a page of results needs: the best 20, the words
found marked in title and text, how many there are, and counts for five facets. None but ours
corrects spelling or finds a role by the meaning of its names.
"""

import os
import re
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import psutil
from psycopg import Connection, connect, sql
from sqlalchemy import create_engine, event
from whoosh import fields as whoosh_fields
from whoosh import index as whoosh_index
from whoosh import query as whoosh_query
from whoosh.qparser import MultifieldParser
from whoosh.sorting import FieldFacet

from search_index import Document, Index, open_index, postgresql, rebuild
from tests.bench.corpus import EVERYONE, Asked

FACETS = ("family", "department", "level", "location", "rung")
SHOWN = 20
TEXTS = ("title", "aliases", "keywords", "body")


class Engine(Protocol):
    """One engine: built from documents, then asked."""

    name: str

    def build(self, documents: Iterable[Document]) -> None: ...

    def ask(self, query: Asked) -> int:
        """How many were found."""
        ...

    def cpu(self) -> float:
        """Seconds of processor time used so far, those of a server included."""
        ...

    def close(self) -> None: ...


def spent(pid: int) -> float:
    """Processor seconds of another process, finer than the ticks of the system where that goes."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    except (OSError, ValueError, IndexError):
        times = psutil.Process(pid).cpu_times()
        return float(times.user + times.system)


class Ours:
    """search_index on Whoosh, as the page of roles asks it."""

    name = "ours, on Whoosh"
    exact_below = 1_000

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.index: Index

    def build(self, documents: Iterable[Document]) -> None:
        rebuild(self.folder, documents)
        self.index = open_index(self.folder)

    def ask(self, query: Asked) -> int:
        filters = {"family": [query.family]} if query.family else None
        found = self.index.search(
            query.text, kinds=["role"], audiences=EVERYONE, filters=filters, facets=FACETS,
            limit=SHOWN,
        )  # fmt: skip
        if not found.exact_total and found.total < self.exact_below:
            raise AssertionError(f"{found.total} is below the bound and not exact: {query}")
        return found.total

    def cpu(self) -> float:
        return time.process_time()

    def close(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


class OursOnPostgres(Ours):
    """The same on PostgreSQL; the processor time of its server process counts."""

    name = "ours, on PostgreSQL"
    exact_below = 0

    def __init__(self, database: str) -> None:
        self.engine = create_engine(database, pool_size=1, max_overflow=1)
        self.folder = Path(tempfile.mkdtemp())
        self.servers: dict[int, float] = {}
        event.listen(self.engine, "connect", self._remember)

    def _remember(self, connection: Any, _record: object) -> None:
        self.servers[connection.info.backend_pid] = 0.0

    def build(self, documents: Iterable[Document]) -> None:
        postgresql.metadata.create_all(self.engine)
        postgresql.rebuild(self.engine, documents)
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
        self.index = postgresql.open_index(self.engine, self.folder)
        self.index.suggest("whoever", EVERYONE)
        if reading := self.index._names._reading:  # into a file of the machine
            reading.join()

    def cpu(self) -> float:
        for pid in self.servers:
            with suppress(psutil.NoSuchProcess):  # its connection has ended; what it used stays
                self.servers[pid] = spent(pid)
        return time.process_time() + sum(self.servers.values())

    def close(self) -> None:
        self.engine.dispose()
        shutil.rmtree(self.folder, ignore_errors=True)


class WhooshAsItComes:
    """Whoosh with its own schema, parser, scoring, highlighter and grouping."""

    name = "Whoosh as it comes"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def build(self, documents: Iterable[Document]) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        text, key = whoosh_fields.TEXT, whoosh_fields.KEYWORD
        schema = whoosh_fields.Schema(
            id=whoosh_fields.ID(stored=True, unique=True), audience=key(),
            **{name: text(stored=True) for name in TEXTS},
            **{name: key(commas=True, sortable=True) for name in FACETS},
        )  # fmt: skip
        made = whoosh_index.create_in(str(self.folder), schema)
        writer = made.writer(limitmb=128)
        for one in documents:
            writer.add_document(
                id=one.id, audience="everyone", title=one.title, aliases=" ".join(one.aliases),
                keywords=" ".join(one.keywords), body=one.body,
                **{name: ",".join(values) for name, values in one.facets.items()},
            )  # fmt: skip
        writer.commit()
        self.searcher = made.searcher()
        self.parser = MultifieldParser(TEXTS, schema, {"title": 4.0, "aliases": 2.0})

    def ask(self, query: Asked) -> int:
        text = query.text + "*" if query.kind == "prefix" else query.text
        allowed: Any = whoosh_query.Term("audience", "everyone")
        if query.family:
            allowed = whoosh_query.And([allowed, whoosh_query.Term("family", query.family)])
        found = self.searcher.search(
            self.parser.parse(text), limit=SHOWN, filter=allowed,
            groupedby={name: FieldFacet(name, allow_overlap=True) for name in FACETS},
        )  # fmt: skip
        for hit in found:
            hit.highlights("title", top=1)
            hit.highlights("body", top=1)
        for name in FACETS:
            found.groups(name)
        return len(found)

    def cpu(self) -> float:
        return time.process_time()

    def close(self) -> None:
        self.searcher.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class Fts5:
    """SQLite's full text, stems by Porter."""

    name = "SQLite FTS5"

    def __init__(self, file: Path) -> None:
        self.file = file

    def build(self, documents: Iterable[Document]) -> None:
        self.file.unlink(missing_ok=True)
        self.data = sqlite3.connect(self.file)
        self.data.executescript(
            "CREATE VIRTUAL TABLE doc USING fts5(title, aliases, keywords, body,"
            " tokenize='porter unicode61 remove_diacritics 2', prefix='2 3');"
            "CREATE TABLE facet (name, value, no INTEGER, PRIMARY KEY (no, name, value))"
            " WITHOUT ROWID; CREATE INDEX by_value ON facet (name, value, no);"
            "CREATE TEMP TABLE found (no INTEGER PRIMARY KEY)"
        )
        for number, one in enumerate(documents, 1):
            texts = (one.title, " ".join(one.aliases), " ".join(one.keywords), one.body)
            self.data.execute("INSERT INTO doc (rowid, title, aliases, keywords, body)"
                              " VALUES (?, ?, ?, ?, ?)", (number, *texts))  # fmt: skip
            rows = (
                (name, value, number) for name, listed in one.facets.items() for value in listed
            )
            self.data.executemany("INSERT INTO facet VALUES (?, ?, ?)", rows)
        self.data.commit()
        self.data.execute("ANALYZE")

    def ask(self, query: Asked) -> int:
        words = [f'"{word}"' for word in re.findall(r"\w+", query.text)]
        match = " ".join(words) if query.kind != "phrase" else f'"{" ".join(query.words)}"'
        match += "*" if query.kind == "prefix" else ""
        do, within = self.data.execute, ""
        if query.family:
            # The plus sign: else each of these rows would be looked up in the full text by itself.
            within = " AND +rowid IN (SELECT no FROM facet WHERE name = 'family' AND value = :of)"
        given = {"match": match, "of": query.family}
        do("DELETE FROM found")
        do(f"INSERT INTO found SELECT rowid FROM doc WHERE doc MATCH :match{within}", given)  # noqa: S608
        do(
            "SELECT rowid, highlight(doc, 0, '[', ']'), snippet(doc, 3, '[', ']', '…', 24) FROM doc"  # noqa: S608
            f" WHERE doc MATCH :match{within} AND rank MATCH 'bm25(4, 2, 1.5, 1)'"
            f" ORDER BY rank LIMIT {SHOWN}", given,
        ).fetchall()  # fmt: skip
        do("SELECT name, value, count(*) FROM found JOIN facet USING (no) GROUP BY 1, 2").fetchall()
        return int(do("SELECT count(*) FROM found").fetchone()[0])

    def cpu(self) -> float:
        return time.process_time()

    def close(self) -> None:
        self.data.close()
        self.file.unlink()


class PostgresAsItComes:
    """PostgreSQL's own full text: weighted vectors, a GIN index, ts_rank and ts_headline."""

    name = "PostgreSQL full text"

    def __init__(self, database: str) -> None:
        self.data: Connection = connect(
            database.replace("postgresql+psycopg", "postgresql"), autocommit=True
        )
        self.data.execute("SET max_parallel_workers_per_gather = 0")

    def build(self, documents: Iterable[Document]) -> None:
        columns = ", ".join([*(f"{name} text" for name in TEXTS), *(f"{f} text[]" for f in FACETS)])
        weights = zip(TEXTS, "ABCD", strict=True)
        vector = " || ".join(
            f"setweight(to_tsvector('english', {name}), '{weight}')" for name, weight in weights
        )
        self.data.execute(
            sql.SQL(
                f"DROP TABLE IF EXISTS doc; CREATE TABLE doc (id text PRIMARY KEY, {columns},"
                f" words tsvector GENERATED ALWAYS AS ({vector}) STORED)"
            )
        )
        names = ", ".join(("id", *TEXTS, *FACETS))
        with self.data.cursor().copy(sql.SQL(f"COPY doc ({names}) FROM STDIN")) as copy:
            for one in documents:
                copy.write_row([
                    one.id, one.title, " ".join(one.aliases), " ".join(one.keywords), one.body,
                    *(list(one.facets[name]) for name in FACETS),
                ])  # fmt: skip
        self.data.execute("CREATE INDEX doc_words ON doc USING gin (words)")
        self.data.execute("VACUUM ANALYZE doc")
        counts = " UNION ALL ".join(
            f"SELECT '{name}', value, count(*) FROM found, unnest({name}) AS value GROUP BY 2"  # noqa: S608
            for name in FACETS
        )
        self.statement = (
            "WITH q AS (SELECT {0}('english', %(text)s) AS q), found AS MATERIALIZED ("  # noqa: S608
            "SELECT id, title, body, q.q, ts_rank(words, q.q) AS rank, "
            f"{', '.join(FACETS)} FROM doc, q WHERE words @@ q.q"
            " AND (%(family)s = '' OR family = ARRAY[%(family)s]::text[])),"
            f" best AS (SELECT * FROM found ORDER BY rank DESC, title LIMIT {SHOWN})"
            " SELECT 'hit', ts_headline('english', title, q) || ts_headline('english', body, q), 1"
            f" FROM best UNION ALL {counts} UNION ALL SELECT 'all', '', count(*) FROM found"
        )

    def ask(self, query: Asked) -> int:
        parse, text = "websearch_to_tsquery", query.text
        if query.kind == "prefix":
            parse, text = "to_tsquery", " & ".join(re.findall(r"\w+", query.text)) + ":*"
        statement = self.statement.format(parse)
        rows = self.data.execute(sql.SQL(statement), {"text": text, "family": query.family})
        return int(next(count for name, _, count in rows.fetchall() if name == "all"))

    def cpu(self) -> float:
        return time.process_time() + spent(self.data.info.backend_pid)

    def close(self) -> None:
        self.data.execute("DROP TABLE IF EXISTS doc")
        self.data.close()


class Tantivy:
    """tantivy, a search engine in Rust, by its own Python wheel; every word must be there."""

    name = "tantivy"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def build(self, documents: Iterable[Document]) -> None:
        self.of = tantivy = import_module("tantivy")  # the other rows do without it
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw")
        for name in TEXTS:
            builder.add_text_field(name, stored=True, tokenizer_name="en_stem")
        for name in FACETS:
            builder.add_text_field(name, tokenizer_name="raw", fast=True)
        self.schema = builder.build()
        self.index = tantivy.Index(self.schema, path=str(self.folder))
        writer = self.index.writer(num_threads=1)
        for one in documents:
            made = tantivy.Document(
                id=[one.id], title=[one.title], aliases=[" ".join(one.aliases)],
                keywords=[" ".join(one.keywords)], body=[one.body],
                **{name: list(values) for name, values in one.facets.items()},
            )  # fmt: skip
            writer.add_document(made)
        writer.commit()
        writer.wait_merging_threads()
        self.index.reload()
        self.searcher = self.index.searcher()

    def _query(self, query: Asked) -> Any:
        must, boosts = self.of.Occur.Must, {"title": 4.0, "aliases": 2.0, "keywords": 1.5}
        words = query.words if query.kind != "prefix" else query.words[:-1]
        text = " ".join(re.findall(r"\w+", " ".join(words)))
        text = f'"{text}"' if query.kind == "phrase" else text
        parts = []
        if text.strip('"'):
            parsed = self.index.parse_query(
                text, list(TEXTS), field_boosts=boosts, conjunction_by_default=True
            )
            parts.append((must, parsed))
        if query.kind == "prefix":
            last, should = query.words[-1].lower(), self.of.Occur.Should
            beginning = self.of.Query.fuzzy_term_query
            parts.append((must, self.of.Query.boolean_query([
                (should, beginning(self.schema, name, last, distance=0, prefix=True))
                for name in TEXTS
            ])))  # fmt: skip
        if query.family:
            parts.append((must, self.of.Query.term_query(self.schema, "family", query.family)))
        return self.of.Query.boolean_query(parts)

    def ask(self, query: Asked) -> int:
        made = self._query(query)
        found = self.searcher.search(made, limit=SHOWN, count=True)
        marks = [
            self.of.SnippetGenerator.create(self.searcher, made, self.schema, name)
            for name in ("title", "body")
        ]
        for _, address in found.hits:
            document = self.searcher.doc(address)
            for mark in marks:
                mark.snippet_from_doc(document).to_html()
        self.searcher.aggregate(
            made, {name: {"terms": {"field": name, "size": 100}} for name in FACETS}
        )
        return int(found.count)  # type: ignore[attr-defined]

    def cpu(self) -> float:
        return time.process_time()

    def close(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


def embedded(folder: Path) -> list[Callable[[], Engine]]:
    """Those that need no server; tantivy where its wheel is installed."""
    made: list[Callable[[], Engine]] = [
        lambda: Ours(folder / "ours"),
        lambda: WhooshAsItComes(folder / "whoosh"),
        lambda: Fts5(folder / "fts5.db"),
    ]
    if find_spec("tantivy"):
        made.append(lambda: Tantivy(folder / "tantivy"))
    return made


def times(engine: Engine, queries: Sequence[Asked]) -> tuple[list[float], int]:
    """Processor milliseconds of each query, after some to warm up; and how many found anything.

    Those are the last ones: by the time they come again no engine knows their words any more.
    """
    for query in queries[-6:]:
        engine.ask(query)
    taken, found = [], 0
    for query in queries:
        began = engine.cpu()
        found += engine.ask(query) > 0
        taken.append((engine.cpu() - began) * 1000)
    return taken, found


def weight(folder: Path) -> int:
    """Bytes below a folder."""
    return sum(os.path.getsize(Path(at) / one) for at, _, files in os.walk(folder) for one in files)
