"""The attacker: everything published, everything known, and linear programming.

The attacker reads every table of a snapshot, knows from the directory how many people there are of
each level in each department, at each location and in each field of work, and knows the rules.
Whatever is consistent with that is a point of a polytope; the least and the most a group can be are
two linear programmes. A group of one to four people is deduced when it must have somebody in it and
cannot have five.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_matrix

from portal.insights.catalogue import CONFIDENCE, VIEWS
from portal.insights.cells import (
    EVERYBODY,
    TOTAL,
    Answer,
    Cell,
    Group,
    Where,
    groups_of,
    small_groups,
)
from portal.insights.figures import Figures, Tally
from portal.insights.suppress import span

HORIZONS = ("year", "two", "later", "exploring")


@dataclass(frozen=True)
class Someone:
    """What one simulated person said: (role or "", family, horizon) for each aim."""

    cell: Cell
    counted: bool
    aims: tuple[tuple[str, str, str], ...]
    drivers: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()


def organisation(
    seed: int,
    people: int,
    departments: int,
    levels: int,
    roles: int,
    taking_part: float = 0.7,
    locations: int = 1,
) -> list[Someone]:
    """People with skewed departments, levels, locations, fields, roles and times, as real ones."""
    dice, more = random.Random(seed), random.Random(seed + 1)
    family = {f"role{n}": f"family{n % max(2, roles // 3)}" for n in range(roles)}
    somebody = []
    for _ in range(people):
        department = f"d{min(int(dice.expovariate(3 / departments)), departments - 1)}"
        level = str(min(int(dice.expovariate(2 / levels)), levels - 1) + 1)
        location = f"l{min(int(dice.expovariate(2 / locations)), locations - 1)}"
        field = f"family{dice.randrange(2) if locations > 1 else 0}"
        aims = []
        for _ in range(dice.choice((0, 1, 1, 1, 1, 2, 2, 3))):
            role = f"role{min(int(dice.expovariate(3 / roles)), roles - 1)}"
            when = dice.choices(HORIZONS, (4, 3, 2, 1))[0]
            if role not in (aimed for aimed, _, _ in aims):
                aims.append((role if dice.random() < 0.8 else "", family[role], when))
        drivers = tuple(dice.sample(("variety", "pay", "steady", "expert"), dice.randint(0, 3)))
        counted = dice.random() < taking_part and bool(aims or drivers)
        cell = department, level, location, field
        # Apart, so that these organisations are those they were before there were wishes to learn.
        wishes = tuple(skill for skill in ("maps",) if more.random() < 0.15)
        somebody.append(Someone(cell, counted, tuple(aims), drivers, wishes))
    return somebody


def checked_in(seed: int, people: int, departments: int, taking_part: float) -> Tally:
    """The true counts of a question everybody answers once or not at all, skewed as real ones."""
    dice = random.Random(seed)
    result = Tally()
    for _ in range(people):
        department = f"d{min(int(dice.expovariate(3 / departments)), departments - 1)}"
        cell = (department, str(dice.choice((1, 1, 2, 3))), "l0", "family0")
        result.headcount[cell] += 1
        if dice.random() < taking_part:
            said = dice.choices([*CONFIDENCE.answers], (5, 9, 4, 2, 1))[0]
            result.answers[CONFIDENCE.name, said][cell] += 1
    return result


def tally(people: list[Someone]) -> Tally:
    """The true counts, made without the portal's own counting."""
    result = Tally()
    for one in people:
        result.headcount[one.cell] += 1
        for role, family, _ in one.aims:
            if role:
                result.family_of[role] = family
        if one.counted:
            for answer in answers(one):
                result.answers[answer][one.cell] += 1
    return result


def answers(one: Someone) -> set[Answer]:
    found: set[Answer] = {EVERYBODY}
    for role, family, when in one.aims:
        found |= {("families", family), ("horizons", when)}
        if role:
            found.add(("roles", role))
    found |= {("drivers", driver) for driver in one.drivers}
    return found | {("wanted", skill) for skill in one.wishes}


