"""The shape of what is counted: cells of people, the groups they add up to, and the ways between.

A cell is everybody of one department and one level. The sums of an answer over departments, levels
and everybody are what is published; seen as a network, an answer flows from the source through its
departments, the cells and its levels to the sink and back.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from portal.insights.catalogue import ALL, DEPARTMENT, LEVEL, PEOPLE
from portal.insights.suppress import Span

Cell = tuple[str, str]
Answer = tuple[str, str]
Node = tuple[str, str]
Arc = tuple[Node, Node]
Group = tuple[str, str]
Step = tuple[Node, Node, int]

SOURCE: Node = ("source", "")
SINK: Node = ("sink", "")
EVERYBODY: Answer = (PEOPLE.name, "")
TOTAL: Group = (ALL, "")


@dataclass
class Table:
    """One answer: its cells, their sums, and how far each sum may move.

    A sum without a span of its own is one that is withheld: it may be anything under `k`.
    """

    cells: dict[Cell, int]
    k: int
    spans: dict[Group, Span] = field(default_factory=dict)
    sums: dict[Group, int] = field(default_factory=lambda: defaultdict(int))

    def __post_init__(self) -> None:
        for cell, count in self.cells.items():
            for group in groups_of(cell):
                self.sums[group] += count
        self._truth = dict(self.cells), dict(self.sums)

    def restart(self) -> None:
        """As it truly is, whatever was tried."""
        cells, sums = self._truth
        self.cells = dict(cells)
        self.sums = defaultdict(int, sums)

    def span(self, group: Group) -> Span:
        return self.spans.get(group) or Span(0, self.k - 1)

    @property
    def bound(self) -> bool:
        """Whether any sum is known to be above nothing; else the whole answer might be empty."""
        return any(span.low for span in self.spans.values())


def groups_of(cell: Cell) -> tuple[Group, Group, Group]:
    """The published groups a cell is part of."""
    return (DEPARTMENT, cell[0]), (LEVEL, cell[1]), TOTAL


def group_of(arc: Arc) -> Group | None:
    """The published group an arc carries, or None for a single cell."""
    tail, head = arc
    if tail == SOURCE:
        return head
    if head == SINK:
        return tail
    return TOTAL if tail == SINK else None


def arcs(table: Table) -> Iterator[Arc]:
    """Every group of an answer with anybody in it: cells, departments, levels, everybody."""
    for (department, level), count in table.cells.items():
        if count:
            yield (DEPARTMENT, department), (LEVEL, level)
    for (kind, name), count in table.sums.items():
        if count and kind == DEPARTMENT:
            yield SOURCE, (DEPARTMENT, name)
        elif count and kind == LEVEL:
            yield (LEVEL, name), SINK
    if table.sums[TOTAL]:
        yield SINK, SOURCE
