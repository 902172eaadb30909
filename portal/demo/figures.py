"""Figures of two earlier counts, so that HR's pages have something to compare with."""

from datetime import timedelta
from random import Random

from sqlalchemy import insert, select

from portal.db import db, transaction
from portal.demo.population import identity
from portal.insights.models import Snapshot, SnapshotCell

QUARTERS = (92, 184)


def earlier(seed: int) -> None:
    """Write what might have been published before: the newest figures, mostly somewhat lower."""
    rng = Random(seed)  # noqa: S311 - a demonstration, the same each time
    with transaction() as session:
        newest = session.scalars(select(Snapshot).order_by(Snapshot.taken_at.desc())).first()
        if newest is None:
            return
        table = SnapshotCell.__table__
        columns = [column for column in table.columns if column.name != "snapshot_id"]
        mine = select(*columns).where(SnapshotCell.snapshot_id == newest.id)
        order = (SnapshotCell.view, SnapshotCell.split, SnapshotCell.part, SnapshotCell.position)
        rows = [dict(cell) for cell in session.execute(mine.order_by(*order)).mappings()]
        for days in QUARTERS:
            before = Snapshot(
                id=identity(rng), taken_at=newest.taken_at - timedelta(days=days), k=newest.k,
                method=newest.method, marks=b"",
            )  # fmt: skip
            session.add(before)
            session.flush()
            for row in rows:
                row["snapshot_id"], row["shown"] = before.id, _lower(row["shown"], rng)
            db.session.execute(insert(SnapshotCell), rows)


def _lower(shown: int | None, rng: Random) -> int | None:
    """A figure as it may have been a quarter before."""
    if shown is None or shown <= 5:
        return shown
    step = max(5, round(shown * 0.15 / 5) * 5)
    return max(5, shown - rng.choice((0, 0, step, step, step * 2, -step)))
