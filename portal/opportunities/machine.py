"""The two tables of product.md §4, and what each change brings about. ADR 0047 tells why."""

from portal.db import db
from portal.opportunities import guards, standing
from portal.opportunities.engine import (
    AS_BEFORE,
    CHANGES,
    TABLE,
    Thing,
    Who,
    advance,
    end_of,
    go_by,
    record,
)
from portal.opportunities.models import Application, Opportunity
from portal.opportunities.states import LIVE, WAITING, Standing, State
from portal.people.models import Person
from portal.transitions import Change

__all__ = ["CHANGES", "TABLE", "Thing", "Who", "advance", "close_rest", "end_of", "record"]


def begin_all(one: Opportunity) -> None:
    """It has started: so have those who accepted. Who waits for a manager joins once let go."""
    for row in standing.applications(one.id, (Standing.ACCEPTED,)):
        advance(row, "begun")


def complete_all(one: Opportunity) -> None:
    for row in standing.applications(one.id, (Standing.ACTIVE,)):
        advance(row, "completed")
    close_rest(one, "over")


def cancel_all(one: Opportunity) -> None:
    for row in standing.applications(one.id, LIVE):
        advance(row, "cancelled")


def restore_all(one: Opportunity) -> None:
    """Those who were in it when it was cancelled, and have not begun anew since."""
    for row in standing.applications(one.id, (Standing.CANCELLED,)):
        if row.was and not standing.has_applied(one.id, row.person_id, LIVE):
            advance(row, "restored")


def expire(one: Opportunity) -> None:
    close_rest(one, "expired")


def close_rest(one: Opportunity, reason: str) -> None:
    """Nobody is left without an answer."""
    for row in standing.applications(one.id, LIVE):
        close(row, reason)


def close(row: Application, reason: str) -> None:
    row.reason = reason
    advance(row, "closed", reason=reason)


def ask_to_release(row: Application) -> None:
    """The person has accepted: now, and not before, their manager learns of it.

    Nobody is asked where there is nobody, or where whoever offers the place is the manager.
    """
    manager_id = db.session.get_one(Person, row.person_id).manager_id
    if manager_id is None or manager_id in row.owner_ids:
        fill(row)
        return
    row.manager_id = manager_id
    if standing.needs_release(row.opportunity):
        advance(row, "release_asked")
    else:
        advance(row, "manager_told")


def fill(row: Application) -> None:
    """The place is taken for good. With the last one the rest are told, with others to look at."""
    one = row.opportunity
    if one.state == State.RUNNING:
        advance(row, "begun")
        return
    if standing.settled(one) < one.places:
        return
    for other in standing.applications(one.id, WAITING):
        close(other, "filled")
    if one.state in (State.PUBLISHED, State.PAUSED):
        advance(one, "closed", reason="filled")


S, A = State, Standing
OPEN = (S.PUBLISHED, S.PAUSED)
OWNER, CLOCK, APPLICANT = Who.OWNER, Who.CLOCK, Who.APPLICANT

# fmt: off
go_by(Opportunity, (
    Change((S.DRAFT,), "submitted", S.SUBMITTED, OWNER, guards.may_submit),
    Change((S.DRAFT,), "published", S.PUBLISHED, OWNER, guards.may_publish, told=False),
    Change((S.SUBMITTED,), "approved", S.PUBLISHED, Who.HR, guards.dates_ahead),
    Change((S.SUBMITTED,), "changes_asked", S.DRAFT, Who.HR),
    Change((S.SUBMITTED,), "taken_back", S.DRAFT, OWNER, told=False),
    Change(OPEN, "resubmitted", S.SUBMITTED, OWNER, guards.may_submit),
    Change((S.PUBLISHED,), "paused", S.PAUSED, OWNER, told=False),
    Change((S.PAUSED,), "resumed", S.PUBLISHED, OWNER, guards.dates_ahead, told=False),
    Change(OPEN, "closed", S.CLOSED, Who.OWNER_OR_CLOCK),
    Change((S.CLOSED,), "reopened", S.PUBLISHED, OWNER, guards.dates_ahead, told=False),
    Change((*OPEN, S.CLOSED), "started", S.RUNNING, OWNER, guards.everybody_answered, begin_all,
           told=False),
    Change((S.RUNNING,), "completed", S.COMPLETED, Who.OWNER_OR_CLOCK, effect=complete_all),
    Change((S.DRAFT, S.SUBMITTED, *OPEN, S.CLOSED, S.RUNNING), "cancelled", S.CANCELLED,
           Who.OWNER_OR_CLOCK, effect=cancel_all, told=False),
    Change((S.CANCELLED,), "restored", AS_BEFORE, OWNER, guards.within_a_day, restore_all,
           told=False),
    Change((S.SUBMITTED, *OPEN, S.CLOSED), "expired", S.EXPIRED, CLOCK, effect=expire),
))
go_by(Application, (
    Change((None,), "applied", A.SUBMITTED, APPLICANT, guards.may_apply),
    Change((A.SUBMITTED,), "read", A.REVIEW, OWNER),
    Change((A.SUBMITTED, A.REVIEW), "shortlisted", A.SHORTLISTED, OWNER),
    Change(WAITING, "offered", A.OFFERED, OWNER, guards.place_free),
    Change((A.OFFERED,), "accepted", A.ACCEPTED, APPLICANT, effect=ask_to_release),
    Change((A.OFFERED,), "offer_declined", A.OFFER_DECLINED, APPLICANT),
    Change((A.OFFERED,), "offer_expired", A.OFFER_EXPIRED, CLOCK),
    Change((A.ACCEPTED,), "manager_told", A.ACCEPTED, CLOCK, effect=fill),
    Change((A.ACCEPTED,), "release_asked", A.RELEASE, CLOCK),
    Change((A.RELEASE,), "deferred", A.RELEASE, Who.MANAGER, guards.not_deferred),
    Change((A.RELEASE,), "escalated", A.RELEASE, CLOCK),
    Change((A.RELEASE,), "released", A.ACCEPTED, Who.MANAGER, effect=fill),
    Change((A.RELEASE,), "released_unasked", A.ACCEPTED, CLOCK, effect=fill),
    Change((A.RELEASE,), "release_refused", A.CLOSED, Who.MANAGER),
    Change((A.ACCEPTED,), "begun", A.ACTIVE, CLOCK),
    Change((A.ACTIVE,), "completed", A.COMPLETED, CLOCK),
    Change((A.ACTIVE,), "released_early", A.RELEASED_EARLY, OWNER),
    Change(WAITING, "not_selected", A.NOT_SELECTED, OWNER),
    Change(LIVE, "withdrawn", A.WITHDRAWN, APPLICANT),
    Change(LIVE, "cancelled", A.CANCELLED, CLOCK),
    Change((A.CANCELLED,), "restored", AS_BEFORE, CLOCK),
    Change(LIVE, "closed", A.CLOSED, CLOCK),
))
# fmt: on
