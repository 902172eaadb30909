"""How many of the mentors found offer what: the numbers beside what narrows a search down."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Select, bindparam, func, select

from portal.conditions import Actor
from portal.db import columns
from portal.mentorship.mentors import conditions
from portal.mentorship.mentors.offering import FORMATS, LANGUAGES, TOPICS, Listed
from portal.mentorship.mentors.wish import Shape, Wish, begins
from portal.mentorship.models import Mentor, mentor_skill
from portal.people.models import Department, Person
from portal.skills.fold import fold
from portal.skills.models import Skill

MOST_COUNTED = 120
MOST_OF_EACH = 2
MOST_LOOKED_AT = 1_000


class Offered(NamedTuple):
    """A skill that mentors teach, and how many of them do."""

    id: UUID
    name: str
    mentors: int


class Narrowing(NamedTuple):
    """A way to find fewer: the field of the address, its value, in words, and how many are left."""

    field: str
    value: str
    words: str
    mentors: int


@dataclass(frozen=True)
class Tally:
    """How many there are, counted to MOST_COUNTED + 1, and what would narrow them down; who they
    are, unless there are more.
    """

    total: int
    ways: Sequence[Narrowing] = ()
    ids: Sequence[UUID] = ()


def tally(wish: Wish, asked: dict[str, Any]) -> Tally:
    """Of the mentors of a wish, given as `wish.given` does. One statement; more than MOST_COUNTED
    are not told apart.
    """
    rows = columns(_few(wish.shape), **asked, most=MOST_COUNTED + 1).all()
    if not 0 < len(rows) <= MOST_COUNTED:
        return Tally(len(rows))
    ids, *sets = zip(*rows, strict=True)
    ways = [way for way in _ways(wish, sets) if way.mentors < len(rows)]
    return Tally(len(rows), ways, ids)


def _ways(wish: Wish, sets: Sequence[Any]) -> Iterator[Narrowing]:
    topics, formats, languages, *there = sets
    if not wish.topic:
        yield from _most("topic", TOPICS, topics)
    if not wish.how:
        yield from _most("how", FORMATS, formats)
    if not wish.language:
        yield from _most("language", LANGUAGES, languages)
    if not wish.where:
        counted = Counter(zip(*there, strict=True))
        for (key, name), mentors in counted.most_common(MOST_OF_EACH):
            yield Narrowing("where", str(key), name, mentors)


def _most(field: str, listed: Listed, numbers: tuple[int, ...]) -> Iterator[Narrowing]:
    """The codes most of these sets hold; sets that are alike are taken apart once."""
    counted: Counter[str] = Counter()
    for number, times in Counter(numbers).items():
        for code in listed.codes(number):
            counted[code] += times
    for code, mentors in counted.most_common(MOST_OF_EACH):
        yield Narrowing(field, code, listed.words[code], mentors)


@cache
def _few(asked: Shape) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Mentor.id,
            Mentor.topics,
            Mentor.formats,
            Mentor.languages,
            Department.id,
            Department.name,
        )
        .join(Person, Person.id == Mentor.id)
        .join(Department, Department.id == Person.department_id)
        .where(*conditions.of(asked))
        .order_by(Mentor.id)  # those whom `_offered` reads too, where there are more
        .limit(bindparam("most", type_=Integer()))
    )


def departments() -> list[tuple[UUID, str]]:
    """Where people work, by name."""
    return [(key, name) for key, name in columns(_departments())]


@cache
def _departments() -> Select[UUID, str]:
    return select(Department.id, Department.name).order_by(Department.name).limit(200)


def languages(beside: str) -> dict[str, str]:
    """The languages that some of the open mentors offer, and the one named, in words."""
    number = LANGUAGES.bits.get(beside, 0)
    for (one,) in columns(_languages(), most=MOST_LOOKED_AT):
        number |= one
    return {code: LANGUAGES.words[code] for code in LANGUAGES.codes(number)}


@cache
def _languages() -> Select[int]:
    some = select(Mentor.languages).where(Mentor.state == "open", Mentor.languages != 0)
    few = some.limit(bindparam("most", type_=Integer())).subquery()
    return select(few.c.languages).distinct()


def offered_skills(actor: Actor, limit: int = 24) -> list[Offered]:
    """The skills open mentors teach, with how many of them do, the most taught first."""
    rows = columns(_offered(False), reader_id=actor.id, most=limit)
    return [Offered(*row) for row in rows]


def suggestions(actor: Actor, typed: str, limit: int = 6) -> list[Offered]:
    """The offered skills whose name, or another word for them, has a word that begins so."""
    looked_for = fold(typed)
    if not looked_for:
        return []
    asked = {"reader_id": actor.id, "most": limit} | begins(looked_for)
    return [Offered(*row) for row in columns(_offered(True), **asked)]


@cache
def _offered(typed: bool) -> Select[*tuple[Any, ...]]:
    """The skills open mentors teach, with how many of them do, the most taught first.

    Unless some are typed, of the first MOST_COUNTED mentors: among more, what they teach most is
    what all of them do.
    """
    mentors = select(Mentor.id).join(Person, Person.id == Mentor.id)
    mentors = mentors.where(conditions.open_to_reader())
    some = mentors.order_by(Mentor.id).limit(MOST_COUNTED).subquery()
    taught: list[ColumnElement[bool]] = [mentor_skill.c.mentor_id.in_(select(some.c.id))]
    if typed:  # the few who teach one of these are looked at one by one
        named_so = select(Skill.id).where(conditions.named())
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
