"""What the calendar does to plans. Done twice or late it does no harm."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Date, Select, and_, bindparam, or_, select

from portal.composed import prepared
from portal.dates import day
from portal.db import columns, transaction
from portal.notices import rules as notices
from portal.people.models import Person
from portal.people.queries import here
from portal.plans import stepping
from portal.plans.models import Plan, PlanState, PlanStep
from portal.timed import breathe

AHEAD = timedelta(days=3)
BEHIND = timedelta(days=7)
# What came while nothing worked is told up to this much later.
CATCH_UP = timedelta(days=14)
AT_ONCE = 100


def tick(now: datetime) -> None:
    """Tell people of the steps they follow that are due soon, or have waited for a week; and let
    steps go that were taken out long ago.
    """
    today = now.date()
    given = {
        "soon": today + AHEAD, "soon_after": today - timedelta(days=1),
        "late": today - BEHIND, "late_after": today - BEHIND - CATCH_UP,
    }  # fmt: skip
    rows = columns(_due(), **given).all()
    for start in range(0, len(rows), AT_ONCE):
        with transaction():
            for person_id, step_id, plan_id, title, due_on in rows[start : start + AT_ONCE]:
                late = due_on <= given["late"]
                notices.tell(
                    person_id,
                    key=f"plan.{'late' if late else 'due'}:{step_id}:{due_on}",
                    kind="plan.late" if late else "plan.due",
                    path=f"/plan/{plan_id}#step-{step_id}",
                    title=title,
                    day=day(due_on),
                )
        breathe()
    with transaction():
        stepping.forget_removed()


@prepared
def _due() -> Select[*tuple[Any, ...]]:
    soon, late = (
        and_(
            PlanStep.due_on > bindparam(f"{name}_after", type_=Date()),
            PlanStep.due_on <= bindparam(name, type_=Date()),
        )
        for name in ("soon", "late")
    )
    return (
        select(Plan.person_id, PlanStep.id, Plan.id, PlanStep.title, PlanStep.due_on)
        .join(Plan, Plan.id == PlanStep.plan_id)
        .join(Person, Person.id == Plan.person_id)
        .where(
            Plan.state == PlanState.NOW,
            PlanStep.done_on.is_(None),
            PlanStep.removed_at.is_(None),
            or_(soon, late),
            here(),
        )
        .order_by(PlanStep.due_on, PlanStep.id)
    )
