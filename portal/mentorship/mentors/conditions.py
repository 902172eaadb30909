"""Whom of all mentors somebody finds: the conditions that `ranking` and `tallies` share."""

from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    String,
    Uuid,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from portal import clock
from portal.accounts.queries import active
from portal.db import Moment
from portal.mentorship import guards
from portal.mentorship.apart import apart_from
from portal.mentorship.approaches.models import Approach
from portal.mentorship.mentors.models import OfficeHours
from portal.mentorship.mentors.wish import Shape
from portal.mentorship.models import Mentor, Mentorship, MentorshipRequest, mentor_skill
from portal.mentorship.standing import LIVE, OFFERED
from portal.people.models import Department, Person
from portal.skills.models import Skill, SkillAlias

SOON = timedelta(days=30)
WHOSE = aliased(Mentor)
WAITS = MentorshipRequest.state == "waitlisted"


def reader() -> BindParameter[Any]:
    """Whoever looks."""
    return bindparam("reader_id", type_=Uuid())


@cache
def open_to_reader() -> ColumnElement[bool]:
    """Open mentors who are here, but neither the reader nor the reader's mentors, nor anybody the
    reader is kept apart from.
    """
    mine = select(Mentorship.mentor_id).where(Mentorship.mentee_id == reader(), LIVE)
    return and_(
        Mentor.state == "open",
        Mentor.id != reader(),
        active(few=True),
        Mentor.id.not_in(mine),
        Mentor.id.not_in(apart_from(reader())),
    )


def of(asked: Shape, *, skill: bool = True) -> list[ColumnElement[bool]]:
    """What holds for every mentor found; without the `skill` where that is asked for elsewhere."""
    conditions = cheap(asked)
    if asked.skill and skill:
        this = mentor_skill.c.skill_id == bindparam("skill_id", type_=Uuid())
        conditions.append(Mentor.id.in_(select(mentor_skill.c.mentor_id).where(this)))
    # What costs a look at another table comes last.
    return [*conditions, *(_said(number) for number in range(asked.words)), open_to_reader()]


def cheap(asked: Shape) -> list[ColumnElement[bool]]:
    """Of these the ones that leave most out at little cost, for thousands of mentors."""
    offers = _offers() if asked.offers else ()
    return [Mentor.state == "open", *offers, *_there(asked), *_then(asked)]


def _there(asked: Shape) -> list[ColumnElement[bool]]:
    department = bindparam("department_id", type_=Uuid())
    if asked.where == "department":
        # Not by the index of departments: mentors are few beside all the people of one.
        return [func.coalesce(Person.department_id, None) == department]
    return [Person.department_id != department] if asked.where else []


def _then(asked: Shape) -> list[ColumnElement[bool]]:
    return [AVAILABLE[asked.when]()] if asked.when else []


def _offers() -> list[ColumnElement[bool]]:
    """They offer the topic, the format and the language asked for; 0 asks for none."""
    sets = {"topics": Mentor.topics, "formats": Mentor.formats, "languages": Mentor.languages}
    return [
        column.bitwise_and(bindparam(name, type_=column.type)) == bindparam(name, type_=column.type)
        for name, column in sets.items()
    ]


def _room() -> ColumnElement[bool]:
    """A place is free that nobody waits for. Those without are worked out once: they are few."""
    held = union_all(
        select(Mentorship.mentor_id).where(LIVE), select(Approach.mentor_id).where(OFFERED)
    ).subquery()
    theirs = select(WHOSE.capacity).where(WHOSE.id == held.c.mentor_id).scalar_subquery()
    full = select(held.c.mentor_id).group_by(held.c.mentor_id).having(func.count() >= theirs)
    asked_for = select(MentorshipRequest.mentor_id).where(WAITS)
    return and_(Mentor.capacity > 0, Mentor.id.not_in(full), Mentor.id.not_in(asked_for))


def _line() -> ColumnElement[bool]:
    """A place is free, or the line for one has room."""
    mentor_id = MentorshipRequest.mentor_id
    full = select(mentor_id).where(WAITS).group_by(mentor_id)
    return Mentor.id.not_in(full.having(func.count() >= guards.WAITING_LIST))


def ahead() -> ColumnElement[bool]:
    """Office hours that are still to come."""
    now = bindparam(None, callable_=clock.now, type_=Moment())
    return and_(OfficeHours.starts_at > now, OfficeHours.cancelled_at.is_(None))


def _hours() -> ColumnElement[bool]:
    soon = bindparam(None, callable_=lambda: clock.now() + SOON, type_=Moment())
    dates = select(OfficeHours.mentor_id).where(ahead(), OfficeHours.starts_at < soon)
    return Mentor.id.in_(dates)


AVAILABLE = {"now": _room, "wait": _line, "hours": _hours}


def _said(number: int) -> ColumnElement[bool]:
    """A word that was typed stands in what they teach or say, or in who they are."""
    like = bindparam(f"inside{number}", type_=String())
    folded = bindparam(f"folded{number}", type_=String())
    skills = select(Skill.id).where(named(str(number)))
    teach = select(mentor_skill.c.mentor_id).where(mentor_skill.c.skill_id.in_(skills))
    departments = select(Department.id).where(func.lower(Department.name).like(like, escape="\\"))
    return or_(
        Mentor.id.in_(teach),
        Person.department_id.in_(departments),
        Person.folded.like(folded, escape="\\"),
        func.lower(Person.job_title).like(like, escape="\\"),
        func.lower(Mentor.offer).like(like, escape="\\"),
    )


def named(suffix: str = "") -> ColumnElement[bool]:
    """A skill somebody teaches, one of whose names has a word that begins with the letters given by
    `wish.begins`. The catalogue has far more of them, which are not gone through.
    """
    alias = exists().where(SkillAlias.skill_id == Skill.id, _word_begins(SkillAlias.folded, suffix))
    begins = or_(_word_begins(Skill.folded, suffix), alias.correlate(Skill))
    return and_(Skill.id.in_(select(mentor_skill.c.skill_id)), begins)


def _word_begins(column: Any, suffix: str) -> ColumnElement[bool]:
    return or_(
        *(
            column.like(bindparam(name + suffix, type_=String()), escape="\\")
            for name in ("first", "later")
        )
    )
