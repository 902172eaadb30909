"""How an enrolment changes state: one table, and the one function that uses it.

The person is the turnstile (see `behind` in the model): every change of what somebody learns holds
their row. Where places or money are counted, the date and then the budget are locked after it,
always in this order.
"""

from enum import StrEnum

from sqlalchemy import exists, select

from portal import clock, outbox
from portal.accounts.models import Account
from portal.dates import months_on
from portal.db import db
from portal.learning.enrolling import guards, queries, words
from portal.learning.models import LIVE_STATES, Enrolment, EnrolmentEvent, State
from portal.people import events
from portal.people.models import Person
from portal.transitions import Change, Past, by_state


class Who(StrEnum):
    """Who may set a change off."""

    PERSON = "the person"
    MANAGER = "their manager"
    DECIDER = "their manager, or HR where there is none"
    CONFIRMER = "their manager or HR"
    HR = "HR"
    CLOCK = "the clock"


def give_back(enrolment: Enrolment) -> None:
    """The place is free for others, and the budget has its money; what it cost stays said."""
    enrolment.date_id = None
    enrolment.budget_id = None


def learned(enrolment: Enrolment) -> None:
    """It is learned from today; where there is a certificate to it, that begins."""
    enrolment.done_on = enrolment.done_on or clock.today()
    if enrolment.item.certificate:
        advance(enrolment, "certified")


def certify(enrolment: Enrolment) -> None:
    """The certificate holds so many months from the day it was earned."""
    months = enrolment.item.certificate_months
    if months is not None and enrolment.done_on is not None:
        enrolment.certificate_until = months_on(enrolment.done_on, months)


FRESH, WANTED = (None,), guards.STILL_WANTED
PLACED = (State.ENROLLED, State.STARTED)
OPEN = (*WANTED, State.APPROVAL, State.ENROLLED)
WAITS, DONE = (State.APPROVAL,), (State.DONE,)
# The work of plans: their steps follow the days of a place, and what is completed.
IN_PLANS = "learning.in_plans"
FOLLOWED = frozenset({"asked", "enrolled", "moved", "own word", "confirmed", "attended"})
# A manager who asks for what is on its way already learns nothing of how far it is.
FURTHER = (State.APPROVAL, State.ENROLLED, State.STARTED, State.DONE)

# fmt: off
TABLE: tuple[Change, ...] = (
    Change(FRESH, "planned", State.PLANNED, Who.PERSON, guards.may_begin, told=False),
    Change(FRESH, "suggested", State.SUGGESTED, Who.MANAGER, guards.may_be_asked),
    Change(FRESH, "suggested for an aim", State.SUGGESTED, Who.CLOCK, guards.may_begin),
    Change(FRESH, "assigned", State.ASSIGNED, Who.MANAGER, guards.may_be_asked),
    Change(WANTED, "assigned", State.ASSIGNED, Who.MANAGER, guards.offered),
    *(Change((state,), "assigned", state, Who.MANAGER) for state in FURTHER),
    *(Change((state,), "suggested", state, Who.MANAGER) for state in LIVE_STATES),
    Change(WANTED[:1], "planned", State.PLANNED, Who.PERSON, guards.offered, told=False),
    Change((State.SUGGESTED, State.ASSIGNED), "declined", State.DECLINED, Who.PERSON,
           guards.may_decline),
    Change(WANTED, "asked", State.APPROVAL, Who.PERSON, guards.may_ask),
    Change(WANTED, "enrolled", State.ENROLLED, Who.PERSON, guards.may_enrol, told=False),
    Change(WAITS, "moved", State.APPROVAL, Who.PERSON, guards.may_move, told=False),
    Change((State.ENROLLED,), "moved", State.ENROLLED, Who.PERSON, guards.may_move, told=False),
    Change(WAITS, "approved", State.ENROLLED, Who.DECIDER, guards.may_approve),
    Change(WAITS, "refused", State.PLANNED, Who.DECIDER, guards.may_refuse, give_back),
    Change(WAITS, "lapsed", State.PLANNED, Who.CLOCK, effect=give_back),
    Change((State.APPROVAL, State.ENROLLED), "date cancelled", State.PLANNED, Who.CLOCK,
           effect=give_back),
    Change((State.ENROLLED,), "started", State.STARTED, Who.PERSON, guards.has_begun, told=False),
    Change(PLACED, "done", State.DONE, Who.PERSON, guards.has_begun),
    Change(DONE, "returned", State.STARTED, Who.CONFIRMER),
    Change(DONE, "confirmed", State.COMPLETED, Who.CONFIRMER, effect=learned),
    Change(DONE, "own word", State.COMPLETED, Who.CLOCK, effect=learned, told=False),
    Change((*PLACED, State.DONE), "attended", State.COMPLETED, Who.HR, guards.has_begun, learned),
    Change((State.COMPLETED,), "certified", State.CURRENT, Who.CLOCK, effect=certify, told=False),
    Change((State.CURRENT,), "at risk", State.AT_RISK, Who.CLOCK, told=False),
    Change((State.AT_RISK,), "expired", State.EXPIRED, Who.CLOCK, told=False),
    *(Change((state,), queries.SAID_SKILLS, state, Who.PERSON, guards.may_say, told=False)
      for state in (*queries.LEARNED, State.EXPIRED)),
    Change((*OPEN, State.STARTED), "waived", State.WAIVED, Who.CONFIRMER, guards.may_waive,
           give_back),
    Change((State.PLANNED, State.APPROVAL, State.ENROLLED), "withdrawn", State.CANCELLED,
           Who.PERSON, guards.may_withdraw, give_back),
    Change(PLACED, "dropped", State.DROPPED, Who.PERSON, guards.may_stop, told=False),
    Change((*OPEN, State.STARTED, State.DONE), "closed", State.CANCELLED, Who.CLOCK,
           effect=give_back),
)
# fmt: on
CHANGES = by_state(TABLE)


