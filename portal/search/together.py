"""What lists show of things of several kinds, read from the database in one statement."""

from collections.abc import Callable, Collection, Mapping
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import CompoundSelect, Select, String, cast, literal, null, select, union_all
from sqlalchemy.types import TypeEngine

from portal.communities import queries as communities
from portal.communities import reading as knowledge
from portal.composed import Prepared, prepared
from portal.db import columns
from portal.roles import queries as roles
from portal.search import lines

LINES: Mapping[str, tuple[Callable[[], Prepared[Any]], Callable[..., Any]]] = {
    "role": (roles.lines, roles.RoleLine),
    "skill": (lines.skills, lines.SkillLine),
    "community": (communities.lines, communities.Line),
    "knowledge": (knowledge.kept, knowledge.KeptLine),
    "person": (lines.people, lines.PersonLine),
}
"""Kind -> its statement, which takes `ids`, and what a row of it is."""


class United(NamedTuple):
    """A statement of several, and in which columns of a row those of each kind stand."""

    statement: CompoundSelect[*tuple[Any, ...]]
    places: Mapping[str, list[int]]


def lines_of(ids: Mapping[str, Collection[UUID]]) -> dict[str, dict[UUID, Any]]:
    """By kind of LINES, the lines of those of these things that may be shown; one statement."""
    wanted = [kind for kind in LINES if ids.get(kind)]
    found: dict[str, dict[UUID, Any]] = {kind: {} for kind in LINES}
    if not wanted:
        return found
    # All of them or one alone: few forms of the statement, whatever was found.
    kinds = tuple(LINES) if wanted[1:] else tuple(wanted)
    places = _places_of(kinds)
    listed = list(dict.fromkeys(one for kind in wanted for one in ids[kind]))
    for row in columns(_lines(kinds), ids=listed):
        kind, *_ = row
        line = LINES[kind][1](*(row[place] for place in places[kind]))
        found[kind][line.id] = line
    return found


@prepared
def _lines(kinds: tuple[str, ...]) -> CompoundSelect[*tuple[Any, ...]]:
    return _united(kinds).statement


@cache
def _places_of(kinds: tuple[str, ...]) -> Mapping[str, list[int]]:
    return _united(kinds).places


def _united(kinds: tuple[str, ...]) -> United:
    return united({kind: LINES[kind][0]().build() for kind in kinds})


def united(parts: Mapping[str, Select[*tuple[Any, ...]]]) -> United:
    """The rows of all these statements, each with its kind before it.

    A column of the one holds columns of the same type of all parts, and nothing where a part has no
    such column left.
    """
    types: list[TypeEngine[Any]] = [String()]
    places = {kind: _places(part, types) for kind, part in parts.items()}
    selected = []
    for kind, part in parts.items():
        held = dict(zip(places[kind], part.subquery().c, strict=True))
        filled = [held.get(place, cast(null(), types[place])) for place in range(1, len(types))]
        selected.append(select(literal(kind), *filled))
    return United(union_all(*selected), places)


def _places(part: Select[*tuple[Any, ...]], types: list[TypeEngine[Any]]) -> list[int]:
    """Where the columns of a part go; a type that has no free column is added."""
    free = list(range(1, len(types)))
    listed = []
    for column in part.selected_columns:
        place = next((one for one in free if type(types[one]) is type(column.type)), None)
        if place is None:
            place = len(types)
            types.append(column.type)
        else:
            free.remove(place)
        listed.append(place)
    return listed
