"""The career map as a person sees it: around a role, or of one family of roles."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from portal.careers import drawing, lattice, queries
from portal.careers.cost import Place, kind_of
from portal.careers.drawing import Picture
from portal.careers.lattice import Lattice
from portal.careers.queries import Around, Line
from portal.careers.routes import Route, routes
from portal.pathways.gap import Match, match
from portal.pathways.queries import levels_of, needs_of
from portal.roles.models import MoveKind
from portal.roles.queries import RoleLine, lines_of

MOST_LINES, MOST_TYPICAL = 60, 30


@dataclass(frozen=True)
class Moving:
    """A line of the map in words: from which role to which, how, and about how many people."""

    here: RoleLine
    there: RoleLine
    kind: MoveKind
    people: int | None
    months: int | None


@dataclass(frozen=True)
class Map:
    """What is drawn, and the same in words: boxes in their order, and the lines between them."""

    lattice: Lattice
    picture: Picture
    roles: Mapping[UUID, RoleLine]
    matches: Mapping[UUID, Match]
    lines: Sequence[Moving]
    route: Route | None = None

    @property
    def listed(self) -> list[RoleLine]:
        """The roles on the map, in the order of their boxes."""
        return [self.roles[key] for key in self.lattice.role_ids]

    @property
    def levels(self) -> dict[int, list[RoleLine]]:
        """The same by level, the first one first."""
        found: dict[int, list[RoleLine]] = {}
        for role in sorted(self.listed, key=lambda role: (role.level, role.title)):
            found.setdefault(role.level, []).append(role)
        return found

    def out_of(self, role_id: UUID) -> list[Moving]:
        """The ways on from a role: those most people went first."""
        out = [line for line in self.lines if line.here.id == role_id]
        return sorted(out, key=lambda line: (-(line.people or 0), line.there.title))


def place(role: RoleLine) -> Place:
    return Place(role.id, role.level, role.family_id)


def around(person_id: UUID, start: RoleLine, aims: Sequence[RoleLine], least: int) -> Map:
    """The map around a role, with the way to the aims. Six statements."""
    levels = levels_of(person_id)
    goals = [place(role) for role in aims if role.active and role.id != start.id]

    def near(found: Around) -> list[UUID]:
        return lattice.nearest(found, start.id, [goal.id for goal in goals])

    found = routes(place(start), goals, levels, least=least, also=near)
    ways = [found.routes[goal.id][0] for goal in goals if found.routes[goal.id]]
    aimed = {goal.id for goal in goals}
    # The way that serves most of the aims, else the first of them.
    route = max(ways, key=lambda way: len(aimed & {leg.role_id for leg in way.legs}), default=None)
    way = [start.id, *(leg.role_id for leg in route.legs)] if route else [start.id]
    sure = dict.fromkeys([*way, *(goal.id for goal in goals)])
    listed = sure | dict.fromkeys(near(found.map))
    shape = lattice.around([found.map.places[key] for key in listed], len(sure))
    lines = queries.lines_between(shape.role_ids, least)
    matches = {key: match(found.needs.get(key, ()), levels) for key in shape.role_ids}
    return _map(shape, _worth_drawing(lines, sure), matches, way, route)


def of_family(
    person_id: UUID, family_id: UUID, total: int, *, start_id: UUID | None, least: int
) -> Map:
    """The map of a family, `total` roles in all. Five statements."""
    listed = queries.of_family(family_id, start_id, lattice.PER_LEVEL)
    shape = lattice.of_family(listed, total)
    lines = queries.lines_between(shape.role_ids, least)
    levels = levels_of(person_id)
    needs = needs_of(shape.role_ids)
    matches = {key: match(needs[key], levels) for key in shape.role_ids}
    close = set(shape.role_ids)
    return _map(shape, _worth_drawing(lines, close), matches, [], None)


def _worth_drawing(lines: Iterable[Line], close: Collection[UUID]) -> list[Line]:
    """Real moves, those of most people first; typical ones where they touch what matters here."""
    real = sorted((x for x in lines if x.people), key=lambda x: -(x.people or 0))[:MOST_LINES]
    typical = [x for x in lines if not x.people and (x.from_id in close or x.to_id in close)]
    return real + typical[:MOST_TYPICAL]


def _map(
    shape: Lattice,
    lines: Sequence[Line],
    matches: Mapping[UUID, Match],
    way: Sequence[UUID],
    route: Route | None,
) -> Map:
    """Draw it, and say it in words. One statement."""
    roles = lines_of(shape.role_ids)
    titles = {key: role.title for key, role in roles.items()}
    told = [
        Moving(roles[x.from_id], roles[x.to_id],
               kind_of(place(roles[x.from_id]), place(roles[x.to_id])), x.people, x.months)
        for x in lines
    ]  # fmt: skip
    return Map(shape, drawing.picture(shape, titles, lines, way), roles, matches, told, route)
