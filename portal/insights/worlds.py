"""Other worlds: is every small group still deniable when all published figures are read together?

A reader of every table, who also knows how many people of each level are in each department, can
add and subtract. A group of one to four people is safe when there is another organisation, with the
same people and exactly the same published figures, in which that group is empty (or has k or more).
This module looks for one by moving answers between people, one at a time, and never leaves what
the tables allow. What it finds is a proof: whatever a reader computes, by subtraction, by linear
programming or by trying everything, the group might be empty. Where nothing is found, more is
withheld until something is.

A world holds, for every answer, how many people of each cell (department, level) gave it. Rows
(departments), columns (levels) and the total of an answer may only move within the spans that were
published. One answer's cells and sums form a network; taking one person out of a group is a way
round through what is left of it. Ties between answers are kept at every step: who aims for a role
aims for its family; who aims for a family has a time in mind; who gave an answer was counted.

Sources: Dobra & Fienberg, Bounds for cell entries in contingency tables (PNAS 2000); Cox, Network
models for complementary cell suppression (JASA 1995); Ford & Fulkerson, Flows in Networks (1962),
for residual networks. Not covered: a reader who reasons about why more was withheld (Wong et al.,
Minimality attack, VLDB 2007), and readers who pool the answers of several accounts.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from portal.insights.catalogue import DEPARTMENT, FAMILIES, HORIZONS, LEVEL, ROLES
from portal.insights.cells import (
    EVERYBODY,
    SINK,
    SOURCE,
    Answer,
    Arc,
    Cell,
    Node,
    Step,
    Table,
    group_of,
)

# The kinds of nodes an arc leads from and to.
FORWARD = {
    (SOURCE[0], DEPARTMENT),
    (DEPARTMENT, LEVEL),
    (LEVEL, SINK[0]),
    (SINK[0], SOURCE[0]),
}


def _end(step: Step) -> Node:
    """Where a step arrives."""
    tail, head, change = step
    return head if change > 0 else tail


class World:
    """An organisation as it might be. Starts as the true one, and drifts.

    `headcount` is how many people each cell has; `family_of` names each role's family.
    """

    def __init__(
        self,
        headcount: Mapping[Cell, int],
        tables: Mapping[Answer, Table],
        family_of: Mapping[str, str],
        k: int,
    ) -> None:
        self.headcount = dict(headcount)
        self.tables = dict(tables)
        self.k = k
        self.family_of = {(ROLES.name, role): (FAMILIES.name, f) for role, f in family_of.items()}
        self.roles_of: dict[Answer, list[Answer]] = defaultdict(list)
        for role, family in self.family_of.items():
            if role in self.tables:
                self.roles_of[family].append(role)
        self.families = [answer for answer in self.tables if answer[0] == FAMILIES.name]
        self.horizons = [answer for answer in self.tables if answer[0] == HORIZONS.name]
        self.moved: set[Answer] = set()
        self.levels: dict[str, list[str]] = defaultdict(list)
        self.departments: dict[str, list[str]] = defaultdict(list)
        for department, level in self.headcount:
            self.levels[department].append(level)
            self.departments[level].append(department)

    # How far a cell may move: the ties between answers.

    def count(self, answer: Answer, cell: Cell) -> int:
        table = self.tables.get(answer)
        return table.cells.get(cell, 0) if table else 0

    def most(self, answer: Answer, cell: Cell) -> int:
        """How many people of the cell could give the answer, all other answers as they are."""
        if answer == EVERYBODY:
            return self.headcount[cell]
        if answer[0] == ROLES.name:
            return self.count(self.family_of[answer], cell)
        counted = self.count(EVERYBODY, cell)
        if answer[0] == FAMILIES.name:
            return min(counted, sum(self.count(h, cell) for h in self.horizons))
        return counted

    def least(self, answer: Answer, cell: Cell) -> int:
        """How many must give it, all other answers as they are."""
        if answer == EVERYBODY:
            return max((self.count(a, cell) for a in self.families + self.horizons), default=0)
        if answer[0] == FAMILIES.name:
            return max((self.count(role, cell) for role in self.roles_of[answer]), default=0)
        if answer[0] == HORIZONS.name:
            others = sum(self.count(h, cell) for h in self.horizons if h != answer)
            return max(0, self._largest_family(cell) - others)
        return 0

    def _largest_family(self, cell: Cell) -> int:
        return max((self.count(family, cell) for family in self.families), default=0)

    # Moving one person.

    def shift(self, answer: Answer, arc: Arc, by: int) -> bool:
        """One more or one less in the group of `arc`. False where the tables do not allow it."""
        tail, head = arc
        if not self._may(answer, arc, by):
            return False
        goal, start = (head, tail) if by < 0 else (tail, head)
        way = self._way(answer, start, goal, arc)
        if way is None:
            return False
        steps = [*way, (tail, head, by)]
        for tail, head, change in steps:
            self._apply(self.tables[answer], (tail, head), change)
        self.moved.add(answer)
        return True

    def _may(self, answer: Answer, arc: Arc, by: int) -> bool:
        """Whether the group of `arc` itself has room for the change."""
        group = group_of(arc)
        if group is None:
            cell = (arc[0][1], arc[1][1])
            count = self.count(answer, cell)
            if by > 0:
                return cell in self.headcount and count < self.most(answer, cell)
            return count > 0 and count > self.least(answer, cell)
        table = self.tables[answer]
        span, count = table.span(group), table.sums[group]
        return count < span.high if by > 0 else count > span.low

    def _way(self, answer: Answer, start: Node, goal: Node, without: Arc) -> list[Step] | None:
        """A way round through what may still move, as arcs and their changes; the first found.

        Depth first, but from each node straight to the goal where that is open: most ways are three
        steps long.
        """
        seen = {start}
        path: list[Step] = []
        trail = [iter(self._beside(start))]
        while trail:
            here = _end(path[-1]) if path else start
            after = next(trail[-1], None)
            if after is None:
                trail.pop()
                if path:
                    path.pop()
            elif after not in seen and (step := self._step(answer, here, after, without)):
                seen.add(after)
                path.append(step)
                if last := self._step(answer, after, goal, without):
                    return [*path, last]
                trail.append(iter(self._beside(after)))
        return None

    def _beside(self, node: Node) -> list[Node]:
        """Where an arc from or to `node` may lead."""
        kind, name = node
        if kind == DEPARTMENT:
            return [SOURCE, *((LEVEL, level) for level in self.levels[name])]
        if kind == LEVEL:
            return [SINK, *((DEPARTMENT, department) for department in self.departments[name])]
        if node == SOURCE:
            return [SINK, *((DEPARTMENT, department) for department in self.levels)]
        return [SOURCE, *((LEVEL, level) for level in self.departments)]

    def _step(self, answer: Answer, here: Node, there: Node, without: Arc) -> Step | None:
        """From `here` to `there`: one more along their arc, or one less on the arc back."""
        forward = (here[0], there[0]) in FORWARD
        arc = (here, there) if forward else (there, here)
        if arc == without or (not forward and (there[0], here[0]) not in FORWARD):
            return None
        change = 1 if forward else -1
        return (*arc, change) if self._may(answer, arc, change) else None

    @staticmethod
    def _apply(table: Table, arc: Arc, change: int) -> None:
        group = group_of(arc)
        if group is None:
            cell = (arc[0][1], arc[1][1])
            table.cells[cell] = table.cells.get(cell, 0) + change
        else:
            table.sums[group] += change

    # Emptying a group.

    def deniable(self, answer: Answer, arc: Arc) -> bool:
        """Whether the group of `arc` is, or can be made, empty or as large as the threshold."""
        if self._deny(answer, arc):
            return True
        self.restart()
        return self._deny(answer, arc)

    def restart(self) -> None:
        """The true world again."""
        for moved in self.moved:
            self.tables[moved].restart()
        self.moved.clear()

    def _deny(self, answer: Answer, arc: Arc) -> bool:
        size = self.size(answer, arc)
        return size == 0 or size >= self.k or self.empty(answer, arc) or self._fill(answer, arc)

    def size(self, answer: Answer, arc: Arc) -> int:
        group = group_of(arc)
        if group is None:
            return self.count(answer, (arc[0][1], arc[1][1]))
        return self.tables[answer].sums[group]

    def empty(self, answer: Answer, arc: Arc) -> bool:
        """Take everybody out of the group, and first out of what lies within it."""
        if answer not in self.tables or self.size(answer, arc) == 0:
            return True
        return all(self.empty(within, arc) for within in self._within(answer)) and (
            self._drain(answer, arc) or (self._loosen(answer, arc) and self._drain(answer, arc))
        )

    def _drain(self, answer: Answer, arc: Arc) -> bool:
        while self.size(answer, arc):
            if not self.shift(answer, arc, -1):
                return False
        return True

    def _within(self, answer: Answer) -> Iterable[Answer]:
        if answer == EVERYBODY:
            return [*self.families, *self.horizons]
        return self.roles_of.get(answer, ())

    def _loosen(self, answer: Answer, arc: Arc) -> bool:
        """A time is needed by those who aim for a family: take these out, if that is what binds."""
        if answer[0] != HORIZONS.name:
            return False
        return all(self.empty(family, arc) for family in self.families)

    def _fill(self, answer: Answer, arc: Arc) -> bool:
        while self.size(answer, arc) < self.k:
            if not self.shift(answer, arc, 1):
                return False
        return True
