"""What the published figures say about one person's groups: the cells HR sees, and no others."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, or_, select

from portal.db import columns
from portal.insights.catalogue import ALL, DEPARTMENT, LEVEL, LEVELS, PEOPLE, ROLES, level_part
from portal.insights.models import Snapshot, SnapshotCell

Place = tuple[str, str]
EVERYBODY: Place = (ALL, "")


@dataclass(frozen=True)
class Line:
    """One thing that is counted, with the figure for each place; None is "not shown"."""

    words: str
    figures: Mapping[Place, int | None]


@dataclass(frozen=True)
class Mine:
    """The figures of the places a person is part of: everybody, their department, their level."""

    taken_at: datetime
    k: int
    places: Mapping[Place, str]
    lines: list[Line]


def of_groups(
    department: tuple[UUID, str], level: int | None, targets: Mapping[UUID, str]
) -> Mine | None:
    """The newest figures for a department and a level, and for the roles somebody aims for.

    In: the department with its name, the level, role ids with titles. None before the first
    snapshot. One statement; a figure without a published cell is not shown.
    """
    part = level_part(level)
    places = {
        EVERYBODY: "Everybody",
        (DEPARTMENT, str(department[0])): department[1],
        (LEVEL, part): LEVELS[part],
    }
    rows = _cells([str(key) for key in targets], str(department[0]), part)
    if not rows:
        return None
    found = {((split, of), view, key): shown for _, _, view, split, of, key, shown in rows}
    people = {place: found.get((place, PEOPLE.name, place[1])) for place in places}
    lines = [Line("People counted", people)]
    for role_id, title in targets.items():
        figures = {place: found.get((place, ROLES.name, str(role_id))) for place in places}
        lines.append(Line(f"Aim for {title}", figures))
    return Mine(rows[0][0], rows[0][1], places, lines)


Row = tuple[datetime, int, str, str, str, str, int | None]


def _cells(keys: Collection[str], department: str, level: str) -> list[Row]:
    asked: dict[str, Any] = {"keys": list(keys), "department": department, "level": level}
    return [tuple(row) for row in columns(_statement(), **asked)]  # type: ignore[misc]


@cache
def _statement() -> Select[datetime, int, str, str, str, str, int | None]:
    newest = select(Snapshot.id).order_by(Snapshot.taken_at.desc()).limit(1).scalar_subquery()
    place = or_(
        SnapshotCell.split == ALL,
        and_(SnapshotCell.split == DEPARTMENT, SnapshotCell.part == bindparam("department")),
        and_(SnapshotCell.split == LEVEL, SnapshotCell.part == bindparam("level")),
    )
    wanted = or_(
        SnapshotCell.view == PEOPLE.name,
        and_(
            SnapshotCell.view == ROLES.name,
            SnapshotCell.key.in_(bindparam("keys", expanding=True)),
        ),
    )
    return (
        select(
            Snapshot.taken_at, Snapshot.k, SnapshotCell.view, SnapshotCell.split,
            SnapshotCell.part, SnapshotCell.key, SnapshotCell.shown,
        )
        .join(SnapshotCell, SnapshotCell.snapshot_id == Snapshot.id)
        .where(Snapshot.id == newest, place, wanted)
    )  # fmt: skip
