"""How many of the mentors found offer what: the numbers beside what narrows a search down."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    String,
    Uuid,
    bindparam,
    cast,
    func,
    literal,
    select,
)

from portal.composed import prepared
from portal.conditions import Actor
from portal.db import columns, hex_of, plain, uuid_of
from portal.mentorship.mentors import conditions
from portal.mentorship.mentors.offering import FORMATS, LANGUAGES, TOPICS, Listed
from portal.mentorship.mentors.wish import Shape, Wish, begins, in_twenties
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
    are, by name, unless there are more. Where nothing is asked for, `some` are MOST_COUNTED of
    them at most, the first by their ids.
    """

    total: int
    ways: Sequence[Narrowing] = ()
    ids: Sequence[str] = ()
    some: Sequence[str] = ()


def tally(wish: Wish, asked: dict[str, Any], *, many: bool = False) -> Tally:
    """Of the mentors of a wish, given as `wish.given` does; more than MOST_COUNTED are not told
    apart. One statement; where there are `many` mentors, another one if these are not too many.
    """
    if many and wish.anything:
        ((some,),) = plain(_some(wish.shape), **asked, most=MOST_COUNTED + 1)
        first = some.replace("-", "").split(",") if some else []
        if len(first) > MOST_COUNTED:
            return Tally(len(first), some=first[:MOST_COUNTED])
    rows = plain(_few(wish.shape), **asked, most=MOST_COUNTED + 1)
    if not 0 < len(rows) <= MOST_COUNTED:
        return Tally(len(rows))
    ids, *sets = zip(*rows, strict=True)
    ways = [way for way in _ways(wish, sets) if way.mentors < len(rows)]
    by_name = ids if isinstance(ids[0], str) else [hex_of(one) for one in ids]
    return Tally(len(rows), ways, by_name, by_name if wish.anything else ())


def _ways(wish: Wish, sets: Sequence[Any]) -> Iterator[Narrowing]:
    topics, formats, languages, *there = sets
    if not wish.topic:
        yield from _most("topic", TOPICS, topics)
    if not wish.how:
        yield from _most("how", FORMATS, formats)
    if not wish.language:
        yield from _most("language", LANGUAGES, languages)
    if not wish.where:
        names = dict(zip(*there, strict=True))
        for key, mentors in Counter(there[0]).most_common(MOST_OF_EACH):
            yield Narrowing("where", str(uuid_of(key)), names[key], mentors)


def _most(field: str, listed: Listed, numbers: tuple[int, ...]) -> Iterator[Narrowing]:
    """The codes most of these sets hold; of those that as many hold, what stands first."""
    held = sum(map(_side_by_side, numbers)).to_bytes(64, "little")
    places = sorted(range(len(listed.places)), key=held.__getitem__, reverse=True)
    for place in places[:MOST_OF_EACH]:
        if held[place]:
            code = listed.places[place]
            yield Narrowing(field, code, listed.words[code], held[place])


@lru_cache(maxsize=4_096)
def _side_by_side(number: int) -> int:
    """A set with a byte for each code rather than a bit, so that the sum of MOST_COUNTED sets says
    how many hold each.
    """
    return sum(1 << 8 * place for place in range(number.bit_length()) if number >> place & 1)


@prepared
def _some(asked: Shape) -> Select[str]:
    """The first of them, as `_few` and `_offered` have them."""
    found = select(Mentor.id).join(Person, Person.id == Mentor.id).where(*conditions.of(asked))
    some = found.order_by(Mentor.id).limit(bindparam("most", type_=Integer())).subquery()
    return select(func.aggregate_strings(cast(some.c.id, String()), ","))


@prepared
def _few(asked: Shape) -> Select[*tuple[Any, ...]]:
    """Those whom `_offered` reads too, where there are more."""
    few = (
        select(
            Mentor.id, Mentor.topics, Mentor.formats, Mentor.languages,
            Person.department_id, Person.name,
        )
        .join(Person, Person.id == Mentor.id)
        .where(*conditions.of(asked))
        .order_by(Mentor.id)
        .limit(bindparam("most", type_=Integer()))
        .subquery()
    )  # fmt: skip
    *shown, name = few.c
    return (
        select(*shown, Department.name)
        .join(Department, Department.id == few.c.department_id)
        .order_by(name, few.c.id)
    )


