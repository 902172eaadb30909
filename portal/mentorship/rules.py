"""Every change of requests and mentorships, as verbs. All of them go by the one table."""

from collections.abc import Sequence
from datetime import date

from portal import clock
from portal.db import lock
from portal.errors import Refused
from portal.mentorship import drafts, guards, machine, ranked, standing, words, writing
from portal.mentorship.models import Mentor, Mentorship, MentorshipRequest
from portal.mentorship.writing import Ask as Ask
from portal.people.models import Person


def ask(
    mentor: Mentor, mentee: Person, what: Ask, then: Sequence[Mentor] = ()
) -> MentorshipRequest:
    """Send a request, or join the waiting list where nobody else could start now.

    In: the mentor, locked; and who is asked after them, in this order. Out: the request, requested
    or waitlisted. Raises Refused with the reason when a condition of the table does not hold
    (product.md §4).
    """
    # The mentor comes first everywhere; the mentee's row is the turnstile of their own limit.
    mentee = lock(Person, mentee.id)
    drafts.forget(mentor.id, mentee.id)
    request = writing.complete(mentor, mentee, what)
    now = standing.of(mentor.id, mentee.id)
    if then:
        ranked.choose(request, then, what, now)
    machine.advance(request, "asked" if guards.could_start(mentor, now) else "joined", by=mentee)
    return request


def why_not(mentor: Mentor, mentee: guards.Asker, now: standing.Standing) -> str:
    """Why this person cannot ask this mentor now, in words; empty when they can."""
    try:
        guards.asking(guards.Asking(mentor, mentee), now, waits=not guards.could_start(mentor, now))
    except Refused as no:
        return no.message
    return ""


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
    until: date | None = None,
) -> None:
    """Say no, with a reason and kind words; with `pause`, take a break from new requests too, up to
    a day or until the mentor opens again. Raises Refused without a reason, Past when it is over.
    """
    if reason not in words.DECLINE_REASONS:
        raise Refused("Choose a reason, so that your no is easier to read.")
    if pause and until is not None and until <= clock.today():
        raise Refused("Choose a day in the future, or leave it empty.")
    mentor = request.mentor
    if request.open:
        request.decline_reason = reason
        request.answer, request.instead = answer.strip(), instead.strip()
        if pause and mentor.state == "open":
            machine.mentor_state(mentor, "paused", by=mentor.person, until=until)
    machine.advance(request, "declined", by=mentor.person, reason=reason)


def withdraw(request: MentorshipRequest, *, ask_next: bool = False) -> None:
    """The mentee takes the request back, and with it the choices that would follow, unless the next
    of them is to be asked now. Raises Past when it was answered before.
    """
    reason = ranked.NEXT if ask_next and request.ranked_id else ""
    machine.advance(request, "withdrawn", by=request.mentee, reason=reason)


def end(pair: Mentorship, by: Person, reason: str = "") -> None:
    """Either side ends a mentorship; the place is free again. Raises Past when it is over."""
    machine.advance(pair, "ended", by=by, reason=reason.strip())
