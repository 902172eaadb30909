"""Mentors, requests and mentorships as pages show them: rows to be read."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Integer, Select, Uuid, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from portal import clock
from portal.composed import prepared
from portal.conditions import Actor
from portal.db import columns, one_of
from portal.light import Light
from portal.mentorship.approaches.models import Approach
from portal.mentorship.models import (
    OPEN_STATES,
    Mentor,
    Mentorship,
    MentorshipRequest,
    RequestGoal,
    RequestState,
    request_skill,
)
from portal.mentorship.standing import LIVE, OFFERED, OPEN
from portal.people.models import Department, Person
from portal.skills.models import Skill

CARD = Light(
    Person,
    "name",
    "job_title",
    "manager_id",
    "left_on",
    "time_zone",
    department=Light(Department, "name"),
)
MENTOR = Light(Mentor, person=CARD)
OFFERED_BY = Light(  # a mentor among others: the few columns a card shows
    Mentor,
    "capacity",
    "offer",
    "topics",
    "answers_within",
    person=Light(Person, "name", "job_title", department=Light(Department, "name", key=False)),
)
ASKED = Light(MentorshipRequest, lists=("goals", "skills"), mentee=CARD, mentor=MENTOR)
OFFER = Light(Approach, mentee=CARD, mentor=MENTOR)
APPROACHES_KEPT = timedelta(days=30)
PER_PAGE, PER_INBOX = 20, 4
PAIR = Light(
    Mentorship, mentee=CARD, mentor=MENTOR, request=Light(MentorshipRequest, lists=("goals",))
)


def mentor(person_id: UUID) -> Mentor:
    """A mentor as a person with the department, to be read. Raises NoResultFound without one."""
    return MENTOR.one(_mentor(), person_id=person_id)


def mentor_or_none(person_id: UUID) -> Mentor | None:
    """The same; None for somebody who offers nothing."""
    return next(iter(MENTOR.rows(_mentor(), person_id=person_id)), None)


@prepared
def _mentor() -> Select[Any]:
    return MENTOR.select.where(Mentor.id == bindparam("person_id"))


def mentorships(actor: Actor, past: int = 5, *, asked: bool = True) -> list[Mentorship]:
    """The live mentorships of this person on either side, then the last `past` that are over; to
    be read, with the goals they were asked with where `asked`.
    """
    rows = PAIR.rows(_mentorships(), person_id=actor.id, most=past + 40)
    live = [pair for pair in rows if pair.live]
    shown = live + [pair for pair in rows if not pair.live][:past]
    _add_goals([pair.request for pair in shown if pair.request and asked])
    return shown


@prepared
def _mentorships() -> Select[Any]:
    me = bindparam("person_id", type_=Uuid())
    return (
        PAIR.select.where(or_(Mentorship.mentor_id == me, Mentorship.mentee_id == me))
        .order_by(LIVE.desc(), Mentorship.ended_at.desc(), Mentorship.started_at)
        .limit(bindparam("most", type_=Integer()))
    )


def over(person_id: UUID, page: int) -> list[Mentorship]:
    """The mentorships of this person that are over, the last first: PER_PAGE of them, and one more
    if there is; to be read.
    """
    return PAIR.rows(_over(), person_id=person_id, offset=(page - 1) * PER_PAGE)


@prepared
def _over() -> Select[Any]:
    me = bindparam("person_id", type_=Uuid())
    return (
        PAIR.select.where(or_(Mentorship.mentor_id == me, Mentorship.mentee_id == me), ~LIVE)
        .order_by(Mentorship.ended_at.desc(), Mentorship.id)
        .offset(bindparam("offset", type_=Integer()))
        .limit(PER_PAGE + 1)
    )


def pair(mentorship_id: UUID) -> Mentorship:
    """One mentorship with its two people, to be read. Raises NoResultFound without it."""
    return PAIR.one(_pair(), mentorship_id=mentorship_id)


@prepared
def _pair() -> Select[Any]:
    return PAIR.select.where(Mentorship.id == bindparam("mentorship_id"))


def requests(actor: Actor, past: int = 5) -> list[MentorshipRequest]:
    """The open requests of and to this person, oldest first, with what they have not sent, then
    their own last ones; to be read.
    """
    return at_hand(actor, past, to_me=70)[0]


def at_hand(actor: Actor, past: int = 5, *, to_me: int) -> tuple[list[MentorshipRequest], int]:
    """The same with the first `to_me` of the open requests to this person, and how many of them
    there are.
    """
    given = {"person_id": actor.id, "most": past + to_me + 40, "to_me": to_me}
    read = columns(_requests(), **given).all()
    rows = [ASKED.of(row) for row in read]
    shown = [request for request in rows if not request.over]
    shown += [request for request in rows if request.over and not request.unsent][:past]
    _add_goals(shown)
    _add_skills(shown)
    return shown, read[0][-1] if read else 0


def to_answer(person_id: UUID, page: int) -> tuple[list[MentorshipRequest], int]:
    """The requests this person is asked to answer, the oldest first and those who wait for a place
    last: PER_INBOX of them, to be read, and how many there are.
    """
    given = {"person_id": person_id, "offset": (page - 1) * PER_INBOX}
    read = columns(_to_answer(), **given).all()
    rows = [ASKED.of(row) for row in read]
    _add_goals(rows)
    _add_skills(rows)
    return rows, read[0][-1] if read else 0


@prepared
def _to_answer() -> Select[Any]:
    to_me = MentorshipRequest.mentor_id == bindparam("person_id", type_=Uuid())
    return (
        ASKED.select.add_columns(func.count().over())
        .where(to_me, OPEN)
        .order_by(*_oldest(MentorshipRequest))
        .offset(bindparam("offset", type_=Integer()))
        .limit(PER_INBOX)
    )


def _oldest(asked: Any) -> tuple[Any, ...]:
    return asked.state == RequestState.WAITLISTED, asked.sent_at, asked.id


def chosen(ranked_id: UUID) -> list[MentorshipRequest]:
    """Mentors asked one after the other, in their order, to be read."""
    return ASKED.rows(_chosen(), ranked_id=ranked_id)


@prepared
def _chosen() -> Select[Any]:
    ranked = MentorshipRequest.ranked_id == bindparam("ranked_id", type_=Uuid())
    return ASKED.select.where(ranked).order_by(MentorshipRequest.rank)


def approaches(person_id: UUID, past: int = 3) -> list[Approach]:
    """Offers of mentors to this person and of this person to others: the open ones, oldest first,
    then the last ones of a month; to be read.
    """
    since = clock.now() - APPROACHES_KEPT
    rows = OFFER.rows(_approaches(), person_id=person_id, since=since)
    return [row for row in rows if row.open] + [row for row in rows if not row.open][:past]


@prepared
def _approaches() -> Select[Any]:
    me = bindparam("person_id", type_=Uuid())
    fresh = or_(OFFERED, Approach.ended_at > bindparam("since"))
    return (
        OFFER.select.where(or_(Approach.mentor_id == me, Approach.mentee_id == me), fresh)
        .order_by(OFFERED.desc(), Approach.ended_at.desc(), Approach.sent_at)
        .limit(30)
    )


def approach(approach_id: UUID) -> Approach:
    """One offer with its two people, to be read. Raises NoResultFound without it."""
    return OFFER.one(_approach(), approach_id=approach_id)


@prepared
def _approach() -> Select[Any]:
    return OFFER.select.where(Approach.id == bindparam("approach_id"))


def _add_goals(requests: Sequence[MentorshipRequest]) -> None:
    found = {request.id: request.goals for request in requests}
    for goal in GOAL.rows(_goals(), ids=list(found)) if found else ():
        found[goal.request_id].append(goal)


def _add_skills(requests: Sequence[MentorshipRequest]) -> None:
    found = {request.id: request.skills for request in requests}
    for request_id, *skill in columns(_skills(), ids=list(found)) if found else ():
        found[request_id].append(Wanted(*skill))  # type: ignore[arg-type]


class Wanted(NamedTuple):
    """A skill a request is about."""

    id: UUID
    name: str


GOAL = Light(RequestGoal)


@prepared
def _goals() -> Select[Any]:
    wanted = RequestGoal.request_id.in_(bindparam("ids", expanding=True))
    return GOAL.select.where(wanted).order_by(RequestGoal.position)


@prepared
def _skills() -> Select[UUID, UUID, str]:
    return (
        select(request_skill.c.request_id, Skill.id, Skill.name)
        .join(Skill, Skill.id == request_skill.c.skill_id)
        .where(request_skill.c.request_id.in_(bindparam("ids", expanding=True)))
        .order_by(Skill.name)
    )


@prepared
def _requests() -> Select[Any]:
    me = bindparam("person_id", type_=Uuid())
    mine = MentorshipRequest.mentee_id == me
    other = aliased(MentorshipRequest)
    to_me = other.mentor_id == me, one_of(other.state, OPEN_STATES)
    first = select(other.id).where(*to_me).order_by(*_oldest(other))
    first = first.limit(bindparam("to_me", type_=Integer()))
    return (
        ASKED.select.add_columns(
            select(func.count()).select_from(other).where(*to_me).scalar_subquery()
        )
        .where(or_(MentorshipRequest.id.in_(first), mine))
        .order_by(
            OPEN.desc(),
            MentorshipRequest.ended_at.is_(None).desc(),
            MentorshipRequest.ended_at.desc(),
            *_oldest(MentorshipRequest),
        )
        .limit(bindparam("most", type_=Integer()))
    )
