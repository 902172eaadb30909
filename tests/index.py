"""The search index in tests, wherever it stands."""

import shutil
from pathlib import Path

import pytest
from flask import current_app
from sqlalchemy import text

from portal.db import db
from portal.search import indexing


def in_tables() -> bool:
    """Whether the index stands in the database of the test."""
    return current_app.config["SETTINGS"].index_in_database


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
