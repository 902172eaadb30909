"""What is the same for everybody and may be a second old: read once a second, not at every request.

What this process commits is seen at once, what others do a second later at most. Only for what is
shown, where it would have passed by the time it is read anyway: nothing is decided by it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Generic, NamedTuple, TypeVar

from sqlalchemy import Engine, event

from portal import clock
from portal.db import db

SECOND = 1.0

Made = TypeVar("Made")


class _Kept(NamedTuple, Generic[Made]):
    engine: Engine
    commits: int
    at: datetime
    read_at: float
    made: Made

    def serves(self, engine: Engine, commits: int, now: datetime) -> bool:
        """Whether it is still good. A clock that is held, as in tests, counts too."""
        here = self.engine is engine and self.commits == commits
        fresh = monotonic() - self.read_at < SECOND
        return here and fresh and timedelta(0) <= now - self.at < timedelta(seconds=SECOND)


class Lately(Generic[Made]):
    """What `read` gave within the last second. It must not be changed."""

    def __init__(self, read: Callable[[], Made]) -> None:
        self._read = read
        self._kept: _Kept[Made] | None = None

    def get(self) -> Made:
        """What it was lately; in the middle of a change, what it is."""
        if db.session.registry.has() and db.session().in_transaction():
            return self._read()
        kept, engine, commits, now = self._kept, db.engine, _committed.times, clock.now()
        if kept is None or not kept.serves(engine, commits, now):
            kept = _Kept(engine, commits, now, monotonic(), self._read())
            self._kept = kept
        return kept.made


@dataclass
class _Committed:
    """How many times this process has changed something, about: it only grows."""

    times: int = 0


_committed = _Committed()


@event.listens_for(Engine, "commit")
def _count(_connection: object) -> None:
    _committed.times += 1
