"""When a mentor may reach out to somebody, and when a yes counts; in words that say what to do."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, and_, bindparam, exists, func, or_, select

from portal import clock
from portal.accounts.queries import active, is_active
from portal.composed import prepared
from portal.dates import day
from portal.db import Moment, columns
from portal.errors import Refused
from portal.mentorship import apart, guards, standing
from portal.mentorship.approaches.models import ANSWERED_WITHIN, Approach, Openness, OpenTo, State
from portal.mentorship.models import Mentorship, MentorshipRequest
from portal.people.models import Person

# So many in a month, and so many that wait for an answer of the same person: nobody is pestered.
MOST, WITHIN = 5, timedelta(days=30)
MOST_TO_ONE = 3
# How long after an end the mentor waits before reaching out to the same person again.
COOL_DOWN = {
    State.DECLINED: timedelta(days=90),
    State.EXPIRED: timedelta(days=30),
    State.WITHDRAWN: timedelta(days=7),
}
LOOKS_BACK = max(COOL_DOWN.values()) + ANSWERED_WITHIN


class Between(NamedTuple):
    """What a mentor and somebody they might reach out to have to do with each other."""

    here: bool
    welcome: bool
    asked_of_mentor: int
    offered_to: int
    guided: int


def may_offer(approach: Approach) -> None:
    """Everything that must hold before a mentor reaches out. Raises Refused."""
    mentor, name = approach.mentor, approach.mentee.name
    if mentor.id == approach.mentee_id:
        raise Refused("You cannot mentor yourself. Choose somebody else.")
    if mentor.state == "closed":
        raise Refused("Open your offer as a mentor first, then reach out.")
    now = standing.of(mentor.id, approach.mentee_id)
    found = between(mentor.id, approach.mentee_id)
    if not found.here:
        raise Refused(f"You cannot reach out to {name} at present. Perhaps somebody else?")
    _nothing_open(name, now)
    if not found.welcome:
        raise Refused(f"{name} prefers to ask mentors themselves. Perhaps somebody else?")
    _not_too_many(approach)
    if found.offered_to >= MOST_TO_ONE:
        raise Refused(f"{name} has enough to answer just now. Try in two weeks.")
    if found.asked_of_mentor:
        raise Refused("Somebody waits for your answer. Answer them first, then reach out.")
    guards.room(mentor, found.guided, now.live - found.guided)


def _nothing_open(name: str, now: standing.Standing) -> None:
    if now.together:
        raise Refused(f"You mentor {name} already.")
    if now.asked:
        raise Refused(f"{name} has asked you. Answer their request under My mentoring.")
    if now.offered:
        raise Refused(f"You have reached out to {name} already. You see it under My mentoring.")


def _not_too_many(approach: Approach) -> None:
    now = clock.now()
    lately = columns(_lately(), mentor=approach.mentor.id, since=now - LOOKS_BACK).all()
    for state, mentee_id, _, ended_at in lately:
        lasts = COOL_DOWN.get(State(state))
        if mentee_id == approach.mentee_id and lasts and ended_at and ended_at + lasts > now:
            raise Refused(
                f"You reached out to {approach.mentee.name} not long ago. You can again from "
                f"{day(ended_at + lasts)}."
            )
    recent = sorted(row[2] for row in lately if row[2] > now - WITHIN)
    if len(recent) >= MOST:
        raise Refused(
            f"You have reached out to {MOST} people in 30 days. You can again from "
            f"{day(recent[-MOST] + WITHIN)}."
        )


@prepared
def _lately() -> Select[str, UUID, datetime, datetime | None]:
    """What a mentor has offered in the time any limit looks back to: to whom, and how it ended."""
    return select(Approach.state, Approach.mentee_id, Approach.sent_at, Approach.ended_at).where(
        Approach.mentor_id == bindparam("mentor", type_=Uuid()),
        Approach.sent_at > bindparam("since", type_=Moment()),
    )


def between(mentor_id: UUID, mentee_id: UUID) -> Between:
    """In one statement: whether somebody is here, and takes an offer of this mentor; how many ask
    the mentor, offer the other something, and are guided by the mentor.
    """
    row = columns(_between(), mentor=mentor_id, mentee=mentee_id).one()
    return Between(bool(row[0]), bool(row[1]), *row[2:])


@prepared
def _between() -> Select[*tuple[Any, ...]]:
    mentor, mentee = bindparam("mentor", type_=Uuid()), bindparam("mentee", type_=Uuid())
    counts = (
        (Person.id == mentee, active(), ~apart.between(mentor, mentee)),
        (Person.id == mentee, welcome(mentor, Person.id)),
        (MentorshipRequest.mentor_id == mentor, standing.OPEN),
        (Approach.mentee_id == mentee, standing.OFFERED),
        (Mentorship.mentor_id == mentor, standing.LIVE),
    )
    return select(*(select(func.count()).where(*each).scalar_subquery() for each in counts))


def welcome(mentor: Any, mentee: Any) -> ColumnElement[bool]:
    """Whether somebody takes an offer of this mentor: of anyone, of nobody, or, if they said
    nothing, of mentors they once asked. In: parameters or columns that hold the two ids.
    """
    said = exists().where(Openness.person_id == mentee)
    asked = exists().where(
        MentorshipRequest.mentor_id == mentor,
        MentorshipRequest.mentee_id == mentee,
        ~MentorshipRequest.unsent,
    )
    return or_(
        said.where(Openness.open_to == OpenTo.ANYONE),
        and_(asked, ~said.where(Openness.open_to != OpenTo.ASKED)),
    )


def still_stands(approach: Approach) -> None:
    """The mentor is here, and the place held for the mentee is there. Raises Refused."""
    mentor = approach.mentor
    full = standing.live_count(mentor.id) >= mentor.capacity
    if full or not is_active(mentor.id) or apart.apart(mentor.id, approach.mentee_id):
        raise Refused("This offer cannot be taken up any more. It will be closed.")
