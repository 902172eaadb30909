"""How requests and mentorships change state: one table, and the one function that uses it.

The mentor's row is the turnstile: every change of a request or a mentorship holds it (see `behind`
in the models), so that counting places and moving the waiting list happen one after the other.
"""

from datetime import date
from enum import StrEnum
from uuid import UUID

from portal import clock, outbox
from portal.dates import months_on
from portal.db import db
from portal.mentorship import guards, queries, standing, words
from portal.mentorship.models import (
    LASTS,
    Mentor,
    Mentorship,
    MentorshipEvent,
    MentorshipRequest,
    RelationState,
    RequestState,
)
from portal.people.models import Person
from portal.transitions import Change, Past, by_state

UNANSWERED = 2


class Who(StrEnum):
    """Who may set a change off."""

    MENTEE = "mentee"
    MENTOR = "mentor"
    EITHER = "either"
    CLOCK = "clock"


Thing = MentorshipRequest | Mentorship


def start(request: MentorshipRequest) -> None:
    """A request was accepted: the two work together from today, and a place is taken."""
    pair = Mentorship(
        request_id=request.id,
        mentor_id=request.mentor_id,
        mentee_id=request.mentee_id,
        state=RelationState.ACTIVE,
        started_at=clock.now(),
        ends_on=months_on(clock.today(), request.months),
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
LIVE = (RelationState.ACTIVE, RelationState.PAUSED)
DRAFT = (RequestState.DRAFT,)
ASKED = (RequestState.REQUESTED,)
WAITS = (RequestState.WAITLISTED,)

# fmt: off
TABLE: dict[type, tuple[Change, ...]] = {
    MentorshipRequest: (
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
    ),
    Mentorship: (
        Change((RelationState.ACTIVE,), "ending", RelationState.ACTIVE, Who.CLOCK),
        Change((RelationState.PAUSED,), "ending", RelationState.PAUSED, Who.CLOCK),
        Change(LIVE, "ended", RelationState.ENDED, Who.EITHER, effect=settle_for),
        Change(LIVE, "completed", RelationState.COMPLETED, Who.CLOCK, effect=settle_for),
        Change(LIVE, "closed", RelationState.ENDED_BY_SYSTEM, Who.CLOCK, effect=settle_for),
    ),
}
# fmt: on
CHANGES = {
    (kind, *key): change
    for kind, changes in TABLE.items()
    for key, change in by_state(changes).items()
}


def advance(thing: Thing, event: str, *, by: Person | None = None, reason: str = "") -> None:
    """The only way to change the state of a request or a mentorship; its mentor's row is locked.

    In: the row, read under that lock; the event; who set it off (None: the clock); a reason in a
    code or in words. Raises Past when the state no longer knows this event, Refused when the guard
    of the change says no, ValueError when somebody sets off what is not theirs.
    """
    change = CHANGES.get((type(thing), thing.state, event))
    if change is None:
        raise Past.after(queries.last_change(thing.id), words.happened)
    if not _theirs(change, thing, by):
        raise ValueError(f"{event} is set off by: {change.who}")
    change.guard(thing)
    before = thing.state
    _enter(thing, change)
    db.session.add(thing)
    db.session.flush()
    row = record(thing, event, before, thing.state, by=by, reason=reason)
    if change.told:
        outbox.put(f"notify.mentorship.{event}", f"event:{row.id}")
    change.effect(thing)


def _theirs(change: Change, thing: Thing, by: Person | None) -> bool:
    sides: dict[str, tuple[UUID, ...]] = {
        Who.MENTEE: (thing.mentee_id,),
        Who.MENTOR: (thing.mentor_id,),
    }
    if change.who == Who.CLOCK:
        return by is None
    return by is not None and by.id in sides.get(change.who, (thing.mentee_id, thing.mentor_id))


def _enter(thing: Thing, change: Change) -> None:
    now = clock.now()
    moved = thing.state != change.after
    thing.state = change.after
    if isinstance(thing, Mentorship):
        thing.ended_at = None if thing.live else now
        return
    thing.ended_at = None if thing.open else now
    if moved and thing.open:
        thing.due_at = now + LASTS[RequestState(change.after)]
        thing.reminded = 0


def record(
    thing: Thing | Mentor,
    event: str,
    before: str | None,
    after: str,
    *,
    by: Person | None,
    reason: str = "",
) -> MentorshipEvent:
    """Append to the history of a request, a mentorship or a mentor."""
    row = MentorshipEvent(
        thing_kind=thing.__tablename__,
        thing_id=thing.id,
        event=event,
        from_state=before,
        to_state=after,
        reason=reason,
        actor_id=by.id if by else None,
        department_id=by.department_id if by else None,
        at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    return row


def mentor_state(mentor: Mentor, after: str, *, by: Person | None, until: date | None) -> None:
    """Open, pause or close a mentor; the mentor's row is locked."""
    before, mentor.state = mentor.state, after
    mentor.paused_until = until if after == "paused" else None
    db.session.flush()
    if before != after:
        event = record(mentor, after, before, after, by=by)
        if by is None and after == "paused":
            outbox.put("notify.mentorship.paused", f"event:{event.id}")
