"""How things stand around an opportunity, counted inside the change that holds its row."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time
from uuid import UUID

from sqlalchemy import func, or_, select

from portal.accounts.models import Account
from portal.accounts.queries import active
from portal.db import db
from portal.opportunities.models import FULL_TIME, Application, Opportunity, OpportunityEvent
from portal.opportunities.states import ANSWERED_WITHIN, TAKEN, Standing, State
from portal.people import events
from portal.people.models import Person

APPROVE_HOURS, APPROVE_DAYS, APPROVE_PLACES = 8, 92, 5
NOTICE_DAYS = 28


def needs_approval(hours: int, days: int, places: int) -> bool:
    """HR looks at what is large: a day a week, more than three months, or five places."""
    return hours >= APPROVE_HOURS or days > APPROVE_DAYS or places >= APPROVE_PLACES


def large(one: Opportunity) -> bool:
    """Whether HR has to approve it."""
    return not one.seeking and needs_approval(
        one.hours, (one.ends_on - one.starts_on).days, one.places
    )


def needs_release(one: Opportunity) -> bool:
    """Whether a manager is asked, and not only told."""
    return beyond_notice(one.hours, one.starts_on, one.ends_on)


def beyond_notice(hours: int, starts_on: date, ends_on: date) -> bool:
    """Whether it takes more than a tenth of the week, or more than four weeks."""
    return hours * 10 > FULL_TIME or (ends_on - starts_on).days + 1 > NOTICE_DAYS


def answer_by(one: Opportunity) -> datetime:
    """Until when everybody who applies hears."""
    return datetime.combine(one.apply_by + ANSWERED_WITHIN, time(23, 59), UTC)


def applications(opportunity_id: UUID, states: Collection[str]) -> list[Application]:
    """Those in these states, the oldest first."""
    statement = select(Application).where(
        Application.opportunity_id == opportunity_id, Application.state.in_(states)
    )
    return list(db.session.scalars(statement.order_by(Application.applied_at, Application.id)))


def count(opportunity_id: UUID, states: Collection[str]) -> int:
    return (
        db.session.scalar(
            select(func.count()).where(
                Application.opportunity_id == opportunity_id, Application.state.in_(states)
            )
        )
        or 0
    )


def free(one: Opportunity) -> int:
    """Places nobody has, nor was offered."""
    return one.places - count(one.id, TAKEN)


def settled(one: Opportunity) -> int:
    """Places that are taken for good: accepted, with nobody left to ask."""
    return count(one.id, (Standing.ACCEPTED, Standing.ACTIVE))


def has_applied(opportunity_id: UUID, person_id: UUID, states: Collection[str]) -> bool:
    statement = select(Application.id).where(
        Application.opportunity_id == opportunity_id,
        Application.person_id == person_id,
        Application.state.in_(states),
    )
    return db.session.scalar(statement.limit(1)) is not None


def may_have_something(person_id: UUID) -> bool:
    """Whether this person leads somebody, is of HR, or offers something just now."""
    leads = select(Person.id).where(Person.manager_id == person_id, active())
    of_hr = select(Account.person_id).where(Account.person_id == person_id, Account.hr)
    offers = select(Opportunity.id).where(
        or_(Opportunity.owner_id == person_id, Opportunity.co_owner_id == person_id),
        Opportunity.seeker_id.is_(None),
        Opportunity.state == State.PUBLISHED,
    )
    return bool(db.session.scalar(select(or_(leads.exists(), of_hr.exists(), offers.exists()))))


def last_change(thing_id: UUID) -> tuple[OpportunityEvent, str | None] | None:
    """The newest event of an opportunity or application, and the name of whoever set it off."""
    return events.last(OpportunityEvent, OpportunityEvent.thing_id == thing_id)
