"""How mentors and mentees stand now: what the rules count before they change anything."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, and_, bindparam, func, or_, select

from portal.accounts.queries import active
from portal.composed import prepared
from portal.db import columns, db, one_of
from portal.mentorship import apart
from portal.mentorship.approaches.models import Approach, State
from portal.mentorship.models import (
    LIVE_STATES,
    OPEN_STATES,
    Mentorship,
    MentorshipEvent,
    MentorshipRequest,
    RequestState,
)
from portal.mentorship.words import OFF
from portal.people.models import Person

LIVE = one_of(Mentorship.state, LIVE_STATES)
OPEN = one_of(MentorshipRequest.state, OPEN_STATES)
OFFERED = Approach.state == State.OFFERED
DRAFT = MentorshipRequest.state == RequestState.DRAFT
# A choice whose turn has not come: not sent, and its place among the open requests is taken.
QUEUED = and_(DRAFT, MentorshipRequest.ranked_id.is_not(None))


def live_count(mentor_id: UUID) -> int:
    """How many people this mentor guides now."""
    return _count(Mentorship.mentor_id == mentor_id, LIVE)


def live_pairs(mentor_id: UUID) -> list[Mentorship]:
    """The mentorships of this mentor that are under way, as they are now."""
    statement = (
        select(Mentorship)
        .where(Mentorship.mentor_id == mentor_id, LIVE)
        .order_by(Mentorship.started_at, Mentorship.id)
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(statement))


def taken(mentor_id: UUID) -> int:
    """How many places of this mentor are not free: people they guide, and those they have offered
    one to who have not answered yet.
    """
    return live_count(mentor_id) + _count(Approach.mentor_id == mentor_id, OFFERED)


def open_approaches(mentor_id: UUID) -> list[Approach]:
    """The people a mentor reached out to who have not answered, the oldest first, as they are."""
    statement = (
        select(Approach)
        .where(Approach.mentor_id == mentor_id, OFFERED)
        .order_by(Approach.sent_at, Approach.id)
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(statement))


def open_requests(mentor_id: UUID) -> list[MentorshipRequest]:
    """The requests a mentor has not answered, the oldest first, as they are now."""
    statement = (
        select(MentorshipRequest)
        .where(MentorshipRequest.mentor_id == mentor_id, OPEN)
        .order_by(MentorshipRequest.sent_at, MentorshipRequest.id)
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(statement))


def unanswered(mentor_id: UUID) -> list[MentorshipRequest | Approach]:
    """What a mentor and others have open with each other and not agreed on: requests, offers."""
    return [*open_requests(mentor_id), *open_approaches(mentor_id)]


def past_requests(mentor_id: UUID, mentee_id: UUID) -> list[tuple[str, datetime]]:
    """State and end of the answered requests of these two, the last first."""
    rows = columns(_past(), mentor=mentor_id, mentee=mentee_id)
    return [(state, ended_at) for state, ended_at in rows if ended_at is not None]


@prepared
def _past() -> Select[str, datetime | None]:
    return (
        select(MentorshipRequest.state, MentorshipRequest.ended_at)
        .where(
            MentorshipRequest.mentor_id == bindparam("mentor"),
            MentorshipRequest.mentee_id == bindparam("mentee"),
            MentorshipRequest.ended_at.is_not(None),
        )
        .order_by(MentorshipRequest.ended_at.desc())
    )


def unanswered_in_a_row(mentor_id: UUID) -> int:
    """How many requests ran out on this mentor since the last answer, or since they opened.

    Those of mentors asked in an order run out after three days already, and count for nothing; nor
    do those that ran out while the portal was off.
    """
    # Two branches, each by an index: one condition over both would read every event there is.
    asked = (
        select(MentorshipEvent.id, MentorshipEvent.event)
        .join(MentorshipRequest, MentorshipRequest.id == MentorshipEvent.thing_id)
        .where(
            MentorshipRequest.mentor_id == mentor_id,
            MentorshipEvent.event.in_(("accepted", "declined", "expired")),
            MentorshipEvent.from_state == RequestState.REQUESTED,
            or_(MentorshipEvent.event != "expired", MentorshipRequest.ranked_id.is_(None)),
            MentorshipEvent.reason != OFF,
        )
    )
    opened = select(MentorshipEvent.id, MentorshipEvent.event).where(
        MentorshipEvent.thing_id == mentor_id, MentorshipEvent.event == "open"
    )
    both = asked.union_all(opened).subquery()
    answers = select(both.c.event).order_by(both.c.id.desc()).limit(10)
    count = 0
    for event in db.session.scalars(answers):
        if event != "expired":
            break
        count += 1
    return count


@dataclass(frozen=True)
class Standing:
    """How two people stand as mentor and mentee, and what either has open.

    `live`: the places of the mentor that are not free. `queued`: the mentor is one of the choices
    of the mentee whose turn has not come. `offered`: the mentor has reached out to the mentee.
    """

    active: bool
    live: int
    waiting: int
    together: bool
    asked: bool
    queued: bool
    offered: bool
    open: int


def of(mentor_id: UUID, mentee_id: UUID) -> Standing:
    """In one statement: whether the mentor is here, how many they guide and let wait, whether the
    two work together or have something open, and how many requests the mentee has open."""
    here, live, offers, waiting, together, asked, queued, offered, open_ = columns(
        _of(), mentor=mentor_id, mentee=mentee_id
    ).one()
    return Standing(
        active=bool(here),
        live=live + offers,
        waiting=waiting,
        together=bool(together),
        asked=bool(asked),
        queued=bool(queued),
        offered=bool(offered),
        open=open_,
    )


@prepared
def _of() -> Select[*tuple[Any, ...]]:
    mentor, mentee = bindparam("mentor", type_=Uuid()), bindparam("mentee", type_=Uuid())
    to, by = MentorshipRequest.mentor_id == mentor, MentorshipRequest.mentee_id == mentee
    waits = MentorshipRequest.state == RequestState.WAITLISTED
    guided = Mentorship.mentor_id == mentor
    counts = [
        select(func.count()).where(*conditions).scalar_subquery()
        for conditions in (
            # To somebody kept apart from them a mentor is as if they had left.
            (Person.id == mentor, active(), ~apart.between(mentor, mentee)),
            (guided, LIVE),
            (Approach.mentor_id == mentor, OFFERED),
            (to, waits),
            (guided, Mentorship.mentee_id == mentee, LIVE),
            (to, by, OPEN),
            (to, by, QUEUED),
            (Approach.mentor_id == mentor, Approach.mentee_id == mentee, OFFERED),
        )
    ]
    # Mentors asked one after the other are one request between them.
    each = func.count(func.coalesce(MentorshipRequest.ranked_id, MentorshipRequest.id).distinct())
    return select(*counts, select(each).where(by, or_(OPEN, QUEUED)).scalar_subquery())


def _count(*conditions: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).where(*conditions)) or 0
