"""What kinds of learning there are, who pays, and where an enrolment can stand."""

from enum import StrEnum


class Format(StrEnum):
    COURSE = "course"
    VIDEO = "video"
    READING = "reading"
    EVENT = "event"
    SHADOWING = "shadowing"
    COHORT = "cohort"
    DRIP = "drip"


class Payer(StrEnum):
    """Who pays: nobody needs to, the organisation as a whole, my budget, or I."""

    NOBODY = "nobody"
    ORGANISATION = "organisation"
    BUDGET = "budget"
    PERSON = "person"


class State(StrEnum):
    """Where an enrolment stands (product.md §4). Overdue is computed, never stored."""

    SUGGESTED = "suggested"
    PLANNED = "planned"
    ASSIGNED = "assigned"
    APPROVAL = "approval"
    ENROLLED = "enrolled"
    STARTED = "started"
    DONE = "done"
    COMPLETED = "completed"
    CURRENT = "current"
    AT_RISK = "at risk"
    EXPIRED = "expired"
    WAIVED = "waived"
    CANCELLED = "cancelled"
    DROPPED = "dropped"
    DECLINED = "declined"


# Under way: a person has an item at most once in one of these.
LIVE_STATES = (State.SUGGESTED, State.PLANNED, State.ASSIGNED, State.APPROVAL, State.ENROLLED,
               State.STARTED, State.DONE)  # fmt: skip
# A place is taken in these, and money: set aside in the first, spent in those after it. What was
# begun is paid for, though it was not finished.
TAKES_PLACE = (State.APPROVAL, State.ENROLLED, State.STARTED, State.DONE, State.COMPLETED,
               State.CURRENT, State.AT_RISK, State.EXPIRED)  # fmt: skip
TAKES_MONEY = (*TAKES_PLACE, State.DROPPED)
SPENDS_MONEY = TAKES_MONEY[1:]
