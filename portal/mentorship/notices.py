"""What to tell whom when a request, a mentorship or a mentor changed. Called by the worker.

A reference is "event:<id of the MentorshipEvent>"; words are ours and carry no private message.
A notice is told once, however often its job is done.
"""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import select

from portal.dates import day
from portal.db import db
from portal.mentorship.approaches.models import Approach
from portal.mentorship.models import Mentor, Mentorship, MentorshipEvent, MentorshipRequest
from portal.mentorship.turns import notices as turns
from portal.notices import rules

OFFER = "/mentorship/mentor"

# Event of a request: the kind its mentor is told, the kind its mentee is told.
OF_REQUESTS = {
    "asked": ("mentorship.asked", ""),
    "reminded": ("mentorship.reminded", ""),
    "accepted": ("", "mentorship.accepted"),
    "declined": ("", "mentorship.declined"),
    "withdrawn": ("mentorship.withdrawn", ""),
    "waitlisted": ("", "mentorship.waitlisted"),
    "requested_again": ("mentorship.place_free", "mentorship.has_place"),
    "expired": ("mentorship.ran_out", "mentorship.expired"),
    "closed": ("", "mentorship.request_closed"),
    "asked_next": ("mentorship.asked", "mentorship.asked_next"),
    "passed_over": ("", "mentorship.passed_over"),
}
# The same for a mentor who reached out.
OF_APPROACHES = {
    "offered": ("", "mentorship.offered"),
    "reminded": ("", "mentorship.offer_reminded"),
    "accepted": ("mentorship.offer_accepted", ""),
    "declined": ("mentorship.offer_declined", ""),
    "withdrawn": ("", "mentorship.offer_withdrawn"),
    "expired": ("mentorship.offer_ran_out", "mentorship.offer_expired"),
    "closed": ("mentorship.offer_closed", "mentorship.offer_expired"),
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
        to_mentor, to_mentee = "", "mentorship.no_place"
    if event.event in ("expired", "closed") and _others_follow(asked):
        to_mentee = ""  # what became of the next choice is told
    _tell(event, asked.mentor_id, to_mentor, path, names)
    _tell(event, asked.mentee_id, to_mentee, path, names)


def _others_follow(asked: MentorshipRequest) -> bool:
    """Whether somebody else was chosen for when this mentor could not."""
    if asked.ranked_id is None:
        return False
    later = select(MentorshipRequest.id).where(
        MentorshipRequest.ranked_id == asked.ranked_id, MentorshipRequest.rank > asked.rank
    )
    return db.session.scalar(later.limit(1)) is not None


def _of_approach(event: MentorshipEvent) -> None:
    approach = db.session.get(Approach, event.thing_id)
    if approach is None or (event.event in ("offered", "reminded") and not approach.open):
        return
    names = {"mentor": approach.mentor.person.name, "mentee": approach.mentee.name}
    names["due"] = day(approach.due_at)
    path = f"/mentorship/offers/{approach.id}"
    to_mentor, to_mentee = OF_APPROACHES.get(event.event, ("", ""))
    _tell(event, approach.mentor_id, to_mentor, path, names)
    _tell(event, approach.mentee_id, to_mentee, path, names)


def _of_mentor(event: MentorshipEvent) -> None:
    if event.event == "paused":
        _tell(event, event.thing_id, "mentorship.paused", OFFER, {})


def _tell(
    event: MentorshipEvent, person_id: UUID, kind: str, path: str, names: dict[str, str]
) -> None:
    if kind:
        key = f"mentorship:{event.id}:{person_id}"
        rules.tell(person_id, key=key, kind=kind, path=path, **names)


TELLERS: dict[str, Callable[[MentorshipEvent], None]] = {
    MentorshipRequest.__tablename__: _of_request,
    Mentorship.__tablename__: turns.of_pair,
    Mentor.__tablename__: _of_mentor,
    Approach.__tablename__: _of_approach,
}

# Outbox kind → what to do: the worker takes these over as they are.
HANDLERS: dict[str, Callable[[str], None]] = {
    f"notify.mentorship.{event}": tell
    for event in (*OF_REQUESTS, *OF_APPROACHES, *turns.OF_PAIRS, "paused")
}
