"""Changing one step of a plan, or their order. Behind the person's row, which the guard holds."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete

from portal import clock
from portal.db import db
from portal.errors import Refused
from portal.plans import queries
from portal.plans.models import Plan, PlanStep
from portal.plans.rules import MOST_STEPS, check, still_open
from portal.plans.states import touch
from portal.plans.steps import NewStep

# How long a step that was taken out can be put back.
KEPT = timedelta(days=30)
# What can be said otherwise of a step that is there.
SAID = ("title", "note", "hours", "starts_on", "due_on")


class OrderedElsewhere(Refused):
    """Another window put the steps in another order, or changed which there are."""


def said(step: PlanStep | NewStep) -> dict[str, Any]:
    """What a step says, to lay it beside what was typed."""
    return {name: getattr(step, name) for name in SAID}


def edit(step: PlanStep, wanted: NewStep) -> None:
    """Say it otherwise. Its kind and what it points to stay. Raises Refused."""
    _changeable(step)
    words = said(wanted)
    if words == said(step):
        return
    check(step.person_id, NewStep(**words))
    for name, value in words.items():
        setattr(step, name, value)
    _touched(step)


def done(step: PlanStep) -> bool:
    """It is done, today. False when it was done before. Raises Refused."""
    _changeable(step)
    if step.done_on is not None:
        return False
    step.done_on = clock.today()
    _touched(step)
    return True


def not_done(step: PlanStep) -> None:
    """It is to be done after all."""
    _changeable(step)
    if step.done_on is not None:
        step.done_on = None
        _touched(step)


def remove(step: PlanStep) -> None:
    """Take it out of the plan; it can be put back for a while."""
    still_open(step.plan)
    if step.removed_at is None:
        step.removed_at = clock.now()
        _touched(step)
        _number(queries.steps_of(step.plan_id))
        db.session.flush()


def put_back(step: PlanStep) -> None:
    """In its old place again. Raises Refused where the same thing was put in meanwhile."""
    still_open(step.plan)
    if step.removed_at is None:
        return
    others = queries.steps_of(step.plan_id)
    if len(others) >= MOST_STEPS:
        raise Refused(f"A plan has at most {MOST_STEPS} steps. Take one out to make room.")
    if any(_same_thing(one, step) for one in others):
        raise Refused(f"{step.title} is in your plan already.")
    step.removed_at = None
    others.insert(step.position, step)
    _number(others)
    _touched(step)


def _same_thing(one: PlanStep, step: PlanStep) -> bool:
    if step.item_id is not None:
        return one.item_id == step.item_id
    if step.opportunity_id is not None:
        return one.opportunity_id == step.opportunity_id
    if step.community_id is not None:
        return one.community_id == step.community_id
    return step.mentor_id is not None and one.mentor_id == step.mentor_id


def move(step: PlanStep, by: int, seen: int | None = None) -> bool:
    """One place up (-1) or down (1). `seen` is the place it had on the page that asks.

    False where nothing moves: it is first or last, or this click was counted before.
    """
    _changeable(step)
    steps = queries.steps_of(step.plan_id)
    at = steps.index(step)
    to = at + by
    if seen is not None and seen != at:
        if seen + by == at:
            return False
        raise OrderedElsewhere("The order was changed in another window. This is how it is now.")
    if not 0 <= to < len(steps):
        return False
    steps.insert(to, steps.pop(at))
    _number(steps)
    touch(step.plan)
    db.session.flush()
    return True


def arrange(plan: Plan, order: Sequence[UUID], version: int) -> bool:
    """The steps in this order. False when they are in it already.

    Raises OrderedElsewhere when the plan is not what the page showed that asks.
    """
    still_open(plan)
    steps = {step.id: step for step in queries.steps_of(plan.id)}
    if list(steps) == list(order):
        return False
    if plan.version != version or set(order) != steps.keys() or len(order) != len(steps):
        raise OrderedElsewhere("The plan was changed in another window. This is how it is now.")
    _number([steps[key] for key in order])
    touch(plan)
    db.session.flush()
    return True


def _number(steps: Sequence[PlanStep]) -> None:
    for position, step in enumerate(steps):
        step.position = position


def _changeable(step: PlanStep) -> None:
    still_open(step.plan)
    if step.removed_at is not None:
        raise Refused(f"{step.title} was taken out of the plan. Put it back to change it.")


def _touched(step: PlanStep) -> None:
    step.version += 1
    touch(step.plan)
    db.session.flush()


def forget_removed() -> None:
    """Steps that were taken out long ago go for good."""
    old = PlanStep.removed_at < clock.now() - KEPT
    db.session.execute(delete(PlanStep).where(old))
