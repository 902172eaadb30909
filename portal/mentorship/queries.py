"""Reading mentors, requests and mentorships."""

from uuid import UUID

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import joinedload

from portal.access import Actor
from portal.audience import Audience
from portal.db import db
from portal.mentorship.models import LIVE_RELATION, Mentorship, MentorshipRequest
from portal.people.models import Person


def mentors_of(person_id: UUID) -> list[Person]:
    """The people who mentor this person now, by name."""
    return list(
        db.session.scalars(
            select(Person)
            .join(Mentorship, Mentorship.mentor_id == Person.id)
            .where(Mentorship.mentee_id == person_id, LIVE_RELATION)
            .order_by(Person.name, Person.id)
        )
    )


def mentees_of(person_id: UUID) -> list[Person]:
    """The people this person mentors now, by name."""
    return list(
        db.session.scalars(
            select(Person)
            .join(Mentorship, Mentorship.mentee_id == Person.id)
            .where(Mentorship.mentor_id == person_id, LIVE_RELATION)
            .order_by(Person.name, Person.id)
        )
    )


def mentors_now(mentor_id: UUID, mentee_id: UUID) -> bool:
    """Whether the first person mentors the second now."""
    return bool(
        db.session.scalar(
            select(
                exists().where(
                    Mentorship.mentor_id == mentor_id,
                    Mentorship.mentee_id == mentee_id,
                    LIVE_RELATION,
                )
            )
        )
    )


def groups_of(actor: Actor, person: Person) -> Audience:
    """The groups `actor` belongs to as a reader of `person`: mentors, line manager, HR.

    Nobody is in a group of readers of themselves.
    """
    if actor.id == person.id:
        return Audience.NOBODY
    return groups_given(actor.id, person, hr=actor.hr, mentors=mentors_now(actor.id, person.id))


def groups_given(reader_id: UUID, person: Person, *, hr: bool, mentors: bool) -> Audience:
    """The same for any reader, where it is known whether they are HR and mentor the person."""
    if reader_id == person.id:
        return Audience.NOBODY
    groups = Audience.MENTORS if mentors else Audience.NOBODY
    if person.manager_id == reader_id:
        groups |= Audience.MANAGER
    if hr:
        groups |= Audience.HR
    return groups


def visible_to(actor: Actor) -> Select[Mentorship]:
    """The mentorships `mentorship.see` allows, as one statement."""
    return (
        select(Mentorship)
        .where(or_(Mentorship.mentor_id == actor.id, Mentorship.mentee_id == actor.id))
        .options(joinedload(Mentorship.mentee), joinedload(Mentorship.mentor))
    )


def requests_visible_to(actor: Actor) -> Select[MentorshipRequest]:
    """The requests `mentorship.see` allows, as one statement."""
    return select(MentorshipRequest).where(
        or_(MentorshipRequest.mentor_id == actor.id, MentorshipRequest.mentee_id == actor.id)
    )
