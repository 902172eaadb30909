"""Finding a mentor: who is open, what they teach, in an order that can be explained.

A mentor stands the higher, in this order: the more of the skills looked for they teach; a place is
free; the higher their levels in those skills; the more of them are part of their own role; the
more of them they say they like to teach; then by name. Without a skill, the skills looked for are
those the person wants to grow.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
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
from sqlalchemy.orm import joinedload, selectinload

from portal.access import Actor
from portal.audience import Audience
from portal.db import db
from portal.mentorship import guards, words
from portal.mentorship.models import Mentor, Mentorship, MentorshipRequest, mentor_skill
from portal.mentorship.queries import LIVE, Standing, active
from portal.people.models import Department, Person
from portal.roles.models import RoleSkill
from portal.skills.fold import fold
from portal.skills.models import Interest, PersonSkill, Skill, SkillAlias

PER_PAGE = 12


@dataclass(frozen=True)
class Wish:
    """What somebody looks for: words, a skill, and whether to look beyond their department."""

    q: str = ""
    skill_id: UUID | None = None
    elsewhere: bool = False


@dataclass
class Taught:
    """A skill a mentor teaches: the level they show, whether the reader looks for it, and why."""

    skill: Skill
    level: int
    wanted: bool
    in_role: bool
    likes: bool


@dataclass
class Found:
    """A mentor on the page, with the reasons for standing there."""

    mentor: Mentor
    free: int
    waiting: int
    taught: list[Taught] = field(default_factory=list)

    @property
    def places(self) -> str:
        return words.places(self.free, self.waiting, guards.WAITING_LIST)

    @property
    def startable(self) -> bool:
        """Whether one could start without waiting."""
        return self.free > 0 and not self.waiting

    @property
    def reasons(self) -> list[str]:
        """Why this mentor, in words, the best first."""
        wanted = [t for t in self.taught if t.wanted]
        said = []
        if any(t.level == 4 for t in wanted):
            said.append("Others come to them to learn it")
        if any(t.in_role for t in wanted):
            said.append("It is part of their role")
        if any(t.likes for t in wanted):
            said.append("Likes to teach it")
        return said


def wanted_skills(person_id: UUID) -> list[UUID]:
    """The skills this person wants to learn, or to use more and has not mastered."""
    return list(
        db.session.scalars(
            select(PersonSkill.skill_id).where(
                PersonSkill.person_id == person_id,
                or_(
                    PersonSkill.interest == Interest.LEARN,
                    and_(PersonSkill.interest == Interest.MORE, PersonSkill.level < 3),
                ),
            )
        )
    )


def offered_skills(actor: Actor, limit: int = 40) -> list[tuple[Skill, int]]:
    """The skills open mentors teach, with how many of them do, the most taught first."""
    number = func.count(Mentor.id)
    rows = db.session.execute(
        select(Skill, number)
        .join(mentor_skill, mentor_skill.c.skill_id == Skill.id)
        .join(Mentor, Mentor.id == mentor_skill.c.mentor_id)
        .join(Person, Person.id == Mentor.id)
        .where(_open_to(actor))
        .group_by(Skill.id)
        .order_by(number.desc(), Skill.name)
        .limit(limit)
    )
    return [(skill, n) for skill, n in rows]


def suggestions(actor: Actor, typed: str, limit: int = 6) -> list[tuple[Skill, int]]:
    """The offered skills whose name, or another word for them, has a word that begins so."""
    looked_for = fold(typed)
    if not looked_for:
        return []
    number = func.count(Mentor.id)
    rows = db.session.execute(
        select(Skill, number)
        .join(mentor_skill, mentor_skill.c.skill_id == Skill.id)
        .join(Mentor, Mentor.id == mentor_skill.c.mentor_id)
        .join(Person, Person.id == Mentor.id)
        .where(_open_to(actor), _named(looked_for))
        .group_by(Skill.id)
        .order_by(number.desc(), Skill.name)
        .limit(limit)
    )
    return [(skill, n) for skill, n in rows]


def find(actor: Actor, wish: Wish, wanted: Sequence[UUID], page: int) -> tuple[list[Found], int]:
    """One page of mentors and how many there are in all."""
    conditions = _conditions(actor, wish)
    total = db.session.scalar(
        select(func.count()).select_from(Mentor).join(Person).where(*conditions)
    )
    looked_for = [wish.skill_id] if wish.skill_id else list(wanted)
    rows = db.session.execute(
        _ranked(looked_for)
        .where(*conditions)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
        .options(
            joinedload(Mentor.person).joinedload(Person.department), selectinload(Mentor.skills)
        )
    )
    found = [Found(mentor, mentor.capacity - live, waits) for mentor, live, waits in rows]
    _tell_why(found, set(looked_for) or set(wanted))
    return found, total or 0


def alternatives(actor: Actor, request: MentorshipRequest, limit: int = 3) -> list[Found]:
    """Other mentors with a free place for what was asked, the best first."""
    looked_for = [skill.id for skill in request.skills] or wanted_skills(request.mentee_id)
    live, waits = _live(), _waiting()
    rows = db.session.execute(
        _ranked(looked_for)
        .where(
            _open_to(actor),
            Mentor.id != request.mentor_id,
            Mentor.capacity > func.coalesce(live, 0),
            func.coalesce(waits, 0) == 0,
        )
        .limit(limit)
        .options(
            joinedload(Mentor.person).joinedload(Person.department), selectinload(Mentor.skills)
        )
    )
    found = [Found(mentor, mentor.capacity - taken, wait) for mentor, taken, wait in rows]
    _tell_why(found, set(looked_for))
    return found


def one(mentor: Mentor, now: Standing, wanted: Sequence[UUID]) -> Found:
    """This mentor as on the page of results."""
    found = Found(mentor, mentor.capacity - now.live, now.waiting)
    _tell_why([found], set(wanted))
    return found


def _open_to(actor: Actor) -> ColumnElement[bool]:
    """Open mentors who are here, but not the reader."""
    return and_(Mentor.state == "open", Mentor.id != actor.id, active())


def _conditions(actor: Actor, wish: Wish) -> list[ColumnElement[bool]]:
    conditions = [_open_to(actor)]
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
                _teaches(_named(word)),
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


def _named(folded: str) -> ColumnElement[bool]:
    """A skill one of whose names has a word that begins with these letters."""
    start = _literal(folded)
    alias = exists().where(SkillAlias.skill_id == Skill.id, _word_begins(SkillAlias.folded, start))
    return or_(_word_begins(Skill.folded, start), alias.correlate(Skill))


def _word_begins(column: Any, start: str) -> ColumnElement[bool]:
    return or_(column.like(f"{start}%", escape="\\"), column.like(f"% {start}%", escape="\\"))


def _literal(words_typed: str) -> str:
    """Signs that mean something to LIKE, as themselves."""
    return words_typed.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _live() -> Any:
    return (
        select(func.count())
        .where(Mentorship.mentor_id == Mentor.id, LIVE)
        .correlate(Mentor)
        .scalar_subquery()
    )


def _waiting() -> Any:
    return (
        select(func.count())
        .where(MentorshipRequest.mentor_id == Mentor.id, MentorshipRequest.state == "waitlisted")
        .correlate(Mentor)
        .scalar_subquery()
    )


def _ranked(looked_for: Sequence[UUID]) -> Select[Any]:
    """Mentors with their live mentorships and waiting list, in the order this module explains."""
    live, waits = _live(), _waiting()
    fit = _fit(looked_for)
    room = case((and_(Mentor.capacity > live, waits == 0), 1), else_=0)
    return (
        select(Mentor, live, waits)
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


def _tell_why(found: list[Found], wanted: set[UUID]) -> None:
    """Fill in what each mentor teaches, what is looked for first, with level and reasons."""
    shown = db.session.execute(
        select(
            PersonSkill.person_id,
            PersonSkill.skill_id,
            PersonSkill.level,
            PersonSkill.can_teach,
            RoleSkill.skill_id,
        )
        .join(Person, Person.id == PersonSkill.person_id)
        .outerjoin(
            RoleSkill,
            and_(RoleSkill.role_id == Person.role_id, RoleSkill.skill_id == PersonSkill.skill_id),
        )
        .where(PersonSkill.person_id.in_([f.mentor.id for f in found]), shown_to_all())
    )
    known = {
        (person, skill): (level, likes, bool(role)) for person, skill, level, likes, role in shown
    }
    for each in found:
        for skill in each.mentor.skills:
            level, likes, in_role = known.get((each.mentor.id, skill.id), (0, False, False))
            each.taught.append(Taught(skill, level, skill.id in wanted, in_role, likes))
        each.taught.sort(key=lambda t: (not t.wanted, -t.level, t.skill.name))
