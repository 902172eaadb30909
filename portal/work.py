"""The background worker: what the outbox asks for, and what is due by the clock.

One works at a time, others stand by. Every job reads the present state, so doing it twice is
harmless; a row leaves the outbox only with, or after, its effect.
"""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import import_module

from flask import Flask, current_app
from sqlalchemy import delete, select
from sqlalchemy.exc import DBAPIError

from portal import clock, guard, handed, outbox, timed, turnstile
from portal.accounts import rules as accounts
from portal.accounts.tokens import rules as tokens
from portal.aspirations import timed as aspirations_timed
from portal.assigning import publishing
from portal.assigning import rules as assigning
from portal.checkins import timed as checkins_timed
from portal.communities import notices as communities_notices
from portal.communities import timed as communities_timed
from portal.concerns import timed as concerns_timed
from portal.conversations import timed as conversations_timed
from portal.curate import notices as curate_notices
from portal.db import db, transaction
from portal.feedback import notices as feedback_notices
from portal.feedback import timed as feedback_timed
from portal.insights import rules as insights
from portal.insights.snapshot import take_snapshot
from portal.learning.drip import timed as drip_timed
from portal.learning.enrolling import notices as learning_notices
from portal.learning.enrolling import timed as learning_timed
from portal.learning.importing import receiving
from portal.learning.own import rules as kept_learning
from portal.mentorship import notices as mentorship_notices
from portal.mentorship import ranked as mentorship_ranked
from portal.mentorship import timed as mentorship_timed
from portal.mentorship.mentors import answering
from portal.mentorship.mentors.hours import inviting as hours_inviting
from portal.mentorship.mentors.hours import notices as hours_notices
from portal.mentorship.mentors.hours import timed as hours_timed
from portal.mentorship.together import inviting
from portal.mentorship.together import timed as together_timed
from portal.notices import digests, mailing, posting
from portal.notices.push import jobs as push_jobs
from portal.notices.undelivered import rules as undelivered
from portal.opportunities import notices as opportunities_notices
from portal.opportunities import timed as opportunities_timed
from portal.outbox import INDEX, LAST_TRY, OutboxRow
from portal.people.models import Person
from portal.personal import erasing, retention, wiping
from portal.planning import progress
from portal.plans import places as plans_places
from portal.plans import timed as plans_timed
from portal.programmes import matching as programmes_matching
from portal.programmes import notices as programmes_notices
from portal.programmes import timed as programmes_timed
from portal.roles import asked, kin, moved
from portal.roles.likeness import sums
from portal.saved import notices as saved_notices
from portal.search import alerts
from portal.search.keeping import BEAT_EVERY, LONGEST_PAUSE, Index
from portal.validation import notices as validation_notices
from portal.validation import timed as validation_timed
from search_index import IndexBusy

# SQLite lets a waiting request in only when it happens to ask between two of our transactions.
BREATH = 0.005
PAUSE = 0.2  # seconds between looks when there is nothing to do
STAND_BY = 2.0
ONCE_KEPT = timedelta(days=30)
log = logging.getLogger("portal.work")

# Outbox kind → what to do for the id it names.
HANDLERS: dict[str, Callable[[str], None]] = {
    **curate_notices.HANDLERS,
    **erasing.HANDLERS,
    **feedback_notices.HANDLERS,
    **insights.HANDLERS,
    timed.AGAIN: timed.again,
    **learning_notices.HANDLERS,
    **hours_notices.HANDLERS,
    **mentorship_notices.HANDLERS,
    **mentorship_ranked.HANDLERS,
    **communities_notices.HANDLERS,
    **opportunities_notices.HANDLERS,
    **plans_places.HANDLERS,
    **programmes_notices.HANDLERS,
    **push_jobs.HANDLERS,
    **saved_notices.HANDLERS,
    **validation_notices.HANDLERS,
}
# The same for work that is no transaction; done twice, it does no harm.
ALONE: dict[str, Callable[[str], None]] = {
    **assigning.ALONE,
    **digests.ALONE,
    **inviting.ALONE,
    **hours_inviting.ALONE,
    **mailing.ALONE,
    **programmes_matching.ALONE,
    **push_jobs.ALONE,
    **wiping.ALONE,
}
NOT_NOW = (IndexBusy, posting.NotYet, wiping.NotYet)


