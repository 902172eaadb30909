"""After an erasure: the bytes. A deleted text is still in the files of the database, in its log and
in the files of the search index, until all are made anew (docs/adr/0017)."""

import sqlite3
from datetime import timedelta

from flask import current_app

from portal import outbox
from portal.db import db, transaction
from portal.notices import posting
from portal.search import indexing
from search_index import store

WIPE, TIDY = "wipe", "wipe.tidy"


class NotYet(Exception):
    """Somebody still reads what is to go; the worker tries again."""


def wipe(_ref: str) -> None:
    """Build the index and the file of an embedded database anew, and drop letters kept in files.

    Twice does no harm. PostgreSQL reuses freed space by its vacuum, and its log ages out as the
    server is set. Raises NotYet while somebody writes, or reads the log.
    """
    posting.empty()
    left = indexing.wipe(current_app.config["SETTINGS"].index_folder)
    db.session.remove()
    if left:
        with transaction():
            # Whoever searches meanwhile may still read the old files, so they stay for a while.
            outbox.put(TIDY, "index", after=timedelta(seconds=store.KEEP_SECONDS + 5))
    if db.engine.dialect.name == "sqlite":
        _write_anew()


def _write_anew() -> None:
    """Write the database anew, its pages in order, and empty its log.

    SQLite overwrites what it deletes (`secure_delete`), but not what it leaves behind when it
    moves the rows of a page.
    """
    raw = db.engine.raw_connection()
    cursor = raw.cursor()
    try:
        cursor.execute("PRAGMA temp_store = FILE")  # in memory it would be the whole database
        cursor.execute("VACUUM")
        busy, *_ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError as problem:
        if problem.sqlite_errorcode in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise NotYet from problem
        raise
    finally:
        cursor.execute("PRAGMA temp_store = MEMORY")
        raw.close()
    if busy:
        raise NotYet


def tidy(_ref: str) -> None:
    """Remove the files of the index that were kept for those who were reading them."""
    indexing.tidy(current_app.config["SETTINGS"].index_folder)


ALONE = {WIPE: wipe, TIDY: tidy}
"""Kinds of work that are no transaction of the database."""
