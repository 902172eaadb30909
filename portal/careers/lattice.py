"""Which roles stand on the career map, and where: families beside each other, levels above.

Around a role: where one stands, the way to the targets and these come first, then where people
went from here, where they typically go, what leads into the targets, and roles alike. Of a family:
some of each level, those nearest to where one stands first. Never more than MOST boxes, whatever
the size of the catalogue; what is left out is counted.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from portal.careers.cost import Edge, Place
from portal.careers.queries import Around

COLUMNS = 4
PER_LEVEL = 8
MOST = PER_LEVEL * 5
LOOKED_AT = 60
"""Roles around one that are thought of at all."""


@dataclass(frozen=True, slots=True)
class Box:
    """A role on the map: its column, and its place from below among those that share a cell."""

    place: Place
    column: int
    height: int


@dataclass(frozen=True)
class Lattice:
    """The boxes, by column and from the lowest level up; `families` head the columns, one family
    alone heads them all, and next to one another the same family stands for both its columns.

    `left_out` roles would have been worth a box, but there was no room.
    """

    boxes: Sequence[Box]
    families: Sequence[UUID]
    left_out: int

    @property
    def role_ids(self) -> list[UUID]:
        return [box.place.id for box in self.boxes]


def nearest(found: Around, start: UUID, targets: Collection[UUID]) -> list[UUID]:
    """The roles around: those that tell most of the ways from here first."""
    out = found.out_of(start).items()
    into = [(here, edge) for target in targets for here, edge in found.into(target).items()]
    real = _by(((key, edge.people or 0) for key, edge in out if edge.people))
    typical = [key for key, edge in sorted(out, key=_months) if edge.typical]
    before = _by((key, edge.people or 1) for key, edge in into if edge.people or edge.typical)
    alike = _by((key, edge.likeness) for key, edge in out if edge.likeness)
    listed = dict.fromkeys([start, *targets, *real, *typical, *before, *alike])
    return [key for key in listed if key in found.places][:LOOKED_AT]


def _by(weighed: Iterable[tuple[UUID, float]]) -> list[UUID]:
    return [key for key, _ in sorted(weighed, key=lambda one: (-one[1], one[0]))]


def _months(one: tuple[UUID, Edge]) -> tuple[int, UUID]:
    return one[1].months or 0, one[0]


def around(listed: Sequence[Place], sure: int) -> Lattice:
    """The map around a role: `listed` by weight, the first `sure` of them are on it where they fit.

    The first family has two columns where it has two roles at one level, the others have one each.
    """
    columns = _columns(listed, sure)
    taken: set[tuple[int, int]] = set()
    boxes = []
    for place in listed:
        free = [
            column
            for column, family in enumerate(columns)
            if family == place.family_id and (column, place.level) not in taken
        ]
        if free:
            taken.add((free[0], place.level))
            boxes.append(Box(place, free[0], 0))
    return Lattice(_in_order(boxes), columns, len(listed) - len(boxes))


def _columns(listed: Sequence[Place], sure: int) -> list[UUID]:
    """The families that have a column: those of the sure ones, then those on most levels."""
    levels: dict[UUID, set[int]] = {}
    for place in listed:
        levels.setdefault(place.family_id, set()).add(place.level)
    first = listed[0].family_id
    own = Counter(place.level for place in listed if place.family_id == first)
    families = dict.fromkeys(place.family_id for place in listed[:sure])
    families |= dict.fromkeys(sorted(levels, key=lambda key: -len(levels[key])))
    twice = [first] if max(own.values()) > 1 else []
    return [first, *twice, *(key for key in families if key != first)][:COLUMNS]


def of_family(listed: Sequence[Place], total: int) -> Lattice:
    """The map of one family, the roles of each level side by side; `total` are all it has."""
    seen: Counter[int] = Counter()
    boxes = []
    for place in listed:
        number = seen[place.level]
        if number < PER_LEVEL:
            boxes.append(Box(place, number % COLUMNS, number // COLUMNS))
            seen[place.level] += 1
    families = [listed[0].family_id] if listed else []
    return Lattice(_in_order(boxes), families, max(0, total - len(boxes)))


def _in_order(boxes: Iterable[Box]) -> list[Box]:
    """As one reads a career: column by column, from the first level up."""
    return sorted(boxes, key=lambda box: (box.column, box.place.level, box.height))
