"""Reading people and the reporting line."""

from datetime import date
from functools import cache
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Date, Select, bindparam, func, or_, select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.audience import Audience
from portal.db import columns, db
from portal.people.models import Experience, NamedReader, Person


@cache
def today() -> BindParameter[date]:
    """The day on which a statement runs, whenever it was built."""
    return bindparam(None, callable_=clock.today, type_=Date())


@cache
def here() -> ColumnElement[bool]:
    """The condition under which somebody works here on the day the statement runs."""
    return or_(Person.left_on.is_(None), Person.left_on > today())


def whole(person_id: UUID) -> Person:
    """A person with department, location, manager and photo, in one statement."""
    return db.session.scalars(_whole(), {"person_id": person_id}).one()


@cache
def _whole() -> Select[Person]:
    return (
        select(Person)
        .where(Person.id == bindparam("person_id"))
        .options(
            joinedload(Person.department),
            joinedload(Person.location),
            joinedload(Person.manager),
            joinedload(Person.photo),
        )
        .execution_options(populate_existing=True)
    )


def reports_of(person_id: UUID) -> list[Person]:
    """The people who report to this person today, by name, with their departments."""
    return list(db.session.scalars(_reports(), {"person_id": person_id}))


@cache
def _reports() -> Select[Person]:
    return (
        select(Person)
        .where(Person.manager_id == bindparam("person_id"), here())
        .options(joinedload(Person.department))
        .order_by(Person.name, Person.id)
    )


def called(typed: str, but: UUID, most: int = 8) -> list[Person]:
    """People who are here and have these words in their names, by name; nobody for no words.

    `but` is who looks for them, and is not found.
    """
    conditions = [
        func.lower(Person.name).contains(word.lower(), autoescape=True)
        for word in typed.split()[:4]
    ]
    if not conditions:
        return []
    statement = (
        select(Person)
        .where(here(), Person.id != but, *conditions)
        .options(joinedload(Person.department))
        .order_by(Person.name, Person.id)
        .limit(most)
    )
    return list(db.session.scalars(statement))


class Named(NamedTuple):
    """Somebody a person has named."""

    id: UUID
    name: str
    job_title: str


def named_by(person_id: UUID) -> list[Named]:
    """The people this person has named, by name, for what is open to "people I name"."""
    return [Named(*row) for row in columns(_named(), person_id=person_id)]


@cache
def _named() -> Select[UUID, str, str]:
    return (
        select(Person.id, Person.name, Person.job_title)
        .join(NamedReader, NamedReader.reader_id == Person.id)
        .where(NamedReader.person_id == bindparam("person_id"), here())
        .order_by(Person.name, Person.id)
    )


def experience_of(person_id: UUID, groups: Audience | None = None) -> list[Experience]:
    """What a person has done: what still goes on first, then the newest.

    In: the groups the reader belongs to; None is the person, who sees everything. One statement.
    """
    rows = db.session.scalars(_experience(), {"person_id": person_id})
    return [row for row in rows if groups is None or row.audience.includes(groups)]


@cache
def _experience() -> Select[Experience]:
    return (
        select(Experience)
        .where(Experience.person_id == bindparam("person_id"))
        .order_by(
            Experience.ended_on.is_not(None),
            Experience.started_on.desc(),
            Experience.id,
        )
    )
