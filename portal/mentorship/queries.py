"""Reading mentors, requests and mentorships."""

from collections.abc import Sequence
from functools import cache
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, and_, bindparam, exists, or_, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from portal.accounts.models import Account
from portal.audience import Audience
from portal.composed import prepared
from portal.conditions import Actor
from portal.db import columns, db
from portal.mentorship.models import (
    Mentor,
    Mentorship,
    MentorshipEvent,
    MentorshipRequest,
    RequestState,
)
from portal.mentorship.standing import LIVE
from portal.people import events, manager
from portal.people.models import NamedReader, Person
from portal.people.queries import NAMED, here


def mentors_of(person_id: UUID) -> list[Person]:
    """The people who mentor this person now, by name, to be read."""
    return NAMED.rows(_mentors(), person_id=person_id)


@prepared
def _mentors() -> Select[Any]:
    return (
        NAMED.select.join(Mentorship, Mentorship.mentor_id == Person.id)
        .where(Mentorship.mentee_id == bindparam("person_id"), LIVE)
        .order_by(Person.name, Person.id)
    )


def mentees_of(person_id: UUID) -> list[Person]:
    """The people this person mentors now, by name, to be read."""
    return NAMED.rows(_mentees(), person_id=person_id)


@prepared
def _mentees() -> Select[Any]:
    return (
        NAMED.select.join(Mentorship, Mentorship.mentee_id == Person.id)
        .where(Mentorship.mentor_id == bindparam("person_id"), LIVE)
        .order_by(Person.name, Person.id)
    )


def groups_of(actor: Actor, person: Person) -> Audience:
    """The groups `actor` belongs to as a reader of `person`: named, mentors, line manager, HR.

    Nobody is in a group of readers of themselves. One statement.
    """
    if actor.id == person.id:
        return Audience.NOBODY
    pair = {"reader_id": actor.id, "person_id": person.id}
    mentors, named = columns(_ties(), **pair).one()
    return groups_given(actor.id, person, hr=actor.hr, mentors=mentors, named=named)


def reader(reader_id: UUID, person: Person) -> tuple[str, Audience] | None:
    """Somebody's name and the groups they belong to as a reader of `person`; None when they are
    not here. One statement.
    """
    pair = {"reader_id": reader_id, "person_id": person.id}
    row = columns(_reader(), **pair).first()
    if row is None:
        return None
    name, hr, mentors, named = row
    return name, groups_given(reader_id, person, hr=hr, mentors=mentors, named=named)


@prepared
def _reader() -> Select[str, bool, bool, bool]:
    return (
        select(Person.name, Account.hr, *as_reader())
        .join(Account, Account.person_id == Person.id)
        .where(Person.id == bindparam("reader_id", type_=Uuid()), here())
    )


@prepared
def _ties() -> Select[bool, bool]:
    return select(*as_reader())


def as_reader() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Whether `reader_id` mentors `person_id` now, and was named by them."""
    reader, person = bindparam("reader_id", type_=Uuid()), bindparam("person_id", type_=Uuid())
    return (
        exists().where(Mentorship.mentor_id == reader, Mentorship.mentee_id == person, LIVE),
        exists().where(NamedReader.person_id == person, NamedReader.reader_id == reader),
    )


class Known(manager.Led, Protocol):
    """What of a Person one looks at to say who reads what is theirs."""

    @property
    def id(self) -> UUID: ...


def groups_given(
    reader_id: UUID, person: Known, *, hr: bool, mentors: bool, named: bool
) -> Audience:
    """The same for any reader, where it is known whether they are HR, mentor the person, and were
    named by them. The line manager is the one the person agreed to, see `people.manager`.
    """
    if reader_id == person.id:
        return Audience.NOBODY
    belongs = {
        Audience.NAMED: named,
        Audience.MENTORS: mentors,
        Audience.MANAGER: manager.agreed(person) == reader_id,
        Audience.HR: hr,
    }
    return Audience(sum(group for group, yes in belongs.items() if yes))


def visible_to(actor: Actor) -> Select[Mentorship]:
    """The mentorships `mentorship.see` allows, as one statement."""
    return of_person().params(person_id=actor.id)


@cache
def of_person() -> Select[Mentorship]:
    """The mentorships of the person given as `person_id`, on either side."""
    me = bindparam("person_id", type_=Uuid())
    return select(Mentorship).where(or_(Mentorship.mentor_id == me, Mentorship.mentee_id == me))


def requests_visible_to(actor: Actor) -> Select[MentorshipRequest]:
    """The requests `mentorship.see` allows, as one statement."""
    return requests_of_person().params(person_id=actor.id)


@cache
def requests_of_person() -> Select[MentorshipRequest]:
    """The requests of the person given as `person_id`, on either side; what is not sent is only
    the writer's.
    """
    me = bindparam("person_id", type_=Uuid())
    sent = ~MentorshipRequest.unsent
    return select(MentorshipRequest).where(
        or_(and_(MentorshipRequest.mentor_id == me, sent), MentorshipRequest.mentee_id == me)
    )


def request_parts() -> Sequence[ExecutableOption]:
    """What a request is shown with, read in as few statements as possible."""
    return (
        joinedload(MentorshipRequest.mentee).joinedload(Person.department),
        joinedload(MentorshipRequest.mentor)
        .joinedload(Mentor.person)
        .joinedload(Person.department),
        selectinload(MentorshipRequest.goals),
        selectinload(MentorshipRequest.skills),
    )


def with_parts(request: MentorshipRequest) -> MentorshipRequest:
    """This request with all that its page shows, read in as few statements as possible."""
    return db.session.scalars(
        select(MentorshipRequest)
        .where(MentorshipRequest.id == request.id)
        .options(*request_parts())
    ).one()


def pair_of(request: MentorshipRequest) -> Mentorship | None:
    """The mentorship that came of a request."""
    if request.state != RequestState.ACCEPTED:
        return None
    return db.session.scalar(select(Mentorship).where(Mentorship.request_id == request.id))


def history(*things: UUID) -> list[tuple[MentorshipEvent, str | None]]:
    """The events of these rows, oldest first, each with the name of who acted."""
    return [
        (event, name)
        for event, name in db.session.execute(
            events.named(MentorshipEvent)
            .where(MentorshipEvent.thing_id.in_(things))
            .order_by(MentorshipEvent.id)
        )
    ]


def last_change(thing_id: UUID) -> tuple[MentorshipEvent, str | None] | None:
    """The event that brought a row into its present state, with the name of who acted."""
    moved = events.moved(MentorshipEvent)
    return events.last(MentorshipEvent, MentorshipEvent.thing_id == thing_id, moved)
