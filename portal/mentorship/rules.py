"""Every change of requests and mentorships, as verbs. All of them go by the one table."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from portal import clock
from portal.db import lock
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
    # Within a programme: which one, and how long one of its mentorships may last.
    programme_id: UUID | None = None
    months_most: int | None = None


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
        programme_id=what.programme_id,
        months_most=what.months_most,
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
