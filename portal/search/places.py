"""Where the index stands: in a folder of files (Whoosh), or in the database (PostgreSQL).

ASPIRE_SEARCH says which; unless it is set, the index stands where the data does.
"""

import os
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import URL, Engine, create_engine

import search_index
from portal.db import db, transaction
from search_index import Document, Index, IndexBusy, IndexMissing

Made = Callable[[], tuple[list[Document], Collection[str]]]
"""Makes documents from the database as it is now; out: those to put, and the ids to remove."""


class Files:
    """An index of files in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def open(self) -> Index:
        """Raises IndexProblem while there is none that can be read."""
        return search_index.open_index(self._folder)

    def apply(self, index: Index, made: Made, then: Callable[[], object]) -> None:
        """Change the index, and `then` the database: who dies in between does it once more."""
        put, gone = made()
        index.apply(put=put, remove=gone)
        with transaction():
            then()

    def outdated(self) -> bool:
        """Never: files are made anew with the next commit where the subword table is another."""
        return False

    def rebuild(self, documents: Iterable[Document]) -> int:
        """See search_index.rebuild."""
        return search_index.rebuild(self._folder, documents)

    def leave(self, _ids: Collection[str]) -> None:
        """The worker does it, within a second: files know of no transaction."""

    def wipe(self, documents: Iterable[Document]) -> bool:
        """Write the index anew without the words of what was removed; whether old files are still
        there for whoever reads them, to be tidied away.
        """
        self.rebuild(documents)
        return True

    def tidy(self) -> None:
        """Remove files that were kept for those who were reading them.

        Raises IndexBusy while somebody builds the index: what is left then is not removed.
        """
        if not search_index.tidy(self._folder):
            raise IndexBusy("The search index is being built", "held")


class Tables:
    """An index in tables beside the data: written in the same transaction, read by every node.

    The folder holds what a machine has read of it and could read again.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._index: Any = import_module("search_index.postgresql")  # not where files are searched

    def open(self) -> Index:
        """Raises IndexProblem while there is none that can be read."""
        index: Index = self._opened()
        return index

    def outdated(self) -> bool:
        """Whether it was made with another subword table than there is now."""
        return bool(self._opened().outdated)

    def apply(self, _index: Index, made: Made, then: Callable[[], object]) -> None:
        """Change the index and the database in one transaction: nothing is lost or done twice."""
        with transaction() as session:
            connection = session.connection()
            self._index.lock(connection)
            put, gone = made()
            self._index.write(connection, put, gone)
            then()

    def rebuild(self, documents: Iterable[Document]) -> int:
        """See search_index.postgresql.rebuild."""
        return int(self._index.rebuild(_engine(db.engine.url, os.getpid()), documents))

    def leave(self, ids: Collection[str]) -> None:
        """Take documents out in the transaction that is under way."""
        with db.session.begin_nested(), suppress(IndexMissing):
            self._index.write(db.session.connection(), (), ids)

    def wipe(self, _documents: Iterable[Document]) -> bool:
        """The words left with their rows; here the room of the rows is made free."""
        self._index.vacuum(_engine(db.engine.url, os.getpid()))
        return False

    def tidy(self) -> None:
        """Nothing is kept for those who are reading: they see what was there when they began."""

    def _opened(self) -> Any:
        return self._index.open_index(_engine(db.engine.url, os.getpid()), self._folder)


def place(folder: Path) -> Files | Tables:
    """Where the index of this portal stands."""
    return Tables(folder) if current_app.config["SETTINGS"].index_in_database else Files(folder)


@cache
def _engine(url: URL, _process: int) -> Engine:
    """Connections of the index's own, made in each process: a search is a transaction that sees
    one state of the tables, whatever the page does meanwhile.
    """
    options = "-c lock_timeout=5s -c timezone=UTC"
    return create_engine(
        url, pool_size=4, max_overflow=12, pool_pre_ping=True, connect_args={"options": options}
    )
