"""Kinds of move, seen from where a person stands: rungs of a family, as the index knows them."""

from collections.abc import Collection, Mapping
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Select, Uuid, bindparam, case, func, or_, select

from portal.composed import prepared
from portal.db import columns
from portal.pathways.queries import Rung
from portal.roles.models import MoveKind, Role


class Here(NamedTuple):
    """Where the person stands."""

    family_id: UUID
    level: int


def rungs(role_id: UUID | None, moves: Collection[str]) -> tuple[Here | None, list[str]]:
    """Where a role stands, and the rungs these moves lead to from there, written "family id:level";
    nothing where the role is not known, so that nothing can be told of moves. One statement.
    """
    rows = columns(_rungs(), mine=role_id).all() if role_id else []
    here = next((Here(family, level) for family, level, mine in rows if mine), None)
    if here is None:
        return None, []
    listed = [f"{family}:{level}" for family, level, _ in rows]
    return here, [rung for rung in listed if _kind(rung, here) in moves] or ["none"]


@prepared
def _rungs() -> Select[UUID, int, int]:
    mine = Role.id == bindparam("mine", type_=Uuid())
    return (
        select(Role.family_id, Role.level, func.max(case((mine, 1), else_=0)))
        .where(or_(Role.status == "active", mine))
        .group_by(Role.family_id, Role.level)
    )


def by_move(counts: Mapping[str, int], here: Rung | None) -> dict[str, int]:
    """How many roles each kind of move leads to, from the counts of rungs."""
    if here is None:
        return {}
    numbers = dict.fromkeys(MoveKind, 0)
    for rung, count in counts.items():
        numbers[_kind(rung, here)] += count
    return {kind.value: count for kind, count in numbers.items() if count}


def _kind(rung: str, here: Rung) -> MoveKind:
    family, _, level = rung.rpartition(":")
    if int(level) > here.level:
        return MoveKind.UP
    return MoveKind.SIDEWAYS if family == str(here.family_id) else MoveKind.FIELD
