"""What the clock does: reminders, ends, breaks that are over. Idempotent, one mentor at a time."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, not_, or_, select

from portal.accounts.queries import active, is_active
from portal.mentorship import apart, drafts, machine, ranked, standing, words
from portal.mentorship.approaches import timed as approaches
from portal.mentorship.approaches.models import Approach
from portal.mentorship.models import (
    LASTS,
    Mentor,
    Mentorship,
    MentorshipRequest,
    RequestState,
)
from portal.mentorship.turns import timed as turns
from portal.people.models import Person
from portal.timed import one_by_one

REMINDERS = (3, 7, 12)
# What is later than this was not seen to when it was due: the portal was off.
AT_ONCE = timedelta(hours=1)


def tick(now: datetime) -> None:
    """Do everything about mentorship that is due at `now`, one mentor after another.

    After days of being off it catches up: what has run out ends, and of several reminders only the
    last is sent.
    """
    drafts.tick(now)
    turns.begin()
    try:
        one_by_one(Mentor, STEPS, now)
    finally:  # whatever failed before
        ranked.catch_up()


def _somebody_left(_now: datetime) -> Select[Any]:
    """Mentors who are gone, and mentors of something open whose mentee is gone, or who are kept
    apart from them.
    """
    gone = select(Person.id).where(not_(active())).scalar_subquery()
    left = select(Mentor.id).where(Mentor.state != "closed", Mentor.id.in_(gone))
    asked = select(MentorshipRequest.mentor_id).where(
        standing.OPEN, _one_of(MentorshipRequest, gone)
    )
    together = select(Mentorship.mentor_id).where(standing.LIVE, _one_of(Mentorship, gone))
    offered = select(Approach.mentor_id).where(standing.OFFERED, _one_of(Approach, gone))
    either = left.union(asked, together, offered).subquery()
    return select(either.c[0])


def _one_of(model: Any, gone: Any) -> Any:
    """One of the two is gone, or they are kept apart."""
    kept = apart.between(model.mentor_id, model.mentee_id)
    return or_(model.mentor_id.in_(gone), model.mentee_id.in_(gone), kept)


def _close(mentor: Mentor, _now: datetime) -> None:
    """Close, in neutral words, what one of the two has left. Coming back revives nothing."""
    here = is_active(mentor.id)
    if not here and mentor.state != "closed":
        machine.mentor_state(mentor, "closed", by=None, until=None)
    for thing in standing.unanswered(mentor.id):
        if not here or _ends(mentor, thing.mentee_id):
            machine.advance(thing, "closed", reason="left")
    for pair in standing.live_pairs(mentor.id):
        if not here or _ends(mentor, pair.mentee_id):
            machine.advance(pair, "closed", reason="left")
    machine.settle(mentor)


def _ends(mentor: Mentor, mentee_id: UUID) -> bool:
    return not is_active(mentee_id) or apart.apart(mentor.id, mentee_id)


def _breaks_over(now: datetime) -> Select[Any]:
    return select(Mentor.id).where(Mentor.state == "paused", Mentor.paused_until <= now.date())


def _open_again(mentor: Mentor, now: datetime) -> None:
    if mentor.state == "paused" and mentor.paused_until and mentor.paused_until <= now.date():
        machine.mentor_state(mentor, "open", by=None, until=None)
        machine.settle(mentor)


def _run_out(now: datetime) -> Select[Any]:
    return (
        select(MentorshipRequest.mentor_id)
        .where(standing.OPEN, MentorshipRequest.due_at <= now)
        .distinct()
    )


def _expire(mentor: Mentor, now: datetime) -> None:
    for request in sorted(standing.open_requests(mentor.id), key=lambda asked: asked.due_at):
        if request.open and request.due_at <= now:
            machine.advance(
                request, "expired", reason="" if _was_there(request, now) else words.OFF
            )


def _was_there(request: MentorshipRequest, now: datetime) -> bool:
    """Whether the portal was on when time ran out: it is seen to at once, and where there were to
    be reminders the last of them went out before.
    """
    told = request.state != RequestState.REQUESTED or request.ranked_id is not None
    return now - request.due_at < AT_ONCE and (told or request.reminded >= REMINDERS[-1])


def _unreminded(now: datetime) -> Select[Any]:
    asked = LASTS[RequestState.REQUESTED]
    late = [
        and_(
            MentorshipRequest.due_at <= now + asked - timedelta(days=day),
            MentorshipRequest.reminded < day,
        )
        for day in REMINDERS
    ]
    return (
        select(MentorshipRequest.mentor_id)
        .where(
            MentorshipRequest.state == RequestState.REQUESTED,
            or_(
                and_(MentorshipRequest.ranked_id.is_(None), or_(*late)),
                and_(ranked.IN_ORDER, ranked.unreminded(now)),
            ),
        )
        .distinct()
    )


def _remind(mentor: Mentor, now: datetime) -> None:
    for request in standing.open_requests(mentor.id):
        last = _last_reminder(request, now)
        if request.state == RequestState.REQUESTED and last > request.reminded:
            request.reminded = last
            machine.advance(request, "reminded", reason=str(last))


def _last_reminder(request: MentorshipRequest, now: datetime) -> int:
    """The day of the last reminder that is due; of mentors asked in an order there is one."""
    if request.ranked_id is not None:
        return ranked.REMINDED if request.due_at <= now + ranked.LAST_DAY else 0
    age = now - (request.due_at - LASTS[RequestState.REQUESTED])
    return max((day for day in REMINDERS if age >= timedelta(days=day)), default=0)


Find = Callable[[datetime], Select[Any]]
Act = Callable[[Mentor, datetime], None]
STEPS: tuple[tuple[Find, Act], ...] = (
    (_somebody_left, _close),
    (_breaks_over, _open_again),
    (_run_out, _expire),
    (_unreminded, _remind),
    *approaches.STEPS,
    *turns.STEPS,
)
