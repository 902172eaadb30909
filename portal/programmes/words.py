"""States and events of programmes as a person would say them."""

from portal.programmes.models import ProgrammeEvent
from portal.programmes.states import PairState, State

STATES = {
    State.DRAFT: "Draft",
    State.OPEN: "Open for joining",
    State.MATCHING: "Matching",
    State.RUNNING: "Running",
    State.FINISHED: "Finished",
    State.CANCELLED: "Cancelled",
}
# How a state looks on a tag: kind and icon.
LOOKS = {
    State.DRAFT: ("", "pencil"),
    State.OPEN: ("iris", "calendar-days"),
    State.MATCHING: ("grow", "users-round"),
    State.RUNNING: ("ok", "handshake"),
    State.FINISHED: ("", "check"),
    State.CANCELLED: ("", "x"),
}
# What HR reads of a pair: never who said no, nor why.
PAIRS = {
    PairState.PROPOSED: "Proposed, not sent",
    PairState.SENT: "Sent, waits for both",
    PairState.ASKED: "Sent, waits for both",
    PairState.MATCHED: "Both said yes",
    PairState.DECLINED: "Not this time",
    PairState.EXPIRED: "Not this time",
    PairState.CLOSED: "Not this time",
}
# What an event says when a click comes late; {who} is who set it off.
EVENTS = {
    "opened": "It opened for joining",
    "joining_closed": "Joining closed",
    "started": "It started",
    "finished": "It finished",
    "cancelled": "{who} cancelled it",
    "sent": "{who} sent the proposal",
    "mentor_agreed": "{who} said yes",
    "asked": "{who} said yes",
    "declined": "One of you said no, with thanks",
    "answered_no": "One of you said no, with thanks",
    "expired": "Time ran out",
    "ran_out": "Time ran out",
    "closed": "It was closed",
    "taken_back": "It was closed",
    "matched": "Both said yes",
    "again": "{who} asked to be matched again",
}


def happened(event: ProgrammeEvent, who: str | None) -> str:
    """One event in words."""
    return EVENTS.get(event.event, event.event).format(who=who or "Somebody")


def months(count: int) -> str:
    """A number of months."""
    return "1 month" if count == 1 else f"{count} months"
