"""The one table of changes of conversations, and the one function that goes by it.

Everything happens behind the row of the employee (see `behind` in the models), so that of two who
propose, answer or close at once one does, and the other is told who did.
"""

from datetime import timedelta
from enum import StrEnum

from sqlalchemy import func, select

from portal import clock
from portal.accounts.queries import is_active
from portal.conversations import telling, words
from portal.conversations.models import Conversation, ConversationEvent, State
from portal.db import db, one_of
from portal.errors import Refused
from portal.people import events
from portal.people.models import Person
from portal.transitions import Change, Past, by_state

BEFORE = timedelta(days=1)
"""So long before its time a conversation may be opened."""
LATE = timedelta(days=14)
AGAIN = timedelta(days=30)
OBJECT = timedelta(days=7)


class Who(StrEnum):
    """Who may set a change off."""

    EITHER = "either"
    OTHER = "the other of the two"
    CLOCK = "clock"


def _to_come(one: Conversation) -> None:
    if one.ends_at <= clock.now():
        raise Refused("This time is over. Choose a time to come.")


def _meet(one: Conversation) -> None:
    """They are employee and manager today, both here, and have no other one under way."""
    _to_come(one)
    if not one.current or not is_active(one.manager_id) or not is_active(one.person_id):
        raise Refused("You are not employee and manager any more, so nothing was planned.")
    _no_other(one)


def _no_other(one: Conversation) -> None:
    same = (Conversation.person_id == one.person_id, Conversation.manager_id == one.manager_id)
    live = one_of(Conversation.state, (State.PROPOSED, State.SCHEDULED, State.OPEN))
    others = select(func.count()).where(*same, live, Conversation.id != one.id)
    if db.session.scalar(others):
        raise Refused("You two have a conversation under way already. Move that one instead.")


def _near(one: Conversation) -> None:
    if one.starts_at > clock.now() + BEFORE:
        raise Refused("It is not the day yet. Open it then, or move it to an earlier time.")


def _long_ago(one: Conversation) -> None:
    if one.starts_at > clock.now() - LATE:
        raise Refused("Its time is not over for long enough.")


def _parted(one: Conversation) -> None:
    if one.current and is_active(one.manager_id) and is_active(one.person_id):
        raise Refused("The two still work together.")


def _lately_closed(one: Conversation) -> None:
    if one.closed_at is None or one.closed_at < clock.now() - AGAIN:
        raise Refused("It was closed more than 30 days ago. Propose a new conversation instead.")
    _no_other(one)


def _still_asked(one: Conversation) -> None:
    """Until 7 days after the end each may say so or not; later only where it does not count."""
    if one.counted_at is not None and (one.closed_at or one.counted_at) < clock.now() - OBJECT:
        raise Refused("This conversation counts, and was closed more than 7 days ago.")


def _nobody_objects(one: Conversation) -> None:
    no = False in (one.employee_agrees, one.manager_agrees)
    if no or one.counted_at or one.closed_at is None or one.closed_at > clock.now() - OBJECT:
        raise Refused("It does not count yet.")


def _opened(one: Conversation) -> None:
    one.opened_at = one.opened_at or clock.now()


def _count(one: Conversation) -> None:
    one.counted_at = clock.now()


PLANNED = (State.PROPOSED, State.SCHEDULED)
# fmt: off
TABLE = (
    Change((None,), "proposed", State.PROPOSED, Who.EITHER, _meet),
    Change((State.PROPOSED,), "accepted", State.SCHEDULED, Who.OTHER, _to_come),
    Change((State.PROPOSED,), "suggested", State.PROPOSED, Who.EITHER, _to_come),
    Change((State.SCHEDULED,), "moved", State.SCHEDULED, Who.EITHER, _to_come),
    Change(PLANNED, "cancelled", State.CANCELLED, Who.EITHER),
    Change((State.SCHEDULED,), "opened", State.OPEN, Who.EITHER, _near, _opened),
    Change((State.OPEN,), "closed", State.CLOSED, Who.EITHER),
    Change((State.CLOSED,), "reopened", State.OPEN, Who.EITHER, _lately_closed),
    Change((State.CLOSED,), "agreed", State.CLOSED, Who.EITHER, _still_asked, told=False),
    Change((State.CLOSED,), "objected", State.CLOSED, Who.EITHER, _still_asked),
    Change((State.CLOSED,), "counted", State.CLOSED, Who.CLOCK, _nobody_objects, _count,
           told=False),
    Change((State.SCHEDULED,), "missed", State.MISSED, Who.CLOCK, _long_ago, told=False),
    Change((State.PROPOSED,), "ran_out", State.CANCELLED, Who.CLOCK, _long_ago, told=False),
    Change(PLANNED, "ended", State.CANCELLED, Who.CLOCK, _parted),
    Change((State.OPEN,), "ended", State.CLOSED, Who.CLOCK, _parted, told=False),
)
# fmt: on
CHANGES = by_state(TABLE)
CALENDAR = frozenset({"accepted", "suggested", "moved", "cancelled", "ended"})


def advance(one: Conversation, event: str, by: Person | None) -> None:
    """The only way to change the state of a conversation; its employee's row is locked.

    `by` is who does it, None the clock. Raises Past for a click that came late, Refused when the
    guard says no, ValueError when somebody sets off what is not theirs.
    """
    change = CHANGES.get((one.state, event))
    if change is None:
        zone = by.time_zone if by else ""
        raise Past.after(last_change(one), words.happened, zone)
    if not _theirs(change, one, by):
        raise ValueError(f"{event} is set off by: {change.who}")
    change.guard(one)
    _pass(one, change, by)


def begin(one: Conversation, by: Person) -> None:
    """A new one is proposed. Raises Refused when the two cannot meet."""
    change = CHANGES[None, "proposed"]
    change.guard(one)
    _pass(one, change, by, before=None)


def _pass(one: Conversation, change: Change, by: Person | None, before: str | None = "") -> None:
    before = one.state if before == "" else before
    one.state, one.changed_at = change.after, clock.now()
    if change.event in CALENDAR:
        one.sequence += 1
    _close_or_open(one, change)
    change.effect(one)
    db.session.add(one)
    db.session.flush()
    what = (ConversationEvent, change.event, before, one.state)
    row = events.record(*what, by=by, conversation_id=one.id)
    if change.told:
        telling.of_change(one, row, by)


def _close_or_open(one: Conversation, change: Change) -> None:
    if change.event == "reopened":
        one.closed_at = one.counted_at = None
        one.employee_agrees = one.manager_agrees = None
    elif change.after == State.CLOSED and one.closed_at is None:
        one.closed_at = clock.now()


def _theirs(change: Change, one: Conversation, by: Person | None) -> bool:
    if change.who == Who.CLOCK:
        return by is None
    both = {one.person_id, one.manager_id}
    if change.who == Who.OTHER:
        both -= {one.asked_by_id}
    return by is not None and by.id in both


def last_change(one: Conversation) -> tuple[ConversationEvent, str | None] | None:
    """The newest event, and who set it off."""
    return events.last(ConversationEvent, ConversationEvent.conversation_id == one.id)
