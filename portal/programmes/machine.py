"""How programmes and the pairs of them change state: one table each, and the one way through them.

The programme's row is the turnstile: whoever joins, leaves, matches, sends or answers holds it.
"""

from collections.abc import Sequence
from enum import StrEnum
from uuid import UUID

from sqlalchemy import insert, select

from portal import clock, outbox
from portal.db import db
from portal.errors import Refused
from portal.mentorship.models import Mentorship
from portal.mentorship.standing import LIVE
from portal.people import events
from portal.people.models import Person
from portal.programmes import words
from portal.programmes.models import Member, Programme, ProgrammeEvent, ProgrammePair
from portal.programmes.states import MATCHABLE, PairState, State
from portal.transitions import Change, Past, by_state


class Who(StrEnum):
    """Who may set a change off."""

    HR = "HR"
    CLOCK = "clock"
    HR_OR_CLOCK = "HR or the clock"
    MENTEE = "mentee"
    MENTOR = "mentor"
    EITHER = "either"


Thing = Programme | ProgrammePair


def may_open(programme: Programme) -> None:
    """People can still join. Raises Refused."""
    if programme.joining_until < clock.today():
        raise Refused("The last day to join has passed. Choose new dates first.")


def announced(programme: Programme) -> None:
    """Whom it is for is to hear of it; see `announcing`."""
    outbox.put("notify.programme.announce", programme.id)


def close_pairs(programme: Programme) -> None:
    """Nobody is proposed any more: what HR has not sent is gone, what waits is closed."""
    waiting = db.session.scalars(
        select(ProgrammePair).where(
            ProgrammePair.programme_id == programme.id,
            ProgrammePair.state.in_((PairState.PROPOSED, PairState.SENT)),
        )
    ).all()
    for pair in waiting:
        if pair.state == PairState.PROPOSED:
            db.session.delete(pair)
    programme.solving_since = None
    advance([pair for pair in waiting if pair.state == PairState.SENT], "closed")


def is_over(pair: ProgrammePair) -> None:
    """The two no longer work together, and pairs are still found. Raises Refused."""
    if pair.programme.state not in MATCHABLE:
        raise Refused("No more pairs are found in this programme. You can look for a mentor alone.")
    together = select(Mentorship.id).where(Mentorship.request_id == pair.request_id, LIVE)
    if pair.request_id is not None and db.session.scalar(together) is not None:
        raise Refused(
            "You have a mentor in this programme. End that mentorship first, if you like."
        )


DRAFT, OPEN, MATCHING, RUNNING = State.DRAFT, State.OPEN, State.MATCHING, State.RUNNING
SENT, ASKED = PairState.SENT, PairState.ASKED
FOLLOWED = (SENT, ASKED)

# fmt: off
TABLE: dict[type, tuple[Change, ...]] = {
    Programme: (
        Change((DRAFT,), "opened", OPEN, Who.HR_OR_CLOCK, may_open, announced),
        Change((OPEN,), "joining_closed", MATCHING, Who.HR_OR_CLOCK),
        Change((MATCHING,), "started", RUNNING, Who.CLOCK, told=False),
        Change((RUNNING,), "finished", State.FINISHED, Who.CLOCK, effect=close_pairs),
        Change((DRAFT, OPEN, MATCHING, RUNNING), "cancelled", State.CANCELLED, Who.HR,
               effect=close_pairs),
    ),
    ProgrammePair: (
        Change((PairState.PROPOSED,), "sent", SENT, Who.HR),
        Change((SENT,), "mentor_agreed", SENT, Who.MENTOR),
        Change((SENT,), "asked", ASKED, Who.MENTEE, told=False),
        Change((SENT,), "declined", PairState.DECLINED, Who.EITHER),
        Change((SENT,), "expired", PairState.EXPIRED, Who.CLOCK),
        Change((SENT,), "closed", PairState.CLOSED, Who.CLOCK),
        # What follows from the answer to the request, which tells people itself.
        Change((ASKED,), "matched", PairState.MATCHED, Who.CLOCK, told=False),
        Change((ASKED,), "answered_no", PairState.DECLINED, Who.CLOCK, told=False),
        Change((ASKED,), "ran_out", PairState.EXPIRED, Who.CLOCK, told=False),
        Change((ASKED,), "taken_back", PairState.CLOSED, Who.CLOCK, told=False),
        # Their mentorship is over: HR learns so from the mentee alone, who asks for another.
        Change((PairState.MATCHED,), "again", PairState.CLOSED, Who.MENTEE, is_over, told=False),
    ),
}
# fmt: on
CHANGES = {
    (kind, *key): change
    for kind, changes in TABLE.items()
    for key, change in by_state(changes).items()
}


