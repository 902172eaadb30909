"""The state of the system in words: for /readyz, /admin and `aspire check`."""

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import Integer, Select, and_, bindparam, case, func, literal, select
from sqlalchemy.exc import SQLAlchemyError

from portal import clock, schema, timed
from portal.composed import prepared
from portal.db import columns, db
from portal.notices.push import keys
from portal.outbox import LAST_TRY, OutboxRow
from portal.search import indexing
from search_index import IndexBusy, IndexDamaged, IndexMissing, IndexProblem

# The worker says every five seconds that it lives; a long piece of work may take a while.
SILENT = timedelta(seconds=60)
OLDEST = timedelta(minutes=5)
STUBBORN = timedelta(minutes=30)  # a server that is away for less is nothing to act on
FIRST = 3  # without database and tables nothing else can be looked at
LITTLE = 64 * 1024 * 1024  # bytes: less room than this is soon none
WHY = {
    "room": "there is no room on its disk",
    "leave": "the portal may not write its files",
    "held": "another process holds it",
    "device": "its disk does not take it",
}
UNREADABLE: dict[type[IndexProblem], str] = {
    IndexMissing: "is not there",
    IndexDamaged: "is damaged",
    IndexBusy: "does not answer in time",
}
_TRIES = "The worker tries again by itself."
_BUILDS = "The worker builds it by itself."


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
    for look in (_database, _tables, _index, _worker, _outbox, _timed, _pushes, _disk):
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


@prepared
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
        ill = UNREADABLE.get(type(problem), "cannot be read")
        why = _why_not_written()
        can = f" It cannot be built anew: {why}." if why else ""
        words = f"{ill}: pages ask the database.{can} {_TRIES if why else _BUILDS}"
        return Part("Index", False, words)
    if why := _why_not_written():
        words = f"answers, but falls behind: {why}. {_TRIES}"
        return Part("Index", False, words, goes_on=True)
    return Part("Index", True, "can be read")


def _why_not_written() -> str:
    """Why the worker could not write the index when it last tried; empty where it could."""
    _, error = _run(timed.INDEX)
    return WHY.get(error, f"an error, see the log ({error})") if error else ""


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


@prepared
def _runs() -> Select[datetime | None, str]:
    run = timed.TimedRun
    return select(run.ran_at, run.error).where(run.name == bindparam("name"))


def _outbox() -> Part:
    """Work that nobody began for too long, that fails again and again, or that was left."""
    now = clock.now()
    waiting, since, failing, first, left = columns(_waiting(), last=LAST_TRY).one()
    late = since is not None and now - since > OLDEST
    stubborn = first is not None and now - first > STUBBORN
    found = (f"{waiting} waiting", failing and f"{failing} put off after an error",
             left and f"{left} left after the last try")  # fmt: skip
    words = ", ".join(part for part in found if part)
    brief = "work waits for too long" if late else "some work goes wrong again and again"
    return Part("Outbox", not (late or stubborn or left), words, goes_on=True, brief=brief)


@prepared
def _waiting() -> Select[int, datetime | None, int, datetime | None, int]:
    row = OutboxRow
    ends = row.tries >= bindparam("last", type_=Integer())
    failing = and_(row.error != "", ~ends)
    moment = row.created_at.type
    return select(
        func.count(case((row.error == "", 1))),
        func.min(case((row.error == "", row.due_at)), type_=moment),
        func.count(case((failing, 1))),
        func.min(case((failing, row.created_at)), type_=moment),
        func.count(case((ends, 1))),
    )


def _pushes() -> Part:
    """Whether devices can be pushed to. Where not, pages do not offer it."""
    settings = current_app.config["SETTINGS"]
    if settings.push is None:
        words = "switched off by ASPIRE_PUSH"
    elif keys.kept_by(settings):
        words = "offered to devices, with a key of our own"
    elif settings.embedded:
        words = "offered once the worker has made a key"
    else:
        words = "not offered: ASPIRE_VAPID_KEY is not set (aspire push key)"
    return Part("Pushes", True, words)


def age(since: datetime) -> str:
    """How long ago this was, in the largest whole unit: "3 hours"."""
    minutes = int((clock.now() - since).total_seconds() // 60)
    for unit, size in (("day", 1440), ("hour", 60)):
        if minutes >= size:
            many = minutes // size
            return f"{many} {unit}" if many == 1 else f"{many} {unit}s"
    return "a moment" if minutes < 1 else "1 minute" if minutes == 1 else f"{minutes} minutes"


def _timed() -> Part:
    """Work by the clock that failed when it was last tried."""
    failed = [name for (name,) in columns(_failed(), apart=timed.HEARTBEAT, index=timed.INDEX)]
    words = f"failed, and is tried again: {', '.join(failed)}" if failed else "done when it is due"
    brief = "something that is due failed, and is tried again"
    return Part("Work by the clock", not failed, words, goes_on=True, brief=brief)


@prepared
def _failed() -> Select[str]:
    run = timed.TimedRun
    own = and_(run.name != bindparam("apart"), run.name != bindparam("index"))
    return select(run.name).where(run.error != "", own).order_by(run.name).limit(5)
