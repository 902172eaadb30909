"""How feedback changes state: one table, and the one function that uses it.

The receiver is the turnstile: every change holds their row (see `behind` in the model).
"""

from enum import StrEnum
from uuid import UUID

from portal import clock, outbox
from portal.db import db
from portal.feedback import guards, queries, showing, words
from portal.feedback.models import Feedback, FeedbackEvent, State
from portal.people import events
from portal.people.models import Person
from portal.plans import stepping
from portal.plans.models import PlanStep, StepKind
from portal.plans.outlines import OPEN as OPEN_PLANS
from portal.transitions import Change, Past, by_state


class Who(StrEnum):
    """Who may set a change off."""

    RECEIVER = "receiver"
    GIVER = "giver"
    CLOCK = "clock"


def step_done(given: Feedback) -> None:
    """The step of the plan that asked for it is done with the first answer."""
    step = db.session.get(PlanStep, given.step_id) if given.step_id else None
    if step is None or step.kind != StepKind.FEEDBACK or step.removed_at is not None:
        return
    if step.plan.state in OPEN_PLANS:
        stepping.done(step)


def forget_words(taken: Feedback) -> None:
    """What was taken back is nowhere any more: not here, and not as evidence."""
    showing.hide(taken)
    taken.went_well = taken.next_time = ""
    taken.may_show = False


FRESH, ASKED, GIVEN = (None,), (State.ASKED,), (State.GIVEN,)

# fmt: off
TABLE: tuple[Change, ...] = (
    Change(FRESH, "asked", State.ASKED, Who.RECEIVER, guards.may_ask),
    Change(FRESH, "praised", State.GIVEN, Who.GIVER, guards.may_praise),
    Change(ASKED, "given", State.GIVEN, Who.GIVER, guards.both_here, step_done),
    Change(ASKED, "declined", State.DECLINED, Who.GIVER),
    Change(ASKED, "withdrawn", State.WITHDRAWN, Who.RECEIVER, told=False),
    Change(ASKED, "reminded", State.ASKED, Who.CLOCK),
    Change(ASKED, "expired", State.EXPIRED, Who.CLOCK),
    Change(ASKED, "closed", State.WITHDRAWN, Who.CLOCK),
    Change(GIVEN, "changed", State.GIVEN, Who.GIVER, guards.still_fresh, showing.follow,
           told=False),
    Change(GIVEN, "taken back", State.TAKEN_BACK, Who.GIVER, effect=forget_words),
)
# fmt: on
CHANGES = by_state(TABLE)


def begin(fresh: Feedback, event: str, *, by: Person) -> None:
    """Ask, or praise: the first line of a history. In: a row that is not in the session yet.

    The receiver is locked. Raises Refused when the guard says no.
    """
    change = CHANGES[None, event]
    change.guard(fresh)
    fresh.state = change.after
    if change.after == State.GIVEN:
        fresh.answered_at = fresh.created_at
    db.session.add(fresh)
    db.session.flush()
    _record(fresh, change, None, by=by)


def check(thing: Feedback, event: str) -> Change:
    """The line of the table for this event. Raises Past when the state no longer knows it, Refused
    when its guard says no.
    """
    change = CHANGES.get((thing.state, event))
    if change is None:
        raise Past.after(queries.last_change(thing.id), words.happened)
    change.guard(thing)
    return change


def advance(thing: Feedback, event: str, *, by: Person | None = None, reason: str = "") -> None:
    """The only way to change the state of feedback; its receiver is locked.

    In: the row, read under that lock; the event; who set it off (None: the clock); a reason in a
    code. Raises as `check`, and ValueError when somebody sets off what is not theirs.
    """
    change = check(thing, event)
    sides: dict[str, UUID | None] = {
        Who.RECEIVER: thing.person_id, Who.GIVER: thing.by_id, Who.CLOCK: None,
    }  # fmt: skip
    if (by.id if by else None) != sides[change.who]:
        raise ValueError(f"{event} is set off by: {change.who}")
    before, thing.state = thing.state, change.after
    if before != change.after and before == State.ASKED:
        thing.answered_at = clock.now()
    change.effect(thing)
    thing.version += 1
    db.session.flush()
    _record(thing, change, before, by=by, reason=reason)


def _record(
    thing: Feedback, change: Change, before: str | None, *, by: Person | None, reason: str = ""
) -> None:
    what = (FeedbackEvent, change.event, before, thing.state)
    row = events.record(*what, by=by, reason=reason, feedback_id=thing.id)
    if change.told:
        outbox.put(f"notify.feedback.{change.event.replace(' ', '_')}", f"event:{row.id}")
