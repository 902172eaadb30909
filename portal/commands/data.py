"""`aspire db`, `aspire backup`, `aspire restore`: the data as a whole."""

import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from portal import prepare, schema, turnstile
from portal.commands.bar import progress
from portal.config import Settings
from portal.db import db
from portal.errors import Refused


@click.group("db")
def db_group() -> None:
    """The tables: which version they are at, and the way to another."""


@db_group.command()
@click.argument("to", default="head")
@with_appcontext
def upgrade(to: str) -> None:
    """Bring the tables to this version. Safe to repeat, and to run from two places at once."""
    with turnstile.alone("prepare", wait=True):
        schema.upgrade(db.engine, to)
    click.echo(f"The tables are at {schema.current(db.engine)}.")


@db_group.command()
@click.argument("to", default="-1")
@with_appcontext
def downgrade(to: str) -> None:
    """Take the tables back: one step, or to TO. What only the newer ones hold is lost."""
    with turnstile.alone("prepare", wait=True):
        schema.downgrade(db.engine, to)
    click.echo(f"The tables are at {schema.current(db.engine) or 'nothing'}.")


@db_group.command()
@with_appcontext
def current() -> None:
    """Which version the tables are at, and which one this code needs."""
    at, needed = schema.current(db.engine) or "nothing", schema.newest()
    click.echo(f"The tables are at {at}; this version of Aspire needs {needed}.")


def _file(settings: Settings) -> Path:
    """The database file. Raises Refused where the data is on PostgreSQL."""
    if not settings.embedded:
        raise Refused(
            "The data is on PostgreSQL: use pg_dump --format=custom and pg_restore, and "
            "`aspire reindex` after a restore."
        )
    return Path(settings.database_url.removeprefix("sqlite:///"))


def _sound(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            return bool(connection.execute("PRAGMA integrity_check").fetchone() == ("ok",))
    except sqlite3.DatabaseError:
        return False


def _copy(source: Path, target: Path) -> None:
    """A consistent copy while others write, checked before it takes its name."""
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_WRONLY, 0o600))
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(part)) as new:
        old.backup(new, pages=2000, sleep=0.01)
        new.execute("PRAGMA journal_mode = DELETE")
    if not _sound(part):
        part.unlink()
        raise Refused("The copy is damaged, so it was thrown away. Check the disk.")
    handle = os.open(part, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)
    part.replace(target)


@click.command()
@click.option("--people", type=click.IntRange(8, 1_000_000), default=320, show_default=True)
@click.option(
    "--seed", type=int, default=1, show_default=True, help="The same seed, the same city."
)
@with_appcontext
def demo(people: int, seed: int) -> None:
    """Fill an empty database with the City of Port Ashby, an invented organisation."""
    with turnstile.alone("prepare", wait=True):
        schema.upgrade(db.engine)
        began = time.monotonic()
        with progress("Making people") as step:
            made = prepare.demonstration(people, seed, step)
    click.echo(f"{made:,} people in {time.monotonic() - began:.1f} s.")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def backup(file: Path) -> None:
    """Copy the database to FILE while the portal runs. The index is not in it: it is rebuilt."""
    _copy(_file(current_app.config["SETTINGS"]), file)
    click.echo(f"{file}: {file.stat().st_size / 1e6:.1f} MB, checked.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def restore(file: Path) -> None:
    """Put the data of FILE in the place of today's. Stop the portal first."""
    target = _file(current_app.config["SETTINGS"])
    if not _sound(file):
        raise Refused(f"{file} is not a sound copy of a database. Nothing was changed.")
    db.engine.dispose()
    with turnstile.alone("work", wait=False) as place:
        if place is None:
            raise Refused("The portal is running. Stop it first. Nothing was changed.")
        if target.exists():
            _copy(target, target.with_name(f"{target.name}.before-restore"))
        for part in ("-wal", "-shm"):
            target.with_name(target.name + part).unlink(missing_ok=True)
        _copy(file, target)
    with turnstile.alone("prepare", wait=True):
        schema.upgrade(db.engine)
    click.echo("Restored. The worker builds the search index anew when it starts.")
