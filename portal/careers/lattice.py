"""Which roles stand on the career map, and where: families beside each other, levels above.

Around a role: where one stands, the targets and what lies on the way to the first of them come
first, then where people went from here, where they typically go, what leads into the targets, and
roles alike. Of a family: some of each level, those nearest to where one stands first. Never more
than MOST boxes, whatever the size of the catalogue; what is left out is counted.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from portal.careers.cost import Edge, Place
from portal.careers.queries import Around

COLUMNS = 4
MOST_AROUND, MOST_IN_CELL = 24, 2
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
    """The boxes, by column and from the lowest level up; `families` head the columns.

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


def around(listed: Iterable[Place]) -> Lattice:
    """The map around a role: `listed` by weight, the first one is always on it."""
    families: list[UUID] = []
    cells: Counter[tuple[UUID, int]] = Counter()
    kept: list[Place] = []
    left_out = 0
    for place in listed:
        cell = (place.family_id, place.level)
        full = len(kept) == MOST_AROUND or cells[cell] == MOST_IN_CELL
        if full or (place.family_id not in families and len(families) == COLUMNS):
            left_out += 1
            continue
        if place.family_id not in families:
            families.append(place.family_id)
        cells[cell] += 1
        kept.append(place)
    heights: Counter[tuple[UUID, int]] = Counter()
    boxes = []
    for place in kept:
        cell = (place.family_id, place.level)
        boxes.append(Box(place, families.index(place.family_id), heights[cell]))
        heights[cell] += 1
    return Lattice(_in_order(boxes), families, left_out)


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
