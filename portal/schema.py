"""Migrations, run by the portal itself: empty → newest, and which one a database is at."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


class NewerData(Exception):
    """The database was written by a newer version of the portal; this one must not touch it."""


@cache
def _known() -> tuple[str, ...]:
    """The migrations of this code, in their order: their files are named 0001_….py and so on."""
    return tuple(sorted(file.name[:4] for file in (MIGRATIONS / "versions").glob("[0-9]*.py")))


def newest() -> str | None:
    """The migration this code needs."""
    return _known()[-1]


def current(engine: Engine) -> str | None:
    """The migration the database is at, or None when it is empty."""
    with engine.connect() as connection:
        try:
            at = connection.scalar(text("SELECT version_num FROM alembic_version"))
        except DBAPIError:
            connection.rollback()
            if inspect(connection).has_table("alembic_version"):
                raise
            return None
        return str(at) if at else None


def upgrade(engine: Engine, to: str = "head") -> None:
    """Bring the database to `to`. Raises NewerData when it knows migrations this code does not."""
    at = current(engine)
    if at is not None and at not in _known():
        raise NewerData(f"The data is at {at}, newer than this version of Aspire. Use a newer one.")
    _run(engine, "upgrade", to)


def downgrade(engine: Engine, to: str) -> None:
    """Take the database back to `to` ("-1", a revision, or "base")."""
    _run(engine, "downgrade", to)


@contextmanager
def _keys_off(connection: Connection) -> Iterator[None]:
    """One transaction. SQLite makes a table anew to change it, and dropping the old one must not
    take along the rows that point to it; whether they all still point somewhere is checked."""
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        _pragma(connection, "foreign_keys = OFF")
    try:
        with connection.begin():
            yield
            if sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise RuntimeError("A migration left rows that point nowhere. Nothing was changed.")
    finally:
        if sqlite:
            _pragma(connection, "foreign_keys = ON")


def _pragma(connection: Connection, words: str) -> None:
    """Outside of any transaction: inside one SQLite does not hear it."""
    raw: Any = connection.connection.dbapi_connection
    raw.execute(f"PRAGMA {words}")


def _run(engine: Engine, act: str, to: str) -> None:
    # Alembic with what it brings is a sixth of the time of a start, and needed only here.
    settings: Any = import_module("alembic.config").Config()
    settings.set_main_option("script_location", str(MIGRATIONS))
    with engine.connect().execution_options(aspire_write=True) as connection, _keys_off(connection):
        settings.attributes["connection"] = connection
        getattr(import_module("alembic.command"), act)(settings, to)
