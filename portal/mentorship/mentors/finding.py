"""Finding a mentor: who is open, what they offer, in an order that can be explained.

A mentor stands the higher, in this order: the more of the skills looked for they teach; a place is
free; the more points the four reasons give them, see docs/matching.md; then by name. Without a
skill, the skills looked for are those the person wants to grow.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import (
    Integer,
    Select,
    Uuid,
    bindparam,
    select,
    type_coerce,
)
from sqlalchemy.util import memoized_property

from portal.audience import Audience
from portal.composed import prepared
from portal.conditions import Actor
from portal.db import columns, hex_of, plain, uuid_of
from portal.mentorship import guards, words
from portal.mentorship.lists import OFFERED_BY
from portal.mentorship.mentors import ranking, reasons, said
from portal.mentorship.mentors.offering import TOPICS
from portal.mentorship.mentors.said import Taught, TaughtSkill
from portal.mentorship.mentors.wanted import Goals, goals_of
from portal.mentorship.mentors.wish import Wish, given, in_twenties
from portal.mentorship.models import Mentor, MentorshipRequest
from portal.mentorship.standing import Standing
from portal.skills.models import PersonSkill

PER_PAGE, SPARE = 9, 3
MOST_PAGES = 10_000


class Offering(Protocol):
    """What of a Mentor a card shows."""

    @property
    def id(self) -> UUID: ...
    @property
    def capacity(self) -> int: ...
    @cached_property
    def topics(self) -> int: ...
    @property
    def answers_within(self) -> int | None: ...


@dataclass
class Found:
    """A mentor on the page, with the reasons for standing there."""

    mentor: Offering
    live: int
    waiting: int
    asked: bool = False
    hours: datetime | None = None
    taught: list[Taught] = field(default_factory=list)

    @property
    def free(self) -> int:
        return self.mentor.capacity - self.live

    @property
    def places(self) -> str:
        return words.places(self.free, self.waiting, guards.WAITING_LIST)

    @property
    def startable(self) -> bool:
        """Whether one could start without waiting."""
        return self.free > 0 and not self.waiting

    @memoized_property
    def reasons(self) -> list[str]:
        """Why this mentor, in words: at most one line for each of the four reasons."""
        return said.reasons([t for t in self.taught if t.wanted])

    @memoized_property
    def topics(self) -> list[str]:
        """What else than skills they help with."""
        return TOPICS.said(self.mentor.topics)

    @memoized_property
    def load(self) -> str:
        """How many they guide and how soon they answer, as far as it is kind and known."""
        return said.load(self.live, self.mentor.capacity, self.mentor.answers_within)


def asking(actor: Actor, wish: Wish, wanted: Mapping[UUID, int]) -> dict[str, Any]:
    """What the statements of a search are given."""
    return given(actor, wish, [wish.skill_id] if wish.skill_id else list(wanted))


def find(
    wish: Wish,
    goals: Goals,
    asked: Mapping[str, Any],
    page: int,
    everyone: Sequence[str] = (),
) -> list[Found]:
    """One page of mentors. `asked` is from `asking`; `everyone` are all there are by name, where
    they were few enough to be counted.
    """
    given_now = {**asked, "offset": (page - 1) * PER_PAGE, "most": PER_PAGE}
    if not everyone:
        rows = _of_many(wish, goals, given_now, page)
    elif wish.skill_id or goals.many:
        rows = _among(everyone, given_now)
    else:
        rows = _of_few(goals.teachers, given_now, everyone)
    found = [Found(OFFERED_BY.of(row), *row[-4:]) for row in rows]
    _tell_why(found, asked["reader_id"], set(asked["looked_for"]))
    return found


def _of_few(
    teachers: Collection[str], given_now: Mapping[str, Any], everyone: Sequence[str]
) -> Sequence[Any]:
    """The best of these. Of those who teach nothing looked for, who come last, whoever has a free
    place first and then by name, only some are looked at unless these have too few places.
    """
    teach = [one for one in everyone if one in teachers]
    missing = given_now["offset"] + given_now["most"] - len(teach)
    if missing <= 0:
        return _among(teach, given_now)
    others = [one for one in everyone if one not in teachers]
    some = others[: 2 * missing + SPARE]  # half of them have a free place, or more
    rows = _among(teach + some, given_now)
    whole = len(some) == len(others)
    if not whole and rows and (rows[-1].waiting or rows[-1].live >= rows[-1].capacity):
        return _among(everyone, given_now)
    return rows


def _among(
    ids: Sequence[str], given_now: Mapping[str, Any], *, open_only: bool = False
) -> Sequence[Any]:
    return columns(ranking.among(open_only=open_only), ids=in_twenties(ids), **given_now).all()


def _of_many(wish: Wish, goals: Goals, given_now: Mapping[str, Any], page: int) -> Sequence[Any]:
    fitting = bool(wish.skill_id) or (  # where a skill is asked for, nobody else is found
        not wish.words and _enough(goals.skills, (4 if wish.narrow else 1) * (page + 1) * PER_PAGE)
    )
    if fitting and not wish.skill_id and not wish.narrow:
        rows = _among(goals.first(page * PER_PAGE), given_now, open_only=True)
    else:
        rows = columns(ranking.page(wish.shape, fitting=fitting), **given_now).all()
    if fitting and not wish.skill_id and len(rows) < PER_PAGE:
        rows = columns(ranking.page(wish.shape, fitting=False), **given_now).all()
    return rows


def _enough(wanted: Mapping[UUID, int], places: int) -> bool:
    """Whether it is enough to look among those who teach what is looked for: in a large
    organisation they are few beside all the others, who would come after them.
    """
    return max(wanted.values(), default=0) > 4 * places  # not all of them are open, and here


def alternatives(actor: Actor, request: MentorshipRequest, limit: int = 3) -> list[Found]:
    """Other mentors with a free place for what was asked, the best first."""
    asked_for = {skill.id: 0 for skill in request.skills}
    looked_for = Goals(asked_for) if asked_for else goals_of(request.mentee_id)
    return others(actor, request.mentor_id, looked_for, limit)


def others(actor: Actor, mentor_id: UUID, looked_for: Goals, limit: int) -> list[Found]:
    """Mentors with a free place who teach what is looked for, but not this one, the best first."""
    asked = given(actor, Wish(), [*looked_for.skills])
    asked |= {"but": mentor_id, "offset": 0, "most": limit}
    rows: Sequence[Any] = ()
    if _enough(looked_for.skills, 2 * limit):
        ids = in_twenties(looked_for.first(limit))
        rows = columns(ranking.with_room(among=True), ids=ids, **asked).all()
    if len(rows) < limit:
        rows = columns(ranking.with_room(among=False), **asked).all()
    found = [Found(OFFERED_BY.of(row), *row[-2:]) for row in rows]
    _tell_why(found, actor.id, set(looked_for.skills))
    return found


def one(
    mentor: Mentor, now: Standing, wanted: Collection[UUID], reader_id: UUID | None = None
) -> Found:
    """This mentor as on the page of results."""
    found = Found(mentor, now.live, now.waiting, now.asked)
    _tell_why([found], reader_id or mentor.id, set(wanted))
    return found


def _tell_why(found: list[Found], reader_id: UUID, wanted: set[UUID]) -> None:
    """Fill in what each mentor teaches, what is looked for first, with level and reasons."""
    if not found:
        return
    ids = [each.mentor.id for each in found]
    taught = {each.mentor.id.hex: each.taught for each in found}
    looked_for = {one.hex for one in wanted}
    for mentor_id, skill_id, name, level, *why in plain(
        reasons.taught(), mentor_ids=ids, reader_id=reader_id
    ):
        skill = TaughtSkill(uuid_of(skill_id), name)
        row = Taught(skill, level, hex_of(skill_id) in looked_for, *why)
        taught[hex_of(mentor_id)].append(row)
    for each in found:
        each.taught.sort(key=lambda t: (not t.wanted, -t.level, t.skill.name))


def levels_shown(person_id: UUID, skills: Mapping[UUID, str]) -> list[Taught]:
    """These skills of somebody as others would read them: with the level where all may see it."""
    shown = columns(_shown(), person_id=person_id, audience=int(Audience.EVERYONE))
    levels = {key: level for key, level in shown}
    rows = (
        Taught(TaughtSkill(key, name), levels.get(key, 0), False, 0, False, False, False, False)
        for key, name in skills.items()
    )
    return sorted(rows, key=lambda t: (-t.level, t.skill.name))


@prepared
def _shown() -> Select[UUID, int]:
    audience = type_coerce(PersonSkill.audience, Integer)
    seen = audience.bitwise_and(bindparam("audience", type_=Integer())) != 0
    mine = PersonSkill.person_id == bindparam("person_id", type_=Uuid())
    return select(PersonSkill.skill_id, PersonSkill.level).where(mine, seen)