def _forget_old(_now: datetime) -> None:
    """What is kept for a time only: sessions, tokens, answered posts, what was removed."""
    with transaction() as session:
        accounts.forget_old()
        tokens.forget_old()
        receiving.forget_old()
        kept_learning.forget_removed()
        session.execute(delete(guard.Once).where(guard.Once.at < clock.now() - ONCE_KEPT))


def _leavers(now: datetime) -> None:
    """Whoever left by the calendar is to leave the search too; no change of a row says so."""
    week = now.date() - timedelta(days=7)
    with transaction() as session:
        for person_id in session.scalars(
            select(Person.id).where(Person.left_on > week, Person.left_on <= now.date())
        ).all():
            outbox.put(INDEX, f"person:{person_id}")


def _neighbours(now: datetime) -> None:
    """Loaded when it is due: it needs numpy, which no page and no command does."""
    sums.prepare(now)  # does without
    import_module("portal.roles.neighbours").prepare(now)
    import_module("portal.roles.likeness.kindred").prepare(now)
    asked.build(now)


# Twice or late does no harm; never does not happen: what was missed is done at the next start.
TIMED = (
    timed.Timed("key for pushes", timedelta(days=1), push_jobs.make_key),
    timed.Timed("forget old sessions", timedelta(hours=1), _forget_old),
    timed.Timed("mentorship", timedelta(minutes=5), mentorship_timed.tick),
    timed.Timed("office hours", timedelta(minutes=5), hours_timed.tick),
    timed.Timed("how soon mentors answer", timedelta(days=1), answering.prepare),
    timed.Timed("communities", timedelta(minutes=15), communities_timed.tick),
    timed.Timed("opportunities", timedelta(minutes=5), opportunities_timed.tick),
    timed.Timed("programmes", timedelta(minutes=5), programmes_timed.tick),
    timed.Timed("programme figures", timedelta(days=1), programmes_timed.count),
    timed.Timed("sessions and actions", timedelta(hours=1), together_timed.tick),
    timed.Timed("learning", timedelta(minutes=5), learning_timed.tick),
    timed.Timed(drip_timed.NAME, timedelta(days=1), drip_timed.tick, after=timedelta(hours=5)),
    timed.Timed("learning reminders", timedelta(days=1), learning_timed.remind),
    timed.Timed("validation", timedelta(minutes=5), validation_timed.tick),
    timed.Timed("feedback", timedelta(minutes=15), feedback_timed.tick),
    timed.Timed("concerns", timedelta(hours=1), concerns_timed.tick),
    timed.Timed(alerts.NAME, alerts.PERIOD, alerts.tick),
    timed.Timed("leavers out of search", timedelta(days=1), _leavers),
    timed.Timed("aspirations", timedelta(days=1), aspirations_timed.tick),
    timed.Timed("check-ins", timedelta(days=1), checkins_timed.tick, after=timedelta(hours=6)),
    timed.Timed("conversations", timedelta(hours=1), conversations_timed.tick),
    timed.Timed(
        "conversations due", timedelta(days=1), conversations_timed.nudge, after=timedelta(hours=6)
    ),
    timed.Timed("plans", timedelta(days=1), plans_timed.tick, after=timedelta(hours=5)),
    timed.Timed("plan progress", timedelta(hours=1), progress.keep),
    timed.Timed("what was refused", timedelta(days=1), undelivered.forget_old),
    timed.Timed(digests.NAME, timedelta(minutes=5), digests.tick),
    timed.Timed("letters in files", timedelta(days=1), posting.tick),
    timed.Timed("retention", timedelta(days=1), retention.tick, after=timedelta(hours=3)),
    timed.Timed(kin.NEIGHBOURS, timedelta(days=1), _neighbours, after=timedelta(hours=1)),
    timed.Timed(moved.NAME, timedelta(days=1), moved.prepare, after=timedelta(hours=2)),
    timed.Timed("snapshot", timedelta(days=1), take_snapshot, after=timedelta(hours=2)),
    timed.Timed("suggestions", timedelta(days=1), publishing.publish, after=timedelta(hours=4)),
)


