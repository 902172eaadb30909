"""The one count of everybody, from one consistent read. What it returns stays in memory."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import case, func, select, union_all
from sqlalchemy.orm import aliased

from portal import marks
from portal.aspirations.models import Aspiration, Driver, State
from portal.aspirations.queries import counted_people
from portal.checkins.queries import lately
from portal.db import db
from portal.insights import strength
from portal.insights.catalogue import (
    ASKED,
    ASPIRATIONS,
    CHECK_INS,
    CONFIDENCE,
    DRAINS,
    DRIVES,
    ENERGY,
    FAMILIES,
    GROWING,
    HELD,
    HORIZONS,
    MOVES,
    NEARLY,
    NONE,
    READY,
    ROLES,
    VIEWS,
    WANTED,
    level_part,
)
from portal.insights.cells import EVERYBODY, WHOLE, Answer, Cell
from portal.insights.figures import Tally
from portal.insights.strength import Said, canonical, raw, streamed
from portal.people.models import Department, Location, Person
from portal.people.queries import here
from portal.roles.models import Family, Role
from portal.skills.models import Skill, Status

# What people want to do next; a wish to learn a skill has its own time and is no move.
MOVING = ("role", "move")
Today = aliased(Role)  # the role somebody has, beside the one they aim for


@dataclass(frozen=True)
class Count:
    """True counts; a mark of what each counted person wants, one of their skills, and one of their
    check-in; the words for every key; the keys of the roles, families and skills there are to
    choose today, by view.
    """

    tally: Tally
    marks: bytes
    skill_marks: bytes
    check_in_marks: bytes
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
        for *where, number in db.session.execute(_headcount()):
            tally.headcount[_cell(*where)] = number
        said: dict[str, list[bytes]] = {"wishes": [], "skills": [], "check-ins": []}
        for person, cell, answers in _people():
            for answer in answers:
                tally.answers[answer][cell if VIEWS[answer[0]].splits else WHOLE] += 1
            for about, words in _signed(person, cell, answers):
                said[about].append(marks.mark(key, words))
        names = {str(row[0]): str(row[1]) for row in db.session.execute(_names())}
        wishes, skills, check_ins = (marks.packed(of) for of in said.values())
        return Count(tally, wishes, skills, check_ins, names, _on_offer(tally))
    finally:
        db.session.rollback()


def _signed(person: str, cell: Cell, answers: set[Answer]) -> Iterator[tuple[str, str]]:
    """What makes a person's marks: their answers of each group of tables, if they gave any."""
    wishes = sorted(answer for answer in answers if answer[0] in ASPIRATIONS)
    check_in = sorted(answer for answer in answers if answer[0] in CHECK_INS)
    skills = sorted(answers.difference(wishes, check_in))
    if wishes:
        yield "wishes", repr((person, cell, wishes))
    if skills:
        yield "skills", repr((person, cell, skills))
    if check_in:
        yield "check-ins", repr((person, cell, check_in))


def _read_as_of_one_moment() -> None:
    """Every statement sees the same data. A read in SQLite does so anyhow."""
    db.session.rollback()
    if db.engine.dialect.name == "postgresql":
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def _headcount() -> Any:
    return (
        select(*_where(), func.count())
        .select_from(Person)
        .outerjoin(Today, Today.id == Person.role_id)
        .where(here())
        .group_by(*_where())
    )


def _where() -> tuple[Any, ...]:
    """What makes a person's cell, in the order of the catalogue's splits."""
    return (
        raw(Person.department_id),
        Person.level,
        raw(Person.location_id),
        raw(Today.family_id),
    )


@cache
def _cell(department: str, level: int | None, location: str | None, field: str | None) -> Cell:
    return (
        canonical(department),
        level_part(level),
        canonical(location) if location else NONE,
        canonical(field) if field else NONE,
    )


def _names() -> Any:
    return union_all(
        select(Department.id, Department.name),
        select(Location.id, Location.name),
        select(Role.id, Role.title),
        select(Family.id, Family.name),
        select(Skill.id, Skill.name),
    )


