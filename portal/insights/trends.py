"""What has changed between two snapshots, as far as their figures say."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.insights import queries
from portal.insights.catalogue import FAMILIES, GROWING, ROLES, WANTED
from portal.insights.queries import Stamp

QUARTER = timedelta(days=85)
VIEWS = (ROLES.name, FAMILIES.name, WANTED.name, GROWING.name)
LEAST = 10
"""Two rounded figures may differ by five where one person changed: less than this says nothing."""
MOST = 12


@dataclass(frozen=True)
class Change:
    """An answer of a view, with the figure then and now; both were shown."""

    view: str
    label: str
    then: int
    now: int

    @property
    def by(self) -> int:
        return self.now - self.then


@dataclass(frozen=True)
class Trend:
    """The changes since a day, the largest first."""

    since: datetime
    changes: list[Change]


def since(published: Stamp) -> Trend | None:
    """What has changed since about a quarter ago; None where there is no such snapshot.

    Only figures that both show are compared: what appeared or vanished may have crossed the
    threshold by one person. Two statements.
    """
    before = queries.earlier(published, QUARTER)
    if before is None:
        return None
    cells = queries.shown_to([before.id, published.id], VIEWS)
    then = {(cell.view, cell.key): cell.shown or 0 for cell in cells[before.id]}
    changes = [
        Change(cell.view, cell.label, then[cell.view, cell.key], cell.shown or 0)
        for cell in cells[published.id]
        if (cell.view, cell.key) in then
    ]
    large = [change for change in changes if abs(change.by) >= LEAST]
    return Trend(before.taken_at, sorted(large, key=lambda one: (-abs(one.by), one.label))[:MOST])
