"""The states of programmes and of pairs, and what a skill stands for in what a member wrote."""

from enum import StrEnum

from sqlalchemy import text


class State(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    MATCHING = "matching"
    RUNNING = "running"
    FINISHED = "finished"
    CANCELLED = "cancelled"


class PairState(StrEnum):
    PROPOSED = "proposed"
    SENT = "sent"
    ASKED = "asked"
    MATCHED = "matched"
    DECLINED = "declined"
    EXPIRED = "expired"
    CLOSED = "closed"


class Use(StrEnum):
    """What a skill stands for in what a member wrote."""

    WANTS = "wants"
    TEACHES = "teaches"


# Members can be matched in these alone.
MATCHABLE = (State.MATCHING, State.RUNNING)
OVER = (State.FINISHED, State.CANCELLED)
# Both of a pair are spoken for, as far as the programme goes.
TAKEN = (PairState.SENT, PairState.ASKED, PairState.MATCHED)
LIVE_PAIR = text("state in ('proposed','sent','asked','matched')")
