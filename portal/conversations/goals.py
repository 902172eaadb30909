"""Goals that the two agree on: what each does for it, and until when. Overdue is worked out."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from portal import clock
from portal.conversations.models import Conversation, ConversationGoal, State
from portal.db import db, lock
from portal.errors import Refused
from portal.plans import rules as plans
from portal.plans.models import Plan, PlanStep
from portal.plans.queries import now_plan, steps_of
from portal.plans.steps import NewStep, Toward

MOST = 20


@dataclass(frozen=True)
class Agreed:
    """What both want, and what each of the two does for it."""

    words: str
    employee_does: str
    employee_by: date | None
    manager_does: str
    manager_by: date | None


def said(goal: ConversationGoal) -> Agreed:
    """What a goal says, to lay it beside what was typed."""
    return Agreed(
        goal.words, goal.employee_does, goal.employee_by, goal.manager_does, goal.manager_by
    )


def agree(one: Conversation, what: Agreed) -> ConversationGoal:
    """One more. Raises Refused beyond MOST open ones, and in what is not open or to come."""
    if one.state not in (State.SCHEDULED, State.OPEN):
        raise Refused("You agree on goals while a conversation is planned or open.")
    open_ = (
        ConversationGoal.person_id == one.person_id,
        ConversationGoal.dropped_on.is_(None),
        ConversationGoal.employee_done_on.is_(None) | ConversationGoal.manager_done_on.is_(None),
    )
    if (db.session.scalar(select(func.count()).where(*open_)) or 0) >= MOST:
        raise Refused(f"You have {MOST} open goals. Reach one, or drop one, to make room.")
    goal = ConversationGoal(
        conversation_id=one.id, person_id=one.person_id, manager_id=one.manager_id, **vars(what)
    )
    db.session.add(goal)
    db.session.flush()
    return goal


def edit(goal: ConversationGoal, what: Agreed) -> None:
    """Say it otherwise."""
    if what != said(goal):
        for name, value in vars(what).items():
            setattr(goal, name, value)
        goal.version += 1


def part(goal: ConversationGoal, person_id: UUID, *, done: bool) -> None:
    """One of the two has done their part, or not yet. Twice is once."""
    if goal.dropped_on is not None:
        raise Refused("This goal was dropped. Take it up again first.")
    if person_id == goal.person_id:
        goal.employee_done_on = (goal.employee_done_on or clock.today()) if done else None
    else:
        goal.manager_done_on = (goal.manager_done_on or clock.today()) if done else None


def drop(goal: ConversationGoal) -> None:
    """It is not pursued any more."""
    goal.dropped_on = goal.dropped_on or clock.today()


def to_plan(goal: ConversationGoal) -> PlanStep:
    """What the employee does for it as a step of the plan they follow, or of a new one. The same
    step twice is once. Raises Refused for a plan that is full.
    """
    step = NewStep(title=goal.employee_does, note=goal.words, due_on=goal.employee_by)
    now = now_plan(goal.person_id)
    plan = lock(Plan, now.id) if now else plans.begin(goal.person_id, Toward(title=goal.words))
    for one in steps_of(plan.id):
        if (one.title, one.note) == (step.title, step.note):
            return one
    if step.due_on is None or step.due_on < clock.today():
        return plans.put(plan, [step])[0]
    return plans.add(plan, step)


def take_up(goal: ConversationGoal) -> None:
    """It is pursued again."""
    goal.dropped_on = None
