"""A mentor reaches out, and the other answers; who may be reached out to."""

from uuid import UUID

from portal import clock
from portal.db import db, lock
from portal.errors import Refused
from portal.mentorship import machine
from portal.mentorship.approaches import guards
from portal.mentorship.approaches.models import ANSWERED_WITHIN, Approach, Openness, OpenTo
from portal.mentorship.models import Mentor
from portal.people.models import Person

SHORTEST, LONGEST = 20, 600


def offer(mentor: Mentor, mentee: Person, message: str, months: int = 6) -> Approach:
    """Offer somebody one's help; a place is held for them until they answer.

    In: the mentor, locked. Raises Refused with what to do instead.
    """
    mentee = lock(Person, mentee.id)  # the turnstile of what waits for one person
    message = message.replace("\r\n", "\n").strip()
    if not SHORTEST <= len(message) <= LONGEST:
        raise Refused("Write a message of 20 to 600 letters.")
    now = clock.now()
    approach = Approach(
        mentor=mentor,
        mentor_id=mentor.id,
        mentee=mentee,
        mentee_id=mentee.id,
        message=message,
        months=months,
        sent_at=now,
        due_at=now + ANSWERED_WITHIN,
    )
    machine.advance(approach, "offered", by=mentor.person)
    return approach


def why_not(mentor: Mentor, mentee: Person) -> str:
    """Why this mentor cannot reach out to this person now, in words; empty when they can."""
    wish = Approach(mentor=mentor, mentor_id=mentor.id, mentee=mentee, mentee_id=mentee.id)
    with db.session.no_autoflush:
        try:
            guards.may_offer(wish)
        except Refused as no:
            return no.message
    return ""


def accept(approach: Approach) -> None:
    """Take a mentor's offer: the two work together from today. Raises Past when it is over."""
    machine.advance(approach, "accepted", by=approach.mentee)


def decline(approach: Approach, answer: str = "", *, no_more: bool = False) -> None:
    """Say no, with a kind word; with `no_more`, no mentor may reach out from now on."""
    if approach.open:
        approach.answer = answer.strip()
        if no_more:
            be_open_to(approach.mentee_id, OpenTo.NOBODY)
    machine.advance(approach, "declined", by=approach.mentee)


def withdraw(approach: Approach) -> None:
    """The mentor takes the offer back; the place is free again. Raises Past when it is over."""
    machine.advance(approach, "withdrawn", by=approach.mentor.person)


def open_to(person_id: UUID) -> OpenTo:
    """Which mentors may reach out to this person."""
    row = db.session.get(Openness, person_id)
    return OpenTo(row.open_to) if row else OpenTo.ASKED


def be_open_to(person_id: UUID, whom: OpenTo) -> None:
    """Say which mentors may reach out from now on. What is open already stays open."""
    lock(Person, person_id)  # two clicks at once write one row
    row = db.session.get(Openness, person_id)
    if row is None:
        db.session.add(Openness(person_id=person_id, open_to=whom))
    else:
        row.open_to = whom
    db.session.flush()
