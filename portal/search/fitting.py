"""In which order opportunities fit somebody, worked out by the database for all that are open.

First the larger part of the steps it asks for that they have, in whole per cent; what asks for none
asks for nothing they have not. Then growth: the steps it leads them on in what they want to learn
or to use more. Then the more of their wishes it meets, the sooner one has to apply, and its title.
The three parts are never added up, and each stands as a line of its own beside it.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    String,
    Uuid,
    and_,
    bindparam,
    case,
    func,
    select,
)

from portal.composed import prepared
from portal.db import columns, one_of
from portal.opportunities.asking import asked
from portal.opportunities.models import Opportunity
from portal.opportunities.states import Kind, State, Use
from portal.pathways.wishes import HOURS, Wishes
from portal.skills.models import Interest, PersonSkill


def by_fit(person_id: UUID, wishes: Wishes) -> list[UUID]:
    """The ids of all that is offered now, what fits this person best first. One statement."""
    _, least, most = HOURS.get(wishes.hours, ("", 1, 0))
    given = {
        "person_id": person_id,
        "work_mode": wishes.work_mode,
        "stays_at": wishes.stays_at or UUID(int=0),
        "least": least,
        "most": most,
        "gig_hours": wishes.gig_hours,
    }
    return [key for (key,) in columns(_by_fit(), **given)]


@prepared
def _by_fit() -> Select[*tuple[Any, ...]]:
    steps = _steps()
    part = case((steps.c.need > 0, 100 * steps.c.have // steps.c.need), else_=100)
    return (
        select(Opportunity.id)
        .outerjoin(steps, steps.c.opportunity_id == Opportunity.id)
        .where(one_of(Opportunity.state, (State.PUBLISHED,)), Opportunity.seeker_id.is_(None))
        .order_by(
            part.desc(),
            func.coalesce(steps.c.growth, 0).desc(),
            _met().desc(),
            Opportunity.apply_by,
            Opportunity.title,
            Opportunity.id,
        )
    )


def _steps() -> CTE:
    """Of each opportunity the steps it asks for, those of them the person has, and its growth."""
    each, have = asked().subquery().c, func.coalesce(PersonSkill.level, 0)
    asks = each.use != Use.LEARNED
    wanted = PersonSkill.interest.in_((Interest.LEARN, Interest.MORE))
    mine = and_(
        PersonSkill.skill_id == each.skill_id,
        PersonSkill.person_id == bindparam("person_id", type_=Uuid()),
    )
    lower = case((have < each.level, have), else_=each.level)
    further = and_(each.use == Use.LEARNED, wanted, each.level > have)
    return (
        select(
            each.opportunity_id,
            func.sum(case((asks, each.level), else_=0)).label("need"),
            func.sum(case((asks, lower), else_=0)).label("have"),
            func.sum(case((further, each.level - have), else_=0)).label("growth"),
        )
        .outerjoin(PersonSkill, mine)
        .group_by(each.opportunity_id)
        .cte("steps")
    )


def _met() -> ColumnElement[int]:
    """How many wishes it meets, as `Wishes.met_by` names them."""
    opening = Opportunity.kind == Kind.OPENING
    least, most, gig = (bindparam(name, type_=Integer()) for name in ("least", "most", "gig_hours"))
    met = (
        Opportunity.work_mode == bindparam("work_mode", type_=String()),
        Opportunity.location_id == bindparam("stays_at", type_=Uuid()),
        and_(opening, Opportunity.hours.between(least, most)),
        and_(~opening, gig > 0, Opportunity.hours <= gig),
    )
    ones: list[ColumnElement[int]] = [case((each, 1), else_=0) for each in met]
    return ones[0] + ones[1] + ones[2] + ones[3]
