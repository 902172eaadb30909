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
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, pairwise
from math import inf
from uuid import UUID

from portal.careers.cost import Edges, Grown, Place, fixed, points, to_grow
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
Places = Mapping[UUID, Place]


def ways(edges: Edges, places: Places, start: UUID, target: UUID) -> list[Way]:
    """The cheapest ways by what moves cost everybody, from `start` to `target`, both included."""
    costs = _costs(edges, places)
    rest = _rest(costs, target)
    found: list[Way] = []
    order = count()
    waiting: list[tuple[float, int, float, Way]] = []
    if start != target and start in places and target in places:
        heapq.heappush(waiting, (0.0, next(order), 0.0, (start,)))
    while waiting and len(found) < MOST_WAYS:
        _, number, spent, way = heapq.heappop(waiting)
        if way[-1] == target:
            found.append(way)
            continue
        left = MOST_MOVES - len(way)
        for there, cost in costs.get(way[-1], ()):
            onward = rest[left].get(there, inf)
            if there not in way and onward < inf and number < MOST_PUSHED:
                total = spent + cost
                heapq.heappush(waiting, (total + onward, next(order), total, (*way, there)))
    return found


Costs = dict[UUID, list[tuple[UUID, float]]]


def _costs(edges: Edges, places: Places) -> Costs:
    """What each move costs everybody, in an order that never changes."""
    return {
        here: sorted(
            (there, fixed(edge, places[here], places[there])) for there, edge in out.items()
        )
        for here, out in edges.items()
    }


def _rest(costs: Costs, target: UUID) -> list[dict[UUID, float]]:
    """For 0 to MOST_MOVES more moves, what the rest of the way costs at least from each role."""
    table: list[dict[UUID, float]] = [{target: 0.0}]
    for _ in range(MOST_MOVES):
        before, now = table[-1], dict(table[-1])
        for here, out in costs.items():
            best = min(
                (cost + before[there] for there, cost in out if there in before), default=inf
            )
            if best < now.get(here, inf):
                now[here] = best
        table.append(now)
    return table


@dataclass(frozen=True)
class Costed:
    """A way as it is for somebody: what is to grow for each move, and its points in all."""

    way: Way
    grown: tuple[Grown, ...]
    points: float

    @property
    def between(self) -> frozenset[UUID]:
        """The roles on the way."""
        return frozenset(self.way[1:-1])

    @property
    def steps(self) -> int:
        return sum(one.steps for one in self.grown)


def costed(
    way: Way,
    edges: Edges,
    places: Places,
    needs: Mapping[UUID, Sequence[Need]],
    levels: Mapping[UUID, int],
) -> Costed:
    """What a way costs somebody with these levels (skill → 0 to 4)."""
    have = dict(levels)
    grown, total = [], 0.0
    for here, there in pairwise(way):
        one = to_grow(needs.get(there, ()), have)
        total += points(edges[here][there], places[here], places[there], one)
        grown.append(one)
    return Costed(way, tuple(grown), total)


def best(listed: Iterable[Costed], most: int = ROUTES) -> list[Costed]:
    """The best way, then others that go by other roles.

    Each further one is the best of those that do not go by all the roles of a shown one; a role
    that a shown one goes by too counts SHARED more.
    """
    left = sorted(listed, key=lambda one: (one.points, len(one.way), one.way))
    shown: list[Costed] = []
    while left and len(shown) < most:
        chosen = min(left, key=lambda one: one.points + SHARED * _shared(one, shown))
        shown.append(chosen)
        left = [one for one in left if _another(one, chosen, shown[0].points)]
    return shown


def _another(one: Costed, than: Costed, least: float) -> bool:
    """Whether a way is worth showing beside one: no detour from it, and not absurdly long."""
    detour = one.between >= than.between and (than.between or one.way == than.way)
    return not detour and one.points <= FARTHEST * least


def _shared(one: Costed, shown: Iterable[Costed]) -> int:
    return len(one.between & frozenset().union(*(other.between for other in shown)))
