"""What stands beside the published figures: programmes, suggestions, critical roles, moves.

Nothing here counts people. How many moved is the prepared figure of `portal.roles.moved`.
"""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    CompoundSelect,
    Date,
    Integer,
    String,
    Uuid,
    bindparam,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from portal.acting.models import LaunchTick
from portal.assigning.models import SegmentAssignment
from portal.composed import prepared
from portal.db import Moment, columns, db
from portal.people.models import Person
from portal.programmes.models import Programme
from portal.programmes.states import State
from portal.roles.models import MoveCount, MoveCounting, Role

LATELY = timedelta(days=90)
MOST_MOVES = 3


class Fact(NamedTuple):
    """One row of what stands: a programme, a critical role, the suggestions, or a move."""

    what: str
    id: UUID | None
    label: str
    other: str
    number: int | None
    at: datetime | None
    until: date | None


def facts(least: int, since: datetime) -> dict[str, list[Fact]]:
    """What stands, by kind; "moved" has the moves most people made. One statement."""
    found: dict[str, list[Fact]] = {}
    for row in columns(_facts(), least=least, since=since, most=MOST_MOVES):
        one = Fact(*row)
        found.setdefault(one.what, []).append(one)
    return found


@prepared
def _facts() -> CompoundSelect[*tuple[Any, ...]]:
    return union_all(_programmes(), _critical(), _suggested(), _moves(), _counted())


def _row(what: Any, key: Any, label: Any, other: Any, number: Any, at: Any, until: Any) -> Any:
    nothing = {"key": Uuid, "number": Integer, "at": Moment, "until": Date}
    given = {"key": key, "number": number, "at": at, "until": until}
    filled = {
        name: cast(null(), nothing[name]()) if value is None else value
        for name, value in given.items()
    }
    text = literal("", String())
    return select(
        what.label("what"), filled["key"].label("key"),
        (text if label is None else label).label("label"),
        (text if other is None else other).label("other"),
        filled["number"].label("number"), filled["at"].label("at"), filled["until"].label("until"),
    )  # fmt: skip


def _programmes() -> Any:
    shown = (State.OPEN, State.MATCHING, State.RUNNING)
    row = _row(
        literal("programme"), Programme.id, Programme.name, Programme.state, None, None,
        Programme.joining_until,
    )  # fmt: skip
    return row.where(Programme.state.in_(shown))


def _critical() -> Any:
    row = _row(literal("critical"), Role.id, Role.title, None, None, None, None)
    return row.where(Role.critical, Role.status == "active")


def _suggested() -> Any:
    row = _row(
        literal("suggested"), None, None, None, func.count(),
        func.max(SegmentAssignment.made_at, type_=Moment()), None,
    )  # fmt: skip
    return row.where(SegmentAssignment.made_at > bindparam("since", type_=Moment()))


def _moves() -> Any:
    origin, target = aliased(Role), aliased(Role)
    row = _row(
        literal("moved"), target.id, target.title, origin.title, MoveCount.people, None, None
    )
    largest = (
        row.select_from(MoveCount)
        .join(origin, origin.id == MoveCount.from_role_id)
        .join(target, target.id == MoveCount.to_role_id)
        .where(MoveCount.people >= bindparam("least", type_=Integer()), target.status == "active")
        .order_by(MoveCount.people.desc(), target.title, origin.title)
        .limit(bindparam("most", type_=Integer()))
        .subquery()
    )
    return select(*largest.c)


def _counted() -> Any:
    return _row(literal("counted"), None, None, None, None, MoveCounting.at, None)


class Tick(NamedTuple):
    """A step that is done: by whom and when."""

    step: str
    name: str
    at: datetime


def ticks() -> dict[str, Tick]:
    """What is done of the launch kit, by step."""
    rows = db.session.execute(
        select(LaunchTick.step, Person.name, LaunchTick.at).join(
            Person, Person.id == LaunchTick.person_id
        )
    )
    return {row[0]: Tick(*row) for row in rows}