class Attack:
    """Linear programmes over all cells of all tables at once."""

    def __init__(
        self, true: Tally, figures: Figures, k: int, others: Mapping[int, Figures] | None = None
    ) -> None:
        self.true, self.figures, self.k, self.others = true, figures, k, others or {}
        self.cells = list(true.headcount)
        self.split = [a for a in true.answers if VIEWS[a[0]].splits]
        self.at = {
            (answer, cell): n
            for n, (answer, cell) in enumerate((a, c) for a in self.split for c in self.cells)
        }
        self.within: dict[Group, list[Cell]] = defaultdict(list)
        for cell in self.cells:
            for group in groups_of(cell):
                self.within[group].append(cell)
        self.rows: list[dict[int, float]] = []
        self.limits: list[float] = []
        for answer in self.split:
            for group, cells in self.published(answer):
                low, high = self.known(answer, group)
                row = {self.at[answer, cell]: 1.0 for cell in cells}
                self._at_most(row, high)
                self._at_most({n: -1.0 for n in row}, -low)
        self._ties()
        data = [(i, n, v) for i, row in enumerate(self.rows) for n, v in row.items()]
        i, j, v = zip(*data, strict=True)
        self.matrix = coo_matrix((v, (i, j)), shape=(len(self.rows), len(self.at))).tocsr()
        self.bounds = [(0, true.headcount[cell]) for _ in self.split for cell in self.cells]

    def _at_most(self, row: dict[int, float], limit: float) -> None:
        self.rows.append(row)
        self.limits.append(limit)

    def published(self, answer: Answer) -> list[tuple[Group, list[Cell]]]:
        """The groups whose sums the view of this answer publishes."""
        splits = VIEWS[answer[0]].splits
        return [
            (group, cells)
            for group, cells in self.within.items()
            if group == TOTAL or group[0] in splits
        ]

    def crowd(self, group: Group) -> int:
        return sum(self.true.headcount[cell] for cell in self.within[group])

    def size(self, answer: Answer, group: Group) -> int:
        return sum(self.true.answers[answer].get(cell, 0) for cell in self.within[group])

    def known(self, answer: Answer, group: Group) -> tuple[int, int]:
        """What the table says; of a withheld figure the attacker even knows whether it is small.

        With figures of other days (`others`, by how many counts away they are), the attacker takes
        it that these hold for what is withheld here, but for as many people as change each day.
        """
        size, crowd = self.size(answer, group), self.crowd(group)
        figure = self.figures[answer].get(group)
        if figure is not None:
            low, high = span(figure, self.k)
            return low, min(high, crowd)
        if size < self.k:
            return 0, self.k - 1
        least, most = 0, crowd
        for counts, figures in self.others.items():
            there = figures.get(answer, {}).get(group)
            if there is not None:
                low, high = span(there, self.k)
                low, high = low - self.k * abs(counts), high + self.k * abs(counts)
                if low <= size <= high:
                    least, most = max(least, low), min(most, high)
        return least, most

    def _ties(self) -> None:
        families = [a for a in self.split if a[0] == "families"]
        horizons = [a for a in self.split if a[0] == "horizons"]
        for cell in self.cells:
            for answer in self.split:
                here = self.at[answer, cell]
                if answer[0] == "roles":
                    whole = ("families", self.true.family_of[answer[1]])
                    self._at_most({here: 1.0, self.at[whole, cell]: -1.0}, 0)
                elif answer != EVERYBODY and not VIEWS[answer[0]].of_all:
                    self._at_most({here: 1.0, self.at[EVERYBODY, cell]: -1.0}, 0)
            for family in families:
                row = {self.at[h, cell]: -1.0 for h in horizons}
                self._at_most({self.at[family, cell]: 1.0} | row, 0)
            for view in {view for view, _ in self.split if VIEWS[view].one_each}:
                row = {self.at[a, cell]: 1.0 for a in self.split if a[0] == view}
                self._at_most(row, self.true.headcount[cell])

    def bound(self, answer: Answer, cells: list[Cell], sign: int) -> float:
        goal = np.zeros(len(self.at))
        for cell in cells:
            goal[self.at[answer, cell]] = sign
        found = linprog(goal, A_ub=self.matrix, b_ub=self.limits, bounds=self.bounds)
        assert found.success, found.message
        return sign * float(found.fun)

    def deduced(self) -> list[tuple[Answer, Where, float, float]]:
        """The small real groups whose size an attacker is sure is between one and four."""
        return list(self.deductions())

    def small(self) -> Iterator[tuple[Answer, Where]]:
        """The small real groups, by up to three conditions or by all of them."""
        for answer in self.split:
            for where, _ in small_groups(self.true.answers[answer], self.k):
                yield answer, where

    def deductions(
        self, until: Callable[[], bool] = lambda: False
    ) -> Iterator[tuple[Answer, Where, float, float]]:
        """The same one by one, as long as `until` does not say to stop."""
        for answer, where in self.small():
            if until():
                return
            cells = [c for c in self.cells if all(part in groups_of(c) for part in where)]
            low = self.bound(answer, cells, 1)
            if low < 1 - 1e-6:
                continue
            high = self.bound(answer, cells, -1)
            if high < self.k - 1e-6:
                yield answer, where, low, high
