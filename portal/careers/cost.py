"""What a move costs, in points: the formula by which routes are ordered, told in docs/matching.md.

    a move                     2, so that of two ways the one with fewer moves is better
    each step to grow          1, half for a helpful skill; what was grown on the way is had by then
    each half year             1; months are those people took, else the typical ones, else 3 for
                               each step to grow, at least 6
    the kind of move           0 up, 1 sideways, 2 into another field
    each level left out        3; each level down 3
    how well it is trodden     0 where five people or more made it, 1 where it is typical,
                               2 + 4 · (1 - likeness) where two roles are only alike

No point grows with a skill or level somebody has, so whoever has more never has a longer route.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from portal.roles.models import MoveKind

MOVE = 2.0
STEP, HELPFUL_STEP = 1.0, 0.5
MONTHS_A_POINT = 6
MONTHS_A_STEP, FEWEST_MONTHS = 3, 6
KINDS = {MoveKind.UP: 0.0, MoveKind.SIDEWAYS: 1.0, MoveKind.FIELD: 2.0}
LEVEL = 3.0
TYPICAL = 1.0
ALIKE, UNLIKE = 2.0, 4.0


@dataclass(frozen=True, slots=True)
class Place:
    """A role as a place on the map."""

    id: UUID
    level: int
    family_id: UUID


@dataclass(frozen=True, slots=True)
class Edge:
    """A move that may be made: what is known of it, from the best known to the least.

    `people` have really made it, about; `typical` says that the catalogue has it; `likeness` is how
    alike the two roles are, where that is known.
    """

    people: int | None = None
    months: int | None = None
    typical: bool = False
    likeness: float = 0.0

    def with_more(self, other: "Edge") -> "Edge":
        """What both say together; months of people who went come before those of the catalogue."""
        first, second = (other, self) if other.people and not self.people else (self, other)
        return Edge(
            first.people or second.people,
            first.months or second.months,
            first.typical or second.typical,
            max(first.likeness, second.likeness),
        )


def kind_of(here: Place, there: Place) -> MoveKind:
    """Up, sideways, or into another field, as the page of a role says it too."""
    if there.level > here.level:
        return MoveKind.UP
    return MoveKind.SIDEWAYS if there.family_id == here.family_id else MoveKind.FIELD


def fixed(edge: Edge, here: Place, there: Place) -> float:
    """The points of a move that are the same for everybody."""
    levels = there.level - here.level
    off = levels - 1 if levels > 0 else -levels
    if edge.people:
        trodden = 0.0
    elif edge.typical:
        trodden = TYPICAL
    else:
        trodden = ALIKE + UNLIKE * (1 - edge.likeness)
    months = (edge.months or 0) / MONTHS_A_POINT
    return MOVE + KINDS[kind_of(here, there)] + LEVEL * off + trodden + months


def months_of(edge: Edge, steps: int) -> int:
    """How long a move takes with so many steps to grow."""
    return edge.months or _time(steps)


def _time(steps: int) -> int:
    return max(FEWEST_MONTHS, MONTHS_A_STEP * steps)


def own(grown: "Grown", months: int | None) -> float:
    """The points of a move beside the `fixed` ones: what is left to grow for it, and the time that
    takes where nobody knows the `months`.
    """
    points = STEP * grown.essential + HELPFUL_STEP * grown.helpful
    return points if months else points + _time(grown.steps) / MONTHS_A_POINT


class Grown(NamedTuple):
    """The steps to grow for a move."""

    essential: int
    helpful: int

    @property
    def steps(self) -> int:
        return self.essential + self.helpful


Asked = tuple[int, int, bool]
"""A skill by its number, the level asked for, and whether it is essential."""


def to_grow(asked: Iterable[Asked], have: dict[int, int]) -> Grown:
    """The steps from what somebody has to what a role asks for; afterwards they have them."""
    essential = helpful = 0
    for skill, level, needed in asked:
        steps = level - have.get(skill, 0)
        if steps > 0:
            have[skill] = level
            if needed:
                essential += steps
            else:
                helpful += steps
    return Grown(essential, helpful)


Edges = Mapping[UUID, Mapping[UUID, Edge]]
"""From each role to others: what is known of the move."""
