"""The worker's care for the search index: in step with the database, whole, and tried again."""

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from sqlalchemy import delete
from sqlalchemy.exc import DBAPIError

from portal import outbox, timed
from portal.db import db, transaction
from portal.outbox import INDEX, OutboxRow
from portal.search import alerts, indexing
from portal.skills.finding import vectors
from search_index import IndexBusy, IndexProblem

BEAT_EVERY = 5.0
LOOK_EVERY = 60.0  # seconds at most, however long looking or building took
LONGEST_PAUSE = 5.0  # seconds: so soon it is noticed that there is room again
AFTER_ERRORS = 60.0  # whatever else is wrong is not gone so soon, and costs a whole build each time
log = logging.getLogger(__name__)


class Index:
    """The search index, as the worker cares for it. Only the active worker writes it.

    Where it cannot be written just now (the disk is full, somebody holds it) nothing is given up:
    what is to be indexed stays in the outbox, the rest of the work goes on, and the index is tried
    again after a pause, each time a longer one.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.beat = time.monotonic()
        self.look_after = self.try_after = 0.0
        self.failures = 0
        self.compared = self.well = False

    @property
    def waits(self) -> bool:
        """Whether it is not to be written before the pause is over."""
        return time.monotonic() < self.try_after

    def mend(self) -> None:
        """Build it again where it cannot be read, or does not hold what the database has.

        Looking costs little; where it takes longer, it is done less often, but at least once in
        LOOK_EVERY.
        """
        began = time.monotonic()
        if self.waits or (began < self.look_after and not self.failures):
            return
        try:
            self._look()
            if not self.failures:
                self._written()
        except DBAPIError:
            raise
        except Exception as problem:  # pages ask the database meanwhile; the other work goes on
            self._pause(problem)
        ended = time.monotonic()
        self.look_after = ended + min(100 * (ended - began), LOOK_EVERY)

    def _look(self) -> None:
        try:
            indexing.forget(self.folder)
            indexing.index(self.folder)
            if not self.compared:
                self._compare()
        except IndexBusy:
            raise
        except IndexProblem as problem:
            log.warning("the index is built again", extra={"why": type(problem).__name__})
            self.rebuild()

    def _compare(self) -> None:
        """Once, at the start: another database may have taken the place of the one it was of."""
        while self._round():
            pass
        if self.waits:
            return
        differences = indexing.differences(self.folder)
        db.session.rollback()
        self.compared = True
        if differences:
            log.warning("the index is built again", extra={"why": "not as the database"})
            self.rebuild()

    def rebuild(self) -> None:
        indexing.rebuild(self.folder, self._alive)
        db.session.rollback()
        self.compared = True
        self._written()

    def _alive(self, done: int, expected: int) -> None:
        """Building takes a while; whoever watches over us is to know that we live."""
        if time.monotonic() - self.beat >= BEAT_EVERY:
            log.info("building the index", extra={"done": done, "of": expected})
            self.beat = time.monotonic()
            timed.beat()

    def drain(self) -> int:
        """One round of what the outbox asks for: how many rows were done, or put off."""
        if self.failures:
            self.mend()
        return self._round()

    def _round(self) -> int:
        if self.waits:
            return 0
        rows = outbox.due(OutboxRow.kind == INDEX)
        db.session.rollback()
        if rows:
            self.apply([(key, ref) for key, _, ref in rows])
        elif self.failures:
            self._written()
        return len(rows)

    def apply(self, rows: Sequence[tuple[int, str]]) -> None:
        """Bring the documents of these rows up to date, then forget the rows.

        The live rows are read after the outbox rows, and the outbox rows leave by their ids after,
        or with, the index: a change made meanwhile has a row of its own.
        """
        refs = {ref for _, ref in rows}

        def forget() -> None:
            keys = [key for key, _ in rows]
            db.session.execute(delete(OutboxRow).where(OutboxRow.id.in_(keys)))
            alerts.ask(refs)

        try:
            self._apply(refs, forget)
        except IndexBusy as problem:
            self._pause(problem)
            return
        except DBAPIError:
            raise
        except Exception as error:  # one of them cannot be read: find out which
            db.session.rollback()
            if len(rows) > 1:
                for row in rows:
                    self.apply([row])
                return
            log.exception("a document failed", extra={"row": rows[0][0]})
            outbox.put_off([rows[0][0]], type(error).__name__)
            return
        self._written()

    def _apply(self, refs: set[str], forget: Callable[[], None]) -> None:
        try:
            vectors.follow(refs)
            indexing.apply(self.folder, refs, forget)
        except IndexBusy:
            raise
        except IndexProblem:
            self.rebuild()
            with transaction():
                forget()

    def _pause(self, problem: Exception) -> None:
        """Wait before the next attempt, twice as long each time, and say why where it is read."""
        db.session.rollback()
        busy = isinstance(problem, IndexBusy)
        self.failures += 1
        pause = min(2.0 ** (self.failures - 1), LONGEST_PAUSE if busy else AFTER_ERRORS)
        self.try_after = time.monotonic() + pause
        self.well = False
        why = problem.reason if isinstance(problem, IndexBusy) else type(problem).__name__
        said = {"why": why, "again_in": pause}
        if busy:
            log.warning(f"{problem}", extra=said)
        else:
            log.error("the index cannot be built", extra=said, exc_info=problem)
        with suppress(DBAPIError):  # the same disk may hold the database
            timed.failed(timed.INDEX, why)

    def _written(self) -> None:
        """All is well; said once, so that administrators no longer read that it is not."""
        self.failures = 0
        if not self.well:
            timed.ran(timed.INDEX)
            self.well = True