def begin(fresh: Enrolment, event: str, *, by: Person | None) -> None:
    """The first line of a history. In: a row that is not in the session yet; its person is locked.

    Raises Refused when the guard says no, ValueError when somebody sets off what is not theirs.
    """
    change = CHANGES[None, event]
    _theirs(change, fresh, by)
    with db.session.no_autoflush:
        change.guard(fresh)
    fresh.state = change.after
    db.session.add(fresh)
    db.session.flush()
    _record(fresh, change, None, by=by)


def advance(thing: Enrolment, event: str, *, by: Person | None = None, reason: str = "") -> None:
    """The only way to change the state of an enrolment; it is locked, and its person.

    In: the row, read under that lock; the event; who set it off (None: the clock); a reason. Raises
    Past when the state no longer knows this event, Refused when the guard of the change says no,
    ValueError when somebody sets off what is not theirs.
    """
    change = CHANGES.get((thing.state, event))
    if change is None:
        raise _late(thing, by)
    _theirs(change, thing, by)
    change.guard(thing)
    before, thing.state = thing.state, change.after
    thing.updated_at = clock.now()
    thing.version += 1
    db.session.flush()
    _record(thing, change, before, by=by, reason=reason)
    change.effect(thing)
    db.session.flush()


def _late(thing: Enrolment, by: Person | None) -> Past:
    """What to say to a click that came late; others hear of nothing that is the person's alone."""
    last = queries.last_change(thing.id)
    own = by is None or by.id == thing.person_id
    if own or (last is not None and words.for_others(last[0])):
        return Past.after(last, words.happened)
    return Past("This does not wait for an answer. Nothing was changed.")


def _theirs(change: Change, thing: Enrolment, by: Person | None) -> None:
    if not _may(change.who, thing, by):
        raise ValueError(f"{change.event} is set off by: {change.who}")


def _may(who: str, thing: Enrolment, by: Person | None) -> bool:
    if by is None or who == Who.CLOCK:
        return by is None and who == Who.CLOCK
    if (by.id == thing.person_id) != (who == Who.PERSON):
        return False  # nobody says yes to what they learn themselves
    leads = by.id == thing.manager_id
    return (
        who == Who.PERSON
        or {
            Who.MANAGER: leads,
            Who.DECIDER: leads or (thing.manager_id is None and _hr(by)),
            Who.CONFIRMER: leads or _hr(by),
            Who.HR: _hr(by),
        }[Who(who)]
    )


def _hr(person: Person) -> bool:
    return bool(
        db.session.scalar(select(exists().where(Account.person_id == person.id, Account.hr)))
    )


def _record(
    thing: Enrolment, change: Change, before: str | None, *, by: Person | None, reason: str = ""
) -> None:
    what = (EnrolmentEvent, change.event, before, change.after)
    row = events.record(*what, by=by, reason=reason, enrolment_id=thing.id)
    if change.event in FOLLOWED:
        outbox.put(IN_PLANS, thing.id)
    if change.told:
        outbox.put(f"notify.learning.{change.event.replace(' ', '-')}", f"event:{row.id}")
