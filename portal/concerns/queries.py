"""Reading concerns. Who may read one is asked in two places: the policy, and `read_by` here."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Integer, Select, Uuid, and_, bindparam, case, select

from portal.accounts.models import Account
from portal.accounts.queries import active
from portal.composed import prepared
from portal.concerns.models import Concern, ConcernEvent, ConcernNote, Safeguarding, State
from portal.concerns.words import happened
from portal.conditions import Actor
from portal.db import columns, db
from portal.light import Light
from portal.people import events
from portal.people.models import Department, Person
from portal.people.queries import NAMED, here

CARD = Light(
    Person, "name", "job_title", "left_on", "manager_id", department=Light(Department, "name")
)
WHOLE = Light(Concern, reporter=CARD, about=CARD)
NOTE = Light(ConcernNote, by=NAMED)


def readers(*but: UUID) -> list[Person]:
    """The people named to read concerns who are here now, without these, by name; to be read."""
    return [person for person in NAMED.rows(_named()) if person.id not in but]


@prepared
def _named() -> Select[Any]:
    return (
        NAMED.select.join(Safeguarding, Safeguarding.person_id == Person.id)
        .where(active())
        .order_by(Person.name, Person.id)
    )


class Named(NamedTuple):
    """Somebody who is named to read concerns, and whether they are here."""

    id: UUID
    name: str
    email: str
    at: datetime
    here: bool


def named() -> list[Named]:
    """Everybody who is named, by name, with those who have left or are locked out."""
    return [Named(*row) for row in columns(_all_named())]


@prepared
def _all_named() -> Select[UUID, str, str, datetime, bool]:
    present = and_(Account.disabled_at.is_(None), here())
    return (
        select(Person.id, Person.name, Account.email, Safeguarding.at, present)
        .join(Safeguarding, Safeguarding.person_id == Person.id)
        .join(Account, Account.person_id == Person.id)
        .order_by(Person.name, Person.id)
    )


class Line(NamedTuple):
    """A concern in the list: nothing of what it says, nor of whom."""

    id: UUID
    came_from: str
    state: str
    at: datetime


def listed(actor: Actor, most: int = 100) -> list[Line]:
    """The concerns this person reads, what is open first; the policy's "concern.see" as one
    statement.
    """
    return [Line(*row) for row in columns(_listed(), me=actor.id, most=most)]


@prepared
def _listed() -> Select[UUID, str, str, datetime]:
    me = bindparam("me", type_=Uuid())
    order = case({State.OPEN: 0, State.IN_HAND: 1}, value=Concern.state, else_=2)
    return (
        select(Concern.id, Concern.came_from, Concern.state, Concern.at)
        .where(Concern.about_id != me, Concern.reporter_id != me)
        .order_by(order, Concern.at.desc(), Concern.id)
        .limit(bindparam("most", type_=Integer()))
    )


def one(concern_id: UUID) -> Concern:
    """A concern with its two people, to be read. Raises NoResultFound without it."""
    return WHOLE.one(_one(), concern_id=concern_id)


@prepared
def _one() -> Select[Any]:
    return WHOLE.select.where(Concern.id == bindparam("concern_id"))


def reported(person_id: UUID) -> list[Concern]:
    """What this person has reported, the newest first; to be read by themselves."""
    return WHOLE.rows(_reported(), person_id=person_id)


@prepared
def _reported() -> Select[Any]:
    mine = WHOLE.select.where(Concern.reporter_id == bindparam("person_id"))
    return mine.order_by(Concern.at.desc(), Concern.id).limit(20)


def notes(concern_ids: Sequence[UUID]) -> dict[UUID, list[ConcernNote]]:
    """What was written about these concerns, by concern, the oldest first."""
    found: dict[UUID, list[ConcernNote]] = {key: [] for key in concern_ids}
    for note in NOTE.rows(_notes(), ids=list(concern_ids)) if concern_ids else ():
        found[note.concern_id].append(note)
    return found


@prepared
def _notes() -> Select[Any]:
    wanted = ConcernNote.concern_id.in_(bindparam("ids", expanding=True))
    return NOTE.select.where(wanted).order_by(ConcernNote.at, ConcernNote.id)


def history(concern_id: UUID, most: int = 60) -> list[tuple[str, datetime]]:
    """What was done with a concern, looks among it, the newest first: in words, and when."""
    rows = db.session.execute(
        events.named(ConcernEvent)
        .where(ConcernEvent.concern_id == concern_id)
        .order_by(ConcernEvent.id.desc())
        .limit(most)
    )
    return [(happened(event, name), event.at) for event, name in rows]


def last_change(concern_id: UUID) -> tuple[ConcernEvent, str | None] | None:
    """The event that brought a concern into its state, with the name of who set it off."""
    moved = events.moved(ConcernEvent)
    return events.last(ConcernEvent, ConcernEvent.concern_id == concern_id, moved)
