"""The background worker: what the outbox asks for, and what is due by the clock.

One works at a time, others stand by. Every job reads the present state, so doing it twice is
harmless; a row leaves the outbox only with, or after, its effect.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from datetime import timedelta

from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.exc import DBAPIError

from portal import clock, guard, timed, turnstile
from portal.accounts import rules as accounts
from portal.db import db, transaction
from portal.outbox import INDEX, OutboxRow

PAUSE = 0.2  # seconds between looks when there is nothing to do
STAND_BY = 2.0
BEAT_EVERY = 5.0
BATCH = 500
LAST_TRY = 8
ONCE_KEPT = timedelta(days=30)
log = logging.getLogger("portal.work")

# Outbox kind → what to do for the id it names.
HANDLERS: dict[str, Callable[[str], None]] = {}


def _forget_old(_now: object) -> None:
    """Retention of sessions, failed sign-ins and answered posts."""
    with transaction() as session:
        accounts.forget_old()
        session.execute(delete(guard.Once).where(guard.Once.at < clock.now() - ONCE_KEPT))


# Twice or late does no harm; never does not happen: what was missed is done at the next start.
TIMED = (timed.Timed("forget old sessions", timedelta(hours=1), _forget_old),)


def run(app: Flask, stopping: threading.Event) -> None:
    """Work until `stopping`; stand by while another process does."""
    with app.app_context():
        while not stopping.is_set():
            try:
                with turnstile.alone("work", wait=False) as place:
                    if place is not None:
                        _stay(place, stopping)
            except DBAPIError:
                log.exception("the database does not answer")
            stopping.wait(STAND_BY)


def _stay(place: turnstile.Place, stopping: threading.Event) -> None:
    log.info("working")
    beat = time.monotonic() - BEAT_EVERY
    while not stopping.is_set():
        if time.monotonic() - beat >= BEAT_EVERY:
            if not place.still():
                return
            timed.beat()
            run_timed()
            beat = time.monotonic()
        if not drain():
            stopping.wait(PAUSE)


def once() -> int:
    """Do everything that is due now, for tests and `aspire work --once`. How many rows went."""
    total = 0
    run_timed()
    while done := drain():
        total += done
    return total


def drain() -> int:
    """One round of the outbox: how many rows were done, or put off for later."""
    rows = [
        (row.id, row.kind, row.ref)
        for row in db.session.execute(
            select(OutboxRow.id, OutboxRow.kind, OutboxRow.ref)
            .where(OutboxRow.due_at <= clock.now(), OutboxRow.tries < LAST_TRY)
            .where(OutboxRow.kind.in_([INDEX, *HANDLERS]))
            .order_by(OutboxRow.due_at, OutboxRow.id)
            .limit(BATCH)
        )
    ]
    db.session.rollback()
    for row_id, kind, ref in rows:
        if kind != INDEX:
            _do(row_id, kind, ref)
    return len(rows)


def _do(row_id: int, kind: str, ref: str) -> None:
    """One job in one transaction with the end of its row, so its effect happens once."""
    try:
        with transaction() as session:
            HANDLERS[kind](ref)
            session.execute(delete(OutboxRow).where(OutboxRow.id == row_id))
    except Exception as error:  # whatever went wrong concerns this row alone
        log.exception("a job failed", extra={"kind": kind, "row": row_id})
        put_off([row_id], type(error).__name__)


def put_off(ids: Sequence[int], error: str) -> None:
    """Try these rows again later, each time twice as late; after the last try admins see them."""
    with transaction() as session:
        for row in session.scalars(select(OutboxRow).where(OutboxRow.id.in_(ids))):
            row.tries += 1
            row.due_at = clock.now() + timedelta(seconds=2**row.tries)
            row.error = error


def run_timed() -> None:
    """Whatever the clock asks for and was not done in its time yet."""
    last = timed.runs()
    db.session.rollback()
    for work in TIMED:
        if not work.due(clock.now(), last.get(work.name)):
            continue
        try:
            work.run(clock.now())
            timed.ran(work.name)
        except Exception as error:  # the others are not to wait for this one
            log.exception("timed work failed", extra={"work": work.name})
            db.session.rollback()
            timed.failed(work.name, type(error).__name__)
