"""The conditions of the tables: each returns quietly, or says in words what to do instead."""

from uuid import UUID

from portal import clock
from portal.accounts.queries import is_active
from portal.dates import day
from portal.errors import Refused
from portal.opportunities import standing
from portal.opportunities.models import Application, Opportunity
from portal.opportunities.states import (
    CHANGEABLE,
    LIVE,
    UNDO_WITHIN,
    WAITING,
    Standing,
    State,
)


def dates_ahead(one: Opportunity) -> None:
    """People can still apply. Raises Refused."""
    if one.apply_by < clock.today():
        raise Refused("The last day to apply has passed. Choose new dates first.")


def may_publish(one: Opportunity) -> None:
    """Small enough to need nobody's approval. Raises Refused."""
    dates_ahead(one)
    if standing.large(one):
        raise Refused("This is large enough for HR to look at it first. Send it for approval.")


def may_submit(one: Opportunity) -> None:
    dates_ahead(one)
    if not standing.large(one):
        raise Refused("This needs no approval. You can publish it at once.")


def everybody_answered(one: Opportunity) -> None:
    """Starting demands an outcome for everybody who applied. Raises Refused."""
    if one.seeking:
        raise Refused("What you look for does not start. Apply for what you were shown.")
    open_now = standing.count(one.id, (*WAITING, Standing.OFFERED))
    if open_now:
        people = "1 person waits" if open_now == 1 else f"{open_now} people wait"
        raise Refused(f"{people} for an answer. Answer everybody first, then start.")
    if not standing.count(one.id, (Standing.ACCEPTED, Standing.RELEASE)):
        raise Refused("Nobody has accepted a place yet, so there is nobody to start with.")


def within_a_day(one: Opportunity) -> None:
    if one.ended_at is None or clock.now() - one.ended_at > UNDO_WITHIN:
        raise Refused("It was cancelled more than a day ago. Copy it to offer it anew.")


def may_apply(row: Application) -> None:
    """Everything that must hold before somebody applies. Raises Refused."""
    why = why_not(row.opportunity, row.person_id)
    if why:
        raise Refused(why)


def why_not(one: Opportunity, person_id: object) -> str:
    """Why this person cannot apply now, in words; empty when they can."""
    if one.seeking:
        return _why_no_answer(one, person_id)  # type: ignore[arg-type]
    if person_id in one.owner_ids:
        return "You lead this yourself. Invite others to apply."
    if one.state == State.PAUSED:
        return "It takes no applications just now. Look again in a few days."
    if one.state != State.PUBLISHED:
        return "It takes no applications any more. Others may fit you too."
    if one.apply_by < clock.today():
        return f"The last day to apply was {day(one.apply_by)}. Others may fit you too."
    if standing.has_applied(one.id, person_id, LIVE):  # type: ignore[arg-type]
        return "You have applied already. You see how it stands under My applications."
    if standing.has_applied(one.id, person_id, (Standing.NOT_SELECTED,)):  # type: ignore[arg-type]
        return "You have had your answer for this one. Others may fit you too."
    return ""


def _why_no_answer(one: Opportunity, person_id: UUID) -> str:
    """Why this person cannot answer whoever seeks it, in words; empty when they can."""
    if person_id == one.seeker_id:
        return "This is what you look for yourself."
    if one.state != State.PUBLISHED or one.apply_by < clock.today():
        return "They do not look for it any more."
    if standing.has_applied(one.id, person_id, LIVE):
        return "You have answered already. You see how it stands under My opportunities."
    if standing.has_applied(one.id, person_id, (Standing.NOT_SELECTED,)):
        return "They have thanked you for your answer, and look for something else."
    if not standing.may_have_something(person_id):
        return "Who leads people, is of HR or offers something here can answer."
    return ""


def place_free(row: Application) -> None:
    """A place is free, and both are still here. Raises Refused."""
    one = row.opportunity
    if one.seeking:
        raise Refused("There is no place to offer in what you look for. Say that you would talk.")
    if one.state not in (*CHANGEABLE, State.CLOSED):
        raise Refused("It has started or is over, so no more places can be offered.")
    if not is_active(row.person_id):
        raise Refused("Whoever applied is not here any more. Their application will be closed.")
    if standing.free(one) < 1:
        have = "The only place is" if one.places == 1 else f"All {one.places} places are"
        raise Refused(f"{have} taken or offered. Offer one more first, or wait for an answer.")


def not_deferred(row: Application) -> None:
    if row.deferred:
        raise Refused("The answer was put off once already. Agree now, or say why it cannot be.")
