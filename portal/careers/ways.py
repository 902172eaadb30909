"""The ways from one role to another: which there are, and which of them is best for somebody.

Which ways are looked at depends on the map alone, never on a person: the MOST_WAYS cheapest by what
a move costs everybody, of at most MOST_MOVES moves, without a role twice. Best first search with
the exact rest of the way as its guide (A*, Hart, Nilsson and Raphael 1968; many ways rather than
one, as Yen 1971), so a cycle in the moves does no harm. What each of them costs the person is then
worked out in full, with the skills grown on the way, and the best is the best of them all. Because
everybody with the same two roles chooses among the same ways, and no way costs more with more
skills, a useful skill never makes the route longer.
"""

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import inf
from operator import attrgetter
from uuid import UUID

from portal.careers.cost import Asked, Edges, Grown, Place, fixed, own, to_grow
from portal.pathways.gap import Need

MOST_MOVES = 4
MOST_WAYS = 120
MOST_PUSHED = 20_000
"""Beyond this the search stops with what it has found."""

ROUTES = 3
SHARED = 4.0
"""What a role counts that another shown route has on its way too, so that the routes differ."""
FARTHEST = 2.5
"""A route of more points than so many times the best is not worth a look."""

Way = tuple[UUID, ...]
Step = tuple[UUID, float, int | None]
"""A move: to which role, the points of it that are the same for everybody, and known months."""

Places = Mapping[UUID, Place]


class Ground:
    """A map with its roles numbered: a number is looked up many times faster than an id."""

    def __init__(self, edges: Edges, places: Places) -> None:
        self._ids = sorted(places, key=attrgetter("int"))
        self._numbers = {key: number for number, key in enumerate(self._ids)}
        self._costs: list[list[tuple[int, float]]] = [[] for _ in self._ids]
        for here, out in edges.items():
            self._costs[self._numbers[here]] = sorted(
                (self._numbers[there], fixed(edge, places[here], places[there]))
                for there, edge in out.items()
            )

    def ways(self, start: UUID, target: UUID) -> list[Way]:
        """The cheapest ways by what moves cost everybody, both ends included."""
        if start == target or not {start, target} <= self._numbers.keys():
            return []
        found: list[Way] = []
        goal = self._numbers[target]
        rest = self._rest(goal)
        pushed = 1
        waiting: list[tuple[float, int, float, tuple[int, ...]]] = []
        heapq.heappush(waiting, (0.0, pushed, 0.0, (self._numbers[start],)))
        while waiting and len(found) < MOST_WAYS:
            _, _, spent, way = heapq.heappop(waiting)
            if way[-1] == goal:
                found.append(tuple(self._ids[number] for number in way))
                continue
            onward = rest[MOST_MOVES - len(way)]
            for there, cost in self._costs[way[-1]]:
                if onward[there] < inf and there not in way and pushed < MOST_PUSHED:
                    pushed += 1
                    total = spent + cost
                    heapq.heappush(waiting, (total + onward[there], pushed, total, (*way, there)))
        return found

    def _rest(self, goal: int) -> list[list[float]]:
        """For 0 to MOST_MOVES more moves, what the rest costs at least from each role."""
        table = [[inf] * len(self._ids)]
        table[0][goal] = 0.0
        for _ in range(MOST_MOVES):
            before = table[-1]
            table.append(
                [
                    min([before[here], *[cost + before[there] for there, cost in out]])
                    for here, out in enumerate(self._costs)
                ]
            )
        return table


@dataclass(frozen=True)
class Costed:
    """A way as it is for somebody: what is to grow for each move, and its points in all."""

    way: Way
    grown: tuple[Grown, ...]
    points: float

    @cached_property
    def between(self) -> frozenset[UUID]:
        """The roles on the way."""
        return frozenset(self.way[1:-1])

    @property
    def steps(self) -> int:
        return sum(one.steps for one in self.grown)


class Standing:
    """What a person has, and what each role asks for, with the skills numbered."""

    def __init__(self, needs: Mapping[UUID, Iterable[Need]], levels: Mapping[UUID, int]) -> None:
        numbers: dict[UUID, int] = {}
        self._asked: dict[UUID, list[Asked]] = {
            key: [
                (numbers.setdefault(one.skill_id, len(numbers)), one.level, one.essential)
                for one in asked
            ]
            for key, asked in needs.items()
        }
        self._have = {numbers[key]: level for key, level in levels.items() if key in numbers}

    def costed(self, way: Way, steps: Iterable[Step]) -> Costed:
        """What a way costs the person; `steps` are its moves, as `walked` tells them."""
        have = self._have.copy()
        grown, total = [], 0.0
        for there, same, months in steps:
            one = to_grow(self._asked.get(there, ()), have)
            total += same + own(one, months)
            grown.append(one)
        return Costed(way, tuple(grown), total)


def walked(way: Way, edges: Edges, places: Places) -> tuple[Step, ...]:
    """The moves of a way."""
    return tuple(
        (there, fixed(edges[here][there], places[here], places[there]), edges[here][there].months)
        for here, there in pairwise(way)
    )


def best(listed: Iterable[Costed], most: int = ROUTES) -> list[Costed]:
    """The best way, then others that go by other roles.

    Each further one is the best of those that do not go by all the roles of a shown one; a role
    that a shown one goes by too counts SHARED more.
    """
    left = sorted(listed, key=lambda one: (one.points, len(one.way), one.way))
    shown: list[Costed] = []
    seen: frozenset[UUID] = frozenset()
    while left and len(shown) < most:
        chosen = min(left, key=lambda one: one.points + SHARED * len(one.between & seen))
        shown.append(chosen)
        seen |= chosen.between
        left = [one for one in left if _another(one, chosen, shown[0].points)]
    return shown


def _another(one: Costed, than: Costed, least: float) -> bool:
    """Whether a way is worth showing beside one: no detour from it, and not absurdly long."""
    detour = one.between >= than.between and (than.between or one.way == than.way)
    return not detour and one.points <= FARTHEST * least