def _on_offer(tally: Tally) -> dict[str, frozenset[str]]:
    """What people can choose, have or be ready for, by view; notes the family of each role."""
    active, critical = set(), set()
    roles = select(Role.id, Role.family_id, Role.status, Role.critical)
    for role, family, status, is_critical in db.session.execute(roles):
        tally.family_of[str(role)] = str(family)
        if status == "active":
            active.add(str(role))
            if is_critical:
                critical.add(str(role))
    families = frozenset(str(key) for key in db.session.scalars(select(Family.id)))
    usable = select(Skill.id).where(Skill.status == Status.ACTIVE)
    skills = frozenset(str(key) for key in db.session.scalars(usable))
    return {
        ROLES.name: frozenset(active),
        FAMILIES.name: families,
        **dict.fromkeys((READY.name, NEARLY.name), frozenset(critical)),
        **dict.fromkeys((WANTED.name, GROWING.name, HELD.name, ASKED.name), skills),
    }


def _people() -> Iterator[tuple[str, Cell, set[Answer]]]:
    """Everyone who is counted, with all they said and all their skills say."""
    streams = (_places(), _aims(), _drivers(), _check_ins(), *strength.streams())
    said = heapq.merge(*streams, key=itemgetter(0))
    for person, parts in groupby(said, key=itemgetter(0)):
        answers: set[Answer] = set()
        cell = WHOLE
        for _, where, more in parts:
            cell = where or cell
            answers.update(more)
        yield canonical(person), cell, answers


def _places() -> Iterator[Said]:
    """Where everybody is who is counted; what they said follows in the other streams."""
    statement = (
        select(raw(Person.id), *_where())
        .outerjoin(Today, Today.id == Person.role_id)
        .where(Person.id.in_(counted_people()))
        .order_by(Person.id)
    )
    for person, *where in streamed(statement):
        yield person, _cell(*where), []


def _aims() -> Iterator[Said]:
    family = case((Aspiration.role_id.is_not(None), Role.family_id), else_=Aspiration.family_id)
    statement = (
        select(
            raw(Aspiration.person_id),
            Aspiration.kind,
            raw(Aspiration.role_id),
            raw(family),
            Aspiration.horizon,
            Aspiration.move_type,
        )
        .outerjoin(Role, Role.id == Aspiration.role_id)
        .where(Aspiration.person_id.in_(counted_people()), Aspiration.state == State.ACTIVE)
        .order_by(Aspiration.person_id)
    )
    for person, kind, *aim in streamed(statement):
        yield person, WHOLE, [EVERYBODY, *(_answers(*aim) if kind in MOVING else [])]


def _answers(role: str | None, family: str | None, when: str, move: str | None) -> list[Answer]:
    """What one aim says. Whoever aims for a role aims for its family, at some time."""
    answers = [(HORIZONS.name, when)]
    if role:
        answers.append((ROLES.name, canonical(role)))
    if family:
        answers.append((FAMILIES.name, canonical(family)))
    if move:
        answers.append((MOVES.name, move))
    return answers


def _drivers() -> Iterator[Said]:
    statement = (
        select(raw(Driver.person_id), Driver.code, Driver.drains)
        .where(Driver.person_id.in_(counted_people()))
        .order_by(Driver.person_id)
    )
    for person, code, drains in streamed(statement):
        yield person, WHOLE, [EVERYBODY, ((DRAINS if drains else DRIVES).name, code)]


def _check_ins() -> Iterator[Said]:
    """What everybody said at their newest check-in, if that was lately."""
    newest = lately(counted_people())
    statement = select(raw(newest.c.person_id), newest.c.confidence, newest.c.energy)
    for person, confidence, energy in streamed(statement.order_by(newest.c.person_id)):
        said = ((CONFIDENCE.name, confidence), (ENERGY.name, energy))
        yield person, WHOLE, [(view, answer) for view, answer in said if answer]
