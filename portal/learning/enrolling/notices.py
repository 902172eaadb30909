"""What to tell whom when something to learn was asked for, answered, done or taken back.

A reference is "event:<id of the EnrolmentEvent>"; words are ours and carry no private message.
"""

from collections.abc import Callable, Sequence
from uuid import UUID

from sqlalchemy import select

from portal.accounts.models import Account
from portal.dates import day
from portal.db import db
from portal.learning.models import Enrolment, EnrolmentEvent, Payer, State
from portal.learning.money import money
from portal.notices import rules
from portal.people.models import Person
from portal.people.queries import here

ANSWERS = "/learning/approvals"

# Event → what its person is told; {who} is the person who acted.
TO_PERSON = {
    "approved": "{who} said yes to the cost of “{title}”: you have a place",
    "refused": "{who} said no to the cost of “{title}”, and why",
    "lapsed": "Your request for the cost of “{title}” ended without an answer: you can ask again",
    "date cancelled": "The date of “{title}” was cancelled: choose another one",
    "suggested": "{who} suggests “{title}” to you",
    "suggested for an aim": "“{title}” may help you towards an aim you keep",
    "assigned": "{who} asks you to complete “{title}”{due}",
    "returned": "{who} says “{title}” is not done yet, and why",
    "confirmed": "{who} confirmed that you completed “{title}”",
    "attended": "You have completed “{title}”",
    "waived": "{who} no longer asks you to complete “{title}”",
    "closed": "“{title}” is no longer offered, so it left your list",
}
# Event → what those are told who say yes or no.
TO_MANAGER = {
    "asked": "{person} asks for {cost} for “{title}”",
    "done": "{person} says “{title}” is done: please confirm it",
    "withdrawn": "{person} took back the request for “{title}”",
}
TO_ASKER = {"declined": "{person} declined “{title}”, and why"}


def tell(ref: str) -> None:
    """Tell the people an event concerns. In: "event:<id>"; a row that is gone tells nothing."""
    event = db.session.get(EnrolmentEvent, int(ref.removeprefix("event:")))
    row = db.session.get(Enrolment, event.enrolment_id) if event else None
    if event is None or row is None or not _still_so(row, event):
        return
    said = _said(row, event)
    if event.event in TO_PERSON:
        _put([row.person_id], event, said(TO_PERSON), f"/learning/{row.item_id}")
    elif event.event in TO_MANAGER:
        _put(deciders(row), event, said(TO_MANAGER), ANSWERS)
    elif row.assigned_by_id is not None:
        _put([row.assigned_by_id], event, said(TO_ASKER), f"{ANSWERS}#declined")


def _still_so(row: Enrolment, event: EnrolmentEvent) -> bool:
    """Whether what is told still matters to whom it is told."""
    if event.event == "asked":
        return row.state == State.APPROVAL
    if event.event == "done":
        return row.state == State.DONE
    if event.event == "withdrawn":  # of what costs nobody anything, nobody was told before
        return row.payer == Payer.BUDGET and event.from_state != State.PLANNED
    return event.event != "closed" or event.reason == "retired"


def _said(row: Enrolment, event: EnrolmentEvent) -> Callable[[dict[str, str]], str]:
    who = db.session.get(Person, event.actor_id) if event.actor_id else None
    names = {
        "who": who.name if who else "HR",
        "person": row.person.name,
        "title": row.item.title,
        "cost": money(row.cost, row.currency),
        "due": f" by {day(row.due_on)}" if row.due_on else "",
    }
    return lambda words: words[event.event].format(**names)


def deciders(row: Enrolment) -> Sequence[UUID]:
    """Who says yes or no: the manager, or HR where there is none."""
    return [row.manager_id] if row.manager_id else of_hr(but=row.person_id)


def of_hr(but: UUID) -> Sequence[UUID]:
    """Everybody in HR who is here, `but` one person."""
    statement = (
        select(Account.person_id)
        .join(Person, Person.id == Account.person_id)
        .where(Account.hr, Account.disabled_at.is_(None), here(), Person.id != but)
    )
    return db.session.scalars(statement.order_by(Person.id)).all()


def _put(people: Sequence[UUID], event: EnrolmentEvent, said: str, path: str) -> None:
    for person_id in people:
        rules.tell(
            person_id,
            key=f"learning:{event.id}:{person_id}",
            kind=f"learning.{event.event}",
            words=said,
            path=path,
        )


# Outbox kind → what to do: the worker takes these over as they are.
HANDLERS: dict[str, Callable[[str], None]] = {
    f"notify.learning.{event.replace(' ', '-')}": tell
    for event in (*TO_PERSON, *TO_MANAGER, *TO_ASKER)
}
