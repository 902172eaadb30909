"""What the published figures say about one person's groups: the cells HR sees, and no others."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, or_, select

from portal.composed import prepared
from portal.db import columns
from portal.insights.catalogue import (
    ALL,
    CONFIDENCE,
    ENERGY,
    FAMILIES,
    HORIZONS,
    LEVEL,
    LEVELS,
    PEOPLE,
    ROLES,
    SPLITS,
    WANTED,
    View,
    level_part,
)
from portal.insights.models import Snapshot, SnapshotCell

Place = tuple[str, str]
EVERYBODY: Place = (ALL, "")


@dataclass(frozen=True)
class Line:
    """One thing that is counted, with the figure for each place it is split by; None is "not
    shown".
    """

    words: str
    figures: Mapping[Place, int | None]


@dataclass(frozen=True)
class Mine:
    """The figures of the places a person is part of: everybody, their department, their level."""

    taken_at: datetime
    k: int
    places: Mapping[Place, str]
    lines: list[Line]


def places(level: int | None, **of: tuple[UUID | None, str | None]) -> dict[Place, str]:
    """The groups a person is part of, by split: each given as an id and its name, or as nothing."""
    found = {EVERYBODY: "Everybody"}
    for split in SPLITS:
        key, name = of.get(split, (None, None))
        if split == LEVEL:
            found[LEVEL, level_part(level)] = LEVELS[level_part(level)]
        elif key is not None and name is not None:
            found[split, str(key)] = name
    return found


def of_groups(
    places: Mapping[Place, str],
    roles: Mapping[UUID, str],
    families: Mapping[UUID, str],
    skills: Mapping[UUID, str],
) -> Mine | None:
    """The newest figures for the groups of a person, and for the roles and fields they aim for and
    the skills they want to learn or use more.

    In: `places` of these groups; ids with titles. None before the first snapshot. One statement; a
    figure without a published cell is not shown.
    """
    rows = _cells([str(key) for key in (*roles, *families, *skills)], [part for _, part in places])
    if not rows:
        return None
    found = {((split, of), view, key): shown for _, _, view, split, of, key, shown in rows}

    def line(view: View, key: str, words: str) -> Line:
        here = [place for place in places if place == EVERYBODY or place[0] in view.splits]
        return Line(words, {place: found.get((place, view.name, key)) for place in here})

    people = {place: found.get((place, PEOPLE.name, place[1])) for place in places}
    lines = [Line("People counted", people)]
    lines += [line(ROLES, str(key), f"Aim for {title}") for key, title in roles.items()]
    lines += [
        line(FAMILIES, str(key), f"Aim for the field {name}") for key, name in families.items()
    ]
    lines += [
        line(HORIZONS, key, f"Would move: {_low(words)}") for key, words in HORIZONS.answers.items()
    ]
    lines += [
        line(WANTED, str(key), f"Want to learn or use more: {name}") for key, name in skills.items()
    ]
    for view, what in ((CONFIDENCE, "Prospects"), (ENERGY, "Energy")):
        lines += [line(view, key, f"{what}: {_low(words)}") for key, words in view.answers.items()]
    return Mine(rows[0][0], rows[0][1], places, lines)


def _low(words: str) -> str:
    return words if words.startswith("I ") else words[0].lower() + words[1:]


Row = tuple[datetime, int, str, str, str, str, int | None]


def _cells(keys: Collection[str], parts: Collection[str]) -> list[Row]:
    asked: dict[str, Any] = {"keys": list(keys), "parts": list(parts)}
    return [tuple(row) for row in columns(_statement(), **asked)]  # type: ignore[misc]


@prepared
def _statement() -> Select[datetime, int, str, str, str, str, int | None]:
    newest = select(Snapshot.id).order_by(Snapshot.taken_at.desc()).limit(1).scalar_subquery()
    wanted = or_(
        SnapshotCell.view.in_([view.name for view in (PEOPLE, HORIZONS, CONFIDENCE, ENERGY)]),
        and_(
            SnapshotCell.view.in_((ROLES.name, FAMILIES.name, WANTED.name)),
            SnapshotCell.key.in_(bindparam("keys", expanding=True)),
        ),
    )
    return (
        select(
            Snapshot.taken_at, Snapshot.k, SnapshotCell.view, SnapshotCell.split,
            SnapshotCell.part, SnapshotCell.key, SnapshotCell.shown,
        )
        .join(SnapshotCell, SnapshotCell.snapshot_id == Snapshot.id)
        .where(
            Snapshot.id == newest,
            SnapshotCell.part.in_(bindparam("parts", expanding=True)),
            wanted,
        )
    )  # fmt: skip
