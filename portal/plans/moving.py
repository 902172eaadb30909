"""Moving the dates of what is still to do: by so many days, or spread to a new last day.

What it would come to is worked out first and shown; nothing is changed until the person says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol, TypeVar
from uuid import UUID

from portal import clock
from portal.db import db
from portal.errors import Refused
from portal.plans import dating, places, queries
from portal.plans.dating import Dates
from portal.plans.models import Plan, PlanState
from portal.plans.outlines import Outline, Step
from portal.plans.rules import still_open
from portal.plans.states import advance, touch

SHIFT, SPREAD, KEEP = "shift", "spread", "keep"
MOST_DAYS = 3650


class Planned(dating.Timed, Protocol):
    """What of a step is looked at."""

    @property
    def id(self) -> UUID: ...


Some = TypeVar("Some", bound=Planned)


@dataclass(frozen=True)
class Way:
    """How the dates are to move."""

    how: str
    days: int = 0
    end: date | None = None


def suggested(plan: Outline) -> Way:
    """What fits most often: on by the time the plan rested, or by how late its first step is."""
    since = plan.paused_on if plan.state == PlanState.PAUSED else plan.next_on
    days = max(0, (clock.today() - since).days) if since else 0
    return Way(SHIFT, min(days, MOST_DAYS), plan.ends_on)


def worked_out(steps: Sequence[Some], way: Way) -> list[tuple[Some, Dates]]:
    """Each step with the dates it would have. Raises Refused for what makes no sense."""
    if way.how == KEEP:
        return [(step, Dates(step.starts_on, step.due_on)) for step in steps]
    if way.how == SPREAD:
        if way.end is None or not clock.today() < way.end <= clock.today() + dating.FURTHEST:
            raise Refused("Choose a last day after today, within the next ten years.")
        return list(zip(steps, dating.spread(steps, clock.today(), way.end), strict=True))
    if way.how != SHIFT or not -MOST_DAYS <= way.days <= MOST_DAYS:
        raise Refused(f"Give the days as a whole number, at most {MOST_DAYS:,}.")
    found = list(zip(steps, dating.moved(steps, way.days), strict=True))
    for step, dates in found:
        _in_reach(dates.starts_on, dates.due_on)
        _still_to_come(step.due_on, dates.due_on)
    return found


def _in_reach(*days: date | None) -> None:
    if not dating.in_reach(*days, today=clock.today()):
        raise Refused("Some dates would lie more than twenty years from today.")


def _still_to_come(now: date | None, then: date | None) -> None:
    if now and then and then < clock.today() <= now:
        raise Refused("Some dates would lie in the past. Move them back by fewer days.")


def to_move(plan: Outline) -> tuple[list[Step], list[Step]]:
    """The steps to do whose dates may move, and those that stay, each on the days of its place."""
    had = places.days_of(plan.person_id)
    free = [step for step in plan.to_do if step.item_id not in had]
    kept = [
        step._replace(starts_on=had[step.item_id].starts_on, due_on=had[step.item_id].due_on)
        for step in plan.to_do
        if step.item_id in had
    ]
    return free, kept


def move(plan: Plan, way: Way, actor_id: UUID) -> int:
    """Give the open steps their new dates, and go on with a plan that rested; how many moved.

    Where the person has a place the step stays on its days. Raises Refused.
    """
    still_open(plan)
    ends_on = plan.due_on
    if way.how == SPREAD:
        ends_on = way.end
    elif way.how == SHIFT and ends_on:
        ends_on += timedelta(days=way.days)
        _in_reach(ends_on)
        _still_to_come(plan.due_on, ends_on)
    had = places.days_of(plan.person_id)
    steps = queries.steps_of(plan.id)
    to_do = [step for step in steps if step.done_on is None]
    free = [step for step in to_do if step.item_id not in had]
    kept = [(step, had[step.item_id]) for step in to_do if step.item_id in had]
    count = 0
    for step, dates in (*worked_out(free, way), *kept):
        if dates != Dates(step.starts_on, step.due_on):
            step.starts_on, step.due_on = dates.starts_on, dates.due_on
            step.version += 1
            count += 1
    plan.due_on = ends_on
    if plan.state == PlanState.PAUSED:
        advance(plan, "resume", actor_id)
    touch(plan)
    db.session.flush()
    return count
