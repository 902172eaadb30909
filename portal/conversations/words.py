"""What conversations are called, how they are talked of, and what one may talk about."""

from typing import Any

RHYTHMS = {30: "every 30 days", 60: "every 60 days", 90: "every 90 days", 180: "every 180 days"}

# State → its word, the kind of its tag, its icon.
STATES = {
    "proposed": ("Proposed", "grow", "clock"),
    "scheduled": ("Planned", "iris", "calendar-days"),
    "open": ("Open", "iris", "message-circle"),
    "closed": ("Closed", "ok", "check"),
    "cancelled": ("Cancelled", "", "x"),
    "missed": ("Did not happen", "", "info"),
}

# What an event says; {who} is the person who acted.
EVENTS = {
    "proposed": "{who} proposed it",
    "accepted": "{who} said yes to the time",
    "suggested": "{who} suggested another time",
    "moved": "{who} moved it",
    "cancelled": "{who} cancelled it",
    "opened": "{who} opened it",
    "closed": "{who} closed it",
    "reopened": "{who} opened it again",
    "agreed": "{who} said that you talked",
    "objected": "{who} said that it does not count",
    "counted": "It counts: nobody objected",
    "missed": "It did not happen",
    "ran_out": "The time passed without an answer",
    "ended": "It ended, since you no longer work together",
}

QUESTIONS = (
    "What has gone well since we last talked, and what was it that made it go well?",
    "What would you like to do more of, and what less?",
    "Where do you want to be in two or three years? What would be a first step this year?",
    "Which skill do you want to grow next, and where could you use it here?",
    "What do you need from me, and who else could help?",
    "What do we both do until next time, and by when?",
)
AGENDA = "\n".join(f"- {question}" for question in QUESTIONS)
"""What is on the agenda until the two put something of their own there."""


def happened(event: Any, name: str | None) -> str:
    """One line of the history, of anything that has an `event`."""
    words = EVENTS.get(event.event, "Something changed")
    return words.format(who=name or "Somebody")
