"""Reading the prepared figures, and nothing else: no query here touches a person.

A snapshot never changes once it is published, and its figures are for every reader of them the
same. So what a page shows of one is kept in the process: which one is the newest is asked anew.
"""

from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, Uuid, and_, bindparam, or_, select

from portal.composed import prepared
from portal.db import columns, db
from portal.insights.catalogue import (
    ALL,
    ASPIRATIONS,
    DEPARTMENT,
    FAMILIES,
    HORIZONS,
    LEVEL,
    LEVELS,
    NONE,
    PEOPLE,
)
from portal.insights.models import Snapshot, SnapshotCell
from portal.kept import Kept

# A page shows the largest figures of a table; the file has them all.
ON_A_PAGE = 15
PARTS_ON_A_PAGE = 20
Made = TypeVar("Made")
_pages: Kept[Any] = Kept(96)


class Group(NamedTuple):
    """Whose figures: everybody, or one part of a split; without a part, each of them."""

    split: str
    part: str

    def __str__(self) -> str:
        if self.split == ALL:
            return ""
        return f"{self.split}:{self.part}" if self.part else self.split


EVERYBODY = Group(ALL, "")


class Cell(NamedTuple):
    """One figure of one group, as published."""

    view: str
    group: Group
    key: str
    label: str
    shown: int | None


@dataclass(frozen=True)
class Published:
    """The newest snapshot: when it was taken, and the groups it can be read by."""

    id: UUID
    taken_at: datetime
    k: int
    people: dict[Group, Cell]

    def groups(self, split: str) -> list[Group]:
        """The parts of a split by name, or the levels from the lowest."""
        found = [group for group in self.people if group.split == split]
        if split == LEVEL:
            return sorted(found, key=lambda group: list(LEVELS).index(group.part))
        label = self.people.__getitem__
        return sorted(found, key=lambda group: (group.part == NONE, label(group).label.casefold()))

    def largest(self, split: str) -> list[Cell]:
        """As many groups as a page shows: those with most people first, levels in order."""
        found = [self.people[group] for group in self.groups(split)]
        if split != LEVEL:
            found.sort(key=lambda cell: -(cell.shown or 0))
        return found[:PARTS_ON_A_PAGE]


def newest() -> Published | None:
    """The newest snapshot, or None before the first; one statement, two when it is new."""
    snapshot = stamp()
    if snapshot is None:
        return None
    return once(("people", *snapshot), lambda: _published(snapshot))


def _published(snapshot: "Stamp") -> Published:
    people = _cells(snapshot.id, SnapshotCell.view == PEOPLE.name)
    return Published(*snapshot, {cell.group: cell for cell in people})


def once(key: tuple[Hashable, ...], make: Callable[[], Made]) -> Made:
    """What a page shows of snapshots, which `key` names: made once, and not to be changed."""
    made: Made = _pages.of(key, (), make)
    return made


@dataclass(frozen=True)
class Tables:
    """The tables of one group for a page, and for everybody the times of each department."""

    of: dict[str, list[Cell]]
    times: dict[Group, list[Cell]] = field(default_factory=dict)

    @property
    def withheld(self) -> int:
        """How many figures on the page are not shown."""
        rows = [*self.of.values(), *self.times.values()]
        return sum(cell.shown is None for cells in rows for cell in cells)

    @property
    def shown_times(self) -> dict[Group, list[int | None]]:
        """The figures of each department alone."""
        return {group: [cell.shown for cell in cells] for group, cells in self.times.items()}

    @property
    def most_times(self) -> int:
        """The largest of them; 1 where there is none."""
        every = [figure for figures in self.shown_times.values() for figure in figures if figure]
        return max(every, default=1)


def tables(published: Published, group: Group) -> Tables:
    """What a page shows of a group; one statement, once."""
    return once(("tables", published.id, group), lambda: _tables(published, group))


def _tables(published: Published, group: Group) -> Tables:
    largest = published.largest(DEPARTMENT) if group == EVERYBODY else []
    times: dict[Group, list[Cell]] = {cell.group: [] for cell in largest}
    condition = or_(
        and_(
            _is(group),
            SnapshotCell.view.in_(ASPIRATIONS),
            or_(SnapshotCell.position < ON_A_PAGE, SnapshotCell.key == ""),
        ),
        and_(
            SnapshotCell.view == HORIZONS.name,
            SnapshotCell.split == DEPARTMENT,
            SnapshotCell.part.in_([department.part for department in times]),
        ),
    )
    of: dict[str, list[Cell]] = {}
    for cell in _cells(published.id, condition):
        if cell.group == group:
            of.setdefault(cell.view, []).append(cell)
        else:
            times[cell.group].append(cell)
    return Tables(of, times)


def wishes(published: Published, split: str) -> dict[Group, list[Cell]]:
    """The fields that people of each part of a split aim for; what is not shown of a part is one
    cell without a key and a figure. One statement.
    """
    found: dict[Group, list[Cell]] = {cell.group: [] for cell in published.largest(split)}
    condition = and_(
        SnapshotCell.view == FAMILIES.name,
        SnapshotCell.split == split,
        SnapshotCell.part.in_([group.part for group in found]),
    )
    for cell in _cells(published.id, condition):
        found[cell.group].append(cell)
    return found


