"""Which mentors are found, and in which order: the statements behind `finding`."""

from collections.abc import Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    String,
    Subquery,
    Uuid,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    type_coerce,
    union,
)

from portal.accounts.queries import active
from portal.audience import Audience
from portal.mentorship.lists import MENTOR
from portal.mentorship.mentors.wish import Shape
from portal.mentorship.models import Mentor, Mentorship, MentorshipRequest, mentor_skill
from portal.mentorship.standing import LIVE, OPEN
from portal.people.models import Department, Person
from portal.roles.models import RoleSkill
from portal.skills.models import PersonSkill, Skill, SkillAlias

# What puts one mentor before another, see `finding`; then the name.
BEST_FIRST = ("shared", "room", "levels", "in_role", "likes")
MOST_COUNTED = 120
# So many mentors at most are put in order for one reader: more than are listed, since some of them
# are not open. Where there are more, which of those who teach as much come in is left to chance.
POOL = 160


@cache
def open_to_reader() -> ColumnElement[bool]:
    """Open mentors who are here, but neither the reader nor the reader's mentors."""
    reader = bindparam("reader_id", type_=Uuid())
    mine = select(Mentorship.mentor_id).where(Mentorship.mentee_id == reader, LIVE)
    return and_(Mentor.state == "open", Mentor.id != reader, active(), Mentor.id.not_in(mine))


def _conditions(asked: Shape) -> list[ColumnElement[bool]]:
    conditions = [open_to_reader()]
    if asked.skill:
        conditions.append(_teaches(Skill.id == bindparam("skill_id", type_=Uuid())))
    if asked.elsewhere:
        conditions.append(Person.department_id != bindparam("department_id", type_=Uuid()))
    for number in range(asked.words):
        like = bindparam(f"inside{number}", type_=String())
        department = exists().where(
            Department.id == Person.department_id,
            func.lower(Department.name).like(like, escape="\\"),
        )
        conditions.append(
            or_(
                _teaches(named(str(number))),
                func.lower(Person.name).like(like, escape="\\"),
                func.lower(Person.job_title).like(like, escape="\\"),
                func.lower(Mentor.offer).like(like, escape="\\"),
                department,
            )
        )
    return conditions


