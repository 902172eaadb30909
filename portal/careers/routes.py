"""Routes from one role to another for a person: the moves, each with what is to grow and time."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from uuid import UUID

from portal.careers.cost import Edge, Grown, Place, kind_of, months_of
from portal.careers.queries import Around, around
from portal.careers.ways import Costed, Standing, best
from portal.pathways.gap import Line, Match, Need, match
from portal.pathways.queries import needs_kept
from portal.roles.models import MoveKind


@dataclass(frozen=True)
class Leg:
    """One move of a route: to which role, what is known of it, and what is to grow for it."""

    role_id: UUID
    edge: Edge
    kind: MoveKind
    months: int
    grown: Grown
    match: Match

    @property
    def growing(self) -> list[Line]:
        return self.match.growing


@dataclass(frozen=True)
class Route:
    """A way to the target, move by move."""

    legs: tuple[Leg, ...]
    points: float

    @property
    def steps(self) -> int:
        """Skill steps to grow in all: each once, whichever roles ask for it."""
        return sum(leg.grown.steps for leg in self.legs)

    @property
    def months(self) -> int:
        return sum(leg.months for leg in self.legs)

    @property
    def between(self) -> list[UUID]:
        """The roles on the way, without the last one."""
        return [leg.role_id for leg in self.legs[:-1]]

    @property
    def whole(self) -> Match:
        """All that its roles ask for together, beside what the person has today."""
        needs: dict[UUID, Need] = {}
        have: dict[UUID, int | None] = {}
        for leg in self.legs:
            for line in leg.match.lines:
                key, known = line.need.skill_id, needs.get(line.need.skill_id)
                have.setdefault(key, line.have)
                if known is None or line.need.level > known.level:
                    needs[key] = line.need
        return Match(tuple(Line(need, have[key]) for key, need in needs.items()))


@dataclass(frozen=True)
class Found:
    """The routes to each target, best first, and the map and the needs they were found with."""

    routes: Mapping[UUID, list[Route]]
    map: Around
    needs: Mapping[UUID, list[Need]]


def routes(
    start: Place,
    targets: Collection[Place],
    levels: Mapping[UUID, int],
    *,
    least: int,
    but: Collection[UUID] = (),
    also: Callable[[Around], Iterable[UUID]] = lambda _found: (),
) -> Found:
    """Routes from a role to each target, none by the roles in `but`. Three statements.

    `levels` are the person's, by skill; `least` is the fewest people a real move is told from;
    `also` says which roles beyond those on the ways are wanted in `needs`.
    """
    found = around(start, targets, least, but)
    named = {role_id for some in found.ways.values() for way, _ in some for role_id in way[1:]}
    needs = needs_kept({start.id, *named, *also(found), *(one.id for one in targets)})
    standing = Standing(needs, levels)
    shown = {
        key: best(standing.costed(way, steps) for way, steps in some)
        for key, some in found.ways.items()
    }
    told = {key: [_route(x, found, needs, levels) for x in some] for key, some in shown.items()}
    return Found(told, found, needs)


def _route(
    one: Costed, found: Around, needs: Mapping[UUID, list[Need]], levels: Mapping[UUID, int]
) -> Route:
    """The moves of a way; for each the levels somebody has by then."""
    have = dict(levels)
    legs = []
    for (here, there), grown in zip(pairwise(one.way), one.grown, strict=True):
        edge = found.edges[here][there]
        kind = kind_of(found.places[here], found.places[there])
        asked = needs.get(there, [])
        legs.append(Leg(there, edge, kind, months_of(edge, grown.steps), grown, match(asked, have)))
        have |= {x.skill_id: max(x.level, have.get(x.skill_id, 0)) for x in asked}
    return Route(tuple(legs), one.points)
