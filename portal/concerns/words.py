"""Concerns in words: their states as readers and reporters say them, and what happened."""

from portal.concerns.models import ConcernEvent, State

TO_READERS = {
    State.OPEN: "New",
    State.IN_HAND: "In hand",
    State.CLOSED: "Closed",
}
TO_REPORTER = {
    State.OPEN: "It waits to be taken up.",
    State.IN_HAND: "Somebody looks after it.",
    State.CLOSED: "It is closed. You can still add to it, and it is read.",
}
EVENTS = {
    "looked": "{who} opened it",
    "taken": "{who} took it in hand",
    "noted": "{who} wrote a note",
    "told": "{who} wrote to the reporter",
    "added": "The reporter added to it",
    "closed": "{who} closed it",
    "reopened": "{who} opened it again",
}


def happened(event: ConcernEvent, who: str | None) -> str:
    """One line of a concern's history."""
    return EVENTS[event.event].format(who=who or "Somebody who has left")
