"""Each moment: how it is found, in rows of one shape, so that one statement finds them all.

A capability adds a moment to MOMENTS: a select that gives a row (see `row`) where the moment has
come for the person given as `person_id`. What is said of it stands in `words`.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    Integer,
    Select,
    String,
    Uuid,
    bindparam,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
)

from portal import clock
from portal.checkins import queries as check_ins
from portal.db import Moment as MomentType
from portal.db import one_of
from portal.learning.models import Enrolment
from portal.learning.models import State as Learning
from portal.mentorship.models import Mentorship, RelationState, request_skill
from portal.people.models import Person
from portal.people.queries import today
from portal.roles.models import Role, RoleSkill
from portal.skills.freshness import SAYS_SOMETHING, stale_before, stale_since
from portal.skills.models import Interest, PersonSkill, Skill, Status
from portal.validation.models import State, Validation

RECENT = timedelta(days=60)
"""So long after an activity it is worth asking what came of it."""


class Found(NamedTuple):
    """A moment that has come: what it is about, and how many there are of it."""

    moment: str
    id: UUID | None
    name: str
    other: str
    many: int
    row_id: UUID | None


@cache
def me() -> BindParameter[UUID]:
    """The person it is about."""
    return bindparam("person_id", type_=Uuid())


def row(
    moment: str,
    *,
    id: Any = None,
    name: Any = None,
    other: Any = None,
    count: Any = None,
    row_id: Any = None,
) -> Select[Any]:
    """The columns every moment gives; what it has nothing for is empty."""
    return select(
        literal(moment, String()).label("moment"),
        cast(null(), Uuid).label("id") if id is None else id.label("id"),
        (literal("", String()) if name is None else name).label("name"),
        (literal("", String()) if other is None else other).label("other"),
        cast(literal(1) if count is None else count, Integer).label("count"),
        cast(null(), Uuid).label("row_id") if row_id is None else row_id.label("row_id"),
    )


def suggested() -> Select[Any]:
    """A colleague suggests a skill or a level, and waits for a yes or no."""
    return (
        row("suggested", id=Validation.id, name=Person.name, other=Skill.name)
        .join_from(Validation, Person, Person.id == Validation.by_id)
        .join(Skill, Skill.id == Validation.skill_id)
        .where(
            Validation.person_id == me(),
            Validation.state == State.OFFERED,
            Validation.expires_on >= today(),
        )
    )


def to_answer() -> Select[Any]:
    """People I lead wait for my yes to a cost, or for my word that they have learned something."""
    waits = one_of(Enrolment.state, (Learning.APPROVAL, Learning.DONE))
    return (
        row("to_answer", name=func.min(Person.name), count=func.count())
        .join_from(Enrolment, Person, Person.id == Enrolment.person_id)
        .where(Person.manager_id == me(), waits)
    )


def after_mentorship() -> Select[Any]:
    """I was mentored to the end; one of the skills it was about is in my list, or none is."""
    skill = (
        select(PersonSkill.id)
        .join(request_skill, request_skill.c.skill_id == PersonSkill.skill_id)
        .where(request_skill.c.request_id == Mentorship.request_id, PersonSkill.person_id == me())
        .order_by(PersonSkill.id)
        .limit(1)
        .correlate(Mentorship)
        .scalar_subquery()
    )
    return (
        row("after_mentorship", id=Mentorship.id, name=Person.name, row_id=skill)
        .join_from(Mentorship, Person, Person.id == Mentorship.mentor_id)
        .where(
            Mentorship.mentee_id == me(),
            Mentorship.state == RelationState.COMPLETED,
            Mentorship.ended_at >= _recently(),
        )
    )


@cache
def _recently() -> BindParameter[datetime]:
    return bindparam(None, callable_=lambda: clock.now() - RECENT, type_=MomentType())


def no_role() -> Select[Any]:
    """Nobody gave me a role, and I named none."""
    return row("no_role").where(Person.id == me(), Person.role_id.is_(None))


def role_without_skills() -> Select[Any]:
    """My role asks for nothing yet, so that nothing can be compared with it."""
    asked = exists().where(RoleSkill.role_id == Role.id)
    return (
        row("role_without_skills", id=Role.id, name=Role.title)
        .join_from(Person, Role, Role.id == Person.role_id)
        .where(Person.id == me(), ~asked)
    )


def no_skills() -> Select[Any]:
    """My list is empty."""
    any_skill = exists().where(PersonSkill.person_id == Person.id)
    return row("no_skills").where(Person.id == me(), ~any_skill)


def no_level() -> Select[Any]:
    """Skills in my list without a level."""
    return _of_mine("no_level", (PersonSkill.level == 0, one_of(PersonSkill.interest, UNSAID)))


UNSAID = (Interest.MORE, Interest.HAPPY)  # at level 0, see freshness.unrated


def check_in() -> Select[Any]:
    """The last check-in is 90 days ago, or there was none in the first 90 days here."""
    return row(check_ins.PROMPT).where(Person.id == me(), check_ins.due())


def stale() -> Select[Any]:
    """Skills that nobody used or looked over for too long: freshness.stale in SQL."""
    since = bindparam(None, callable_=stale_since, type_=MomentType())
    before = bindparam(None, callable_=stale_before, type_=Date())
    return _of_mine(
        "stale",
        (
            SAYS_SOMETHING,
            PersonSkill.reviewed_at < since,
            or_(PersonSkill.last_used_on.is_(None), PersonSkill.last_used_on < before),
        ),
    )


def _of_mine(moment: str, conditions: tuple[ColumnElement[bool], ...]) -> Select[Any]:
    """How many of my skills are so, which may be none, and the name of the first."""
    return (
        row(moment, name=func.min(Skill.name), count=func.count())
        .join_from(PersonSkill, Skill, Skill.id == PersonSkill.skill_id)
        .where(PersonSkill.person_id == me(), Skill.status != Status.DEPRECATED, *conditions)
    )


# In the order in which they help most: what somebody waits for, then what is fresh in mind, then
# what everything else follows from.
MOMENTS: dict[str, Callable[[], Select[Any]]] = {
    "suggested": suggested,
    "to_answer": to_answer,
    "after_mentorship": after_mentorship,
    "no_role": no_role,
    "no_skills": no_skills,
    "role_without_skills": role_without_skills,
    "no_level": no_level,
    "stale": stale,
    check_ins.PROMPT: check_in,
}
