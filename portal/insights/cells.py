"""The shape of what is counted: cells of people, and the groups they add up to.

A cell is everybody who shares what the directory says of them: one part of each split of the
catalogue (department, level, …). The sums of an answer over such parts, each on its own, and over
everybody are what is published. A `Part` is such a sum's group; a `Where` is a group of people that
nobody publishes, given by one or several parts at once, such as a level within a department.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations

from portal.insights.catalogue import ALL, PEOPLE, SPLITS, VIEWS
from portal.insights.suppress import Span

Cell = tuple[str, ...]
Answer = tuple[str, str]
Group = tuple[str, str]
Where = tuple[Group, ...]

EVERYBODY: Answer = (PEOPLE.name, "")
TOTAL: Group = (ALL, "")
WHOLE: Cell = ()
"""The one cell of what is counted for everybody only."""
CONDITIONS = 3
"""So many things at once a reader may know of the people of a group; besides, single cells."""


@cache
def groups_of(cell: Cell) -> tuple[Group, ...]:
    """The groups a cell is part of: one of each split, and everybody."""
    return (*zip(SPLITS, cell, strict=False), TOTAL)


@cache
def published_of(view: str, cell: Cell) -> tuple[Group, ...]:
    """Those of its groups whose sums this view publishes."""
    splits = VIEWS[view].splits
    return tuple(group for group in groups_of(cell) if group == TOTAL or group[0] in splits)


@dataclass
class Table:
    """One answer: its cells, the sums that are published of it, and how far each may move.

    A sum without a span of its own is one that is withheld: it may be anything under `k`.
    """

    view: str
    cells: dict[Cell, int]
    k: int
    spans: dict[Group, Span] = field(default_factory=dict)
    sums: dict[Group, int] = field(default_factory=lambda: defaultdict(int))

    def __post_init__(self) -> None:
        for cell, count in self.cells.items():
            for group in published_of(self.view, cell):
                self.sums[group] += count

    def span(self, group: Group) -> Span:
        return self.spans.get(group) or Span(0, self.k - 1)

    def change(self, cell: Cell, by: int) -> None:
        """One more or one less in a cell and in its sums."""
        self.cells[cell] = self.cells.get(cell, 0) + by
        for group in published_of(self.view, cell):
            self.sums[group] += by

    def outside(self, cell: Cell) -> list[tuple[Group, int]]:
        """The sums over this cell that are beyond their span, and which way back is."""
        beyond = []
        for group in published_of(self.view, cell):
            span, count = self.span(group), self.sums[group]
            if count < span.low:
                beyond.append((group, 1))
            elif count > span.high:
                beyond.append((group, -1))
        return beyond

    def beyond_if(self, cell: Cell, by: int) -> int:
        """How many of the sums over this cell were beyond their span after such a change."""
        beyond = 0
        for group in published_of(self.view, cell):
            span = self.span(group)
            beyond += not span.low <= self.sums[group] + by <= span.high
        return beyond

    @property
    def bound(self) -> bool:
        """Whether any sum is known to be above nothing; else the whole answer might be empty."""
        return any(span.low for span in self.spans.values())


def small_groups(cells: Mapping[Cell, int], k: int) -> Iterator[tuple[Where, list[Cell]]]:
    """Every group of one to k - 1 people, with its cells: by one condition, two, three, and all."""
    within: dict[Where, list[Cell]] = defaultdict(list)
    sizes: dict[Where, int] = defaultdict(int)
    for cell, count in cells.items():
        if count:
            for where in groups_around(cell):
                within[where].append(cell)
                sizes[where] += count
    for where in sorted(within, key=lambda where: (len(where), where)):
        if sizes[where] < k:
            yield where, within[where]


@cache
def groups_around(cell: Cell) -> tuple[Where, ...]:
    """Everybody, and each group by up to three of the cell's parts, or by all of them."""
    parts = groups_of(cell)[:-1]
    sizes = sorted({*range(min(CONDITIONS, len(parts)) + 1), len(parts)})
    return tuple(where for size in sizes for where in combinations(parts, size))


def wider(where: Where) -> Iterable[Where]:
    """The groups that hold this one, with one condition less."""
    return combinations(where, len(where) - 1) if where else ()


def holds(where: Where, cell: Cell) -> bool:
    """Whether the cell lies in the group."""
    parts = groups_of(cell)
    return all(group in parts for group in where)