def advance(
    things: Sequence[Thing], event: str, *, by: Person | None = None, hr: UUID | None = None
) -> None:
    """The only way to change the state of programmes and pairs; their programme's row is locked.

    In: rows of one kind; the event; who set it off: one of the two (`by`), of HR (`hr`, whom the
    policy let through), or the clock. Raises Past when the state no longer knows the event, Refused
    when the guard says no, ValueError when somebody sets off what is not theirs.
    """
    before = [thing.state for thing in things]
    changes = [_change(thing, event, by, hr) for thing in things]
    for thing, change in zip(things, changes, strict=True):
        thing.state = change.after
    db.session.flush()
    ids = _record(things, event, before, by.id if by else hr)
    for number, change in zip(ids, changes, strict=True):
        if change.told:
            outbox.put(f"notify.programme.{event}", f"event:{number}")
    for thing, change in zip(things, changes, strict=True):
        change.effect(thing)


def _record(
    things: Sequence[Thing], event: str, before: Sequence[str], actor_id: UUID | None
) -> Sequence[int]:
    """Append to the history of each, all at once. Out: the ids of the events, in order."""
    now = clock.now()
    rows = [
        {
            "thing_kind": thing.__tablename__,
            "thing_id": thing.id,
            "event": event,
            "from_state": was,
            "to_state": thing.state,
            "actor_id": actor_id,
            "at": now,
        }
        for thing, was in zip(things, before, strict=True)
    ]
    if not rows:
        return []
    made = insert(ProgrammeEvent).returning(ProgrammeEvent.id, sort_by_parameter_order=True)
    return db.session.scalars(made, rows).all()


def _change(thing: Thing, event: str, by: Person | None, hr: UUID | None) -> Change:
    """The line of the table that says so, once it may happen."""
    change = CHANGES.get((type(thing), thing.state, event))
    if change is None:
        raise Past.after(last_event(thing.id), words.happened)
    if not _theirs(change, thing, by, hr):
        raise ValueError(f"{event} is set off by: {change.who}")
    change.guard(thing)
    return change


def _theirs(change: Change, thing: Thing, by: Person | None, hr: UUID | None) -> bool:
    if by is None:
        wanted = (Who.HR,) if hr else (Who.CLOCK,)
        return change.who in (*wanted, Who.HR_OR_CLOCK)
    if not isinstance(thing, ProgrammePair) or hr is not None:
        return False
    sides = {Who.MENTEE: (thing.mentee_id,), Who.MENTOR: (thing.mentor_id,),
             Who.EITHER: (thing.mentee_id, thing.mentor_id)}  # fmt: skip
    return by.id in sides.get(Who(change.who), ())


def last_event(thing_id: UUID) -> tuple[ProgrammeEvent, str | None] | None:
    """The newest event of a programme or a pair, and the name of whoever set it off."""
    return events.last(ProgrammeEvent, ProgrammeEvent.thing_id == thing_id)


def member_of(programme_id: UUID, person_id: UUID) -> Member | None:
    """What somebody wrote in a programme; None for who is not in it."""
    return db.session.scalar(
        select(Member).where(Member.programme_id == programme_id, Member.person_id == person_id)
    )
