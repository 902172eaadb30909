"""How often a token is used: counted in its row by all web processes, ten calls at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import case, update
from sqlalchemy.exc import OperationalError

from portal import clock
from portal.accounts.models import AccessToken
from portal.db import WRITE, db

MOST = 120
"""Calls a minute."""
STEP = 10
REMEMBERED = 5000


@dataclass
class Tally:
    """The calls of one token in one minute that this process has not written down yet."""

    minute: int
    calls: int = 0
    written: bool = False


_tallies: dict[UUID, Tally] = {}


def call(token_id: UUID, minute: int, calls: int) -> tuple[int, Callable[[], None] | None]:
    """Count one call; `minute` and `calls` are what the row says.

    Out: for how many seconds to wait, 0 to go on; and what to do once the answer is made, if the
    count is to be written down.
    """
    now = int(clock.now().timestamp())
    this = now // 60
    tally = _tallies.get(token_id)
    if tally is None or tally.minute != this:
        if len(_tallies) >= REMEMBERED:
            _tallies.clear()
        tally = _tallies[token_id] = Tally(this)
    if (calls if minute == this else 0) + tally.calls >= MOST:
        return 60 - now % 60, None
    tally.calls += 1
    if tally.written and tally.calls < STEP:
        return 0, None
    return 0, lambda: _write(token_id, tally)


def _write(token_id: UUID, tally: Tally) -> None:
    """Add what was counted to the row, in a transaction of its own; a busy database is no harm."""
    calls, tally.calls, tally.written = tally.calls, 0, True
    same = AccessToken.minute == tally.minute
    statement = (
        update(AccessToken)
        .where(AccessToken.id == token_id)
        .values(
            calls=case((same, AccessToken.calls + calls), else_=calls),
            minute=tally.minute,
            used_at=clock.now(),
        )
    )
    db.session.rollback()
    try:
        with db.engine.connect().execution_options(**{WRITE: True}) as connection:
            connection.execute(statement)
            connection.commit()
    except OperationalError:
        tally.calls += calls
