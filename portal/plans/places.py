"""What a plan takes over from what its owner learns: the days of their place, and that it is done.

A plan says when a course is meant to be; once somebody has a place, the course says when it is.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select

from portal.composed import prepared
from portal.db import columns, db, lock, one_of
from portal.learning.dates import moment
from portal.learning.enrolling.machine import IN_PLANS
from portal.learning.enrolling.queries import LEARNED
from portal.learning.models import LIVE_STATES, Enrolment, LearningDate
from portal.people.models import Person
from portal.plans.dating import Dates
from portal.plans.models import Plan, PlanStep
from portal.plans.outlines import OPEN
from portal.plans.states import touch


def days_of(person_id: UUID) -> dict[UUID, Dates]:
    """By item the days to come on which this person has a place, or asks for one; one statement."""
    rows = columns(_places(), person_id=person_id)
    return {item_id: Dates(start.date(), end.date()) for item_id, start, end in rows}


@prepared
def _places() -> Select[*tuple[Any, ...]]:
    return (
        select(Enrolment.item_id, LearningDate.starts_at, LearningDate.ends_at)
        .join(LearningDate, LearningDate.id == Enrolment.date_id)
        .where(
            Enrolment.person_id == bindparam("person_id"),
            one_of(Enrolment.state, LIVE_STATES),
            LearningDate.cancelled_at.is_(None),
            LearningDate.ends_at >= moment(),
        )
    )


def follow(ref: str) -> None:
    """Lay the steps of the person's open plans beside an enrolment that changed, as it is now.

    Called by the worker, in its transaction; again, it changes nothing. What the person has said
    is done stays so.
    """
    found = db.session.get(Enrolment, UUID(ref))
    if found is None:
        return
    lock(Person, found.person_id)
    db.session.refresh(found)
    days = days_of(found.person_id).get(found.item_id)
    for step in _steps(found):
        if found.state in LEARNED:
            step.done_on = found.done_on
        elif days is not None:
            step.starts_on, step.due_on = days.starts_on, days.due_on
        if db.session.is_modified(step):
            step.version += 1
            touch(step.plan)


def _steps(found: Enrolment) -> list[PlanStep]:
    statement = select(PlanStep).join(Plan, Plan.id == PlanStep.plan_id)
    return list(
        db.session.scalars(
            statement.where(
                Plan.person_id == found.person_id,
                one_of(Plan.state, OPEN),
                PlanStep.item_id == found.item_id,
                PlanStep.done_on.is_(None),
                PlanStep.removed_at.is_(None),
            ).execution_options(populate_existing=True)
        )
    )


HANDLERS: dict[str, Callable[[str], None]] = {IN_PLANS: follow}
