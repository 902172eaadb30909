"""How many of the mentors found offer what: the numbers beside what narrows a search down."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    CompoundSelect,
    FromClause,
    Integer,
    Select,
    Uuid,
    bindparam,
    cast,
    desc,
    func,
    literal,
    null,
    select,
    union_all,
)

from portal.composed import prepared
from portal.conditions import Actor
from portal.db import columns, hex_of, plain, uuid_of
from portal.mentorship.mentors import conditions
from portal.mentorship.mentors.offering import FORMATS, LANGUAGES, TOPICS, Listed
from portal.mentorship.mentors.wish import Shape, Wish, begins
from portal.mentorship.models import Mentor, mentor_skill
from portal.people.models import Department, Person
from portal.skills.fold import fold
from portal.skills.models import Skill

MOST_COUNTED, MOST_OFFERED = 120, 24
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
    are, by name, unless there are more; and what they teach most, if that was asked for.
    """

    total: int
    ways: Sequence[Narrowing] = ()
    ids: Sequence[str] = ()
    skills: Sequence[Offered] = ()


def tally(wish: Wish, asked: Mapping[str, Any], *, skills: bool = False) -> Tally:
    """Of the mentors of a wish, given as `wish.given` does; more than MOST_COUNTED are not told
    apart. With the `skills` they teach, by the first of them where there are more. One statement.
    """
    limits = {"most": MOST_COUNTED + 1, "most_offered": MOST_OFFERED}
    if not skills:
        rows = plain(_each(wish.shape), **asked, **limits)
        return _told(wish, len(rows), rows)
    (_, _, _, total, *_), *rows = plain(_each_and_skills(wish.shape), **asked, **limits)
    told = total if total <= MOST_COUNTED else 0
    offered = [Offered(uuid_of(key), name, number) for _, key, name, number, *_ in rows[told:]]
    return _told(wish, total, [(key, *sets) for _, key, _, _, *sets in rows[:told]], offered)


def _told(wish: Wish, total: int, rows: Sequence[Any], skills: Sequence[Offered] = ()) -> Tally:
    if not 0 < total <= MOST_COUNTED:
        return Tally(total, skills=skills)
    ids, *sets = zip(*rows, strict=True)
    ways = [way for way in _ways(wish, sets) if way.mentors < total]
    by_name = ids if isinstance(ids[0], str) else [hex_of(one) for one in ids]
    return Tally(total, ways, by_name, skills)


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
def _each(asked: Shape) -> Select[*tuple[Any, ...]]:
    """The first of them by name, with what is counted."""
    some = _first(asked).subquery()
    each = select(some.c.id, *_sets(some)).join(Department, Department.id == some.c.department_id)
    return each.order_by(some.c.name, some.c.id)


@prepared
def _each_and_skills(asked: Shape) -> CompoundSelect[*tuple[Any, ...]]:
    """How many there are, as far as is counted; unless there are more, each of them as above; and
    what they teach, the most taught first.
    """
    # Once: else they are looked for again for each use.
    some = _first(asked).cte("some").prefix_with("MATERIALIZED")
    total = select(func.count()).select_from(some).scalar_subquery()
    each = select(literal(1), some.c.id, some.c.name, literal(0), *_sets(some))
    each = each.join(Department, Department.id == some.c.department_id)
    taught = _offered(mentor_skill.c.mentor_id.in_(select(some.c.id))).subquery()
    nobody = cast(null(), Uuid())
    no_sets = (literal(0), literal(0), literal(0), nobody, literal(""))
    head = literal(0).label("kind"), nobody.label("id"), literal("").label("name")
    return union_all(
        select(*head, total.label("number"), *no_sets),
        each.where(total < _most_counted()),
        select(literal(2), *taught.c, *no_sets),
    ).order_by("kind", desc("number"), "name", "id")


def _first(asked: Shape) -> Select[*tuple[Any, ...]]:
    found = select(
        Mentor.id, Mentor.topics, Mentor.formats, Mentor.languages,
        Person.department_id, Person.name,
    ).join(Person, Person.id == Mentor.id)  # fmt: skip
    return found.where(*conditions.of(asked)).order_by(Mentor.id).limit(_most_counted())


def _sets(some: FromClause) -> tuple[Any, ...]:
    offered = some.c.topics, some.c.formats, some.c.languages
    return *offered, some.c.department_id, Department.name


def _most_counted() -> BindParameter[int]:
    return bindparam("most", type_=Integer())


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


def offered_skills(actor: Actor, wish: Wish, tally: Tally) -> list[Offered]:
    """The skills open mentors teach, with how many of them do, the most taught first, and last the
    one of the wish. What the `tally` of the wish has, if it was of all of them, is not looked for
    again.
    """
    given = {"reader_id": actor.id, "most_offered": MOST_OFFERED}
    listed = [*tally.skills] or [Offered(*row) for row in columns(_by_the_first(), **given)]
    if wish.skill_id and all(one.id != wish.skill_id for one in listed):
        named = columns(_named(), skill_id=wish.skill_id)
        listed += [Offered(*row, tally.total) for row in named]
    return listed


@prepared
def _named() -> Select[UUID, str]:
    return select(Skill.id, Skill.name).where(Skill.id == bindparam("skill_id", type_=Uuid()))


def suggestions(actor: Actor, typed: str, limit: int = 6) -> list[Offered]:
    """The offered skills whose name, or another word for them, has a word that begins so."""
    looked_for = fold(typed)
    if not looked_for:
        return []
    asked = {"reader_id": actor.id, "most_offered": limit} | begins(looked_for)
    return [Offered(*row) for row in columns(_with_such_a_name(), **asked)]


def _open() -> Select[UUID]:
    mentors = select(Mentor.id).join(Person, Person.id == Mentor.id)
    return mentors.where(conditions.open_to_reader())


@prepared
def _by_the_first() -> Select[*tuple[Any, ...]]:
    """By the first mentors alone: among more, what they teach most is what all of them do."""
    some = _open().order_by(Mentor.id).limit(MOST_COUNTED + 1).subquery()
    return _offered(mentor_skill.c.mentor_id.in_(select(some.c.id)))


@prepared
def _with_such_a_name() -> Select[*tuple[Any, ...]]:
    """The few who teach one of these are looked at one by one."""
    named_so = select(Skill.id).where(conditions.named())
    one = _open().where(Mentor.id == mentor_skill.c.mentor_id).correlate(mentor_skill)
    return _offered(mentor_skill.c.skill_id.in_(named_so), one.exists())


def _offered(*by: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """The skills these mentors teach, with how many of them do, the most taught first."""
    counted = (
        select(mentor_skill.c.skill_id, func.count().label("mentors"))
        .where(*by)
        .group_by(mentor_skill.c.skill_id)
        .subquery()
    )
    return (
        select(Skill.id, Skill.name, counted.c.mentors)
        .join(counted, counted.c.skill_id == Skill.id)
        .order_by(counted.c.mentors.desc(), Skill.name)
        .limit(bindparam("most_offered", type_=Integer()))
    )
