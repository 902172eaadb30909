"""Finding a mentor: who is open, what they teach, in an order that can be explained.

A mentor stands the higher, in this order: the more of the skills looked for they teach; a place is
free; the higher their levels in those skills; the more of them are part of their own role; the
more of them they say they like to teach; then by name. Without a skill, the skills looked for are
those the person wants to grow.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, func, or_, select

from portal.access import Actor
from portal.db import columns
from portal.mentorship import guards, words
from portal.mentorship.lists import MENTOR
from portal.mentorship.mentors import ranking
from portal.mentorship.mentors.wish import Wish, begins, given
from portal.mentorship.models import Mentor, MentorshipRequest, mentor_skill
from portal.mentorship.standing import Standing
from portal.skills.fold import fold
from portal.skills.models import Interest, PersonSkill

PER_PAGE = 12


class TaughtSkill(NamedTuple):
    """A skill by its name."""

    id: UUID
    name: str


@dataclass
class Taught:
    """A skill a mentor teaches: the level they show, whether the reader looks for it, and why."""

    skill: TaughtSkill
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


def wanted_skills(person_id: UUID) -> dict[UUID, int]:
    """The skills this person wants to learn, or to use more and has not mastered; and how many name
    each among what they teach, whether they are open or not.
    """
    rows = columns(_wanted(), person_id=person_id)
    return {skill_id: mentors for skill_id, mentors in rows}


@cache
def _wanted() -> Select[UUID, int]:
    mentors = select(func.count()).where(mentor_skill.c.skill_id == PersonSkill.skill_id)
    return select(PersonSkill.skill_id, mentors.scalar_subquery()).where(
        PersonSkill.person_id == bindparam("person_id"),
        or_(
            PersonSkill.interest == Interest.LEARN,
            and_(PersonSkill.interest == Interest.MORE, PersonSkill.level < 3),
        ),
    )


def offered_skills(actor: Actor, limit: int = 40) -> list[Offered]:
    """The skills open mentors teach, with how many of them do, the most taught first."""
    rows = columns(ranking.offered(False), reader_id=actor.id, most=limit)
    return [Offered(*row) for row in rows]


def suggestions(actor: Actor, typed: str, limit: int = 6) -> list[Offered]:
    """The offered skills whose name, or another word for them, has a word that begins so."""
    looked_for = fold(typed)
    if not looked_for:
        return []
    asked = {"reader_id": actor.id, "most": limit} | begins(looked_for)
    return [Offered(*row) for row in columns(ranking.offered(True), **asked)]


def find(
    actor: Actor, wish: Wish, wanted: Mapping[UUID, int], page: int
) -> tuple[list[Found], int]:
    """One page of mentors, and how many there are, counted to ranking.MOST_COUNTED + 1."""
    looked_for = [wish.skill_id] if wish.skill_id else list(wanted)
    asked = given(actor, wish, looked_for)
    asked |= {"offset": (page - 1) * PER_PAGE, "most": PER_PAGE}
    fitting = _fill_the_page(wish, wanted, page)
    rows = columns(ranking.page(wish.shape, fitting=fitting), **asked).all()
    if fitting and not wish.skill_id and len(rows) < PER_PAGE:
        rows = columns(ranking.page(wish.shape, fitting=False), **asked).all()
    found = [
        Found(mentor, mentor.capacity - live, waits, has)
        for mentor, (live, waits, has, _) in ((MENTOR.of(row), row[-4:]) for row in rows)
    ]
    _tell_why(found, set(looked_for))
    return found, rows[0][-1] if rows else 0


def _fill_the_page(wish: Wish, wanted: Mapping[UUID, int], page: int) -> bool:
    """Whether it is enough to look among those who teach what is looked for: in a large
    organisation they are few beside all the others, who would come after them.
    """
    if wish.skill_id:
        return True  # nobody else is found
    likely = 4 * (page + 1) * PER_PAGE  # not all of them are open, and here
    return not wish.words and not wish.elsewhere and max(wanted.values(), default=0) > likely


def alternatives(actor: Actor, request: MentorshipRequest, limit: int = 3) -> list[Found]:
    """Other mentors with a free place for what was asked, the best first."""
    looked_for = [skill.id for skill in request.skills] or [*wanted_skills(request.mentee_id)]
    asked = given(actor, Wish(), looked_for) | {"but": request.mentor_id, "most": limit}
    rows = columns(ranking.with_room(), **asked)
    found = [
        Found(mentor, mentor.capacity - taken, wait)
        for mentor, (taken, wait) in ((MENTOR.of(row), row[-2:]) for row in rows)
    ]
    _tell_why(found, set(looked_for))
    return found


def one(mentor: Mentor, now: Standing, wanted: Collection[UUID]) -> Found:
    """This mentor as on the page of results."""
    found = Found(mentor, mentor.capacity - now.live, now.waiting)
    _tell_why([found], set(wanted))
    return found


def _tell_why(found: list[Found], wanted: set[UUID]) -> None:
    """Fill in what each mentor teaches, what is looked for first, with level and reasons."""
    if not found:
        return
    by_id = {each.mentor.id: each for each in found}
    for mentor_id, *row in columns(ranking.taught(), mentor_ids=[*by_id]):
        skill = TaughtSkill(*row[:2])
        by_id[mentor_id].taught.append(Taught(skill, row[2], skill.id in wanted, row[4], row[3]))
    for each in found:
        each.taught.sort(key=lambda t: (not t.wanted, -t.level, t.skill.name))
