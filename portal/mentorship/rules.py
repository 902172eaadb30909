"""Every change of mentors, requests and mentorships, as verbs. All of them go by the one table."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from portal import clock
from portal.db import db, lock
from portal.errors import Refused
from portal.mentorship import guards, machine, standing, words
from portal.mentorship.models import (
    Mentor,
    Mentorship,
    MentorshipRequest,
    RequestGoal,
    RequestState,
)
from portal.people.models import Person
from portal.skills.models import Skill


@dataclass(frozen=True)
class Ask:
    """What a mentee writes to a mentor."""

    goals: Sequence[str]
    message: str
    months: int = 6
    skills: Sequence[Skill] = field(default_factory=tuple)


def ask(mentor: Mentor, mentee: Person, what: Ask) -> MentorshipRequest:
    """Send a request, or join the waiting list where nobody else could start now.

    In: the mentor, locked. Out: the request, requested or waitlisted. Raises Refused with the
    reason when a condition of the table does not hold (product.md §4).
    """
    # The mentor comes first everywhere; the mentee's row is the turnstile of their own limit.
    mentee = lock(Person, mentee.id)
    request = _draft(mentor, mentee, what)
    now = standing.of(mentor.id, mentee.id)
    machine.advance(request, "asked" if guards.could_start(mentor, now) else "joined", by=mentee)
    return request


def why_not(mentor: Mentor, mentee: guards.Asker, now: standing.Standing) -> str:
    """Why this person cannot ask this mentor now, in words; empty when they can."""
    try:
        guards.asking(guards.Asking(mentor, mentee), now, waits=not guards.could_start(mentor, now))
    except Refused as no:
        return no.message
    return ""


def _draft(mentor: Mentor, mentee: Person, what: Ask) -> MentorshipRequest:
    goals = [words for goal in what.goals if (words := " ".join(goal.split()))]
    if not 1 <= len(goals) <= 5:
        raise Refused("Name 1 to 5 goals.")
    message = what.message.replace("\r\n", "\n").strip()
    if not 20 <= len(message) <= 1000:
        raise Refused("Write a message of 20 to 1,000 letters.")
    now = clock.now()
    return MentorshipRequest(
        mentor=mentor,
        mentor_id=mentor.id,
        mentee=mentee,
        mentee_id=mentee.id,
        state=RequestState.DRAFT,
        message=message,
        months=what.months,
        goals=[RequestGoal(position=n, words=goal) for n, goal in enumerate(goals, 1)],
        skills=list(what.skills)[:5],
        sent_at=now,
    )


def accept(request: MentorshipRequest) -> None:
    """Take a mentee on, never beyond the mentor's places.

    Several requests may be accepted at the same moment: the mentor's row is the turnstile, so
    each counts after the one before has passed. Raises Refused without a free place, Past when
    the request is over.
    """
    machine.advance(request, "accepted", by=request.mentor.person)


def decline(
    request: MentorshipRequest,
    reason: str,
    *,
    answer: str = "",
    instead: str = "",
    pause: bool = False,
) -> None:
    """Say no, with a reason and kind words; with `pause`, take a break from new requests too."""
    if reason not in words.DECLINE_REASONS:
        raise Refused("Choose a reason, so that your no is easier to read.")
    mentor = request.mentor
    if request.open:
        request.decline_reason = reason
        request.answer, request.instead = answer.strip(), instead.strip()
        if pause and mentor.state == "open":
            machine.mentor_state(mentor, "paused", by=mentor.person, until=None)
    machine.advance(request, "declined", by=mentor.person, reason=reason)


def withdraw(request: MentorshipRequest) -> None:
    """The mentee takes the request back. Raises Past when it was answered before."""
    machine.advance(request, "withdrawn", by=request.mentee)


def end(pair: Mentorship, by: Person, reason: str = "") -> None:
    """Either side ends a mentorship; the place is free again. Raises Past when it is over."""
    machine.advance(pair, "ended", by=by, reason=reason.strip())


@dataclass(frozen=True)
class Offer:
    """What a mentor offers."""

    state: str
    capacity: int
    offer: str
    skills: Sequence[Skill]
    paused_until: date | None = None


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
    mentor.skills = list(what.skills)
    db.session.flush()
    machine.mentor_state(mentor, what.state, by=person, until=what.paused_until)
    if what.state == "closed":
        for request in standing.open_requests(mentor.id):
            machine.advance(request, "closed", reason="mentor stopped")
    machine.settle(mentor)
    return mentor


def _mentor(person_id: UUID) -> Mentor:
    """The locked row of this mentor, made now if there is none."""
    if db.session.get(Mentor, person_id) is None:
        mentor = Mentor(id=person_id, state="open", since=clock.now())
        db.session.add(mentor)
        db.session.flush()
        machine.record(mentor, "open", None, "open", by=db.session.get_one(Person, person_id))
    return lock(Mentor, person_id)
