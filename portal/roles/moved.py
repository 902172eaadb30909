"""How many people really moved from one role to another: counted at night, never in a request.

A figure is kept only of k people or more, rounded (`portal.disclosure`). A reader who compares two
nights learns of no single person:

- nothing is counted anew unless at least k people changed since it was last done;
- the figure of two roles is replaced only if at least k of its own people came or left since it was
  last settled, withheld or not; until then the old one stays.

To tell who changed, marks are kept (`portal.marks`), never ids. Erased people count no more from
the next figure on. How long people stayed before they moved is said in half years, as the median,
and only where twice k people tell it: no single one of them is the middle of a small group.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from itertools import groupby
from operator import itemgetter
from statistics import median
from typing import Any, NamedTuple
from uuid import UUID

from flask import current_app
from sqlalchemy import Integer, Select, Uuid, bindparam, or_, select
from sqlalchemy.orm import aliased

from portal import clock, marks
from portal.composed import prepared
from portal.db import columns, db, transaction
from portal.disclosure import enough_changed, rounded, shown
from portal.people.models import Move, Person
from portal.roles.importing.plan import Rows, Values, table_of
from portal.roles.models import MoveCount, MoveCounting, Role

NAME = "moves"
PERIOD = timedelta(days=5 * 365 + 1)
KINDS = ("promotion", "lateral", "transfer", "return")
HALF_YEAR, MONTH = 6, 30.4
AT_ONCE = 5000

# Raised whenever moves are counted in another way, so that old marks are not held against new ones.
METHOD = 1
PURPOSE = b"moves between"

Pair = tuple[UUID, UUID]


class Moved(NamedTuple):
    """So many people, about, went from one role to another within five years."""

    from_role_id: UUID
    to_role_id: UUID
    people: int
    months: int | None


def counts(role_ids: Collection[UUID]) -> list[Moved]:
    """What may be said of moves out of and into these roles. One statement.

    Figures that were made under a lower threshold than today's are left out at once.
    """
    if not role_ids:
        return []
    return [Moved(*row) for row in columns(_counts(), role_ids=[*role_ids], least=least())]


def least() -> int:
    """No figure below this one is shown today."""
    return rounded(current_app.config["SETTINGS"].k)


@prepared
def _counts() -> Select[*tuple[Any, ...]]:
    role_ids = bindparam("role_ids", type_=Uuid(), expanding=True)
    count = MoveCount
    return (
        select(count.from_role_id, count.to_role_id, count.people, count.months)
        .where(or_(count.from_role_id.in_(role_ids), count.to_role_id.in_(role_ids)))
        .where(count.people >= bindparam("least", type_=Integer()))
        .order_by(count.people.desc(), count.from_role_id, count.to_role_id)
    )


class Way(NamedTuple):
    """A way many people went: titles of both roles, how many people, about, after how long."""

    from_id: UUID
    from_title: str
    to_id: UUID
    to_title: str
    people: int
    months: int | None


def most(limit: int) -> list[Way]:
    """The ways most people went within five years, as they may be shown. One statement."""
    return [Way(*row) for row in columns(_most(), least=least(), limit=limit)]


@prepared
def _most() -> Select[*tuple[Any, ...]]:
    before, after, count = aliased(Role), aliased(Role), MoveCount
    return (
        select(before.id, before.title, after.id.label("to_id"), after.title.label("to_title"),
               count.people, count.months)
        .select_from(count)
        .join(before, before.id == count.from_role_id)
        .join(after, after.id == count.to_role_id)
        .where(count.people >= bindparam("least", type_=Integer()))
        .order_by(count.people.desc(), before.title, after.title)
        .limit(bindparam("limit", type_=Integer()))
    )  # fmt: skip


@dataclass
class _Made:
    """A move between two roles: the marks of those who made it, and how long they had stayed."""

    people: list[bytes] = field(default_factory=list)
    months: list[float] = field(default_factory=list)


def prepare(_now: datetime | None = None) -> int:
    """Count the moves of the last five years and settle what may be shown. How many rows changed.

    Inside an application context, outside a transaction; doing it again changes nothing.
    """
    k = current_app.config["SETTINGS"].k
    people, made = _counted(marks.key_from(current_app.config["SECRET_KEY"], PURPOSE))
    last = db.session.get(MoveCounting, 1)
    before = last.marks if last and (last.k, last.method) == (k, METHOD) else None
    db.session.rollback()
    if before is not None and not enough_changed(*marks.changes(before, people), k):
        return 0
    with transaction() as session:
        rows = _settled(made, k, afresh=before is None)
        for statement, values in rows.steps():
            session.execute(statement, values)
        session.merge(MoveCounting(id=1, at=clock.now(), k=k, method=METHOD, marks=people))
    return len(rows)


def _counted(key: bytes) -> tuple[bytes, dict[Pair, _Made]]:
    """One mark for all that a person contributes; and of every two roles who moved between them."""
    made: dict[Pair, _Made] = defaultdict(_Made)
    people = []
    for person, moves in _histories():
        for pair, months in moves.items():
            made[pair].people.append(marks.mark(key, repr((person, pair))))
            if months is not None:
                made[pair].months.append(months)
        people.append(marks.mark(key, repr((person, sorted(moves)))))
    return marks.packed(people), made


def _histories() -> Iterator[tuple[UUID, dict[Pair, float | None]]]:
    """Each person who moved lately, with the months they had been in the role they left."""
    today = clock.today()
    rows = db.session.connection().execute(
        _events(), {"today": today}, execution_options={"yield_per": AT_ONCE}
    )
    for person, events in groupby(rows, key=itemgetter(0)):
        entered: dict[UUID, date] = {}
        moves: dict[Pair, float | None] = {}
        for _, kind, on, here, there in events:
            if kind in KINDS and here and there and here != there and on > today - PERIOD:
                since = entered.get(here)
                moves[here, there] = (on - since).days / MONTH if since else None
            if there:
                entered[there] = on
        if moves:
            yield person, moves


@cache
def _events() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Move.person_id, Move.kind, Move.effective_on, Move.from_role_id, Move.to_role_id
        )
        .join(Person, Person.id == Move.person_id)
        .where(Person.erased_at.is_(None), Move.effective_on <= bindparam("today"))
        .order_by(Move.person_id, Move.effective_on, Move.id)
    )  # fmt: skip


def _settled(made: dict[Pair, _Made], k: int, *, afresh: bool) -> Rows:
    """What changes in the table: pairs of which enough people changed, or all of them `afresh`."""
    rows = Rows(table_of(MoveCount), ("from_role_id", "to_role_id"))
    count = MoveCount
    had: dict[Pair, bytes] = {
        (here, there): run
        for here, there, run in columns(select(count.from_role_id, count.to_role_id, count.marks))
    }
    for pair in made.keys() | had.keys():
        now = made.get(pair, _Made())
        run = marks.packed(now.people)
        if not afresh and not enough_changed(*marks.changes(had.get(pair, b""), run), k):
            continue
        key: Values = {"from_role_id": pair[0], "to_role_id": pair[1]}
        if run and (pair in had or len(now.people) >= k):
            listed = rows.changed if pair in had else rows.put
            listed.append(key | {"marks": run} | _told(now, k))
        elif pair in had:
            rows.gone.append(key)
    return rows


def _told(made: _Made, k: int) -> Values:
    """The figure, and about how long people stayed, where each may be said."""
    people = shown(len(made.people), k)
    months = None
    if people is not None and len(made.months) >= 2 * k:
        months = max(HALF_YEAR, round(median(made.months) / HALF_YEAR) * HALF_YEAR)
    return {"people": people, "months": months}
