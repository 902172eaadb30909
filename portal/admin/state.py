"""The state of the system in words: for /readyz, /admin and `aspire check`."""

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from flask import current_app
from sqlalchemy import Select, bindparam, func, literal, select
from sqlalchemy.exc import SQLAlchemyError

from portal import clock, schema, timed
from portal.db import columns, db
from portal.outbox import OutboxRow
from portal.search import indexing
from search_index import IndexProblem

# The worker says every five seconds that it lives; a long piece of work may take a while.
SILENT = timedelta(seconds=60)
OLDEST = timedelta(minutes=5)
FIRST = 3  # without database and tables nothing else can be looked at
LITTLE = 64 * 1024 * 1024  # bytes: less room than this is soon none
WHY = {
    "room": "there is no room on its disk",
    "leave": "the portal may not write its files",
    "held": "another process holds it",
    "device": "its disk does not take it",
}


@dataclass(frozen=True)
class Part:
    """One part of the system: whether it does its work, and how it is, without secrets.

    goes_on: pages are answered all the same, so this machine is not to be taken out of service.
    brief: what anybody may read of it, where the words have figures for those who operate it.
    """

    name: str
    well: bool
    words: str
    goes_on: bool = False
    brief: str = ""


def parts() -> list[Part]:
    """Every part a running portal needs, up to one the rest depend on. Reads only; never raises."""
    found: list[Part] = []
    for look in (_database, _tables, _index, _worker, _disk):
        try:
            found.append(look())
        except SQLAlchemyError as error:
            db.session.rollback()
            found.append(Part("Database", False, f"does not answer ({type(error).__name__})"))
        if not found[-1].well and len(found) < FIRST:
            break
    return found


def _database() -> Part:
    columns(_nothing()).one()
    return Part("Database", True, f"answers ({db.engine.dialect.name})")


@cache
def _nothing() -> Select[int]:
    return select(literal(1))


def _tables() -> Part:
    at = schema.current(db.engine)
    if at == schema.newest():
        return Part("Tables", True, f"at version {at}")
    return Part(
        "Tables", False, f"at {at or 'nothing'}, needed {schema.newest()}: aspire db upgrade"
    )


def _index() -> Part:
    try:
        indexing.index(current_app.config["SETTINGS"].index_folder).generation  # noqa: B018 - reads
    except IndexProblem as problem:
        return Part("Index", False, f"being built ({type(problem).__name__})")
    _, error = _run(timed.INDEX)
    if error:
        why = WHY.get(error, f"an error, see the log ({error})")
        words = f"answers, but falls behind: {why}. The worker tries again by itself."
        return Part("Index", False, words, goes_on=True)
    return Part("Index", True, "can be read")


def _disk() -> Part:
    free = shutil.disk_usage(current_app.config["SETTINGS"].instance).free
    words = f"{free // 1024**2:,} MB free in the instance folder"
    well = free >= LITTLE
    brief = "there is room" if well else "little room is left in the instance folder"
    return Part("Disk", well, words, goes_on=True, brief=brief)


def _worker() -> Part:
    ran_at, _ = _run(timed.HEARTBEAT)
    if ran_at is None:
        return Part("Worker", False, "has not started yet")
    silence = clock.running() - ran_at
    if silence > SILENT:
        words = f"silent for {int(silence.total_seconds())} seconds"
        return Part("Worker", False, words, brief="silent for too long")
    return Part("Worker", True, "at work")


def _run(name: str) -> tuple[datetime | None, str]:
    """When a timed piece of work last ran, and what went wrong."""
    row = columns(_runs(), name=name).one_or_none()
    return (row.ran_at, row.error) if row else (None, "")


@cache
def _runs() -> Select[datetime | None, str]:
    run = timed.TimedRun
    return select(run.ran_at, run.error).where(run.name == bindparam("name"))


def outbox() -> Part:
    """How long the oldest row that could be done has waited, and how many have failed for good."""
    count, since, stuck = columns(_waiting()).one()
    late = since is not None and clock.now() - since > OLDEST
    words = f"{count} waiting" + (f", {stuck} failed" if stuck else "")
    return Part("Outbox", not late and not stuck, words)


@cache
def _waiting() -> Select[int, datetime | None, int]:
    failed = select(func.count()).select_from(OutboxRow).where(OutboxRow.error != "")
    return select(func.count(), func.min(OutboxRow.due_at), failed.scalar_subquery()).where(
        OutboxRow.error == ""
    )
