"""When a mentor may reach out to somebody, and when a yes counts; in words that say what to do."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select

from portal import clock
from portal.accounts.queries import is_active
from portal.dates import day
from portal.db import db
from portal.errors import Refused
from portal.mentorship import apart, guards, standing
from portal.mentorship.approaches.models import Approach, Openness, OpenTo, State
from portal.mentorship.models import MentorshipRequest, RequestState

# So many in a month, and so many that wait for an answer of the same person: nobody is pestered.
MOST, WITHIN = 5, timedelta(days=30)
MOST_TO_ONE = 3
# How long after an end the mentor waits before reaching out to the same person again.
COOL_DOWN = {
    State.DECLINED: timedelta(days=90),
    State.EXPIRED: timedelta(days=30),
    State.WITHDRAWN: timedelta(days=7),
}


def may_offer(approach: Approach) -> None:
    """Everything that must hold before a mentor reaches out. Raises Refused."""
    mentor, mentee_id = approach.mentor, approach.mentee_id
    name = approach.mentee.name
    if mentor.id == mentee_id:
        raise Refused("You cannot mentor yourself. Choose somebody else.")
    if mentor.state == "closed":
        raise Refused("Open your offer as a mentor first, then reach out.")
    if not is_active(mentee_id) or apart.apart(mentor.id, mentee_id):
        raise Refused(f"You cannot reach out to {name} at present. Perhaps somebody else?")
    _nothing_between(approach)
    if not welcome(mentor.id, mentee_id):
        raise Refused(f"{name} prefers to ask mentors themselves. Perhaps somebody else?")
    _not_too_many(approach)
    if standing.open_requests(mentor.id):
        raise Refused("Somebody waits for your answer. Answer them first, then reach out.")
    guards.room(mentor)


def _nothing_between(approach: Approach) -> None:
    now = standing.of(approach.mentor.id, approach.mentee_id)
    name = approach.mentee.name
    if now.together:
        raise Refused(f"You mentor {name} already.")
    if now.asked:
        raise Refused(f"{name} has asked you. Answer their request under My mentoring.")
    if now.offered:
        raise Refused(f"You have reached out to {name} already. You see it under My mentoring.")


def _not_too_many(approach: Approach) -> None:
    now = clock.now()
    for state, mentee_id, _, ended_at in _lately(approach.mentor.id, now):
        lasts = COOL_DOWN.get(State(state))
        if mentee_id == approach.mentee_id and lasts and ended_at and ended_at + lasts > now:
            raise Refused(
                f"You reached out to {approach.mentee.name} not long ago. You can again from "
                f"{day(ended_at + lasts)}."
            )
    recent = sorted(row[2] for row in _lately(approach.mentor.id, now) if row[2] > now - WITHIN)
    if len(recent) >= MOST:
        raise Refused(
            f"You have reached out to {MOST} people in 30 days. You can again from "
            f"{day(recent[-MOST] + WITHIN)}."
        )
    waiting = select(func.count()).where(Approach.mentee_id == approach.mentee_id, standing.OFFERED)
    if (db.session.scalar(waiting) or 0) >= MOST_TO_ONE:
        raise Refused(f"{approach.mentee.name} has enough to answer just now. Try in two weeks.")


def _lately(mentor_id: UUID, now: datetime) -> list[tuple[str, UUID, datetime, datetime | None]]:
    """What this mentor has offered in the time any limit looks back to: who, and how it ended."""
    since = now - max(COOL_DOWN.values()) - timedelta(days=14)
    rows = db.session.execute(
        select(Approach.state, Approach.mentee_id, Approach.sent_at, Approach.ended_at).where(
            Approach.mentor_id == mentor_id, Approach.sent_at > since
        )
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def welcome(mentor_id: UUID, mentee_id: UUID) -> bool:
    """Whether this person takes an offer of this mentor: of anyone, of nobody, or, if they said
    nothing, of mentors they once asked.
    """
    open_to = db.session.scalar(select(Openness.open_to).where(Openness.person_id == mentee_id))
    if open_to in (OpenTo.ANYONE, OpenTo.NOBODY):
        return open_to == OpenTo.ANYONE
    asked = select(MentorshipRequest.id).where(
        MentorshipRequest.mentor_id == mentor_id,
        MentorshipRequest.mentee_id == mentee_id,
        MentorshipRequest.state != RequestState.DRAFT,
        MentorshipRequest.state != RequestState.SUPERSEDED,
    )
    return db.session.scalar(asked.limit(1)) is not None


def still_stands(approach: Approach) -> None:
    """The mentor is here, and the place held for the mentee is there. Raises Refused."""
    mentor = approach.mentor
    full = standing.live_count(mentor.id) >= mentor.capacity
    if full or not is_active(mentor.id) or apart.apart(mentor.id, approach.mentee_id):
        raise Refused("This offer cannot be taken up any more. It will be closed.")
