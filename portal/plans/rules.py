"""Changing plans and their steps. Everything happens behind the lock of the person's row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from uuid import UUID

from portal import clock
from portal.audience import Audience
from portal.communities.models import Community
from portal.db import db, lock
from portal.errors import Refused
from portal.learning.models import MOST_HOURS, LearningItem
from portal.opportunities.models import Opportunity
from portal.opportunities.states import OVER
from portal.people.models import Person
from portal.plans import dating, places, queries
from portal.plans.dating import Dates
from portal.plans.models import Plan, PlanStep, StepKind
from portal.plans.outlines import OPEN
from portal.plans.states import advance, touch
from portal.plans.steps import NewStep, Toward
from portal.skills.models import Skill

MOST_STEPS = 50
MOST_TITLE = 200
MOST_NOTE = 1000


def begin(person_id: UUID, target: Toward, steps: Iterable[NewStep] = ()) -> Plan:
    """A plan toward `target` with these steps, followed from now on; one followed till now waits.

    An open plan toward the same role or aim is gone on with: it gets the steps it lacks. Steps
    without a date get one. Raises Refused.
    """
    lock(Person, person_id)
    plans = queries.open_of(person_id)
    plan = next((one for one in plans if _same_way(one, target)), None)
    if plan is None:
        _order_of(None, target.due_on)
        values = asdict(replace(target, title=_title(target.title)))
        plan = Plan(person_id=person_id, state=None, version=0, **values)
        advance(plan, "begin", person_id)
    there = {_content(step) for step in queries.steps_of(plan.id)}
    put(plan, [step for step in steps if _content(step) not in there])
    return plan


def _same_way(plan: Plan, target: Toward) -> bool:
    """Whether a plan leads there already; plans in own words are each their own."""
    if target.role_id is not None:
        return plan.role_id == target.role_id
    return target.aspiration_id is not None and plan.aspiration_id == target.aspiration_id


def _content(step: PlanStep | NewStep) -> tuple[object, ...]:
    return step.kind, step.title, step.item_id, step.mentor_id, step.skill_id


def put(plan: Plan, steps: Sequence[NewStep]) -> list[PlanStep]:
    """Add them in the order of their days: that of a place the person has, else their own, or else
    one after the other, from today or the last date there is.
    """
    had = places.days_of(plan.person_id) if any(step.item_id for step in steps) else {}
    steps = [_on_its_days(step, had) for step in steps]
    last = max((s.due_on for s in queries.steps_of(plan.id) if s.due_on), default=None)
    begin_on = max(last or clock.today(), clock.today())
    dated = [
        replace(step, starts_on=dates.starts_on, due_on=dates.due_on)
        for step, dates in zip(steps, dating.laid_out(steps, begin_on), strict=True)
    ]
    return [add(plan, step) for step in sorted(dated, key=_begins)]


def _begins(step: NewStep) -> date:
    return step.starts_on or step.due_on or date.max


def _on_its_days(step: NewStep, had: Mapping[UUID, Dates]) -> NewStep:
    days = had.get(step.item_id) if step.item_id else None
    return replace(step, starts_on=days.starts_on, due_on=days.due_on) if days else step


def add(plan: Plan, step: NewStep) -> PlanStep:
    """Put a step at the end of a plan. The same thing to learn, or mentor, is one step: that one.

    Raises Refused for a plan that is over or full, and for what cannot be planned.
    """
    lock(Person, plan.person_id)
    still_open(plan)
    steps = queries.steps_of(plan.id)
    same = next((one for one in steps if _same_thing(one, step)), None)
    if same is not None:
        return same
    if len(steps) >= MOST_STEPS:
        raise Refused(f"A plan has at most {MOST_STEPS} steps. Take one out to make room.")
    check(plan.person_id, step)
    values = asdict(replace(step, title=_title(step.title)))
    made = PlanStep(plan_id=plan.id, position=steps[-1].position + 1 if steps else 0, **values)
    db.session.add(made)
    touch(plan)
    db.session.flush()
    return made


def _same_thing(one: PlanStep, step: NewStep) -> bool:
    if step.item_id is not None:
        return one.item_id == step.item_id
    if step.opportunity_id is not None:
        return one.opportunity_id == step.opportunity_id
    if step.community_id is not None:
        return one.community_id == step.community_id
    return step.mentor_id is not None and one.mentor_id == step.mentor_id


def _title(words: str) -> str:
    title = " ".join(words.split())[:MOST_TITLE]
    if not title:
        raise Refused("Say in a few words what it is.")
    return title


def check(person_id: UUID, step: NewStep) -> None:
    """Whether this can be planned today. Raises Refused."""
    if step.kind not in queries.KINDS:
        raise Refused("Choose what kind of step it is.")
    if len(step.note) > MOST_NOTE:
        raise Refused(f"Keep the note to {MOST_NOTE:,} characters.")
    if step.hours is not None and not 0 <= step.hours <= MOST_HOURS:
        raise Refused(f"Give the hours as a number from 0 to {MOST_HOURS:,}.")
    _order_of(step.starts_on, step.due_on)
    _still_there(person_id, step)


def _order_of(starts_on: date | None, due_on: date | None) -> None:
    if starts_on and due_on and due_on < starts_on:
        raise Refused("A step ends on the day it begins, or later.")
    if not dating.in_reach(starts_on, due_on, today=clock.today()):
        raise Refused("Choose a day within twenty years of today.")


def _still_there(person_id: UUID, step: NewStep) -> None:
    """What a new step points to must be there today; what it points to may go later."""
    if step.kind == StepKind.LEARNING:
        item = db.session.get(LearningItem, step.item_id) if step.item_id else None
        if item is None or item.status != "active":
            raise Refused(f"{step.title} is not offered any more. Choose something else.")
    _goes_on(step)
    if step.mentor_id is not None:
        mentor = db.session.get(Person, step.mentor_id)
        if step.mentor_id == person_id:
            raise Refused("Choose somebody else as your mentor.")
        if mentor is None or not mentor.active:
            raise Refused("This mentor is not here any more. Choose another one.")
    if step.skill_id is not None and db.session.get(Skill, step.skill_id) is None:
        raise Refused("Choose a skill from the list.")


def _goes_on(step: NewStep) -> None:
    if step.opportunity_id is not None:
        one = db.session.get(Opportunity, step.opportunity_id)
        if one is None or one.seeking or one.state in OVER:
            raise Refused("It does not take place any more. Choose something else.")
    if step.community_id is not None:
        community = db.session.get(Community, step.community_id)
        if community is None or community.closed_at is not None:
            raise Refused("This community is closed. Choose another one.")


def still_open(plan: Plan) -> None:
    """Raises Refused for a plan that is over."""
    if plan.state not in OPEN:
        raise Refused("This plan is over. Open it again to change it.")


def rename(plan: Plan, title: str, due_on: date | None) -> None:
    """Say otherwise where it leads, and by when. Raises Refused."""
    still_open(plan)
    if (title, due_on) == (plan.title, plan.due_on):
        return
    _order_of(None, due_on)
    plan.title, plan.due_on = _title(title), due_on
    touch(plan)
    db.session.flush()


def show(plan: Plan, audience: Audience) -> None:
    """Open it to `audience`, which `people.manager` has settled."""
    if plan.audience != audience:
        plan.audience = audience
        touch(plan)
        db.session.flush()
