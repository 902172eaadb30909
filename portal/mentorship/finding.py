"""Finding a mentor: who is open, what they teach, in an order that can be explained.

A mentor stands the higher, in this order: the more of the skills looked for they teach; a place is
free; the higher their levels in those skills; the more of them are part of their own role; the
more of them they say they like to teach; then by name. Without a skill, the skills looked for are
those the person wants to grow.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    and_,
    func,
    or_,
    select,
)
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from portal.access import Actor
from portal.db import db
from portal.mentorship import guards, ranking, words
from portal.mentorship.models import Mentor, MentorshipRequest, mentor_skill
from portal.mentorship.ranking import Wish
from portal.mentorship.standing import OPEN, Standing
from portal.people.models import Person
from portal.roles.models import RoleSkill
from portal.skills.fold import fold
from portal.skills.models import Interest, PersonSkill, Skill

PER_PAGE = 12


@dataclass
class Taught:
    """A skill a mentor teaches: the level they show, whether the reader looks for it, and why."""

    skill: Skill
    level: int
    wanted: bool
    in_role: bool
    likes: bool


class Offered(NamedTuple):
    """A skill that mentors teach, and how many of them do."""

    id: UUID
    name: str
    mentors: int


@dataclass
class Found:
    """A mentor on the page, with the reasons for standing there."""

    mentor: Mentor
    free: int
    waiting: int
    asked: bool = False
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


def offered_skills(actor: Actor, limit: int = 40) -> list[Offered]:
    """The skills open mentors teach, with how many of them do, the most taught first."""
    return _offered(actor, limit)


def suggestions(actor: Actor, typed: str, limit: int = 6) -> list[Offered]:
    """The offered skills whose name, or another word for them, has a word that begins so."""
    looked_for = fold(typed)
    return _offered(actor, limit, ranking.named(looked_for)) if looked_for else []


def _offered(actor: Actor, limit: int, *conditions: ColumnElement[bool]) -> list[Offered]:
    number = func.count(Mentor.id)
    rows = db.session.execute(
        select(Skill.id, Skill.name, number)
        .join(mentor_skill, mentor_skill.c.skill_id == Skill.id)
        .join(Mentor, Mentor.id == mentor_skill.c.mentor_id)
        .join(Person, Person.id == Mentor.id)
        .where(ranking.open_to(actor), *conditions)
        .group_by(Skill.id, Skill.name)
        .order_by(number.desc(), Skill.name)
        .limit(limit)
    )
    return [Offered(*row) for row in rows]


def find(actor: Actor, wish: Wish, wanted: Sequence[UUID], page: int) -> tuple[list[Found], int]:
    """One page of mentors and how many there are in all."""
    conditions = ranking.conditions(actor, wish)
    total = db.session.scalar(
        select(func.count()).select_from(Mentor).join(Person).where(*conditions)
    )
    looked_for = [wish.skill_id] if wish.skill_id else list(wanted)
    rows = db.session.execute(
        ranking.ranked(looked_for)
        .where(*conditions)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
        .options(
            contains_eager(Mentor.person).joinedload(Person.department),
            selectinload(Mentor.skills),
        )
    )
    found = [Found(mentor, mentor.capacity - live, waits) for mentor, live, waits in rows]
    _tell_why(found, set(looked_for))
    asked = set(
        db.session.scalars(
            select(MentorshipRequest.mentor_id).where(MentorshipRequest.mentee_id == actor.id, OPEN)
        )
    )
    for each in found:
        each.asked = each.mentor.id in asked
    return found, total or 0


def alternatives(actor: Actor, request: MentorshipRequest, limit: int = 3) -> list[Found]:
    """Other mentors with a free place for what was asked, the best first."""
    looked_for = [skill.id for skill in request.skills] or wanted_skills(request.mentee_id)
    live, waits = ranking.live(), ranking.waiting()
    rows = db.session.execute(
        ranking.ranked(looked_for)
        .where(
            ranking.open_to(actor),
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
        .where(PersonSkill.person_id.in_([f.mentor.id for f in found]), ranking.shown_to_all())
    )
    known = {
        (person, skill): (level, likes, bool(role)) for person, skill, level, likes, role in shown
    }
    for each in found:
        for skill in each.mentor.skills:
            level, likes, in_role = known.get((each.mentor.id, skill.id), (0, False, False))
            each.taught.append(Taught(skill, level, skill.id in wanted, in_role, likes))
        each.taught.sort(key=lambda t: (not t.wanted, -t.level, t.skill.name))
