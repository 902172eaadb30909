"""When work by the clock was last done, so that it is done once a day or hour and caught up on."""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Select, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.db import WRITE, Base, db, lock, transaction

HEARTBEAT = "heartbeat"
INDEX = "index"  # whether the search index could be written when the worker last tried
AGAIN = "timed"  # the outbox kind that asks for timed work before its time
RETRY = timedelta(minutes=10)
Row = TypeVar("Row", bound=Base)
When = TypeVar("When")
log = logging.getLogger("portal.timed")


class TimedRun(Base):
    """The last run of one piece of timed work; under the name "heartbeat", the worker's pulse."""

    __tablename__ = "timed_run"

    name: Mapped[str] = mapped_column(primary_key=True)
    ran_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(default="")


@dataclass(frozen=True)
class Timed:
    """A piece of work that is due once in every `period`, counted from midnight UTC plus `after`.

    `run` is idempotent and makes its own transactions, as short as it can.
    """

    name: str
    period: timedelta
    run: Callable[[datetime], object]
    after: timedelta = timedelta(0)

    def slot(self, moment: datetime) -> int:
        """The number of the period a moment lies in."""
        return int((moment - datetime(2000, 1, 1, tzinfo=UTC) - self.after) / self.period)

    def due(self, now: datetime, last: TimedRun | None) -> bool:
        """Whether it was not done in the present period, nor failed a moment ago."""
        if last is None:
            return True
        if last.failed_at is not None and abs(now - last.failed_at) < RETRY:
            return False
        return last.ran_at is None or self.slot(now) != self.slot(last.ran_at)


_between: list[Callable[[], None]] = []


@contextmanager
def letting_in(between: Callable[[], None]) -> Iterator[None]:
    """While this lasts, `between` is done whenever long work takes a breath."""
    _between.append(between)
    try:
        yield
    finally:
        _between.remove(between)


def breathe() -> None:
    """Called by long work between two of its transactions, so that nothing else has to wait."""
    for between in _between:
        between()


def one_by_one(
    model: type[Row],
    steps: Iterable[tuple[Callable[[When], Select[Any]], Callable[[Row, When], object]]],
    now: When,
) -> None:
    """Do each step for every row it finds.

    A step finds the ids of rows and says what to do with one, which must do nothing where it is
    done already. Each row is locked, in a short transaction of its own: nobody waits for the whole,
    and one that fails stops nobody else. Raises the last error once all is done.
    """
    problem: Exception | None = None
    for find, act in steps:
        due = list(db.session.scalars(find(now)))
        db.session.rollback()
        for key in due:
            try:
                with transaction():
                    act(lock(model, key), now)
            except Exception as error:
                step = f"{act.__module__}.{act.__name__}"
                log.exception("timed work failed", extra={"step": step, "row": str(key)})
                problem = error
            breathe()
    if problem is not None:
        raise problem


def runs() -> dict[str, TimedRun]:
    """Every last run, by name."""
    return {run.name: run for run in db.session.scalars(select(TimedRun))}


def ran(name: str) -> None:
    """Note that the work called `name` is done."""
    with transaction() as session:
        session.merge(TimedRun(name=name, ran_at=clock.now(), failed_at=None, error=""))


def again(name: str) -> None:
    """Let the work called `name` be due now, in this transaction: what it reads has changed.

    Asked for through the outbox, under AGAIN: the worker does either that or timed work at any
    moment, so that no change falls between the two.
    """
    db.session.execute(
        update(TimedRun).where(TimedRun.name == name).values(ran_at=None, failed_at=None)
    )


def failed(name: str, error: str) -> None:
    """Note that it failed, so that it is tried again later. `error` is a kind, never words."""
    with transaction() as session:
        row = session.get(TimedRun, name) or TimedRun(name=name)
        row.failed_at, row.error = clock.now(), error
        session.add(row)


def beat() -> None:
    """The worker is alive now. By the real clock, since `ASPIRE_CLOCK` may stand still.

    On a connection of its own: the session may be in the middle of reading.
    """
    with db.engine.connect().execution_options(**{WRITE: True}) as connection, connection.begin():
        now = clock.running()
        pulse = update(TimedRun).where(TimedRun.name == HEARTBEAT).values(ran_at=now)
        if not connection.execute(pulse).rowcount:
            connection.execute(insert(TimedRun).values(name=HEARTBEAT, ran_at=now, error=""))
