"""The one count of everybody, from one consistent read. What it returns stays in memory."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, String, case, cast, func, select, union_all

from portal import marks
from portal.aspirations.models import Aspiration, Driver, State
from portal.aspirations.queries import counted_people
from portal.db import db
from portal.insights.catalogue import DRAINS, DRIVES, FAMILIES, HORIZONS, MOVES, ROLES, level_part
from portal.insights.cells import EVERYBODY, Answer, Cell
from portal.insights.figures import Tally
from portal.people.models import Department, Person
from portal.people.queries import here
from portal.roles.models import Family, Role

# What people want to do next; a wish to learn a skill has its own time and is no move.
MOVING = ("role", "move")
AT_ONCE = 5000

# One person's id, department and level, and some of their answers.
Said = tuple[str, str, int | None, list[Answer]]


@dataclass(frozen=True)
class Count:
    """True counts, the mark of each counted person, the words for every key, and the keys of the
    roles and families that people can choose today.
    """

    tally: Tally
    marks: bytes
    names: dict[str, str]
    on_offer: dict[str, frozenset[str]]


def count(key: bytes) -> Count:
    """Count everybody who works here and lets it be counted. `key` is the one for marks.

    People come one after the other, each with all their answers, so memory grows with the number
    of groups and not with the number of people.
    """
    _read_as_of_one_moment()
    try:
        tally = Tally()
        for department, level, number in db.session.execute(_headcount()):
            tally.headcount[str(department), level_part(level)] = number
        found = []
        for person, cell, answers in _people():
            for answer in answers:
                tally.answers[answer][cell] += 1
            found.append(marks.mark(key, repr((person, cell, sorted(answers)))))
        names = {str(row[0]): str(row[1]) for row in db.session.execute(_names())}
        return Count(tally, marks.packed(found), names, _on_offer(tally))
    finally:
        db.session.rollback()


def _read_as_of_one_moment() -> None:
    """Every statement sees the same data. A read in SQLite does so anyhow."""
    db.session.rollback()
    if db.engine.dialect.name == "postgresql":
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def _headcount() -> Any:
    return (
        select(Person.department_id, Person.level, func.count())
        .where(here())
        .group_by(Person.department_id, Person.level)
    )


def _names() -> Any:
    return union_all(
        select(Department.id, Department.name),
        select(Role.id, Role.title),
        select(Family.id, Family.name),
    )


def _on_offer(tally: Tally) -> dict[str, frozenset[str]]:
    """Roles and families of the catalogue; notes on the way which family a role is of."""
    active = set()
    for role, family, status in db.session.execute(select(Role.id, Role.family_id, Role.status)):
        tally.family_of[str(role)] = str(family)
        if status == "active":
            active.add(str(role))
    families = frozenset(str(key) for key in db.session.scalars(select(Family.id)))
    return {ROLES.name: frozenset(active), FAMILIES.name: families}


def _people() -> Iterator[tuple[str, Cell, set[Answer]]]:
    """Everyone who is counted and said something, with all they said."""
    said = heapq.merge(_aims(), _drivers(), key=itemgetter(0))
    for person, parts in groupby(said, key=itemgetter(0)):
        answers: set[Answer] = {EVERYBODY}
        for _, department, level, more in parts:
            cell = (_canonical(department), level_part(level))
            answers.update(more)
        yield _canonical(person), cell, answers


def _aims() -> Iterator[Said]:
    family = case((Aspiration.role_id.is_not(None), Role.family_id), else_=Aspiration.family_id)
    statement = (
        select(
            _raw(Person.id),
            _raw(Person.department_id),
            Person.level,
            Aspiration.kind,
            _raw(Aspiration.role_id),
            _raw(family),
            Aspiration.horizon,
            Aspiration.move_type,
        )
        .join(Aspiration, Aspiration.person_id == Person.id)
        .outerjoin(Role, Role.id == Aspiration.role_id)
        .where(Person.id.in_(counted_people()), Aspiration.state == State.ACTIVE)
        .order_by(Person.id)
    )
    for person, department, level, kind, *aim in _streamed(statement):
        yield person, department, level, _answers(*aim) if kind in MOVING else []


def _answers(role: str | None, family: str | None, when: str, move: str | None) -> list[Answer]:
    """What one aim says. Whoever aims for a role aims for its family, at some time."""
    answers = [(HORIZONS.name, when)]
    if role:
        answers.append((ROLES.name, _canonical(role)))
    if family:
        answers.append((FAMILIES.name, _canonical(family)))
    if move:
        answers.append((MOVES.name, move))
    return answers


def _drivers() -> Iterator[Said]:
    statement = (
        select(
            _raw(Person.id), _raw(Person.department_id), Person.level, Driver.code, Driver.drains
        )
        .join(Driver, Driver.person_id == Person.id)
        .where(Person.id.in_(counted_people()))
        .order_by(Person.id)
    )
    for person, department, level, code, drains in _streamed(statement):
        yield person, department, level, [((DRAINS if drains else DRIVES).name, code)]


def _streamed(statement: Any) -> Iterator[Any]:
    return iter(db.session.execute(statement, execution_options={"yield_per": AT_ONCE}))


def _raw(column: Any) -> ColumnElement[str]:
    """An id as the database writes it: making a UUID of each would cost more than the count."""
    return cast(column, String)


@cache
def _canonical(raw: str) -> str:
    return str(UUID(raw))