def departments() -> list[tuple[UUID, str]]:
    """Where people work, by name."""
    return [(key, name) for key, name in columns(_departments())]


@prepared
def _departments() -> Select[UUID, str]:
    return select(Department.id, Department.name).order_by(Department.name).limit(200)


def languages(beside: str) -> dict[str, str]:
    """The languages that some of the open mentors offer, and the one named, in words."""
    number = LANGUAGES.bits.get(beside, 0)
    for (one,) in columns(_languages(), most=MOST_LOOKED_AT):
        number |= one or 0
    return {code: LANGUAGES.words[code] for code in LANGUAGES.codes(number)}


@prepared
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


def offered_skills(
    actor: Actor, tally: Tally, chosen: UUID | None = None, limit: int = 24
) -> list[Offered]:
    """The skills open mentors teach, with how many of them do, the most taught first, and last the
    one that is `chosen`. Whom `tally` has found, if it was of all of them, is not looked for again.
    """
    if tally.some:
        rows = columns(_offered("given"), mentor_ids=in_twenties(tally.some), most=limit)
    else:
        rows = columns(_offered("first"), reader_id=actor.id, most=limit)
    listed = [Offered(*row) for row in rows]
    if chosen and all(one.id != chosen for one in listed):
        listed += [Offered(*row, tally.total) for row in columns(_named(), skill_id=chosen)]
    return listed


@prepared
def _named() -> Select[UUID, str]:
    return select(Skill.id, Skill.name).where(Skill.id == bindparam("skill_id", type_=Uuid()))


def suggestions(actor: Actor, typed: str, limit: int = 6) -> list[Offered]:
    """The offered skills whose name, or another word for them, has a word that begins so."""
    looked_for = fold(typed)
    if not looked_for:
        return []
    asked = {"reader_id": actor.id, "most": limit} | begins(looked_for)
    return [Offered(*row) for row in columns(_offered("typed"), **asked)]


@prepared
def _offered(among: str) -> Select[*tuple[Any, ...]]:
    """The skills open mentors teach, with how many of them do, the most taught first.

    Unless some are typed, of the first MOST_COUNTED mentors, or of those given: among more, what
    they teach most is what all of them do.
    """
    counted = (
        select(mentor_skill.c.skill_id, func.count().label("mentors"))
        .where(*_BY[among]())
        .group_by(mentor_skill.c.skill_id)
        .subquery()
    )
    return (
        select(Skill.id, Skill.name, counted.c.mentors)
        .join(counted, counted.c.skill_id == Skill.id)
        .order_by(counted.c.mentors.desc(), Skill.name)
        .limit(bindparam("most", type_=Integer()))
    )


def _open() -> Select[UUID]:
    mentors = select(Mentor.id).join(Person, Person.id == Mentor.id)
    return mentors.where(conditions.open_to_reader())


def _by_the_first() -> list[ColumnElement[bool]]:
    some = _open().order_by(Mentor.id).limit(MOST_COUNTED).subquery()
    return [mentor_skill.c.mentor_id.in_(select(some.c.id))]


def _by_those_given() -> list[ColumnElement[bool]]:
    mentor_ids = bindparam("mentor_ids", type_=Uuid(), expanding=True)
    return [mentor_skill.c.mentor_id.in_(mentor_ids)]


def _with_such_a_name() -> list[ColumnElement[bool]]:
    """The few who teach one of these are looked at one by one."""
    named_so = select(Skill.id).where(conditions.named())
    one = _open().where(Mentor.id == mentor_skill.c.mentor_id).correlate(mentor_skill)
    return [mentor_skill.c.skill_id.in_(named_so), one.exists()]


_BY = {"first": _by_the_first, "given": _by_those_given, "typed": _with_such_a_name}
