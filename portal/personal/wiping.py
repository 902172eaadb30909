"""After an erasure: the bytes. A deleted text is still in the log of the database and in the files
of the search index, until both are made anew (docs/adr/0017)."""

from datetime import timedelta

from flask import current_app

import search_index
from portal import outbox
from portal.db import db, transaction
from portal.search import indexing
from search_index import store

WIPE, TIDY = "wipe", "wipe.tidy"


class NotYet(Exception):
    """Somebody still reads what is to go; the worker tries again."""


def wipe(_ref: str) -> None:
    """Build the index anew and empty the log of an embedded database. Twice does no harm.

    Freed pages are overwritten by SQLite itself (`secure_delete`). PostgreSQL reuses them by its
    vacuum, and its log ages out as the server is set. Raises NotYet while the log is being read.
    """
    indexing.rebuild(current_app.config["SETTINGS"].index_folder)
    db.session.remove()
    with transaction():
        # Whoever searches meanwhile may still read the old files, so they stay for a while.
        outbox.put(TIDY, "index", after=timedelta(seconds=store.KEEP_SECONDS + 5))
    if db.engine.dialect.name == "sqlite":
        _empty_log()


def _empty_log() -> None:
    raw = db.engine.raw_connection()
    try:
        cursor = raw.cursor()
        busy, *_ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        cursor.close()
    finally:
        raw.close()
    if busy:
        raise NotYet


def tidy(_ref: str) -> None:
    """Remove the files of the index that were kept for those who were reading them."""
    search_index.tidy(current_app.config["SETTINGS"].index_folder)


ALONE = {WIPE: wipe, TIDY: tidy}
"""Kinds of work that are no transaction of the database."""
