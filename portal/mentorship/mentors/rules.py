"""Becoming a mentor, and changing what one offers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from portal import clock
from portal.db import db, lock
from portal.errors import Refused
from portal.mentorship import machine, standing
from portal.mentorship.mentors.hours import rules as hours
from portal.mentorship.mentors.offering import FORMATS, LANGUAGES, TOPICS
from portal.mentorship.models import Mentor
from portal.people.models import Person
from portal.skills.models import Skill


@dataclass(frozen=True)
class Offer:
    """What a mentor offers."""

    state: str
    capacity: int
    offer: str
    skills: Sequence[Skill]
    paused_until: date | None = None
    topics: Sequence[str] = ()
    formats: Sequence[str] = ()
    languages: Sequence[str] = ()
    times: str = ""


def offer_help(person: Person, what: Offer) -> Mentor:
    """Become a mentor, or change what one offers. Fewer places never end a mentorship.

    Closing answers everybody who still waits, in neutral words. Raises Refused for a day in the
    past or more places than ten.
    """
    if not 0 <= what.capacity <= 10:
        raise Refused("Offer 0 to 10 places.")
    if what.paused_until is not None and what.paused_until <= clock.today():
        raise Refused("Choose a day in the future.")
    mentor = _mentor(person.id)
    mentor.capacity, mentor.offer = what.capacity, what.offer.strip()
    mentor.topics, mentor.formats = TOPICS.number(what.topics), FORMATS.number(what.formats)
    mentor.languages, mentor.times = LANGUAGES.number(what.languages), what.times.strip()
    mentor.skills = list(what.skills)
    db.session.flush()
    _go(mentor, what.state, by=person, until=what.paused_until)
    return mentor


def change_state(mentor: Mentor, after: str) -> None:
    """Open, take a break until one opens again, or stop; by the mentor, whose row is locked."""
    _go(mentor, after, by=mentor.person, until=None)


def _go(mentor: Mentor, after: str, *, by: Person, until: date | None) -> None:
    machine.mentor_state(mentor, after, by=by, until=until)
    if after == "closed":
        for thing in standing.unanswered(mentor.id):
            machine.advance(thing, "closed", reason="mentor stopped")
        hours.cancel_all(mentor.id)
    machine.settle(mentor)


def _mentor(person_id: UUID) -> Mentor:
    """The locked row of this mentor, made now if there is none."""
    if db.session.get(Mentor, person_id) is None:
        mentor = Mentor(id=person_id, state="open", since=clock.now())
        db.session.add(mentor)
        db.session.flush()
        machine.record(mentor, "open", None, "open", by=db.session.get_one(Person, person_id))
    return lock(Mentor, person_id)
