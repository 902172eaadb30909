"""The conditions of the table: each returns quietly, or says in words what to do instead."""

from datetime import timedelta

from portal import clock
from portal.dates import day
from portal.db import lock
from portal.errors import Refused
from portal.learning import queries as catalogue
from portal.learning.enrolling import money, queries
from portal.learning.models import Enrolment, LearningDate, State
from portal.skills.freshness import AT_RISK
from portal.transitions import Past

# How long until something without a certificate may be taken again, and until a cost that was
# refused may be asked for again.
AGAIN = timedelta(days=90)
ASK_AGAIN = timedelta(days=14)
STILL_WANTED = (State.SUGGESTED, State.PLANNED, State.ASSIGNED)


def may_begin(enrolment: Enrolment) -> None:
    """It can be planned. Raises Refused."""
    offered(enrolment)
    _not_just_learned(enrolment)


def may_be_asked(enrolment: Enrolment) -> None:
    """A manager may ask for it; whether it was learned before is not theirs to know."""
    offered(enrolment)


def offered(enrolment: Enrolment) -> None:
    """The item is still offered. Raises Refused."""
    if enrolment.item.status != "active":
        raise Refused(f"“{enrolment.item.title}” is no longer offered. Look for another course.")


def may_decline(enrolment: Enrolment) -> None:
    """Nobody says no to what they must do. Raises Refused."""
    _by_choice(enrolment, "declined")


def may_withdraw(enrolment: Enrolment) -> None:
    """Raises Refused for what is mandatory, and once it has begun: the place was kept, and paid."""
    _by_choice(enrolment, "taken back")
    date = enrolment.date
    if enrolment.state == State.ENROLLED and date is not None and date.starts_at <= clock.now():
        raise Refused(
            f"It began on {day(date.starts_at)} with a place kept for you, so it cannot be taken "
            "back any more. You can say that you stopped."
        )


def may_stop(enrolment: Enrolment) -> None:
    """Raises Refused for what is mandatory, and before its day: that is taken back instead."""
    _by_choice(enrolment, "stopped")
    has_begun(enrolment)


def may_ask(enrolment: Enrolment) -> None:
    """A place, everything needed before, and the money are there. Raises Refused."""
    _may_have_place(enrolment)
    _not_refused_lately(enrolment)
    money.may_plan(enrolment)


def may_enrol(enrolment: Enrolment) -> None:
    """A place and everything needed before are there, and nobody has to say yes to the cost."""
    if money.needs_yes(enrolment):
        raise Refused("Your manager has to say yes to the cost first. Ask for a place.")
    _may_have_place(enrolment)


def may_move(enrolment: Enrolment) -> None:
    """The other date has a place. Raises Refused."""
    offered(enrolment)
    has_place(enrolment)


def may_approve(enrolment: Enrolment) -> None:
    """It is still offered, still to come, and the budget has the money. Raises Refused."""
    if not enrolment.person.active:
        raise Refused("They have left, so nothing is taken from the budget. Nothing was changed.")
    if money.of_elsewhere(enrolment):
        raise Refused(
            "They work in another department now. They are told that they can ask again, from "
            "the budget there. Nothing was changed."
        )
    offered(enrolment)
    _to_come(enrolment)
    money.may_spend(enrolment)


def may_refuse(enrolment: Enrolment) -> None:
    """What somebody must do is waived, not refused. Raises Refused."""
    if enrolment.mandatory:
        raise Refused("This is mandatory for them. Waive it instead if they need not do it.")


def may_waive(enrolment: Enrolment) -> None:
    """Only what was asked of somebody can be taken off them. Raises Refused."""
    if enrolment.assigned_by_id is None:
        raise Refused("They chose this themselves. Only they can take it back.")


def may_say(enrolment: Enrolment) -> None:
    """Nobody is asked twice what something means for their skills. Raises Past."""
    if any(event.event == queries.SAID_SKILLS for event, _ in queries.history(enrolment.id)):
        raise Past("You said before what this means for your skills. Nothing was changed now.")


def has_begun(enrolment: Enrolment) -> None:
    """What has a date is started and done from that day on. Raises Refused."""
    date = enrolment.date
    if date is not None and date.starts_at.date() > clock.today():
        raise Refused(f"This begins on {day(date.starts_at)}. Until then it cannot be started.")


def has_place(enrolment: Enrolment) -> None:
    """The date is to come and has a free place. The date is locked from here on. Raises Refused."""
    if enrolment.date_id is None:
        _without_date(enrolment)
        return
    date = lock(LearningDate, enrolment.date_id)
    if date.item_id != enrolment.item_id:
        raise Refused("That date belongs to another course. Choose one of this course.")
    _to_come(enrolment)
    if date.places is not None and queries.places_taken(date.id, enrolment.id) >= date.places:
        raise Refused(f"All places on {day(date.starts_at)} are taken. Choose another date.")


def _may_have_place(enrolment: Enrolment) -> None:
    offered(enrolment)
    _prepared(enrolment)
    has_place(enrolment)


def _prepared(enrolment: Enrolment) -> None:
    """What comes before is learned, or they renew what they have been through."""
    if queries.before(enrolment.person_id, enrolment.item_id) is not None:
        return
    needed = catalogue.needed(enrolment.item_id, enrolment.person_id)
    titles = " and ".join(f"“{one.title}”" for one in needed if not one.learned)
    if titles:
        raise Refused(f"Complete {titles} first: this builds on it.")


def _without_date(enrolment: Enrolment) -> None:
    if any(date.starts_at > clock.now() and not date.cancelled_at for date in enrolment.item.dates):
        raise Refused("Choose a date first.")
    if enrolment.item.dates:
        raise Refused("No new date is set yet. Plan it, and ask for a place when there is one.")


def _to_come(enrolment: Enrolment) -> None:
    date = enrolment.date
    if date is None:
        return
    if date.cancelled_at is not None:
        raise Refused(f"The date on {day(date.starts_at)} was cancelled. Choose another one.")
    if date.starts_at <= clock.now():
        raise Refused(f"The date on {day(date.starts_at)} is past. Choose another one.")


def _by_choice(enrolment: Enrolment, deed: str) -> None:
    if enrolment.mandatory:
        raise Refused(
            f"This is mandatory and cannot be {deed}. Talk to your manager, who can waive it."
        )


def _not_just_learned(enrolment: Enrolment) -> None:
    last = queries.before(enrolment.person_id, enrolment.item_id)
    if last is None or last.done_on is None:
        return
    if last.certificate_until is not None:
        again = last.certificate_until - AT_RISK
    else:
        again = last.done_on + AGAIN
    if clock.today() < again:
        raise Refused(
            f"“{enrolment.item.title}” was completed on {day(last.done_on)}. "
            f"It can be taken again from {day(again)}."
        )


def _not_refused_lately(enrolment: Enrolment) -> None:
    """A no holds a fortnight."""
    for event, _ in reversed(queries.history(enrolment.id)):
        if event.event == "refused" and event.at + ASK_AGAIN > clock.now():
            raise Refused(
                f"The cost was refused on {day(event.at)}. You can ask again from "
                f"{day(event.at + ASK_AGAIN)}, or choose something else."
            )
