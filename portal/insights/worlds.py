"""Other worlds: is every small group still deniable when all published figures are read together?

A reader of every table, who also knows how many people there are of each kind the directory tells
(a level within a department at a location, …), can add and subtract. A group of one to four people
is safe when there is another organisation, with the same people and exactly the same published
figures, in which that group is empty (or has k or more). This module looks for one by moving
answers between people, one at a time, and never leaves what the tables allow. What it finds is a
proof: whatever a reader computes, by subtraction, by linear programming or by trying everything,
the group might be empty. Where nothing is found, more is withheld until something is.

A world holds, for every answer, how many people of each cell gave it. The sums of an answer may
only move within the spans that were published. Taking one person out of a group may push sums over
departments, locations and so on out of theirs; then others outside the group take the answer up,
or give it up, until every sum is back (a walk over the integer points of linked marginal tables).
Ties between answers are kept at every step: who aims for a role aims for its family; who aims for
a family has a time in mind; who gave an answer was counted; nobody gives two answers to a question
of a check-in. Wishes to learn are tied to nothing: they are of everybody who works here.

Sources: Dobra & Fienberg, Bounds for cell entries in contingency tables (PNAS 2000); Diaconis &
Sturmfels, Algebraic algorithms for sampling from conditional distributions (Annals of Statistics
1998), for moves between tables with the same margins; Cox, Network models for complementary cell
suppression (JASA 1995). Not covered: a reader who reasons about why more was withheld (Wong et al.,
Minimality attack, VLDB 2007), and readers who pool the answers of several accounts.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from heapq import nsmallest

from portal.insights.catalogue import FAMILIES, HORIZONS, ROLES, VIEWS
from portal.insights.cells import (
    EVERYBODY,
    Answer,
    Cell,
    Group,
    Table,
    Where,
    groups_of,
    holds,
)

DEEPEST = 8
"""So many moves may follow one another to bring the sums back."""
WIDEST = 3
"""Of the moves that bring most sums back, so many are tried in turn."""
LOOKED_AT = 300
"""So many cells are looked at for one move: in a large organisation the first ones do."""
TRIES = 400
"""So many moves are tried before a search gives up and the figure is withheld instead."""

Beyond = dict[Group, int]


class World:
    """An organisation as it might be. Starts as the true one; `restart` brings that back.

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
        self._of_families = [self.tables[answer].cells for answer in self.families]
        self._of_horizons = [self.tables[answer].cells for answer in self.horizons]
        self.instead = {
            answer: [one for one in self.tables if one[0] == answer[0] and one != answer]
            for answer in self.tables
            if VIEWS[answer[0]].one_each
        }
        self.within: dict[Group, list[Cell]] = defaultdict(list)
        for cell in self.headcount:
            for group in groups_of(cell):
                self.within[group].append(cell)
        self.done: list[tuple[Answer, Cell, int]] = []
        self.tries = 0

    # How far a cell may move: the ties between answers.

    def count(self, answer: Answer, cell: Cell) -> int:
        table = self.tables.get(answer)
        return table.cells.get(cell, 0) if table else 0

    def most(self, answer: Answer, cell: Cell) -> int:
        """How many people of the cell could give the answer, all other answers as they are."""
        if answer in self.instead:
            return self.headcount[cell] - sum(self.count(o, cell) for o in self.instead[answer])
        if answer == EVERYBODY or VIEWS[answer[0]].of_all:
            return self.headcount[cell]
        if answer[0] == ROLES.name:
            return self.count(self.family_of[answer], cell)
        counted = self.count(EVERYBODY, cell)
        if answer[0] == FAMILIES.name:
            return min(counted, sum(cells.get(cell, 0) for cells in self._of_horizons))
        return counted

    def least(self, answer: Answer, cell: Cell) -> int:
        """How many must give it, all other answers as they are."""
        if answer == EVERYBODY:
            at_a_time = max((cells.get(cell, 0) for cells in self._of_horizons), default=0)
            return max(at_a_time, self._largest_family(cell))
        if answer[0] == FAMILIES.name:
            return max((self.count(role, cell) for role in self.roles_of[answer]), default=0)
        if answer[0] == HORIZONS.name:
            every = sum(cells.get(cell, 0) for cells in self._of_horizons)
            others = every - self.count(answer, cell)
            return max(0, self._largest_family(cell) - others)
        return 0

    def _largest_family(self, cell: Cell) -> int:
        return max((cells.get(cell, 0) for cells in self._of_families), default=0)

    def may(self, answer: Answer, cell: Cell, by: int) -> bool:
        """Whether one person of the cell could take the answer up, or give it up."""
        count = self.count(answer, cell)
        if by > 0:
            return count < self.most(answer, cell)
        return count > 0 and count > self.least(answer, cell)

    # Moving one person, and others after.

    def shift(self, answer: Answer, where: Where, cell: Cell, by: int) -> bool:
        """One more or one less in a cell of the group, everybody else outside of it as needed.

        False, and nothing changed, where the tables do not allow it or no way is found.
        """
        if not self.may(answer, cell, by):
            return False
        before = len(self.done)
        self.tries = TRIES
        table = self.tables[answer]
        self._do(answer, cell, by)
        if self._settled(answer, where, dict(table.outside(cell)), DEEPEST):
            return True
        self._back_to(before)
        return False

    def _settled(self, answer: Answer, where: Where, beyond: Beyond, deep: int) -> bool:
        """Bring the sums that are beyond their spans back, by moves outside of the group."""
        if not beyond:
            return True
        if not deep or self.tries <= 0:
            return False
        for left, cell, by in self._best(answer, where, beyond):
            if left > len(beyond):
                return False
            self.tries -= 1
            before = len(self.done)
            self._do(answer, cell, by)
            after = self._after(answer, beyond, cell)
            if self._settled(answer, where, after, deep - 1):
                return True
            self._back_to(before)
        return False

    def _best(
        self, answer: Answer, where: Where, beyond: Beyond
    ) -> Sequence[tuple[int, Cell, int]]:
        """The few next moves that leave the fewest sums beyond; towards the smallest such sum."""
        group = min(beyond, key=lambda one: len(self.within[one]))
        by = beyond[group]
        found = []
        for cell in self.within[group]:
            if holds(where, cell) or not self.may(answer, cell, by):
                continue
            found.append((self._left(answer, beyond, cell, by), cell, by))
            if len(found) >= LOOKED_AT or found[-1][0] == 0:
                break
        return nsmallest(WIDEST, found)

    def _left(self, answer: Answer, beyond: Beyond, cell: Cell, by: int) -> int:
        """How many sums would be beyond after this move."""
        touched = groups_of(cell)
        kept = sum(group not in touched for group in beyond)
        return kept + self.tables[answer].beyond_if(cell, by)

    def _after(self, answer: Answer, beyond: Beyond, cell: Cell) -> Beyond:
        """What is beyond, after a move of this cell."""
        table = self.tables[answer]
        touched = groups_of(cell)
        kept = {group: way for group, way in beyond.items() if group not in touched}
        return kept | dict(table.outside(cell))

    def _do(self, answer: Answer, cell: Cell, by: int) -> None:
        self.tables[answer].change(cell, by)
        self.done.append((answer, cell, by))

    def _back_to(self, before: int) -> None:
        while len(self.done) > before:
            answer, cell, by = self.done.pop()
            self.tables[answer].change(cell, -by)

    def restart(self) -> None:
        """The true world again."""
        self._back_to(0)

    # Emptying a group.

    def deniable(self, answer: Answer, where: Where, cells: Sequence[Cell]) -> bool:
        """Whether a small group, whose people are in `cells`, can be made empty or large.

        The world that shows it stays until the next one is asked for.
        """
        self.restart()
        if self.empty(answer, where, cells):
            return True
        self.restart()
        return self._fill(answer, where)

    def _cells(self, where: Where) -> Iterable[Cell]:
        if not where:
            return self.headcount
        nearest = min((self.within[group] for group in where), key=len)
        return (cell for cell in nearest if holds(where, cell))

    def size(self, answer: Answer, where: Where) -> int:
        return sum(self.count(answer, cell) for cell in self._cells(where))

    def empty(self, answer: Answer, where: Where, cells: Sequence[Cell]) -> bool:
        """Take everybody out of the group, and first out of what lies within it."""
        if answer not in self.tables:
            return True
        cells = [cell for cell in cells if self.count(answer, cell)]
        if not cells:
            return True
        if not all(self.empty(inner, where, cells) for inner in self._inner(answer)):
            return False
        for loosened in self._ways_to_loosen(answer, where, cells):
            before = len(self.done)
            if loosened() and self._drain(answer, where, cells):
                return True
            self._back_to(before)
        return False

    def _drain(self, answer: Answer, where: Where, cells: Sequence[Cell]) -> bool:
        return all(
            self.shift(answer, where, cell, -1)
            for cell in cells
            for _ in range(self.count(answer, cell))
        )

    def _inner(self, answer: Answer) -> Iterable[Answer]:
        if answer == EVERYBODY:
            return [*self.families, *self.horizons]
        return self.roles_of.get(answer, ())

    def _ways_to_loosen(
        self, answer: Answer, where: Where, cells: Sequence[Cell]
    ) -> Iterator[Callable[[], bool]]:
        """What may have to happen first. A time is needed by those who aim for a family: another
        time will do, or else no family.
        """
        yield lambda: True
        if answer[0] == HORIZONS.name:
            yield lambda: all(self._at_another_time(answer, cell) for cell in cells)
            yield lambda: all(self.empty(family, where, cells) for family in self.families)

    def _at_another_time(self, answer: Answer, cell: Cell) -> bool:
        """As many of the cell take up another time as need it to give up this one."""
        others = [time for time in self.horizons if time != answer]
        return all(
            any(self.shift(other, groups_of(cell)[:-1], cell, 1) for other in others)
            for _ in range(self.least(answer, cell))
        )

    def _fill(self, answer: Answer, where: Where) -> bool:
        """Bring the group up to the threshold."""
        cells = list(self._cells(where))[:LOOKED_AT]
        return all(
            any(self.shift(answer, where, cell, 1) for cell in cells)
            for _ in range(self.k - self.size(answer, where))
        )