def run(app: Flask, stopping: threading.Event) -> None:
    """Work until `stopping`; stand by while another process does."""
    failures = 0
    with app.app_context():
        while not stopping.is_set():
            began = time.monotonic()
            try:
                with turnstile.alone("work", wait=False) as place:
                    if place is not None:
                        _stay(place, stopping)
            except DBAPIError as problem:
                failures = failures + 1 if time.monotonic() - began < BEAT_EVERY else 1
                why = type(problem.orig).__name__
                log.error("the database does not answer", extra={"why": why}, exc_info=failures < 2)
                db.session.rollback()
            stopping.wait(min(STAND_BY * 2 ** max(0, failures - 1), LONGEST_PAUSE))


def _stay(place: turnstile.Place, stopping: threading.Event) -> None:
    log.info("working")
    index = Index(current_app.config["SETTINGS"].index_folder)
    with handed.writing(wait=True), timed.letting_in(lambda: _between(index)):
        _go_on(place, index, stopping)


def _go_on(place: turnstile.Place, index: Index, stopping: threading.Event) -> None:
    # Another machine may have worked before, and have it right where we have not.
    anew = not current_app.config["SETTINGS"].embedded
    caches, handing = asked.keepers(anew=anew), handed.Handing(asked.FILES)
    beat = -BEAT_EVERY
    while not stopping.is_set():
        if time.monotonic() - beat >= BEAT_EVERY:
            if not place.still():
                return
            timed.beat()
            index.mend()
            for one in caches:
                one.mend()
            handing.over()
            run_timed(stopping)
            beat = time.monotonic()
        if not drain(index):
            stopping.wait(PAUSE)


def _between(index: Index) -> None:
    """While long work takes a breath: we live, and what changed is found at once.

    Only that: another job might ask for the long one again, which would not hear of it.
    """
    timed.beat()
    index.drain()


def once() -> int:
    """Do everything that is due now, for tests and `aspire work --once`. How many rows went."""
    index = Index(current_app.config["SETTINGS"].index_folder)
    with handed.writing(wait=False) as ours:
        index.mend()
        for one in asked.keepers():
            one.mend()
        run_timed()
        total = 0
        while done := drain(index):
            total += done
        run_timed()  # what the outbox asked for before its time
        if ours:
            handed.Handing(asked.FILES).over()
    return total


def drain(index: Index) -> int:
    """One round of the outbox: how many rows were done, or put off for later."""
    done = index.drain()
    rows = outbox.due(OutboxRow.kind != INDEX)
    db.session.rollback()
    for key, kind, ref in rows:
        _do(key, kind, ref)
        time.sleep(BREATH)
    return done + len(rows)


def _do(key: int, kind: str, ref: str) -> None:
    """One job in one transaction with the end of its row, so its effect happens once."""
    try:
        if kind in ALONE:
            ALONE[kind](ref)
        with transaction() as session:
            if kind not in ALONE:
                HANDLERS[kind](ref)
            session.execute(delete(OutboxRow).where(OutboxRow.id == key))
    except NOT_NOW as problem:  # the moment is wrong, not the job: never left
        log.warning("a job waits", extra={"kind": kind, "why": type(problem).__name__})
        why, seconds = getattr(problem, "why", ""), getattr(problem, "seconds", 0)
        outbox.put_off([key], why or type(problem).__name__, last=LAST_TRY - 1, seconds=seconds)
    except Exception as error:  # whatever went wrong concerns this row alone
        log.exception("a job failed", extra={"kind": kind, "row": key})
        outbox.put_off([key], type(error).__name__)


def run_timed(stopping: threading.Event | None = None) -> None:
    """Whatever the clock asks for and was not done in its time yet."""
    last = timed.runs()
    db.session.rollback()
    for work in TIMED:
        if stopping is not None and stopping.is_set():
            return
        if not work.due(clock.now(), last.get(work.name)):
            continue
        try:
            work.run(clock.now())
            timed.ran(work.name)
        except Exception as error:  # the others are not to wait for this one
            log.exception("timed work failed", extra={"work": work.name})
            db.session.rollback()
            timed.failed(work.name, type(error).__name__)
