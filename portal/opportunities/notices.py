"""What to tell whom about opportunities. Called by the worker; told once, however often."""

from collections.abc import Callable, Iterable
from uuid import UUID

from sqlalchemy import select

from portal.accounts.models import Account
from portal.accounts.queries import active
from portal.dates import day
from portal.db import db
from portal.notices import rules
from portal.opportunities.models import Application, Opportunity, OpportunityEvent
from portal.people.models import Person

# Event → (to whoever applied, to whoever leads it, to the manager).
OF_APPLICATIONS: dict[str, tuple[str, str, str]] = {
    "applied": ("", "opportunity.applied", ""),
    "read": ("opportunity.read", "", ""),
    "shortlisted": ("opportunity.shortlisted", "", ""),
    "offered": ("opportunity.offered", "", ""),
    "offer_expired": ("opportunity.offer_expired", "opportunity.declined", ""),
    "accepted": ("", "opportunity.accepted", ""),
    "offer_declined": ("", "opportunity.declined", ""),
    "manager_told": ("", "", "opportunity.notice"),
    "release_asked": ("opportunity.asks_manager", "", "opportunity.release"),
    "escalated": ("opportunity.deferred", "", "opportunity.release"),
    "deferred": ("opportunity.deferred", "", ""),
    "released": ("opportunity.released", "", ""),
    "released_unasked": ("opportunity.released", "", ""),
    "release_refused": ("opportunity.not_released", "opportunity.not_coming", ""),
    "begun": ("opportunity.begun", "", ""),
    "completed": ("opportunity.completed", "", ""),
    "released_early": ("opportunity.ended_early", "", ""),
    "not_selected": ("opportunity.not_selected", "", ""),
    "withdrawn": ("", "opportunity.withdrawn", ""),
    "cancelled": ("opportunity.cancelled", "", ""),
    "restored": ("opportunity.restored", "", ""),
    "closed": ("opportunity.closed", "", ""),
}
# The same where somebody seeks it: (to whoever answered, to whoever seeks).
OF_ANSWERS: dict[str, tuple[str, str]] = {
    "applied": ("", "opportunity.seeking_answered"),
    "shortlisted": ("opportunity.seeking_talk", ""),
    "not_selected": ("opportunity.seeking_thanks", ""),
    "withdrawn": ("", "opportunity.seeking_withdrawn"),
    "cancelled": ("opportunity.seeking_over", ""),
    "restored": ("opportunity.seeking_again", ""),
    "closed": ("opportunity.seeking_over", ""),
}
# Event → to whoever leads it.
OF_OPPORTUNITIES = {
    "approved": "opportunity.approved",
    "changes_asked": "opportunity.changes",
    "closed": "opportunity.no_more",
    "completed": "opportunity.over",
    "expired": "opportunity.expired",
    "promoted": "opportunity.yours_now",
}
TO_HR = {
    "submitted": "opportunity.submitted",
    "resubmitted": "opportunity.submitted",
    "orphaned": "opportunity.orphaned",
}


def tell(ref: str) -> None:
    """Tell the people an event concerns. In: "event:<id>"; a row that is gone tells nothing."""
    event = db.session.get(OpportunityEvent, int(ref.removeprefix("event:")))
    if event is None:
        return
    if event.thing_kind == Opportunity.__tablename__:
        one = db.session.get(Opportunity, event.thing_id)
        if one is not None:
            _of_opportunity(event, one)
    else:
        row = db.session.get(Application, event.thing_id)
        if row is not None:
            _of_application(event, row)


def _of_opportunity(event: OpportunityEvent, one: Opportunity) -> None:
    names = {"title": one.title}
    if one.seeking:
        if event.event == "closed":
            _each(
                event, one.owner_ids, "opportunity.seeking_ended", f"/opportunities/{one.id}", names
            )
        return
    if event.event in TO_HR:
        told = [key for key in _hr() if key not in one.owner_ids]
        _each(event, told, TO_HR[event.event], "/opportunities/approvals", names)
    if event.event in OF_OPPORTUNITIES:
        told = [key for key in one.owner_ids if key != event.actor_id]
        _each(event, told, OF_OPPORTUNITIES[event.event], f"/opportunities/{one.id}", names)


def _of_application(event: OpportunityEvent, row: Application) -> None:
    if event.event == "offered" and event.to_state != row.state:
        return  # answered already
    names = {
        "title": row.opportunity.title,
        "who": _other(event, row),
        "due": day(row.due_at) if row.due_at else day(row.opportunity.starts_on),
    }
    to_person, to_owner, to_manager = _kinds(event, row)
    path = f"/opportunities/applications/{row.id}"
    if to_person:
        _each(event, [row.person_id], to_person, path, names)
    if to_owner:
        told = [key for key in row.owner_ids if key != event.actor_id]
        _each(event, told, to_owner, f"/opportunities/{row.opportunity_id}/applications", names)
    if to_manager and row.manager_id:
        _each(event, [row.manager_id], to_manager, path, names)


def _other(event: OpportunityEvent, row: Application) -> str:
    """Whoever applied; to somebody who answered, whoever seeks it."""
    seeker = row.opportunity.owner
    if row.opportunity.seeking and event.actor_id == row.opportunity.seeker_id and seeker:
        return seeker.name
    return row.person.name


def _kinds(event: OpportunityEvent, row: Application) -> tuple[str, str, str]:
    """What is told to whoever applied, to whoever leads it, and to the manager."""
    if row.opportunity.seeking:
        to_person, to_owner = OF_ANSWERS.get(event.event, ("", ""))
        return ("" if event.reason == "left" else to_person), to_owner, ""
    to_person, to_owner, to_manager = OF_APPLICATIONS[event.event]
    if event.reason == "filled":
        to_person = "opportunity.filled"
    if event.reason == "left":
        to_person, to_owner = "", "opportunity.not_coming"
    return to_person, to_owner, to_manager


def _hr() -> Iterable[UUID]:
    """Everybody of HR who works here."""
    of_hr = select(Account.person_id).where(Account.hr)
    statement = select(Person.id).where(Person.id.in_(of_hr), active())
    return db.session.scalars(statement.order_by(Person.id)).all()


def _each(
    event: OpportunityEvent, told: Iterable[UUID], kind: str, path: str, names: dict[str, str]
) -> None:
    for person_id in told:
        key = f"opportunity:{event.id}:{person_id}"
        rules.tell(person_id, key=key, kind=kind, path=path, **names)


# Outbox kind → what to do: the worker takes these over as they are.
HANDLERS: dict[str, Callable[[str], None]] = {
    f"notify.opportunity.{event}": tell for event in (*OF_APPLICATIONS, *OF_OPPORTUNITIES, *TO_HR)
}
