"""Where people want to go and where they went, as rows, columns and a picture."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portal.insights import flow, queries
from portal.insights.catalogue import DEPARTMENT, FIELD, LEVEL, LOCATION
from portal.insights.flow import Flow, Picture
from portal.insights.queries import Cell, Group, Published
from portal.roles.moved import Way

FROM = {
    FIELD: "the field they work in today",
    DEPARTMENT: "their department",
    LEVEL: "their level",
    LOCATION: "their location",
}
"""What people can be told apart by where they are now, in words."""
COLUMNS = 12


@dataclass(frozen=True)
class Wished:
    """Of each group the fields it aims for, the largest first (`rows`, shown ones only); the same
    with one figure for each of `columns`, None where it is not shown; and the picture of it.
    """

    rows: dict[Group, list[Cell]]
    columns: list[str]
    matrix: dict[Group, list[int | None]]
    picture: Picture | None

    @property
    def most(self) -> int:
        """The largest figure there is."""
        return max((cell.shown or 0 for cells in self.rows.values() for cell in cells), default=0)


def wished(published: Published, split: str) -> Wished:
    """The wishes of each part of a split, as far as they are shown. One statement, once."""
    return queries.once(("wished", published.id, split), lambda: _wished(published, split))


def _wished(published: Published, split: str) -> Wished:
    found = queries.wishes(published, split)
    rows = {group: [one for one in cells if one.shown] for group, cells in found.items()}
    labels = {one.key: one.label for cells in rows.values() for one in cells}
    sizes: dict[str, int] = defaultdict(int)
    for cells in rows.values():
        for one in cells:
            sizes[one.key] += one.shown or 0
    keys = sorted(sizes, key=lambda key: (-sizes[key], labels[key]))[:COLUMNS]
    matrix = {group: _across(cells, keys) for group, cells in rows.items()}
    return Wished(rows, [labels[key] for key in keys], matrix, _drawn(published, found))


def _across(cells: Iterable[Cell], keys: Iterable[str]) -> list[int | None]:
    figures = {cell.key: cell.shown for cell in cells}
    return [figures.get(key) for key in keys]


def _drawn(published: Published, found: Mapping[Group, list[Cell]]) -> Picture | None:
    label = {group: published.people[group].label for group in found}
    every = [(label[group], one) for group, cells in found.items() for one in cells]
    flows = [Flow(source, one.label, one.shown) for source, one in every if one.shown]
    return flow.picture(flows, [source for source, one in every if not one.shown])


def went(ways: Iterable[Way]) -> Picture | None:
    """The ways people went, as a picture; every way is a published figure."""
    return flow.picture(Flow(way.from_title, way.to_title, way.people) for way in ways)
