"""The search index in tests, wherever it stands."""

import shutil
from pathlib import Path

import pytest
from flask import current_app
from sqlalchemy import text

from portal.db import db
from portal.outbox import INDEX, OutboxRow
from portal.search import indexing


def in_tables() -> bool:
    """Whether the index stands in the database of the test."""
    return current_app.config["SETTINGS"].index_in_database


def in_step(folder: Path) -> None:
    """The index is as the worker leaves it: what has changed is in it, and nothing waits."""
    indexing.rebuild(folder)
    db.session.query(OutboxRow).filter_by(kind=INDEX).delete()
    db.session.commit()


def take_away(folder: Path) -> None:
    """There is no index any more."""
    indexing.forget(folder)
    if in_tables():
        with db.engine.begin() as connection:
            connection.execute(text("DELETE FROM index_build"))
    else:
        shutil.rmtree(folder, ignore_errors=True)


def only_files() -> None:
    """Go on only where the index is made of files."""
    if in_tables():
        pytest.skip("the index stands in the database: there are no files")