def of_parts(
    published: Published, views: Collection[str], split: str
) -> dict[str, dict[Group, list[int | None]]]:
    """What the largest parts of a split show, by view, a figure for each fixed answer; one
    statement.
    """
    parts = [cell.group for cell in published.largest(split)]
    condition = and_(
        SnapshotCell.view.in_(views),
        SnapshotCell.split == split,
        SnapshotCell.part.in_([group.part for group in parts]),
    )
    of: dict[str, dict[Group, list[int | None]]]
    of = {view: {part: [] for part in parts} for view in views}
    for cell in _cells(published.id, condition):
        of[cell.view][cell.group].append(cell.shown)
    return of


def across(
    published: Published, view: str, split: str, keys: Collection[str]
) -> dict[Group, dict[str, int | None]]:
    """What the largest parts of a split say of these answers, by key; one statement."""
    of: dict[Group, dict[str, int | None]] = {cell.group: {} for cell in published.largest(split)}
    parts = [group.part for group in of]
    whose = and_(SnapshotCell.split == split, SnapshotCell.part.in_(parts))
    which = and_(SnapshotCell.view == view, SnapshotCell.key.in_(keys))
    for cell in _cells(published.id, and_(whose, which)):
        of[cell.group][cell.key] = cell.shown
    return of


def of_everybody(snapshot_id: UUID, views: Collection[str]) -> dict[str, list[Cell]]:
    """The largest figures of some tables, for everybody; one statement."""
    of: dict[str, list[Cell]] = {view: [] for view in views}
    for row in columns(_of_everybody(), snapshot_id=snapshot_id, views=[*views]):
        cell = _cell(*row)
        of[cell.view].append(cell)
    return of


@prepared
def _of_everybody() -> Select[*tuple[Any, ...]]:
    largest = or_(SnapshotCell.position < ON_A_PAGE, SnapshotCell.key == "")
    return _figures().where(_one_of("views", SnapshotCell.view), _is(EVERYBODY), largest)


def of_keys(
    snapshot_id: UUID, views: Collection[str], keys: Collection[str]
) -> dict[tuple[str, str], int | None]:
    """The figures of these answers for everybody, by view and key; one statement."""
    given = {"snapshot_id": snapshot_id, "views": [*views], "keys": [*keys]}
    cells = (_cell(*row) for row in columns(_of_keys(), **given))
    return {(cell.view, cell.key): cell.shown for cell in cells}


@prepared
def _of_keys() -> Select[*tuple[Any, ...]]:
    these = and_(_one_of("views", SnapshotCell.view), _one_of("keys", SnapshotCell.key))
    return _figures().where(these, _is(EVERYBODY))


class Stamp(NamedTuple):
    """A snapshot without its figures."""

    id: UUID
    taken_at: datetime
    k: int


def stamp() -> Stamp | None:
    """The newest snapshot, or None before the first; one statement."""
    row = columns(_newest()).first()
    return Stamp(*row) if row else None


@prepared
def _newest() -> Select[UUID, datetime, int]:
    newest_first = Snapshot.taken_at.desc()
    return select(Snapshot.id, Snapshot.taken_at, Snapshot.k).order_by(newest_first).limit(1)


def whole(published: Published, views: Sequence[str], group: Group) -> list[Cell]:
    """Whole tables for a file, in the order of `views`; one statement.

    A group without a part is every group of its split.
    """
    whose = _is(group) if group.part or group == EVERYBODY else SnapshotCell.split == group.split
    cells = _cells(published.id, and_(SnapshotCell.view.in_(views), whose))
    return sorted(cells, key=lambda cell: views.index(cell.view))


def _is(group: Group) -> ColumnElement[bool]:
    return and_(SnapshotCell.split == group.split, SnapshotCell.part == group.part)


def _one_of(name: str, column: Any) -> ColumnElement[bool]:
    """The condition that it is one of what a statement is given under a name."""
    condition: ColumnElement[bool] = column.in_(bindparam(name, type_=String(), expanding=True))
    return condition


@cache
def _figures() -> Select[*tuple[Any, ...]]:
    """Figures of a snapshot, each table in its own order."""
    cell = SnapshotCell
    return (
        select(cell.view, cell.split, cell.part, cell.key, cell.label, cell.shown)
        .where(cell.snapshot_id == bindparam("snapshot_id", type_=Uuid()))
        .order_by(cell.view, cell.split, cell.part, cell.position)
    )


def _cell(view: str, split: str, part: str, key: str, label: str, shown: int | None) -> Cell:
    return Cell(view, Group(split, part), key, label, shown)


def _cells(snapshot_id: UUID, condition: ColumnElement[bool]) -> list[Cell]:
    rows = db.session.execute(_figures().where(condition), {"snapshot_id": snapshot_id})
    return [_cell(*row) for row in rows]
