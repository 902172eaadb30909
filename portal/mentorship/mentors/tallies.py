"""How many of the mentors found offer what: the numbers beside what narrows a search down."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    bindparam,
    func,
    literal,
    select,
)

from portal.conditions import Actor
from portal.db import columns, plain, uuid_of
from portal.mentorship.mentors import conditions
from portal.mentorship.mentors.offering import FORMATS, LANGUAGES, TOPICS, Listed
from portal.mentorship.mentors.wish import Shape, Wish, begins
from portal.mentorship.models import Mentor, mentor_skill
from portal.people.models import Department, Person
from portal.skills.fold import fold
from portal.skills.models import Skill

Key = TypeVar("Key")
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
    are, by name, unless there are more.
    """

    total: int
    ways: Sequence[Narrowing] = ()
    ids: Sequence[UUID] = ()


def tally(wish: Wish, asked: dict[str, Any], *, many: bool = False) -> Tally:
    """Of the mentors of a wish, given as `wish.given` does; more than MOST_COUNTED are not told
    apart. One statement; where there are `many` mentors, another one if these are not too many.
    """
    if many and not wish.narrow and not wish.skill_id:
        ((total,),) = plain(_number(wish.shape), **asked, most=MOST_COUNTED + 1)
        if total > MOST_COUNTED:
            return Tally(total)
    rows = plain(_few(wish.shape), **asked, most=MOST_COUNTED + 1)
    if not 0 < len(rows) <= MOST_COUNTED:
        return Tally(len(rows))
    ids, *sets = zip(*rows, strict=True)
    ways = [way for way in _ways(wish, sets) if way.mentors < len(rows)]
    return Tally(len(rows), ways, [uuid_of(one) for one in ids])


def _ways(wish: Wish, sets: Sequence[Any]) -> Iterator[Narrowing]:
    topics, formats, languages, *there = sets
    if not wish.topic:
        yield from _most("topic", TOPICS, topics)
    if not wish.how:
        yield from _most("how", FORMATS, formats)
    if not wish.language:
        yield from _most("language", LANGUAGES, languages)
    if not wish.where:
        for (key, name), mentors in _first(Counter(zip(*there, strict=True))):
            yield Narrowing("where", str(uuid_of(key)), name, mentors)


def _most(field: str, listed: Listed, numbers: tuple[int, ...]) -> Iterator[Narrowing]:
    """The codes most of these sets hold; sets that are alike are taken apart once."""
    counted = dict.fromkeys(listed.bits.values(), 0)
    every = sum(counted)
    for number, times in Counter(numbers).items():
        left = number & every
        while left:  # bit by bit, and in words only for the few that are said
            bit = left & -left
            counted[bit] += times
            left ^= bit
    for bit, mentors in _first(counted):
        for code in listed.codes(bit) if mentors else ():
            yield Narrowing(field, code, listed.words[code], mentors)


def _first(counted: Mapping[Key, int]) -> list[tuple[Key, int]]:
    """What most have; of those that as many have, what stands first."""
    return sorted(counted.items(), key=itemgetter(1), reverse=True)[:MOST_OF_EACH]


@cache
def _number(asked: Shape) -> Select[int]:
    found = select(Mentor.id).join(Person, Person.id == Mentor.id).where(*conditions.of(asked))
    some = found.limit(bindparam("most", type_=Integer())).subquery()
    return select(func.count()).select_from(some)


@cache
def _few(asked: Shape) -> Select[*tuple[Any, ...]]:
    """Those whom `_offered` reads too, where there are more."""
    few = (
        select(
            Mentor.id,
            Mentor.topics,
            Mentor.formats,
            Mentor.languages,
            Department.id.label("department_id"),
            Department.name.label("department"),
            Person.name.label("name"),
        )
        .join(Person, Person.id == Mentor.id)
        .join(Department, Department.id == Person.department_id)
        .where(*conditions.of(asked))
        .order_by(Mentor.id)
        .limit(bindparam("most", type_=Integer()))
        .subquery()
    )
    *shown, name = few.c
    return select(*shown).order_by(name, few.c.id)


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
        number |= one or 0
    return {code: LANGUAGES.words[code] for code in LANGUAGES.codes(number)}


@cache
def _languages() -> Select[int]:
    """Each set of them once, from one to the next: the index has them in order, and thousands of
    mentors offer a few dozen. None at the end.
    """
    sets = select(literal(0, BigInteger()).label("languages")).cte("sets", recursive=True)
    following = select(func.min(Mentor.languages))
    following = following.where(Mentor.state == "open", Mentor.languages > sets.c.languages)
    next_one = following.correlate(sets).scalar_subquery()
    sets = sets.union_all(select(next_one).where(sets.c.languages.is_not(None)))
    return select(sets.c.languages).limit(bindparam("most", type_=Integer()))


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
