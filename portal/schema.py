"""Migrations, run by the portal itself: empty → newest, and which one a database is at."""

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


class NewerData(Exception):
    """The database was written by a newer version of the portal; this one must not touch it."""


def _config() -> Config:
    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS))
    return settings


def newest() -> str | None:
    """The migration this code needs."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def current(engine: Engine) -> str | None:
    """The migration the database is at, or None when it is empty."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(engine: Engine, to: str = "head") -> None:
    """Bring the database to `to`. Raises NewerData when it knows migrations this code does not."""
    at = current(engine)
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if at is not None and at not in known:
        raise NewerData(f"The data is at {at}, newer than this version of Aspire. Use a newer one.")
    _run(engine, lambda settings: command.upgrade(settings, to))


def downgrade(engine: Engine, to: str) -> None:
    """Take the database back to `to` ("-1", a revision, or "base")."""
    _run(engine, lambda settings: command.downgrade(settings, to))


def _run(engine: Engine, act: Callable[[Config], None]) -> None:
    settings = _config()
    with engine.connect().execution_options(aspire_write=True) as connection, connection.begin():
        settings.attributes["connection"] = connection
        act(settings)
