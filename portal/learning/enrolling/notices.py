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

# Event → the kind its person is told.
TO_PERSON = {
    "approved": "learning.approved",
    "refused": "learning.refused",
    "lapsed": "learning.lapsed",
    "date cancelled": "learning.date_cancelled",
    "suggested": "learning.suggested",
    "suggested for an aim": "learning.suggested_for_aim",
    "assigned": "learning.assigned",
    "returned": "learning.returned",
    "confirmed": "learning.confirmed",
    "attended": "learning.attended",
    "waived": "learning.waived",
    "closed": "learning.closed",
}
# Event → the kind those are told who say yes or no.
TO_MANAGER = {
    "asked": "learning.asked",
    "done": "learning.done",
    "withdrawn": "learning.withdrawn",
}
TO_ASKER = {"declined": "learning.declined"}


def tell(ref: str) -> None:
    """Tell the people an event concerns. In: "event:<id>"; a row that is gone tells nothing."""
    event = db.session.get(EnrolmentEvent, int(ref.removeprefix("event:")))
    row = db.session.get(Enrolment, event.enrolment_id) if event else None
    if event is None or row is None or not _still_so(row, event):
        return
    names = _names(row, event)
    if event.event in TO_PERSON:
        path = f"/learning/{row.item_id}"
        _put([row.person_id], event, TO_PERSON[event.event], path, names)
    elif event.event in TO_MANAGER:
        _put(deciders(row), event, TO_MANAGER[event.event], ANSWERS, names)
    elif row.assigned_by_id is not None:
        path = f"{ANSWERS}#declined"
        _put([row.assigned_by_id], event, TO_ASKER[event.event], path, names)


def _still_so(row: Enrolment, event: EnrolmentEvent) -> bool:
    """Whether what is told still matters to whom it is told."""
    if event.event == "asked":
        return row.state == State.APPROVAL
    if event.event == "done":
        return row.state == State.DONE
    if event.event == "withdrawn":  # of what costs nobody anything, nobody was told before
        return row.payer == Payer.BUDGET and event.from_state != State.PLANNED
    return event.event != "closed" or event.reason == "retired"


def _names(row: Enrolment, event: EnrolmentEvent) -> dict[str, str]:
    who = db.session.get(Person, event.actor_id) if event.actor_id else None
    return {
        "who": who.name if who else "HR",
        "person": row.person.name,
        "title": row.item.title,
        "cost": money(row.cost, row.currency),
        "due": f" by {day(row.due_on)}" if row.due_on else "",
    }


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


def _put(
    people: Sequence[UUID], event: EnrolmentEvent, kind: str, path: str, names: dict[str, str]
) -> None:
    for person_id in people:
        rules.tell(
            person_id,
            key=f"learning:{event.id}:{person_id}",
            kind=kind,
            path=path,
            **names,
        )


# Outbox kind → what to do: the worker takes these over as they are.
HANDLERS: dict[str, Callable[[str], None]] = {
    f"notify.learning.{event.replace(' ', '-')}": tell
    for event in (*TO_PERSON, *TO_MANAGER, *TO_ASKER)
}
