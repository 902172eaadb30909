"""Mentors, requests and mentorships as pages show them: rows to be read."""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Integer, Select, Uuid, and_, bindparam, or_, select

from portal.access import Actor
from portal.db import columns
from portal.light import Light
from portal.mentorship.models import (
    Mentor,
    Mentorship,
    MentorshipRequest,
    RequestGoal,
    request_skill,
)
from portal.mentorship.standing import LIVE, OPEN
from portal.people.models import Department, Person
from portal.skills.models import Skill

CARD = Light(
    Person, "name", "job_title", "manager_id", "left_on", department=Light(Department, "name")
)
MENTOR = Light(Mentor, person=CARD)
ASKED = Light(MentorshipRequest, lists=("goals", "skills"), mentee=CARD, mentor=MENTOR)
PAIR = Light(
    Mentorship, mentee=CARD, mentor=MENTOR, request=Light(MentorshipRequest, lists=("goals",))
)


def mentor(person_id: UUID) -> Mentor:
    """A mentor as a person with the department, to be read. Raises NoResultFound without one."""
    return MENTOR.one(_mentor(), person_id=person_id)


def mentor_or_none(person_id: UUID) -> Mentor | None:
    """The same; None for somebody who offers nothing."""
    return next(iter(MENTOR.rows(_mentor(), person_id=person_id)), None)


@cache
def _mentor() -> Select[Any]:
    return MENTOR.select.where(Mentor.id == bindparam("person_id"))


def mentorships(actor: Actor, past: int = 5) -> list[Mentorship]:
    """The live mentorships of this person on either side, then the last `past` that are over; to
    be read.
    """
    rows = PAIR.rows(_mentorships(), person_id=actor.id, most=past + 40)
    live = [pair for pair in rows if pair.live]
    shown = live + [pair for pair in rows if not pair.live][:past]
    _add_goals([pair.request for pair in shown if pair.request])
    return shown


@cache
def _mentorships() -> Select[Any]:
    me = bindparam("person_id", type_=Uuid())
    return (
        PAIR.select.where(or_(Mentorship.mentor_id == me, Mentorship.mentee_id == me))
        .order_by(LIVE.desc(), Mentorship.ended_at.desc(), Mentorship.started_at)
        .limit(bindparam("most", type_=Integer()))
    )


def pair(mentorship_id: UUID) -> Mentorship:
    """One mentorship with its two people, to be read. Raises NoResultFound without it."""
    return PAIR.one(_pair(), mentorship_id=mentorship_id)


@cache
def _pair() -> Select[Any]:
    return PAIR.select.where(Mentorship.id == bindparam("mentorship_id"))


def requests(actor: Actor, past: int = 5) -> list[MentorshipRequest]:
    """The open requests of and to this person, oldest first, then their own last ones; to be
    read.
    """
    rows = ASKED.rows(_requests(), person_id=actor.id, most=past + 60)
    waiting = [request for request in rows if request.open]
    shown = waiting + [request for request in rows if not request.open][:past]
    _add_goals(shown)
    _add_skills(shown)
    return shown


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


@cache
def _goals() -> Select[Any]:
    wanted = RequestGoal.request_id.in_(bindparam("ids", expanding=True))
    return GOAL.select.where(wanted).order_by(RequestGoal.position)


@cache
def _skills() -> Select[UUID, UUID, str]:
    return (
        select(request_skill.c.request_id, Skill.id, Skill.name)
        .join(Skill, Skill.id == request_skill.c.skill_id)
        .where(request_skill.c.request_id.in_(bindparam("ids", expanding=True)))
        .order_by(Skill.name)
    )


@cache
def _requests() -> Select[Any]:
    me = bindparam("person_id", type_=Uuid())
    mine = MentorshipRequest.mentee_id == me
    return (
        ASKED.select.where(or_(and_(OPEN, MentorshipRequest.mentor_id == me), mine))
        .order_by(OPEN.desc(), MentorshipRequest.ended_at.desc(), MentorshipRequest.sent_at)
        .limit(bindparam("most", type_=Integer()))
    )
