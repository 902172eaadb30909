"""The portal under test, on both databases, with the cast everyone knows.

Ada asks, Mei guides, Manu leads Ada, Hana is HR, Alex administers, Sam is a stranger, Lee has left.
Commits are real; after each test the tables are emptied. A test that takes `app` (or anything built
on it) runs once on SQLite and once on PostgreSQL.
"""

import gc
import os
import sqlite3
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import CompoundSelect, delete, event, exists, literal, select, union_all
from xdist.scheduler import LoadScopeScheduling

from portal import clock, create_app, schema
from portal.config import Settings
from portal.db import db
from portal.notices import posting
from portal.roles import asked
from portal.skills.finding import vectors
from tests.cast import Cast, enter
from tests.checking import Browser
from tests.postgres import drop_databases, fresh_database

KINDS = ("sqlite", "postgresql")


def settings_for(folder: Path, url: str, **changes: Any) -> Settings:
    """Settings of a portal in `folder` with its data at `url`."""
    values = {
        "instance": folder,
        "database_url": url,
        "secret_key": "a key for tests, which is long enough to be taken",
        "port": 8000,
        "demo": False,
        "demo_public": False,
        "base_url": "http://localhost",
        "k": 5,
        "clock": None,
        "log": "text",
        "organisation": "City of Port Ashby",
        "trusted_proxies": 0,
    }
    return Settings(**(values | changes))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database" in metafunc.fixturenames:
        only = os.environ.get("TEST_DATABASE")
        # What the database has no part in need not be told twice.
        one = metafunc.definition.get_closest_marker("one_database")
        kinds = KINDS[:1] if one else KINDS
        metafunc.parametrize("database", [only] if only else kinds, scope="session", indirect=True)


# Made once in a process, whatever order the tests come in.
_databases: dict[str, str] = {}
_portals: dict[str, Flask] = {}


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of an empty database of the kind the test runs on."""
    kind = request.param
    if kind not in _databases:
        file = tmp_path_factory.mktemp("data") / "aspire.db"
        _databases[kind] = fresh_database() if kind == "postgresql" else f"sqlite:///{file}"
    return _databases[kind]


@pytest.fixture(scope="session")
def portal(database: str, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """One portal for all tests on this database, migrated as an operator would."""
    if database not in _portals:
        application = create_app(settings_for(tmp_path_factory.mktemp("instance"), database))
        # Several processes with two portals each: what one of them compiled, the others read.
        base = tmp_path_factory.getbasetemp()
        shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
        (shared / "templates").mkdir(exist_ok=True)
        application.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(shared / "templates"))
        with application.app_context():
            event.listen(db.engine, "connect", _in_no_hurry)
            schema.upgrade(db.engine)
        _portals[database] = application
    return _portals[database]


def pytest_collection_finish() -> None:
    """What was collected stays to the end: Python need not look through it for garbage."""
    gc.collect()
    gc.freeze()


def _in_no_hurry(connection: Any, _record: Any) -> None:
    """What a power cut would take from a test, nobody misses: no commit waits for the disk."""
    words = "PRAGMA synchronous = OFF"
    if not isinstance(connection, sqlite3.Connection):
        words = "SET synchronous_commit = off"
    connection.execute(words)
    connection.commit()


def pytest_sessionfinish() -> None:
    for application in _portals.values():
        with application.app_context():
            db.engine.dispose()
    drop_databases()


# What takes long to make is shared by the tests of each of these, which come in their order.
TOGETHER = (
    "tests/journeys/",
    "tests/operations/test_commands.py",
    "tests/operations/test_nodes.py",
    "tests/operations/test_serve.py",
)


class Together(LoadScopeScheduling):  # type: ignore[misc]
    """Gives tests that belong together to one process, and the largest of such parts first."""

    def _split_scope(self, nodeid: str) -> str:
        return next((part for part in TOGETHER if nodeid.startswith(part)), nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together:
    """For runs on several processors. The plugin's own groups do not work with this pytest."""
    return Together(config, log)


@pytest.fixture
def app(portal: Flask) -> Iterator[Flask]:
    """The portal with empty tables, inside an application context for rules and queries."""
    with portal.app_context():
        yield portal
        db.session.rollback()
        clock.fix(None)
        _empty()
        # What the worker made of a database that is empty now.
        vectors.LABELS.file.unlink(missing_ok=True)
        asked.ASKED.file.unlink(missing_ok=True)
        posting.empty()


def _empty() -> None:
    """Delete the rows of the tables that have some, keys unwatched: that is much the quickest."""
    with db.engine.connect().execution_options(aspire_write=True) as connection:
        sqlite = connection.dialect.name == "sqlite"
        replica = "SET session_replication_role = "
        if sqlite:
            # Outside of a transaction, or it does nothing.
            connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
        else:
            connection.exec_driver_sql(replica + "replica")
        for table in connection.scalars(_which_have_rows()).all():
            connection.execute(delete(db.metadatas[None].tables[table]))
        if not sqlite:
            connection.exec_driver_sql(replica + "DEFAULT")
        connection.commit()
        if sqlite:
            connection.connection.cursor().execute("PRAGMA foreign_keys = ON")


@cache
def _which_have_rows() -> CompoundSelect[str]:
    """The statement that names the tables with rows."""
    tables = db.metadatas[None].tables.items()
    return union_all(
        *(
            select(literal(name)).where(exists(select(1).select_from(table)))
            for name, table in tables
        )
    )


@pytest.fixture
def cast(app: Flask) -> Cast:
    """The people, with their accounts, committed."""
    return enter()


@pytest.fixture
def visitor(app: Flask) -> Browser:
    """A checking client that nobody is signed in to."""
    return Browser(app)


@pytest.fixture
def ada(app: Flask, cast: Cast) -> Browser:
    return Browser(app).sign_in(cast.ada)


@pytest.fixture
def mei(app: Flask, cast: Cast) -> Browser:
    return Browser(app).sign_in(cast.mei)


@pytest.fixture
def hana(app: Flask, cast: Cast) -> Browser:
    return Browser(app).sign_in(cast.hana)
