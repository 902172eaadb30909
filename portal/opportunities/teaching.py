"""What teaches by doing: opportunities as rows that join those of what can be learned."""

from datetime import date
from typing import Any

from sqlalchemy import (
    Date,
    Select,
    String,
    Uuid,
    bindparam,
    case,
    cast,
    func,
    literal,
    null,
    select,
    true,
)

from portal import clock
from portal.composed import prepared
from portal.db import Moment, one_of
from portal.learning.models import LearningItem, Payer
from portal.learning.queries import best_and_chosen, ids
from portal.opportunities.models import Application, Opportunity, OpportunitySkill
from portal.opportunities.states import LIVE_APPLICATION, TAKEN, Kind, State, Use
from portal.people.models import Department, Location
from portal.skills.models import Skill


def weeks(starts_on: date, ends_on: date) -> int:
    """How many whole weeks it goes on, at least one."""
    return max(1, ((ends_on - starts_on).days + 1) // 7)


@prepared
def teaching_rows() -> Select[*tuple[Any, ...]]:
    """What takes applications today and teaches any of `skill_ids`: of each skill and level a few,
    those with a free place and the fewest hours a week; and of `chosen_ids` all that teach any of
    `grown_ids`. Those of `applied_ids`, for which the reader has applied, are there whatever their
    state.

    The columns of `learning.queries.Teaches`, then: hours a week, first day, last day, last day to
    apply, and the names of the skills it asks for.
    """
    alike = (OpportunitySkill.skill_id, OpportunitySkill.level)
    room = case((_taken() < Opportunity.places, 0), else_=1)
    order = (room, Opportunity.hours, Opportunity.ends_on, Opportunity.id)
    open_now = (
        select(*alike, Opportunity.id.label("opportunity_id"))
        .join(OpportunitySkill, OpportunitySkill.opportunity_id == Opportunity.id)
        .where(
            OpportunitySkill.use == Use.LEARNED,
            # A case, so that no index leads through all there are: those of the skills do.
            case(
                ((Opportunity.kind == Kind.OPENING) | Opportunity.seeker_id.is_not(None), 0),
                (_open() | Opportunity.id.in_(ids("applied_ids")), 1),
                else_=0,
            )
            == 1,
        )
    )
    place = func.row_number().over(partition_by=alike, order_by=order)
    found = best_and_chosen(open_now, place, OpportunitySkill.skill_id, Opportunity.id)
    return _facts(Opportunity.places - _taken(), found.c.skill_id, found.c.level).join(
        found, found.c.opportunity_id == Opportunity.id
    )


def _facts(*more: Any) -> Select[*tuple[Any, ...]]:
    """An opportunity in the columns of something to learn, and what only it has."""
    nothing = literal("", String())
    free, no_hours = literal(0, LearningItem.cost.type), literal(0, LearningItem.hours.type)
    return (
        select(
            Opportunity.id, Opportunity.title, Opportunity.kind, Department.name, true(), no_hours,
            free, nothing, literal(Payer.NOBODY.value, String()), nothing, nothing,
            cast(null(), LearningItem.certificate_months.type), nothing, cast(null(), Uuid()),
            cast(null(), Moment()), Location.name, *more,
            Opportunity.hours, Opportunity.starts_on, Opportunity.ends_on, Opportunity.apply_by,
            _asked(),
        )
        .join(Department, Department.id == Opportunity.department_id)
        .outerjoin(Location, Location.id == Opportunity.location_id)
    )  # fmt: skip


def not_of_opportunities() -> tuple[Any, ...]:
    """What stands in those last columns for something to learn."""
    weekly = cast(null(), Opportunity.hours.type)
    return (weekly, *(cast(null(), Date()) for _ in range(3)), cast(null(), String()))


def _open() -> Any:
    today = bindparam(None, callable_=clock.today, type_=Date())
    return one_of(Opportunity.state, (State.PUBLISHED,)) & (Opportunity.apply_by >= today)


def _taken() -> Any:
    """The places somebody has or was offered, as `standing.free` counts them. That the application
    is live is said as the index of those says it, or SQLite reads those of everybody.
    """
    return (
        select(func.count())
        .select_from(Application)
        .where(
            Application.opportunity_id == Opportunity.id,
            LIVE_APPLICATION,
            one_of(Application.state, TAKEN),
        )
        .correlate(Opportunity)
        .scalar_subquery()
    )


def _asked() -> Any:
    """The names of the skills it cannot do without, null where it asks for none."""
    return (
        select(func.aggregate_strings(Skill.name, ", "))
        .select_from(OpportunitySkill)
        .join(Skill, Skill.id == OpportunitySkill.skill_id)
        .where(
            OpportunitySkill.opportunity_id == Opportunity.id, OpportunitySkill.use == Use.REQUIRED
        )
        .correlate(Opportunity)
        .scalar_subquery()
    )