def _teaches(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return (
        exists()
        .where(
            mentor_skill.c.mentor_id == Mentor.id,
            mentor_skill.c.skill_id == Skill.id,
            condition,
        )
        .correlate(Mentor)
    )


def named(suffix: str = "") -> ColumnElement[bool]:
    """A skill one of whose names has a word that begins with the letters given by `wish.begins`."""
    alias = exists().where(SkillAlias.skill_id == Skill.id, _word_begins(SkillAlias.folded, suffix))
    return or_(_word_begins(Skill.folded, suffix), alias.correlate(Skill))


def _word_begins(column: Any, suffix: str) -> ColumnElement[bool]:
    return or_(
        *(
            column.like(bindparam(name + suffix, type_=String()), escape="\\")
            for name in ("first", "later")
        )
    )


def _counted(column: Any, among: Any, condition: ColumnElement[bool]) -> Subquery:
    """How many rows there are for each mentor of the pool, counted in one go."""
    return (
        select(column.label("mentor_id"), func.count().label("number"))
        .where(column.in_(among), condition)
        .group_by(column)
        .subquery()
    )


def _pool(asked: Shape, conditions: Sequence[ColumnElement[bool]], fitting: bool) -> Select[UUID]:
    """The mentors among whom the best are looked for: those who teach most of what is looked for;
    and, unless that is enough, the first of all under these conditions.
    """
    listed = select(mentor_skill.c.mentor_id).where(mentor_skill.c.skill_id.in_(_looked_for()))
    teach = (
        listed.group_by(mentor_skill.c.mentor_id)
        .order_by(func.count().desc(), mentor_skill.c.mentor_id)
        .limit(POOL)
        .subquery()
    )
    if fitting and not asked.words and not asked.elsewhere:
        return select(teach.c.mentor_id)
    first = select(Mentor.id).join(Person, Person.id == Mentor.id).where(*conditions)
    anyone = first.order_by(Mentor.id).limit(POOL).subquery()
    both = union(select(teach.c.mentor_id), select(anyone.c.id)).subquery()
    return select(both.c.mentor_id)


@cache
def page(asked: Shape, *, fitting: bool) -> Select[*tuple[Any, ...]]:
    """One page of mentors in the order this module explains: at most `most` after `offset`.

    With `fitting` only those who teach something looked for, who come first: they are far fewer.
    Each with how many they guide, how many wait, whether the reader has asked them, and how many
    mentors there are in all, counted no further than MOST_COUNTED + 1.
    """
    open_request = exists().where(
        MentorshipRequest.mentor_id == Mentor.id,
        MentorshipRequest.mentee_id == bindparam("reader_id", type_=Uuid()),
        OPEN,
    )
    conditions = _conditions(asked)
    some = select(Mentor.id).join(Person, Person.id == Mentor.id).where(*conditions)
    total = select(func.count()).select_from(some.limit(MOST_COUNTED + 1).subquery())
    pool = _pool(asked, conditions, fitting)
    few = _order(pool, *conditions, fitting=fitting)
    few = few.offset(bindparam("offset", type_=Integer()))
    return _whole(few, open_request.correlate(Mentor), total.scalar_subquery())


@cache
def with_room() -> Select[*tuple[Any, ...]]:
    """At most `most` mentors who could start now, but not `but`, each with how many they guide."""
    conditions = (open_to_reader(), Mentor.id != bindparam("but", type_=Uuid()))
    pool = _pool(Shape(skill=False, elsewhere=False, words=0), conditions, False)
    return _whole(_order(pool, *conditions, room=True))


def _whole(few: Select[*tuple[Any, ...]], *more: Any) -> Select[*tuple[Any, ...]]:
    """The few mentors of a page as MENTOR, and what else a card shows: only they are read whole."""
    place = few.subquery()
    return (
        MENTOR.select.add_columns(place.c.live, place.c.waiting, *more)
        .join(place, place.c.mentor_id == Mentor.id)
        .order_by(*(place.c[name].desc() for name in BEST_FIRST), place.c.name, Mentor.id)
    )


def _order(
    among: Select[UUID],
    *conditions: ColumnElement[bool],
    room: bool = False,
    fitting: bool = False,
) -> Select[*tuple[Any, ...]]:
    """The best `most` mentors of a pool under these conditions, with what puts them in order."""
    pool = among.cte("pool")
    ids = select(pool.c.mentor_id)
    fit = _fit(ids)
    guided = _counted(Mentorship.mentor_id, ids, LIVE)
    line = _counted(MentorshipRequest.mentor_id, ids, MentorshipRequest.state == "waitlisted")
    live, waiting = func.coalesce(guided.c.number, 0), func.coalesce(line.c.number, 0)
    has_room = and_(Mentor.capacity > live, waiting == 0)
    reasons = {
        "shared": func.coalesce(fit.c.shared, 0),
        "room": case((has_room, 1), else_=0),
        "levels": func.coalesce(fit.c.levels, 0),
        "in_role": func.coalesce(fit.c.in_role, 0),
        "likes": func.coalesce(fit.c.likes, 0),
    }
    return (
        select(
            Mentor.id.label("mentor_id"),
            Person.name.label("name"),
            live.label("live"),
            waiting.label("waiting"),
            *(reasons[name].label(name) for name in BEST_FIRST),
        )
        .join(pool, pool.c.mentor_id == Mentor.id)
        .join(Person, Person.id == Mentor.id)
        .join(fit, fit.c.mentor_id == Mentor.id, isouter=not fitting)
        .outerjoin(guided, guided.c.mentor_id == Mentor.id)
        .outerjoin(line, line.c.mentor_id == Mentor.id)
        .where(*conditions, *([has_room] if room else []))
        .order_by(*(reasons[name].desc() for name in BEST_FIRST), Person.name, Mentor.id)
        .limit(bindparam("most", type_=Integer()))
    )


@cache
def offered(typed: bool) -> Select[*tuple[Any, ...]]:
    """The skills open mentors teach, with how many of them do, the most taught first.

    Unless some are typed, of the first MOST_COUNTED mentors: among more, what they teach most is
    what all of them do.
    """
    mentors = select(Mentor.id).join(Person, Person.id == Mentor.id).where(open_to_reader())
    some = mentors.order_by(Mentor.id).limit(MOST_COUNTED).subquery()
    taught: list[ColumnElement[bool]] = [mentor_skill.c.mentor_id.in_(select(some.c.id))]
    if typed:  # the few who teach one of these are looked at one by one
        named_so = select(Skill.id).where(named())
        one = mentors.where(Mentor.id == mentor_skill.c.mentor_id).correlate(mentor_skill)
        taught = [mentor_skill.c.skill_id.in_(named_so), one.exists()]
    counted = (
        select(mentor_skill.c.skill_id, func.count().label("mentors"))
        .where(*taught)
        .group_by(mentor_skill.c.skill_id)
        .subquery()
    )
    return (
        select(Skill.id, Skill.name, counted.c.mentors)
        .join(counted, counted.c.skill_id == Skill.id)
        .order_by(counted.c.mentors.desc(), Skill.name)
        .limit(bindparam("most", type_=Integer()))
    )


@cache
def taught() -> Select[*tuple[Any, ...]]:
    """What the mentors given as `mentor_ids` teach: the level they show to all, whether they like
    to teach it, whether it is part of their role.
    """
    return (
        select(
            mentor_skill.c.mentor_id,
            Skill.id,
            Skill.name,
            func.coalesce(PersonSkill.level, 0),
            func.coalesce(PersonSkill.can_teach, False),
            and_(PersonSkill.skill_id.is_not(None), RoleSkill.skill_id.is_not(None)),
        )
        .select_from(mentor_skill)
        .join(Skill, Skill.id == mentor_skill.c.skill_id)
        .join(Person, Person.id == mentor_skill.c.mentor_id)
        .outerjoin(PersonSkill, _shown_skill())
        .outerjoin(RoleSkill, _skill_of_role())
        .where(mentor_skill.c.mentor_id.in_(bindparam("mentor_ids", type_=Uuid(), expanding=True)))
    )


def _shown_skill() -> ColumnElement[bool]:
    """A skill whose level its owner shows to everyone; others count as named, without a level."""
    audience = type_coerce(PersonSkill.audience, Integer)
    return and_(
        PersonSkill.person_id == mentor_skill.c.mentor_id,
        PersonSkill.skill_id == mentor_skill.c.skill_id,
        audience.bitwise_and(int(Audience.EVERYONE)) != 0,
    )


def _skill_of_role() -> ColumnElement[bool]:
    return and_(RoleSkill.role_id == Person.role_id, RoleSkill.skill_id == mentor_skill.c.skill_id)


def _looked_for() -> BindParameter[Any]:
    return bindparam("looked_for", type_=Uuid(), expanding=True)


def _fit(among: Select[UUID]) -> Subquery:
    """How well each mentor of the pool fits the skills looked for."""
    return (
        select(
            mentor_skill.c.mentor_id,
            func.count().label("shared"),
            func.sum(func.coalesce(PersonSkill.level, 0)).label("levels"),
            func.count(RoleSkill.skill_id).label("in_role"),
            func.sum(case((PersonSkill.can_teach, 1), else_=0)).label("likes"),
        )
        .join(Person, Person.id == mentor_skill.c.mentor_id)
        .outerjoin(PersonSkill, _shown_skill())
        .outerjoin(RoleSkill, _skill_of_role())
        .where(mentor_skill.c.mentor_id.in_(among), mentor_skill.c.skill_id.in_(_looked_for()))
        .group_by(mentor_skill.c.mentor_id)
        .subquery()
    )
