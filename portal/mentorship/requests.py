"""How requests change state: their table, the waiting list, and the places behind it."""

from portal import clock
from portal.dates import months_on
from portal.db import db
from portal.mentorship import guards, standing
from portal.mentorship.engine import Thing, Who, advance, go_by, mentor_state, record
from portal.mentorship.models import (
    Mentor,
    Mentorship,
    MentorshipRequest,
    RelationState,
    RequestState,
)
from portal.transitions import Change

UNANSWERED = 2


def start(request: MentorshipRequest) -> None:
    """A request was accepted: the two work together from today, and a place is taken."""
    pair = Mentorship(
        request_id=request.id,
        mentor_id=request.mentor_id,
        mentee_id=request.mentee_id,
        state=RelationState.ACTIVE,
        started_at=clock.now(),
        ends_on=months_on(clock.today(), request.months),
        programme_id=request.programme_id,
        months_most=request.months_most,
    )
    db.session.add(pair)
    db.session.flush()
    record(pair, "started", None, pair.state, by=request.mentor.person)
    settle(request.mentor)


def settle_for(thing: Thing) -> None:
    """A place or a turn may have become free."""
    settle(thing.mentor)


def run_out(request: MentorshipRequest) -> None:
    """Nobody answered in time. A mentor to whom that happens twice in a row takes a break."""
    mentor = request.mentor
    if mentor.state == "open" and standing.unanswered_in_a_row(mentor.id) >= UNANSWERED:
        mentor_state(mentor, "paused", by=None, until=None)
    settle(mentor)


def settle(mentor: Mentor) -> None:
    """Bring waiting list and places into line. The mentor's row is locked.

    With all places taken the open requests wait, the oldest first, and those the list has no room
    for are closed. With a free place the first who wait are asked for again, as many as there are
    places that nobody else was asked for. A mentor who pauses is not asked for anybody.
    """
    free = mentor.capacity - standing.live_count(mentor.id)
    waiting = standing.open_requests(mentor.id)
    if free <= 0:
        for place, request in enumerate(waiting):
            if place >= guards.WAITING_LIST:
                advance(request, "closed", reason="no room")
            elif request.state == RequestState.REQUESTED:
                advance(request, "waitlisted")
    elif mentor.state == "open":
        queue = [request for request in waiting if request.state == RequestState.WAITLISTED]
        turns = max(0, free - (len(waiting) - len(queue)))
        for request in queue[:turns]:
            advance(request, "requested_again")


OPEN = (RequestState.REQUESTED, RequestState.WAITLISTED)
DRAFT = (RequestState.DRAFT,)
ASKED = (RequestState.REQUESTED,)
WAITS = (RequestState.WAITLISTED,)

# fmt: off
go_by(MentorshipRequest, (
    Change(DRAFT, "asked", RequestState.REQUESTED, Who.MENTEE, guards.may_ask),
    Change(DRAFT, "joined", RequestState.WAITLISTED, Who.MENTEE, guards.may_wait, told=False),
    Change(ASKED, "accepted", RequestState.ACCEPTED, Who.MENTOR, guards.has_place, start),
    Change(OPEN, "declined", RequestState.DECLINED, Who.MENTOR, effect=settle_for),
    Change(OPEN, "withdrawn", RequestState.WITHDRAWN, Who.MENTEE, effect=settle_for),
    Change(ASKED, "waitlisted", RequestState.WAITLISTED, Who.CLOCK),
    Change(WAITS, "requested_again", RequestState.REQUESTED, Who.CLOCK),
    Change(ASKED, "reminded", RequestState.REQUESTED, Who.CLOCK),
    Change(OPEN, "expired", RequestState.EXPIRED, Who.CLOCK, effect=run_out),
    Change(OPEN, "closed", RequestState.CLOSED, Who.CLOCK),
))
# fmt: on
