"""What has changed between two snapshots, and how it went in between, as far as figures say."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from sqlalchemy import Integer, Select, Uuid, bindparam, select, true

from portal.composed import prepared
from portal.db import Moment, columns, db
from portal.insights.catalogue import FAMILIES, GROWING, ROLES, WANTED
from portal.insights.models import Snapshot, SnapshotCell
from portal.insights.queries import EVERYBODY, Cell, Stamp, once

QUARTER = timedelta(days=85)
YEAR = timedelta(days=366)
VIEWS = (ROLES.name, FAMILIES.name, WANTED.name, GROWING.name)
LEAST = 10
"""Two rounded figures may differ by five where one person changed: less than this says nothing."""
MOST = 12
WIDTH, HEIGHT, EDGE = 320, 96, 8

Figure = tuple[str, str]


@dataclass(frozen=True)
class Change:
    """An answer of a view, with the figure then and now; both were shown.

    `lines` are the points of its small picture, one run for each stretch of counts that show it.
    """

    view: str
    key: str
    label: str
    then: int
    now: int
    lines: Sequence[str] = ()

    @property
    def by(self) -> int:
        return self.now - self.then


@dataclass(frozen=True)
class Trend:
    """The changes since a day, the largest first; `counts` that are drawn, all to one scale, which
    ends at `top`.
    """

    since: datetime
    changes: list[Change]
    counts: int
    first: datetime
    top: int


def since(published: Stamp, views: Collection[str] = VIEWS) -> Trend | None:
    """What has changed in some tables since about a quarter ago; None where there is no such
    snapshot.

    Only figures that both show are compared: what appeared or vanished may have crossed the
    threshold by one person. One statement, three when a snapshot is new.
    """
    every = _line(published, YEAR)
    key = ("trend", published.id, *(one.id for one in every), *views)
    return once(key, lambda: _since(published, every, views))


def _since(published: Stamp, every: Sequence[Stamp], views: Collection[str]) -> Trend | None:
    before = next((one for one in every if one.taken_at <= published.taken_at - QUARTER), None)
    if before is None:
        return None
    cells = _shown_to([before.id, published.id], views)
    changes = _changes(cells[before.id], cells[published.id])
    drawn = _monthly(every, before, published)
    there = _shown_to([one.id for one in drawn], views, [one.key for one in changes])
    figures = [_by_answer(there[one.id]) for one in drawn]
    top = max((max(one.then, one.now) for one in changes), default=0)
    top = max([top, *(shown for each in figures for shown in each.values())])
    places = _across([one.taken_at for one in drawn])
    return Trend(
        before.taken_at,
        [_drawn(change, figures, places, top) for change in changes],
        len(drawn),
        drawn[0].taken_at,
        top,
    )


def _changes(before: Sequence[Cell], now: Sequence[Cell]) -> list[Change]:
    then = _by_answer(before)
    every = [
        Change(cell.view, cell.key, cell.label, then[cell.view, cell.key], cell.shown or 0)
        for cell in now
        if (cell.view, cell.key) in then
    ]
    large = [change for change in every if abs(change.by) >= LEAST]
    return sorted(large, key=lambda one: (-abs(one.by), one.label))[:MOST]


def _by_answer(cells: Sequence[Cell]) -> dict[Figure, int]:
    return {(cell.view, cell.key): cell.shown or 0 for cell in cells}


def _monthly(every: Sequence[Stamp], *always: Stamp) -> list[Stamp]:
    """The last count of each month, and these; the oldest first."""
    months = groupby(every, key=lambda one: (one.taken_at.year, one.taken_at.month))
    chosen = {one.id: one for one in (*(next(counts) for _, counts in months), *always)}
    return sorted(chosen.values(), key=lambda one: one.taken_at)


def _across(days: Sequence[datetime]) -> list[float]:
    """Where each day stands, as far from the others as it is in time."""
    whole = (days[-1] - days[0]) or timedelta(1)
    return [round(EDGE + (WIDTH - 2 * EDGE) * ((day - days[0]) / whole), 1) for day in days]


def _drawn(
    change: Change, figures: Sequence[Mapping[Figure, int]], places: Sequence[float], top: int
) -> Change:
    """From zero at the bottom; a count that does not show the figure breaks the line."""
    points = [
        (x, each.get((change.view, change.key))) for x, each in zip(places, figures, strict=True)
    ]
    runs = [list(run) for shown, run in groupby(points, lambda one: one[1] is not None) if shown]
    lines = [
        " ".join(
            f"{x},{round(HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * (at or 0) / top, 1)}"
            for x, at in run
        )
        for run in runs
    ]
    return Change(change.view, change.key, change.label, change.then, change.now, lines)


def _line(published: Stamp, over: timedelta) -> list[Stamp]:
    """The snapshots of so long a time up to this one that were made in the same way, the newest
    first; one statement.
    """
    given = {"id": published.id, "k": published.k, "until": published.taken_at}
    rows = columns(_made_alike(), **given, after=published.taken_at - over)
    return [Stamp(*row) for row in rows]


@prepared
def _made_alike() -> Select[UUID, datetime, int]:
    this = Snapshot.id == bindparam("id", type_=Uuid())
    same = select(Snapshot.method).where(this).scalar_subquery()
    return (
        select(Snapshot.id, Snapshot.taken_at, Snapshot.k)
        .where(
            Snapshot.taken_at <= bindparam("until", type_=Moment()),
            Snapshot.taken_at > bindparam("after", type_=Moment()),
            Snapshot.k == bindparam("k", type_=Integer()),
            Snapshot.method == same,
        )
        .order_by(Snapshot.taken_at.desc())
    )


def _shown_to(
    snapshot_ids: Collection[UUID], views: Collection[str], keys: Collection[str] | None = None
) -> dict[UUID, list[Cell]]:
    """Every shown figure of everybody in some tables of several snapshots, or those of some answers
    alone; one statement.
    """
    which = SnapshotCell.key.in_(keys) if keys is not None else true()
    rows = db.session.execute(
        select(
            SnapshotCell.snapshot_id, SnapshotCell.view, SnapshotCell.key, SnapshotCell.label,
            SnapshotCell.shown,
        ).where(
            SnapshotCell.snapshot_id.in_(snapshot_ids),
            SnapshotCell.view.in_(views),
            SnapshotCell.split == EVERYBODY.split,
            SnapshotCell.shown.is_not(None),
            which,
        )
    )  # fmt: skip
    found: dict[UUID, list[Cell]] = {snapshot_id: [] for snapshot_id in snapshot_ids}
    for snapshot_id, view, key, label, shown in rows:
        found[snapshot_id].append(Cell(view, EVERYBODY, key, label, shown))
    return found
