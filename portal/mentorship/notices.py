"""What to tell whom when a request, a mentorship or a mentor changed. Called by the worker.

A reference is "event:<id of the MentorshipEvent>"; words are ours and carry no private message.
A notice is told once, however often its job is done.
"""

from collections.abc import Callable
from uuid import UUID

from portal.dates import day
from portal.db import db
from portal.mentorship.models import Mentor, Mentorship, MentorshipEvent, MentorshipRequest
from portal.notices import rules

MINE, OFFER = "/mentorship", "/mentorship/mentor"

# Event of a request: what its mentor is told, what its mentee is told.
OF_REQUESTS = {
    "asked": ("{mentee} asks for your help as a mentor", ""),
    "reminded": ("{mentee} hopes for your answer by {due}", ""),
    "accepted": ("", "{mentor} said yes: you have a mentor"),
    "declined": ("", "{mentor} has answered your request"),
    "withdrawn": ("{mentee} took their request back", ""),
    "waitlisted": ("", "{mentor} has no free place just now: you are on the waiting list"),
    "requested_again": (
        "You have a free place, and {mentee} still hopes for your help",
        "{mentor} has a free place again and has your request",
    ),
    "expired": (
        "The request of {mentee} has run out",
        "{mentor} could not answer in time: here are others who can help",
    ),
    "closed": ("", "Your request to {mentor} is closed: here are others who can help"),
}
# Event of a mentorship: what each of the two is told about the other.
OF_PAIRS = {
    "ending": "Your mentorship with {other} ends on {ends}",
    "ended": "Your mentorship with {other} has ended",
    "completed": "Your mentorship with {other} has come to its end",
    "closed": "Your mentorship with {other} is closed",
}


def tell(ref: str) -> None:
    """Tell the people an event concerns. In: "event:<id>"; a row that is gone tells nothing."""
    event = db.session.get(MentorshipEvent, int(ref.removeprefix("event:")))
    if event is None:
        return
    teller = TELLERS.get(event.thing_kind)
    if teller is not None:
        teller(event)


def _of_request(event: MentorshipEvent) -> None:
    asked = db.session.get(MentorshipRequest, event.thing_id)
    if asked is None or (event.event in ("asked", "reminded") and not asked.open):
        return
    names = {"mentor": asked.mentor.person.name, "mentee": asked.mentee.name}
    names["due"] = day(asked.due_at)
    path = f"/mentorship/requests/{asked.id}"
    to_mentor, to_mentee = OF_REQUESTS.get(event.event, ("", ""))
    if event.from_state == "waitlisted" and event.event == "expired":
        to_mentor, to_mentee = (
            "",
            "No place became free with {mentor}: here are others who can help",
        )
    _tell(event, asked.mentor_id, to_mentor.format(**names), path)
    _tell(event, asked.mentee_id, to_mentee.format(**names), path)


def _of_pair(event: MentorshipEvent) -> None:
    pair = db.session.get(Mentorship, event.thing_id)
    if pair is None:
        return
    words_of = OF_PAIRS.get(event.event, "")
    mentor, mentee = pair.mentor.person, pair.mentee
    for person, other in ((mentor, mentee), (mentee, mentor)):
        if person.id != event.actor_id:
            said = words_of.format(other=other.name, ends=day(pair.ends_on))
            _tell(event, person.id, said, MINE)


def _of_mentor(event: MentorshipEvent) -> None:
    if event.event == "paused":
        said = "Two requests went without an answer, so nobody new can ask you. Open again any time"
        _tell(event, event.thing_id, said, OFFER)


def _tell(event: MentorshipEvent, person_id: UUID, said: str, path: str) -> None:
    if said:
        rules.tell(
            person_id,
            key=f"mentorship:{event.id}:{person_id}",
            kind=f"mentorship.{event.event}",
            words=said,
            path=path,
        )


TELLERS: dict[str, Callable[[MentorshipEvent], None]] = {
    MentorshipRequest.__tablename__: _of_request,
    Mentorship.__tablename__: _of_pair,
    Mentor.__tablename__: _of_mentor,
}

# Outbox kind → what to do: the worker takes these over as they are.
HANDLERS: dict[str, Callable[[str], None]] = {
    f"notify.mentorship.{event}": tell for event in (*OF_REQUESTS, *OF_PAIRS, "paused")
}
