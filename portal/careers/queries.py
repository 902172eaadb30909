"""Reading the map: the moves there are around two roles, real, typical and between roles alike."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CompoundSelect,
    Float,
    Integer,
    Select,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from portal.careers.cost import Edge, Place, fixed
from portal.careers.ways import Ground, Step, Way, walked
from portal.composed import prepared
from portal.db import columns, plain, uuid_of
from portal.kept import Kept
from portal.roles.models import Family, MoveCount, Role, RoleMove, RoleNeighbour

NOBODY = [UUID(int=0)]
WIDEST = 40
"""So many of the roles one move away are followed further: those cheapest to reach."""

MAPS = 24
"""So many maps are kept: what was made of a thousand moves or two, half a megabyte each."""


@dataclass
class Around:
    """Roles and the moves between them, and the `ways` that were looked for among these."""

    places: dict[UUID, Place] = field(default_factory=dict)
    edges: dict[UUID, dict[UUID, Edge]] = field(default_factory=dict)
    ways: dict[UUID, list[tuple[Way, tuple[Step, ...]]]] = field(default_factory=dict)

    def put(self, here: UUID, there: UUID, edge: Edge) -> None:
        """Note what is known of a move, beside what is known already."""
        out = self.edges.setdefault(here, {})
        out[there] = out[there].with_more(edge) if there in out else edge

    def out_of(self, role_id: UUID) -> dict[UUID, Edge]:
        return self.edges.get(role_id, {})

    def into(self, role_id: UUID) -> dict[UUID, Edge]:
        return {here: out[role_id] for here, out in self.edges.items() if role_id in out}


class Near(NamedTuple):
    """The roles to look at further: those one moves to first, and those one comes from last."""

    ahead: list[UUID]
    behind: list[UUID]


_near: Kept[Near] = Kept(MAPS)
_maps: Kept[Around] = Kept(MAPS)


def around(start: Place, targets: Collection[Place], least: int, but: Collection[UUID]) -> Around:
    """The moves within two of `start` and within two before each target, and the ways from there.
    Two statements.

    Only roles in use, and none of `but`. Real moves are told from `least` people on. Nothing of it
    is anybody's own: it is made once for everybody who asks the same of the same map.
    """
    key = start, (*targets,), least, frozenset(but)
    first = _read([start.id], [place.id for place in targets], least)
    near = _near.of(key, first, lambda: _looked_at(_made(first, start, targets, but), *key[:2]))
    second = _read(near.ahead, near.behind, least)
    rows = first + second
    return _maps.of(key, rows, lambda: _with_ways(_made(rows, start, targets, but), *key[:2]))


def _looked_at(found: Around, start: Place, targets: Collection[Place]) -> Near:
    ahead = _cheapest(found, [(start.id, there) for there in found.out_of(start.id)], 1)
    behind: list[UUID] = []
    for target in targets:
        into = [(here, target.id) for here in found.into(target.id)]
        behind += _cheapest(found, into, 0)
    return Near(ahead, behind)


def _with_ways(found: Around, start: Place, targets: Collection[Place]) -> Around:
    ground = Ground(found.edges, found.places)
    for one in targets:
        listed = ground.ways(start.id, one.id)
        found.ways[one.id] = [(way, walked(way, found.edges, found.places)) for way in listed]
    return found


def _cheapest(found: Around, moves: Iterable[tuple[UUID, UUID]], end: int) -> list[UUID]:
    """Of these moves the cheapest ones: the role at that end of each."""
    costed = sorted(
        (fixed(found.edges[a][b], found.places[a], found.places[b]), (a, b)[end])
        for a, b in moves
        if a in found.places and b in found.places
    )
    return [role_id for _, role_id in costed[:WIDEST]]


def _read(ahead: Collection[UUID], behind: Collection[UUID], least: int) -> list[tuple[Any, ...]]:
    given = {"ahead": [*ahead] or NOBODY, "behind": [*behind] or NOBODY, "least": least}
    return plain(_moves(), **given)


def _made(
    rows: Iterable[tuple[Any, ...]], start: Place, targets: Collection[Place], but: Collection[UUID]
) -> Around:
    found = Around({place.id: place for place in (start, *targets)})
    for one, two, onward, people, months, likeness, level, family in rows:
        here, there = uuid_of(one), uuid_of(two)
        other = there if onward else here
        if other in but:
            continue
        if other not in found.places:
            found.places[other] = Place(other, level, uuid_of(family))
        typical = people is None and likeness is None
        found.put(here, there, Edge(people, months, typical, likeness or 0.0))
    return found


@prepared
def _moves() -> CompoundSelect[*tuple[Any, ...]]:
    """Out of the roles `ahead` and into those `behind`; with the place of the role beyond."""
    return union_all(*(part for onward in (True, False) for part in _one_way(onward)))


def _one_way(onward: bool) -> list[Select[*tuple[Any, ...]]]:
    """Real moves, typical ones, and roles that are alike: either of these may list the other."""
    count, move, near = MoveCount, RoleMove, RoleNeighbour
    no_number, no_likeness = cast(null(), Integer), cast(null(), Float)
    one, other = near.role_id, near.neighbour_id
    here, there = (one, other) if onward else (other, one)
    real = count.people >= bindparam("least", type_=Integer())
    return [
        _reading(onward, count.from_role_id, count.to_role_id,
                 count.people, count.months, no_likeness).where(real),
        _reading(onward, move.from_role_id, move.to_role_id, no_number, move.months, no_likeness),
        _reading(onward, here, there, no_number, no_number, near.likeness),
    ]  # fmt: skip


def _reading(onward: bool, here: Any, there: Any, *told: Any) -> Select[*tuple[Any, ...]]:
    known = bindparam("ahead" if onward else "behind", type_=Uuid(), expanding=True)
    near_end, far_end = (here, there) if onward else (there, here)
    return (
        select(here, there, literal(onward, Boolean()), *told, Role.level, Role.family_id)
        .join(Role, Role.id == far_end)
        .where(near_end.in_(known), Role.status == "active")
    )


class Line(NamedTuple):
    """A move between two roles of the map: about how many `people` made it; None: it is typical."""

    from_id: UUID
    to_id: UUID
    people: int | None
    months: int | None


def lines_between(role_ids: Collection[UUID], least: int) -> list[Line]:
    """The real and the typical moves between these roles, each once. One statement."""
    found: dict[tuple[UUID, UUID], Line] = {}
    for row in columns(_between(), role_ids=[*role_ids] or NOBODY, least=least):
        line = Line(*row)
        found.setdefault((line.from_id, line.to_id), line)
    return list(found.values())


@prepared
def _between() -> Select[*tuple[Any, ...]]:
    ids = bindparam("role_ids", type_=Uuid(), expanding=True)
    count, move = MoveCount, RoleMove
    real = select(count.from_role_id, count.to_role_id, count.people, count.months).where(
        count.from_role_id.in_(ids),
        count.to_role_id.in_(ids),
        count.people >= bindparam("least", type_=Integer()),
    )
    typical = select(
        move.from_role_id, move.to_role_id, cast(null(), Integer).label("people"), move.months
    ).where(move.from_role_id.in_(ids), move.to_role_id.in_(ids))
    both = union_all(real, typical).subquery()
    known = case((both.c.people.is_(None), 1), else_=0)
    return select(both).order_by(known, both.c.from_role_id, both.c.to_role_id)


def families() -> list[tuple[UUID, str, int]]:
    """The families that have roles in use, and how many, by name. One statement."""
    return [(row[0], row[1], row[2]) for row in columns(_families())]


@prepared
def _families() -> Select[UUID, str, int]:
    return (
        select(Family.id, Family.name, func.count())
        .join(Role, Role.family_id == Family.id)
        .where(Role.status == "active")
        .group_by(Family.id, Family.name)
        .order_by(Family.name)
    )


def of_family(family_id: UUID, start: UUID | None, per_level: int) -> list[Place]:
    """Some roles of a family at each level, those nearest to `start` first. One statement."""
    given = {"family_id": family_id, "start": start or UUID(int=0), "per_level": per_level}
    return [Place(key, level, family_id) for key, level in columns(_of_family(), **given)]


@prepared
def _of_family() -> Select[UUID, int]:
    start = bindparam("start", type_=Uuid())
    near, move = RoleNeighbour, RoleMove
    nearest = func.coalesce(near.likeness, 0.0) + case(
        (move.to_role_id.is_not(None), 1.0), else_=0.0
    )
    listed = (
        select(
            Role.id,
            Role.level,
            func.row_number()
            .over(partition_by=Role.level, order_by=(nearest.desc(), Role.title, Role.id))
            .label("place"),
        )
        .outerjoin(near, and_(near.role_id == start, near.neighbour_id == Role.id))
        .outerjoin(move, and_(move.from_role_id == start, move.to_role_id == Role.id))
        .where(
            Role.family_id == bindparam("family_id", type_=Uuid()),
            or_(Role.status == "active", Role.id == start),
        )
        .subquery()
    )
    return (
        select(listed.c.id, listed.c.level)
        .where(or_(listed.c.place <= bindparam("per_level", type_=Integer()), listed.c.id == start))
        .order_by(listed.c.level, listed.c.place)
    )
