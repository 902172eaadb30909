"""Reading people and the reporting line."""

from datetime import date
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    Integer,
    Select,
    bindparam,
    or_,
    select,
)

from portal import clock
from portal.audience import Audience
from portal.composed import prepared
from portal.db import columns
from portal.light import Light
from portal.people.models import Department, Experience, Location, NamedReader, Person, Photo
from search_index.text import key

MOST_WORDS = 4


@cache
def today() -> BindParameter[date]:
    """The day on which a statement runs, whenever it was built."""
    return bindparam(None, callable_=clock.today, type_=Date())


@cache
def here() -> ColumnElement[bool]:
    """The condition under which somebody works here on the day the statement runs."""
    return or_(Person.left_on.is_(None), Person.left_on > today())


# Somebody in a list, or beside something of theirs.
NAMED = Light(Person, "name", "job_title", "left_on")
PLACED = Light(Person, "name", "job_title", "left_on", department=Light(Department, "name"))
WHOLE = Light(
    Person,
    department=Light(Department),
    location=Light(Location),
    manager=NAMED,
    photo=Light(Photo, "digest", "audience"),
)


def whole(person_id: UUID) -> Person:
    """A person with department, location, manager and photo, to be read; in one statement.

    Raises NoResultFound when there is nobody of that id.
    """
    return WHOLE.one(_whole(), person_id=person_id)


@prepared
def _whole() -> Select[Any]:
    return WHOLE.select.where(Person.id == bindparam("person_id"))


def reports_of(person_id: UUID) -> list[Person]:
    """The people who report to this person today, by name, to be read."""
    return NAMED.rows(_reports(), person_id=person_id)


@prepared
def _reports() -> Select[Any]:
    statement = NAMED.select.where(Person.manager_id == bindparam("person_id"), here())
    return statement.order_by(Person.name, Person.id)


def called(typed: str, but: UUID, most: int = 8) -> list[Person]:
    """People who are here and have these words in their names, however accents and apostrophes are
    typed; by name, to be read. Nobody for no words.

    `but` is who looks for them, and is not found.
    """
    words = key(typed).split()[:MOST_WORDS]
    if not words:
        return []
    given = {f"word_{n}": f"%{word.replace('_', '/_')}%" for n, word in enumerate(words)}
    return PLACED.rows(_called(len(words)), but=but, most=most, **given)


@prepared
def _called(words: int) -> Select[Any]:
    conditions = [Person.folded.like(bindparam(f"word_{n}"), escape="/") for n in range(words)]
    return (
        PLACED.select.where(here(), Person.id != bindparam("but"), *conditions)
        .order_by(Person.name, Person.id)
        .limit(bindparam("most", type_=Integer()))
    )


class Named(NamedTuple):
    """Somebody a person has named."""

    id: UUID
    name: str
    job_title: str


def named_by(person_id: UUID) -> list[Named]:
    """The people this person has named, by name, for what is open to "people I name"."""
    return [Named(*row) for row in columns(_named(), person_id=person_id)]


@prepared
def _named() -> Select[UUID, str, str]:
    return (
        select(Person.id, Person.name, Person.job_title)
        .join(NamedReader, NamedReader.reader_id == Person.id)
        .where(NamedReader.person_id == bindparam("person_id"), here())
        .order_by(Person.name, Person.id)
    )


def experience_of(person_id: UUID, groups: Audience | None = None) -> list[Experience]:
    """What a person has done: what still goes on first, then the newest.

    In: the groups the reader belongs to; None is the person, who sees everything. One statement,
    of rows to be read.
    """
    rows = DONE.rows(_experience(), person_id=person_id)
    return [row for row in rows if groups is None or row.audience.includes(groups)]


LED = Light(Person, "manager_id", "shared_with_manager_id")
"""Whose something is, for `people.manager` to say who sees it."""
DONE = Light(Experience, person=LED)


@prepared
def _experience() -> Select[Any]:
    return DONE.select.where(Experience.person_id == bindparam("person_id")).order_by(
        Experience.ended_on.is_not(None),
        Experience.started_on.desc(),
        Experience.id,
    )
