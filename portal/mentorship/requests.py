"""How requests change state: their table, the waiting list, and the places behind it."""

from uuid import UUID

from portal import clock, outbox
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
from portal.mentorship.together import goals
from portal.people.models import Person
from portal.transitions import Change

UNANSWERED = 2
CARRY_ON = "mentorship.carry_on"


def start(request: MentorshipRequest) -> None:
    """A request was accepted: the two work together from today, and a place is taken."""
    begin(request.mentor, request.mentee_id, request.months, request.mentor.person, request)
    go_on(request)


def begin(
    mentor: Mentor,
    mentee_id: UUID,
    months: int,
    by: Person,
    request: MentorshipRequest | None = None,
) -> None:
    """Two people work together from today, for so many months; `by` said yes."""
    pair = Mentorship(
        request_id=request.id if request else None,
        mentor_id=mentor.id,
        mentee_id=mentee_id,
        state=RelationState.ACTIVE,
        started_at=clock.now(),
        ends_on=months_on(clock.today(), months),
        programme_id=request.programme_id if request else None,
        months_most=request.months_most if request else None,
    )
    db.session.add(pair)
    db.session.flush()
    goals.begin(pair, [goal.words for goal in request.goals] if request else ())
    record(pair, "started", None, pair.state, by=by)
    settle(mentor)


def settle_for(thing: Thing) -> None:
    """A place or a turn may have become free."""
    settle(thing.mentor)


def answered(request: MentorshipRequest) -> None:
    """The mentee has an answer, and whoever comes next is asked."""
    go_on(request)
    settle(request.mentor)


def run_out(request: MentorshipRequest) -> None:
    """Nobody answered in time. A mentor to whom that happens twice in a row takes a break."""
    mentor = request.mentor
    if mentor.state == "open" and standing.unanswered_in_a_row(mentor.id) >= UNANSWERED:
        mentor_state(mentor, "paused", by=None, until=None)
    answered(request)


def go_on(request: MentorshipRequest) -> None:
    """Of mentors asked in an order the next one's turn may have come; see `ranked`.

    Not here and now: whoever holds one mentor's row never waits for that of another.
    """
    if request.ranked_id is not None:
        outbox.put(CARRY_ON, request.ranked_id)


def settle(mentor: Mentor) -> None:
    """Bring waiting list and places into line. The mentor's row is locked.

    With all places taken the open requests wait, the oldest first, and those the list has no room
    for are closed. With a free place the first who wait are asked for again, as many as there are
    places that nobody else was asked for. A mentor who pauses is not asked for anybody.
    """
    free = mentor.capacity - standing.taken(mentor.id)
    if free < 0:
        free += _take_back(mentor, -free)
    waiting = standing.open_requests(mentor.id)
    if free <= 0:
        _wait(waiting)
    elif mentor.state == "open":
        queue = [request for request in waiting if request.state == RequestState.WAITLISTED]
        turns = max(0, free - (len(waiting) - len(queue)))
        for request in queue[:turns]:
            advance(request, "requested_again")


def _take_back(mentor: Mentor, number: int) -> int:
    """Fewer places than are held: the newest offers are closed. How many that were."""
    newest = standing.open_approaches(mentor.id)[::-1][:number]
    for approach in newest:
        advance(approach, "closed", reason="no room")
    return len(newest)


def _wait(waiting: list[MentorshipRequest]) -> None:
    """No place is free. Who has other choices is not kept waiting: the next of them is asked."""
    place = 0
    for request in waiting:
        if request.ranked_id is not None or place >= guards.WAITING_LIST:
            advance(request, "closed", reason="no room")
            continue
        place += 1
        if request.state == RequestState.REQUESTED:
            advance(request, "waitlisted")


OPEN = (RequestState.REQUESTED, RequestState.WAITLISTED)
DRAFT = (RequestState.DRAFT,)
ASKED = (RequestState.REQUESTED,)
WAITS = (RequestState.WAITLISTED,)

# fmt: off
go_by(MentorshipRequest, (
    Change(DRAFT, "asked", RequestState.REQUESTED, Who.MENTEE, guards.may_ask),
    Change(DRAFT, "joined", RequestState.WAITLISTED, Who.MENTEE, guards.may_wait, told=False),
    Change(DRAFT, "asked_next", RequestState.REQUESTED, Who.CLOCK, guards.may_ask_next),
    Change(DRAFT, "passed_over", RequestState.CLOSED, Who.CLOCK, effect=go_on),
    Change(DRAFT, "superseded", RequestState.SUPERSEDED, Who.CLOCK, effect=go_on, told=False),
    Change(DRAFT, "dropped", RequestState.CLOSED, Who.CLOCK, effect=go_on, told=False),
    Change(ASKED, "accepted", RequestState.ACCEPTED, Who.MENTOR, guards.has_place, start),
    Change(OPEN, "declined", RequestState.DECLINED, Who.MENTOR, effect=answered),
    Change(OPEN, "withdrawn", RequestState.WITHDRAWN, Who.MENTEE, effect=answered),
    Change(ASKED, "waitlisted", RequestState.WAITLISTED, Who.CLOCK),
    Change(WAITS, "requested_again", RequestState.REQUESTED, Who.CLOCK),
    Change(ASKED, "reminded", RequestState.REQUESTED, Who.CLOCK),
    Change(OPEN, "expired", RequestState.EXPIRED, Who.CLOCK, effect=run_out),
    Change(OPEN, "closed", RequestState.CLOSED, Who.CLOCK, effect=go_on),
))
# fmt: on
