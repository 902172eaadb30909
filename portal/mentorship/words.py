"""States as a person would say them, and how old something is."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from portal.dates import day
from portal.mentorship.models import MentorshipEvent, MentorshipRequest, RequestState

# How long the same two wait before the mentee may ask again.
COOL_DOWN = {
    RequestState.DECLINED: timedelta(days=90),
    RequestState.EXPIRED: timedelta(days=30),
    RequestState.WITHDRAWN: timedelta(days=7),
}

DECLINE_REASONS = {
    "no capacity": "No time now",
    "not my area": "Not my area",
    "timing": "Not the right moment",
    "conflict of interest": "Our roles are too close",
    "other": "Something else",
}

# What an event of a request or a mentorship says in its history; {who} is the person who acted.
EVENTS = {
    "asked": "{who} asked",
    "joined": "{who} joined the waiting list",
    "accepted": "{who} said yes",
    "declined": "{who} said no, with thanks",
    "withdrawn": "{who} took the request back",
    "waitlisted": "All places were taken: moved to the waiting list",
    "requested_again": "A place became free: asked again",
    "asked_next": "Asked, as the next choice",
    "passed_over": "Could not be asked when it was their turn",
    "superseded": "Somebody before said yes",
    "dropped": "Not asked any more",
    "offered": "{who} offered to be a mentor",
    "reminded": "A reminder went to the mentor",
    "expired": "Time ran out",
    "closed": "Closed",
    "started": "The mentorship began",
    "ending": "A reminder of the coming end went to both",
    "ended": "{who} ended the mentorship",
    "completed": "The mentorship came to its end",
    "paused": "{who} took a break for both",
    "resumed": "{who} ended the break",
    "pause_over": "The break was over",
    "longer_asked": "{who} proposed to go on for longer",
    "longer_agreed": "{who} agreed to go on for longer",
    "finish_asked": "{who} proposed to complete the mentorship",
    "finished": "{who} agreed that it is complete",
    "not_now": "{who} said not now",
    "taken_back": "{who} took the proposal back",
    "lapsed": "There was no answer in time",
    "leads_now": "The two became manager and report",
    "goes_on": "{who} goes on",
    "reopened": "{who} took the end back",
}

# Why a request ran out that nobody could answer. It speaks against no mentor.
OFF = "the portal was off"
# How what one of the two proposed was settled.
ANSWERS = ("longer_agreed", "finished", "not_now", "taken_back", "lapsed")


CLOSED = "Somebody else can help."


def follows(queue: Iterable[MentorshipRequest]) -> dict[UUID, list[str]]:
    """Who is still to be asked, by name and in order, for each set of choices."""
    found: dict[UUID, list[str]] = {}
    for row in sorted(queue, key=lambda row: row.rank or 0):
        if row.ranked_id is not None:
            found.setdefault(row.ranked_id, []).append(row.mentor.person.name)
    return found


def age(at: datetime, now: datetime) -> str:
    """How long ago a moment was, in days."""
    days = (now.date() - at.date()).days
    return {0: "Today", 1: "Yesterday"}.get(days, f"{days} days ago")


def happened(event: MentorshipEvent, who: str | None) -> str:
    """One line of a history."""
    return EVENTS.get(event.event, event.event).format(who=who or "Somebody who has left")


def places(free: int, waiting: int, longest: int) -> str:
    """Free places in kind words."""
    if free > 0 and not waiting:
        return "1 place free" if free == 1 else f"{free} places free"
    return "All places taken, you can wait" if waiting < longest else "Nothing free just now"


def next_step(request: MentorshipRequest, follows: Sequence[str] = ()) -> str:
    """What happens next with a request, as its mentee reads it; `follows`: who is asked after."""
    name = request.mentor.person.name
    again = COOL_DOWN.get(RequestState(request.state))
    later = (
        f" You can ask {name} again from {day(request.ended_at + again)}."
        if again and request.ended_at
        else ""
    )
    if later and follows:
        later = f" {follows[0]} is asked next."
    then = f" If there is no yes by then, {follows[0]} is asked." if follows else ""
    return {
        RequestState.DRAFT: f"{name} is asked when nobody before said yes.",
        RequestState.REQUESTED: (
            f"{name} can answer until {day(request.due_at)}; we remind them.{then}"
        ),
        RequestState.WAITLISTED: (
            f"You wait for a free place until {day(request.due_at)}. When there is one, "
            f"{name} is asked again."
        ),
        RequestState.ACCEPTED: f"{name} said yes. Say hello and find your first date.",
        RequestState.DECLINED: f"{name} cannot do it this time.{later}",
        RequestState.WITHDRAWN: f"You took it back.{later}",
        RequestState.EXPIRED: f"There was no answer in time.{later}",
        RequestState.SUPERSEDED: f"Somebody before said yes, so {name} was not asked.",
        RequestState.CLOSED: (
            f"This request is closed. {follows[0] + ' is asked next.' if follows else CLOSED}"
        ),
    }[RequestState(request.state)]
