"""Taking a snapshot: count everybody once, keep only what may be shown."""

import logging
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import current_app
from sqlalchemy import insert, select, update

from portal import audit, disclosure, marks
from portal.db import db, transaction
from portal.insights import supply
from portal.insights.catalogue import (
    ALL,
    LEVEL,
    LEVELS,
    NONE,
    PEOPLE,
    SPLITS,
    UNKNOWN,
    VIEWS,
    View,
)
from portal.insights.cells import TOTAL, Group
from portal.insights.count import Count, count
from portal.insights.figures import Figures, Undeniable, publishable
from portal.insights.models import Snapshot, SnapshotCell
from portal.turnstile import alone

# Raised whenever figures are made in another way, so that a trend never joins two methods.
METHOD = 5
REMEMBERED = 8
"""So many counts a reader is taken to lay beside a new one."""
PURPOSE = b"insights marks"
MARKS = ("marks", "skill_marks", "check_in_marks")
log = logging.getLogger("portal.insights")


@dataclass(frozen=True)
class Outcome:
    """What came of it, in figures that say nothing about anybody."""

    published: bool
    why: str
    shown: int = 0
    seconds: float = 0.0


def take_snapshot(now: datetime) -> Outcome:
    """Count the organisation and publish the figures, unless too few people changed since the last.

    Inside an application context, outside a transaction. Reads once, consistently; writes in one
    short transaction. Runs once at a time: a second call meanwhile changes nothing.
    """
    with alone("snapshot", wait=False) as place:
        if place is None:
            return Outcome(False, "Another snapshot is being taken.")
        supply.prepare()
        outcome = _take(now)
    log.info(
        "snapshot",
        extra={
            "published": outcome.published,
            "shown": outcome.shown,
            "seconds": round(outcome.seconds, 1),
        },
    )
    return outcome


def _take(now: datetime) -> Outcome:
    began = time.perf_counter()
    k = current_app.config["SETTINGS"].k
    counted = count(marks.key_from(current_app.config["SECRET_KEY"], PURPOSE))
    if not _enough_changed(counted, k):
        return Outcome(
            False,
            f"Fewer than {k} people changed since the last snapshot: it stays.",
            seconds=time.perf_counter() - began,
        )
    try:
        figures, withheld = publishable(counted.tally, k, _before())
    except Undeniable:
        why = "Beside the figures so far, no new ones would be safe: the last stay."
        return Outcome(False, why, seconds=time.perf_counter() - began)
    cells = list(_cells(counted, figures))
    with transaction() as session:
        session.execute(update(Snapshot).values(dict.fromkeys(MARKS, b"")))
        of_people = {name: getattr(counted, name) for name in MARKS}
        snapshot = Snapshot(taken_at=now, k=k, method=METHOD, **of_people)
        session.add(snapshot)
        session.flush()
        session.execute(insert(SnapshotCell), [{"snapshot_id": snapshot.id} | c for c in cells])
        audit.record("insights.snapshot", actor_id=None, thing=snapshot, detail=f"k={k}")
    return Outcome(
        True,
        f"Published; {withheld} figures more were withheld after judging all together.",
        sum(cell["shown"] is not None for cell in cells),
        time.perf_counter() - began,
    )


def _enough_changed(now: Count, k: int) -> bool:
    """Whether the last snapshot may be replaced. One made in another way may always be.

    What people want, what their skills say and their check-ins are three groups of tables: each
    must be as it was, or have changed by enough people. Skills are often open to everyone, so that
    a reader knows who changed them; together with those, one person's wish would stand alone.
    """
    last = db.session.execute(
        select(Snapshot.k, Snapshot.method, *(getattr(Snapshot, name) for name in MARKS))
        .order_by(Snapshot.taken_at.desc())
        .limit(1)
    ).first()
    db.session.rollback()
    if last is None or (last.k, last.method) != (k, METHOD):
        return True
    parts = [marks.changes(getattr(last, name), getattr(now, name)) for name in MARKS]
    moved = [changes for changes in parts if any(changes)]
    return bool(moved) and all(disclosure.enough_changed(*changes, k) for changes in moved)


def _before() -> list[Figures]:
    """The figures shown so far, which a reader has beside the new ones: the newest first."""
    lately = select(Snapshot.id).order_by(Snapshot.taken_at.desc()).limit(REMEMBERED)
    keys = list(db.session.scalars(lately))
    figures: dict[UUID, Figures] = {key: defaultdict(dict) for key in keys}
    cells = select(
        SnapshotCell.snapshot_id, SnapshotCell.view, SnapshotCell.key, SnapshotCell.split,
        SnapshotCell.part, SnapshotCell.shown,
    ).where(SnapshotCell.snapshot_id.in_(keys), SnapshotCell.shown.is_not(None))  # fmt: skip
    for snapshot_id, view, key, split, part, shown in db.session.execute(cells):
        if view in VIEWS and VIEWS[view].splits:  # of what nobody adds up nothing is remembered
            figures[snapshot_id][view, "" if view == PEOPLE.name else key][split, part] = shown
    db.session.rollback()
    return list(figures.values())


def _cells(counted: Count, figures: Figures) -> Iterator[dict[str, object]]:
    """Every published table, its rows in the order of the page."""
    groups = _groups(counted)
    for view in VIEWS.values():
        for group in groups:
            if group[0] == ALL or group[0] in view.splits:
                for position, (key, label, shown) in enumerate(
                    _rows(view, group, counted, figures)
                ):
                    yield {
                        "view": view.name,
                        "split": group[0],
                        "part": group[1],
                        "position": position,
                        "key": key,
                        "label": label,
                        "shown": shown,
                    }


def _groups(counted: Count) -> list[Group]:
    """Everybody, then every part of every split that has people, by name; levels by rank."""
    found = [TOTAL]
    for number, split in enumerate(SPLITS):
        parts = {cell[number] for cell in counted.tally.headcount}
        order = list(LEVELS).index if split == LEVEL else lambda part: (
            part == NONE, counted.names.get(part, "")
        )  # fmt: skip
        found += [(split, part) for part in sorted(parts, key=order)]
    return found


Row = tuple[str, str, int | None]


def _rows(view: View, group: Group, counted: Count, figures: Figures) -> Iterator[Row]:
    """A table: the fixed answers in their order, or the shown ones by size and the rest as one row.

    How many answers the rest stands for is counted from the catalogue, never from what people said.
    """
    if view is PEOPLE:
        name = _name(group, counted)
        yield group[1], name, figures.get((view.name, ""), {}).get(group)
    elif view.answers:
        for key, label in view.answers.items():
            yield key, label, figures.get((view.name, key), {}).get(group)
    else:
        yield from _largest_first(view, group, counted, figures)


def _name(group: Group, counted: Count) -> str:
    split, part = group
    if group == TOTAL:
        return "Everybody"
    if split == LEVEL:
        return LEVELS[part]
    return UNKNOWN[split] if part == NONE else counted.names[part]


def _largest_first(view: View, group: Group, counted: Count, figures: Figures) -> Iterator[Row]:
    shown = [
        (-figure, counted.names[key], key)
        for (name, key), row in figures.items()
        if name == view.name and (figure := row.get(group)) is not None
    ]
    for negative, label, key in sorted(shown):
        yield key, label, -negative
    others = len(counted.on_offer[view.name] - {key for _, _, key in shown})
    if others:
        which = "other " if shown else ""
        yield "", f"{others:,} {which}{view.others[others > 1]}", None
