"""Applying, answering, letting go: every change of an application, as verbs."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from portal import clock
from portal.accounts.queries import is_active
from portal.dates import working_days_on
from portal.db import db
from portal.errors import Refused
from portal.opportunities import machine
from portal.opportunities.applying import meaning
from portal.opportunities.models import Application, Opportunity
from portal.opportunities.states import LONGEST_DEFERRAL, RELEASE_DAYS, Standing
from portal.people.models import Person

LEAST_WORDS = 20


def apply(
    one: Opportunity, by: Person, words: str, suggested: Opportunity | None = None
) -> Application:
    """Apply with a few words, or answer whoever seeks it, perhaps with something that is offered;
    the opportunity's row is locked. Raises Refused where the table says so (product.md §4).
    """
    if len(words) < LEAST_WORDS:
        raise Refused("Say in a sentence or two why you would like to do it.")
    row = Application(
        opportunity=one, opportunity_id=one.id, person_id=by.id, department_id=by.department_id,
        words=words, state=None, with_id=suggested.id if suggested else None,
    )  # fmt: skip
    machine.advance(row, "applied", by=by)
    return row


def answer(row: Application, by: Person, event: str, *, reason: str = "", note: str = "") -> None:
    """The owner's answer: read, shortlisted, offered, not_selected or released_early."""
    machine.advance(row, event, by=by, reason=reason)
    row.reason, row.note = reason, note


def withdraw(row: Application, by: Person, reason: str = "") -> None:
    """Taken back, at any time."""
    machine.advance(row, "withdrawn", by=by)
    row.note = reason


def accept(row: Application, by: Person) -> None:
    machine.advance(row, "accepted", by=by)


def decline(row: Application, by: Person) -> None:
    machine.advance(row, "offer_declined", by=by)


def release(row: Application, by: Person) -> None:
    """The manager lets the person go."""
    machine.advance(row, "released", by=by)


def defer(row: Application, by: Person, until: date) -> None:
    """The manager puts the answer off, once and by at most thirty days."""
    days = (until - clock.today()).days
    if not 1 <= days <= LONGEST_DEFERRAL:
        raise Refused(f"Choose a day within the next {LONGEST_DEFERRAL} days.")
    machine.advance(row, "deferred", by=by)
    row.deferred, row.due_at = True, machine.end_of(until)


def refuse(row: Application, by: Person, note: str) -> None:
    """The manager cannot let the person go, and says why."""
    if not note.strip():
        raise Refused("Say in a sentence why, so that they can plan.")
    machine.advance(row, "release_refused", by=by, reason="refused")
    row.reason, row.note = "refused", note


def escalate(row: Application) -> None:
    """Nobody answered in time: the manager's own manager is asked; where there is none, the person
    is let go. Each step goes up, so there is an end.
    """
    manager = db.session.get(Person, row.manager_id) if row.manager_id else None
    above = manager.manager_id if manager else None
    while above is not None and not is_active(above):
        above = db.session.get_one(Person, above).manager_id
    if above is None or above == row.person_id:
        machine.advance(row, "released_unasked")
        return
    row.manager_id, row.deferred = above, True
    row.due_at = working_days_on(clock.now(), RELEASE_DAYS)
    machine.advance(row, "escalated")


def run_out(row: Application) -> None:
    """Its day has come: nobody waits without an end."""
    if row.state == Standing.OFFERED:
        machine.advance(row, "offer_expired")
    elif row.state == Standing.RELEASE:
        escalate(row)
    else:
        said = row.opportunity.seeking and row.state == Standing.SHORTLISTED
        machine.close(row, "talked" if said else "unanswered")


def say_skills(row: Application, wanted: Collection[UUID]) -> list[str]:
    """The person's answer to what it means for their skills; their row is locked.

    Out: the skills that were set, by name. Raises Refused when it was answered before.
    """
    if row.state != Standing.COMPLETED or row.skills_said:
        raise Refused("You have answered this already. You can change your skills at any time.")
    row.skills_said = True
    return meaning.set_skills(row, wanted)


def thank(row: Application, by_id: UUID, words: str) -> None:
    """A few words at the end, from the one to the other."""
    if row.state not in (Standing.COMPLETED, Standing.RELEASED_EARLY):
        raise Refused("Words for each other have their place at the end.")
    if by_id == row.person_id:
        row.own_words = words
    else:
        row.owner_words = words
