"""Which mentors are found, and in which order: the statements behind `finding`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Subquery,
    and_,
    case,
    exists,
    func,
    or_,
    select,
    type_coerce,
)

from portal.access import Actor
from portal.audience import Audience
from portal.mentorship.models import Mentor, Mentorship, MentorshipRequest, mentor_skill
from portal.mentorship.standing import LIVE, active
from portal.people.models import Department, Person
from portal.roles.models import RoleSkill
from portal.skills.fold import fold
from portal.skills.models import PersonSkill, Skill, SkillAlias


@dataclass(frozen=True)
class Wish:
    """What somebody looks for: words, a skill, and whether to look beyond their department."""

    q: str = ""
    skill_id: UUID | None = None
    elsewhere: bool = False


def open_to(actor: Actor) -> ColumnElement[bool]:
    """Open mentors who are here, but neither the reader nor the reader's mentors."""
    mine = exists().where(Mentorship.mentor_id == Mentor.id, Mentorship.mentee_id == actor.id, LIVE)
    return and_(Mentor.state == "open", Mentor.id != actor.id, active(), ~mine.correlate(Mentor))


def conditions(actor: Actor, wish: Wish) -> list[ColumnElement[bool]]:
    conditions = [open_to(actor)]
    if wish.skill_id:
        conditions.append(_teaches(Skill.id == wish.skill_id))
    if wish.elsewhere:
        conditions.append(Person.department_id != actor.department_id)
    for word in fold(wish.q).split()[:8]:
        like = f"%{_literal(word)}%"
        department = exists().where(
            Department.id == Person.department_id,
            func.lower(Department.name).like(like, escape="\\"),
        )
        conditions.append(
            or_(
                _teaches(named(word)),
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


def named(folded: str) -> ColumnElement[bool]:
    """A skill one of whose names has a word that begins with these letters."""
    start = _literal(folded)
    alias = exists().where(SkillAlias.skill_id == Skill.id, _word_begins(SkillAlias.folded, start))
    return or_(_word_begins(Skill.folded, start), alias.correlate(Skill))


def _word_begins(column: Any, start: str) -> ColumnElement[bool]:
    return or_(column.like(f"{start}%", escape="\\"), column.like(f"% {start}%", escape="\\"))


def _literal(words_typed: str) -> str:
    """Signs that mean something to LIKE, as themselves."""
    return words_typed.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def live() -> Any:
    return (
        select(func.count())
        .where(Mentorship.mentor_id == Mentor.id, LIVE)
        .correlate(Mentor)
        .scalar_subquery()
    )


def waiting() -> Any:
    return (
        select(func.count())
        .where(MentorshipRequest.mentor_id == Mentor.id, MentorshipRequest.state == "waitlisted")
        .correlate(Mentor)
        .scalar_subquery()
    )


def ranked(looked_for: Sequence[UUID]) -> Select[Any]:
    """Mentors with their live mentorships and waiting list, in the order this module explains."""
    guided, waits, fit = live(), waiting(), _fit(looked_for)
    room = case((and_(Mentor.capacity > guided, waits == 0), 1), else_=0)
    return (
        select(Mentor, guided, waits)
        .join(Person, Person.id == Mentor.id)
        .outerjoin(fit, fit.c.mentor_id == Mentor.id)
        .order_by(
            func.coalesce(fit.c.shared, 0).desc(),
            room.desc(),
            func.coalesce(fit.c.levels, 0).desc(),
            func.coalesce(fit.c.in_role, 0).desc(),
            func.coalesce(fit.c.likes, 0).desc(),
            Person.name,
            Mentor.id,
        )
    )


def shown_to_all() -> ColumnElement[bool]:
    """A skill whose level its owner shows to everyone; others count as named, without a level."""
    return type_coerce(PersonSkill.audience, Integer).bitwise_and(int(Audience.EVERYONE)) != 0


def _fit(looked_for: Sequence[UUID]) -> Subquery:
    """How well each mentor fits the skills looked for."""
    return (
        select(
            mentor_skill.c.mentor_id,
            func.count().label("shared"),
            func.sum(func.coalesce(PersonSkill.level, 0)).label("levels"),
            func.count(RoleSkill.skill_id).label("in_role"),
            func.sum(case((PersonSkill.can_teach, 1), else_=0)).label("likes"),
        )
        .join(Person, Person.id == mentor_skill.c.mentor_id)
        .outerjoin(
            PersonSkill,
            and_(
                PersonSkill.person_id == mentor_skill.c.mentor_id,
                PersonSkill.skill_id == mentor_skill.c.skill_id,
                shown_to_all(),
            ),
        )
        .outerjoin(
            RoleSkill,
            and_(
                RoleSkill.role_id == Person.role_id,
                RoleSkill.skill_id == mentor_skill.c.skill_id,
            ),
        )
        .where(mentor_skill.c.skill_id.in_(looked_for))
        .group_by(mentor_skill.c.mentor_id)
        .subquery()
    )
