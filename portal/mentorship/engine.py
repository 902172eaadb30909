"""The one function that changes the state of a request or a mentorship, by the tables given to it.

The tables stand with what their changes bring about: `requests` and `relations`; callers take all
of it from `machine`. The mentor's row is the turnstile: every change of a request or a mentorship
holds it (see `behind` in the models), so that counting places and moving the waiting list happen
one after the other.
"""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from portal import clock, outbox
from portal.dates import working_days_on
from portal.db import db
from portal.mentorship import queries, words
from portal.mentorship.approaches.models import Approach
from portal.mentorship.models import (
    EACH,
    LASTS,
    LONGEST_WAIT,
    Mentor,
    Mentorship,
    MentorshipEvent,
    MentorshipRequest,
    RequestState,
)
from portal.mentorship.turns import course
from portal.people import events
from portal.people.models import Person
from portal.transitions import Change, Past, by_state


class Who(StrEnum):
    """Who may set a change off."""

    MENTEE = "mentee"
    MENTOR = "mentor"
    EITHER = "either"
    CLOCK = "clock"
    # Of what one of the two proposed.
    PROPOSER = "who proposed it"
    OTHER = "the other of the two"


Thing = MentorshipRequest | Mentorship | Approach

TABLE: dict[type, tuple[Change, ...]] = {}
CHANGES: dict[tuple[type, str | None, str], Change] = {}


def go_by(kind: type, changes: tuple[Change, ...]) -> None:
    """From now on rows of this kind change by this table, and by no other."""
    TABLE[kind] = changes
    CHANGES.update({(kind, *key): change for key, change in by_state(changes).items()})


def advance(thing: Thing, event: str, *, by: Person | None = None, reason: str = "") -> None:
    """The only way to change the state of a request or a mentorship; its mentor's row is locked.

    In: the row, read under that lock; the event; who set it off (None: the clock); a reason in a
    code or in words. Raises Past when the state no longer knows this event, Refused when the guard
    of the change says no, ValueError when somebody sets off what is not theirs.
    """
    change = CHANGES.get((type(thing), thing.state, event))
    if change is None:
        zone = by.time_zone if by else ""
        raise Past.after(queries.last_change(thing.id), words.happened, zone)
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
    if isinstance(thing, Mentorship) and change.who in (Who.PROPOSER, Who.OTHER):
        proposer = course.proposer(thing)
        both = {thing.mentor_id, thing.mentee_id}
        sides = {Who.PROPOSER: tuple(both & {proposer}), Who.OTHER: tuple(both - {proposer})}
    return by is not None and by.id in sides.get(change.who, (thing.mentee_id, thing.mentor_id))


def _enter(thing: Thing, change: Change) -> None:
    now = clock.now()
    before, thing.state = thing.state, change.after
    if isinstance(thing, Mentorship):
        thing.ended_at = None if thing.live else now
        return
    thing.ended_at = None if thing.open else now
    if isinstance(thing, Approach) or before == thing.state:
        return
    if thing.open:
        if thing.unsent:
            thing.unsent, thing.sent_at = False, now
        thing.due_at = due(thing, now)
        thing.reminded = 0


def due(request: MentorshipRequest, since: datetime) -> datetime:
    """When a request that came into its state at `since` runs out."""
    if request.ranked_id is not None and request.state == RequestState.REQUESTED:
        return working_days_on(since, EACH)
    ends = since + LASTS[RequestState(request.state)]
    if request.state == RequestState.WAITLISTED:
        # Places come and go: who is moved to the list once more does not begin to wait anew.
        return min(ends, request.sent_at + LONGEST_WAIT)
    return ends


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
    own = {"thing_kind": thing.__tablename__, "thing_id": thing.id, "reason": reason}
    return events.record(MentorshipEvent, event, before, after, by=by, **own)


def mentor_state(mentor: Mentor, after: str, *, by: Person | None, until: date | None) -> None:
    """Open, pause or close a mentor; the mentor's row is locked."""
    before, mentor.state = mentor.state, after
    mentor.paused_until = until if after == "paused" else None
    db.session.flush()
    if before != after:
        event = record(mentor, after, before, after, by=by)
        if by is None and after == "paused":
            outbox.put("notify.mentorship.paused", f"event:{event.id}")
