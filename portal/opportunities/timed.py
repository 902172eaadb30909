"""What the clock does with opportunities and applications. Idempotent, one at a time."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, and_, not_, or_, select, union

from portal.accounts.queries import active, is_active
from portal.db import one_of
from portal.opportunities import machine, standing
from portal.opportunities.applying import rules as applying
from portal.opportunities.models import Application, Opportunity
from portal.opportunities.posting import rules as posting
from portal.opportunities.states import ENDS_WITHIN, LIVE, OVER, STARTS_WITHIN, State
from portal.people.models import Person
from portal.timed import one_by_one

OPEN = (State.PUBLISHED, State.PAUSED)


def tick(now: datetime) -> None:
    """Do all that is due at `now`; done again, it does nothing."""
    one_by_one(Opportunity, ((_due, _settle),), now)


def _due(now: datetime) -> Select[UUID]:
    """The opportunities with something to do."""
    today = now.date()
    gone = select(Person.id).where(not_(active())).scalar_subquery()
    left = and_(Opportunity.state.not_in(OVER), Opportunity.owner_id.in_(gone))
    second = and_(Opportunity.state.not_in(OVER), Opportunity.co_owner_id.in_(gone))
    late = or_(
        and_(one_of(Opportunity.state, (*OPEN, State.SUBMITTED)), Opportunity.apply_by < today),
        and_(
            one_of(Opportunity.state, (State.CLOSED,)),
            Opportunity.starts_on < today - STARTS_WITHIN,
        ),
        and_(
            one_of(Opportunity.state, (State.RUNNING,)), Opportunity.ends_on < today - ENDS_WITHIN
        ),
    )
    waits = select(Application.opportunity_id).where(
        one_of(Application.state, LIVE),
        or_(Application.due_at <= now, Application.person_id.in_(gone)),
    )
    own = select(Opportunity.id).where(or_(left, second, late))
    return select(union(own, waits).subquery().c[0])


def _owners(one: Opportunity) -> None:
    """Who leads it has left: the second one takes over, else HR."""
    if one.co_owner_id and not is_active(one.co_owner_id):
        one.co_owner_id = None
    if one.owner_id and one.state not in OVER and not is_active(one.owner_id):
        if one.seeking:
            machine.advance(one, "cancelled")
        else:
            posting.owner_left(one)


def _dates(one: Opportunity, today: date) -> None:
    """Its days have passed."""
    if one.state in OPEN and one.apply_by < today:
        machine.advance(one, "closed")
    for state, last, event in (
        (State.SUBMITTED, one.apply_by, "expired"),
        (State.CLOSED, one.starts_on + STARTS_WITHIN, "expired"),
        (State.RUNNING, one.ends_on + ENDS_WITHIN, "completed"),
    ):
        if one.state == state and last < today:
            machine.advance(one, event)


def _settle(one: Opportunity, now: datetime) -> None:
    _owners(one)
    _dates(one, now.date())
    for row in standing.applications(one.id, LIVE):
        if not is_active(row.person_id):
            machine.close(row, "left")
        elif row.due_at is not None and row.due_at <= now:
            applying.run_out(row)
