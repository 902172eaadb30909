"""Every change of what somebody learns, as verbs. All of them go by the one table."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from portal import clock
from portal.db import db, lock
from portal.errors import Refused
from portal.learning.enrolling import guards, machine, money, queries
from portal.learning.models import Enrolment, LearningDate, LearningItem, Payer, State
from portal.people.models import Person

# The person's own word is enough where nobody else pays, asked for it or certifies it.
LONGEST_REASON = 600


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """What is asked of somebody: by when, and whether they may say no."""

    due_on: date | None = None
    mandatory: bool = False


def plan(person: Person, item: LearningItem) -> Enrolment:
    """Put an item among what a person learns. What is there already stays as it is.

    In: anybody with the person's id, and the item. What was suggested is planned from now on.
    Raises Refused for an item that is no longer offered, or that was just completed.
    """
    locked = lock(Person, person.id)
    row = queries.live(locked.id, item.id)
    if row is None:
        row = _fresh(locked, item, origin="own")
        machine.begin(row, "planned", by=locked)
    elif row.state == State.SUGGESTED:
        machine.advance(row, "planned", by=locked)
    return row


def ask(person: Person, item: LearningItem, date_id: UUID | None = None) -> Enrolment:
    """Take a place, or ask for one where somebody has to say yes to the cost.

    The cost is kept as it stands now. Raises Refused with the reason when a condition of the table
    does not hold, Past when the place is asked for or taken already.
    """
    row = plan(person, item)
    who = row.person
    if row.state in guards.STILL_WANTED:
        _agree_on(row, item, date_id)
    machine.advance(row, "asked" if money.needs_yes(row) else "enrolled", by=who)
    return row


def _agree_on(row: Enrolment, item: LearningItem, date_id: UUID | None) -> None:
    """What is asked for, at the price of today. Nothing is written before the guards say yes."""
    date = _date(date_id) if date_id else None
    budget = money.paying(row.person, item.currency) if item.payer == Payer.BUDGET else None
    row.date_id, row.date = date_id, date
    row.payer, row.cost, row.currency = item.payer, item.cost, item.currency
    row.budget_id = budget.id if budget else None


def _date(date_id: UUID) -> LearningDate:
    date = db.session.get(LearningDate, date_id)
    if date is None:
        raise Refused("That date is not there any more. Choose another one.")
    return date


def choose_date(row: Enrolment, date_id: UUID) -> None:
    """Another date for what has a place or waits for a yes. Raises Refused, Past."""
    if (row.state, "moved") in machine.CHANGES:
        row.date, row.date_id = _date(date_id), date_id
    machine.advance(row, "moved", by=row.person)


def approve(row: Enrolment, by: Person) -> None:
    """Say yes to the cost, never beyond the budget.

    Two may be approved at the same moment: the budget's row is the turnstile, so that the second
    one is added up after the first has passed. Raises Refused, Past.
    """
    machine.advance(row, "approved", by=by)


def refuse(row: Enrolment, by: Person, reason: str) -> None:
    """Say no to the cost, with the reason; it stays planned. Raises Refused, Past."""
    machine.advance(row, "refused", by=by, reason=_reason(reason))


def start(row: Enrolment) -> None:
    """The person has begun. Raises Refused before its date, Past."""
    machine.advance(row, "started", by=row.person)


def done(row: Enrolment) -> None:
    """The person says they have done it. Raises Refused before its date, Past.

    Their word is enough where nobody else pays for it, asked for it or gives a certificate.
    """
    machine.advance(row, "done", by=row.person)
    row.done_on = clock.today()
    if on_own_word(row):
        machine.advance(row, "own word")


def on_own_word(row: Enrolment) -> bool:
    """Whether nobody needs to confirm that it was done."""
    own = row.assigned_by_id is None and row.payer in (Payer.NOBODY, Payer.PERSON)
    return own and not row.item.certificate


def confirm(row: Enrolment, by: Person) -> None:
    """The manager, or HR, confirms that it was done. Raises Past."""
    machine.advance(row, "confirmed", by=by)


def not_yet(row: Enrolment, by: Person, reason: str) -> None:
    """It is not done yet, and why; it goes on. Raises Refused without a reason, Past."""
    said = _reason(reason)
    if row.state == State.DONE:
        row.done_on = None
    machine.advance(row, "returned", by=by, reason=said)


def attended(row: Enrolment, by: Person) -> None:
    """The provider says they were there: it is completed on the day it ended. Raises Past."""
    if row.done_on is None and row.date is not None:
        row.done_on = min(row.date.ends_at.date(), clock.today())
    machine.advance(row, "attended", by=by)


def withdraw(row: Enrolment) -> None:
    """Take it back before it began; the place and the money are free. Raises Refused, Past."""
    machine.advance(row, "withdrawn", by=row.person)


def drop(row: Enrolment, reason: str = "") -> None:
    """Stop in the middle of it; what was paid is paid. Raises Refused, Past."""
    machine.advance(row, "dropped", by=row.person, reason=reason.strip()[:LONGEST_REASON])


def decline(row: Enrolment, reason: str) -> None:
    """Say no to what was suggested or assigned. Raises Refused for what is mandatory, Past.

    To the portal's own suggestion nobody owes a reason.
    """
    said = reason.strip()[:LONGEST_REASON]
    if row.assigned_by_id is not None:
        said = _reason(said)
    machine.advance(row, "declined", by=row.person, reason=said)


def assign(person: Person, item: LearningItem, by: Person, what: Assignment) -> Enrolment:
    """A manager asks somebody they lead to learn something, or suggests it.

    What the person had planned themselves becomes what is asked of them; the manager is not told
    that they had. Raises Refused for a day in the past, or an item that is no longer offered.
    """
    if what.due_on is not None and what.due_on <= clock.today():
        raise Refused("Choose a day to come.")
    locked = lock(Person, person.id)
    row = queries.live(locked.id, item.id)
    event = "assigned" if what.mandatory else "suggested"
    fresh = row is None
    if row is None:
        row = _fresh(locked, item, origin="manager")
    if fresh or what.mandatory:  # what somebody had already is not made less by a suggestion
        row.assigned_by_id, row.mandatory = by.id, what.mandatory
        row.due_on = what.due_on or row.due_on
    if fresh:
        machine.begin(row, event, by=by)
    else:
        machine.advance(row, event, by=by)
    return row


def suggest_for_an_aim(
    person_id: UUID, item: LearningItem, due_on: date | None
) -> Enrolment | None:
    """The portal suggests what HR chose for everybody with an aim the person keeps. Called by the
    worker. None where they have it, or just had it.
    """
    locked = lock(Person, person_id)
    if not locked.active or queries.live(person_id, item.id) is not None:
        return None
    row = _fresh(locked, item, origin="hr")
    row.due_on = due_on
    try:
        machine.begin(row, "suggested for an aim", by=None)
    except Refused:
        return None
    return row


def waive(row: Enrolment, by: Person, reason: str) -> None:
    """No longer ask it of them, with the reason. Raises Refused, Past."""
    machine.advance(row, "waived", by=by, reason=_reason(reason))


def _reason(words: str) -> str:
    said = words.strip()[:LONGEST_REASON]
    if not said:
        raise Refused("Give a reason, so that your answer is easier to read.")
    return said


def _fresh(person: Person, item: LearningItem, *, origin: str) -> Enrolment:
    with db.session.no_autoflush:
        now = clock.now()
        return Enrolment(
            person_id=person.id,
            person=person,
            item_id=item.id,
            item=item,
            origin=origin,
            payer=item.payer,
            currency=item.currency,
            mandatory=False,
            cost=money.NOTHING,
            created_at=now,
            updated_at=now,
        )
