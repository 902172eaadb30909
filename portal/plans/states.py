"""The life of a plan: one table, and the only way to change its state."""

from datetime import date
from uuid import UUID

from sqlalchemy import select

from portal import clock
from portal.dates import day
from portal.db import db, lock
from portal.errors import Refused
from portal.people import events
from portal.people.models import Person
from portal.plans import queries
from portal.plans.models import Plan, PlanEvent, PlanState
from portal.transitions import Change, Past, by_state

MOST_PLANS = 5


def _rest(plan: Plan) -> None:
    plan.paused_on = clock.today()


def _rise(plan: Plan) -> None:
    plan.paused_on = None


def _room(plan: Plan) -> None:
    """Raises Refused where as many plans are open as may be."""
    if len([one for one in queries.open_of(plan.person_id) if one.id != plan.id]) >= MOST_PLANS:
        raise Refused(f"You have {MOST_PLANS} plans already. Finish or drop one to make room.")


_OPEN = (PlanState.NOW, PlanState.LATER, PlanState.PAUSED)
_OVER = (PlanState.DONE, PlanState.DROPPED)
OWNER = "owner"
TABLE = by_state(
    (
        Change((None,), "begin", PlanState.NOW, OWNER, guard=_room),
        Change((PlanState.LATER,), "follow", PlanState.NOW, OWNER),
        # Another plan is followed from now on.
        Change((PlanState.NOW,), "wait", PlanState.LATER, OWNER),
        Change((PlanState.NOW, PlanState.LATER), "pause", PlanState.PAUSED, OWNER, effect=_rest),
        Change((PlanState.PAUSED,), "resume", PlanState.NOW, OWNER, effect=_rise),
        Change(_OPEN, "finish", PlanState.DONE, OWNER, effect=_rise),
        Change(_OPEN, "drop", PlanState.DROPPED, OWNER, effect=_rise),
        Change(_OVER, "reopen", PlanState.LATER, OWNER, guard=_room),
    )
)
DONE = {
    "follow": "You follow this plan already.",
    "pause": "This plan rests since {}.",
    "resume": "You went on with this plan on {}.",
    "finish": "You finished this plan on {}.",
    "drop": "You dropped this plan on {}.",
    "reopen": "You opened this plan again on {}.",
}


def advance(plan: Plan, event: str, actor_id: UUID | None) -> None:
    """Take one step of the table, behind the person's row.

    Of a person's plans one is followed at a time: what is followed till now waits then. Raises
    Past when this was done before, and Refused when a guard says no or there is no such step.
    """
    person = lock(Person, plan.person_id)
    change = TABLE.get((plan.state, event))
    if change is None:
        raise _no_such_step(plan, event)
    change.guard(plan)
    if change.after == PlanState.NOW:
        _let_wait(plan, actor_id)
    before, plan.state = plan.state, change.after
    change.effect(plan)
    touch(plan)
    db.session.add(plan)
    db.session.flush()
    own = {"actor_id": actor_id, "plan_id": plan.id}
    events.record(PlanEvent, event, before, change.after, by=person, **own)


def _let_wait(plan: Plan, actor_id: UUID | None) -> None:
    for other in queries.open_of(plan.person_id):
        if other.id != plan.id and other.state == PlanState.NOW:
            advance(other, "wait", actor_id)


def touch(plan: Plan) -> None:
    """What was read of this plan before is no longer how it is."""
    plan.version = (plan.version or 0) + 1
    plan.updated_at = clock.now()


def _no_such_step(plan: Plan, event: str) -> Refused:
    ends = {change.after for (_, name), change in TABLE.items() if name == event}
    if plan.state in ends and event in DONE:
        return Past(DONE[event].format(day(last_on(plan.id))))
    return Refused("This plan is over. Open it again to change it.")


def last_on(plan_id: UUID) -> date:
    """The day of its last change of state."""
    newest = select(PlanEvent.at).where(PlanEvent.plan_id == plan_id).order_by(PlanEvent.id.desc())
    at = db.session.scalar(newest.limit(1))
    return at.date() if at else clock.today()
