"""All lines that roles in use ask for, as arrays: what `portal.roles.asked` keeps in its file.

Roles and skills are numbered as they stand here. Needs numpy.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import String, select, type_coerce

from portal.db import columns, uuid_of
from portal.roles.models import Role, RoleSkill
from portal.skills.finding import vectors
from search_index import mapped
from search_index.mapped import Array
from search_index.subwords import Floats, Table, packed, unit

HELPS = 0.25
"""What a helpful skill counts beside an essential one, where roles are compared."""

_AT_ONCE = 4096


@dataclass(frozen=True)
class Lines:
    """The arrays of the file, in the order of the file."""

    ids: Array  # of the skills asked for, in order
    rarity: Array  # of each: ln(1 + roles / those that ask for it), as `sums` has it
    starts: Array  # where the lines of each role begin, and where the last end
    skills: Array  # of each line
    essential: Array  # whether the role needs it
    begins: Array  # where the roles that ask for each skill begin, and where the last end
    roles: Array  # by skill
    needed: Array  # whether they need it
    lengths: Array  # of each role's skills as a vector: HELPS or 1, times the root of the rarity
    scales: Array  # what the numbers of each role are to be multiplied with
    numbers: Array  # the names of its skills, each times HELPS or 1 and rarity, summed: a unit

    def things(self, ids: Sequence[UUID]) -> Array:
        """The numbers of the skills that roles ask for among these."""
        given = np.frombuffer(b"".join(one.bytes for one in ids), self.ids.dtype)
        if not len(self.ids):
            return np.empty(0, np.intp)
        found = np.minimum(np.searchsorted(self.ids, given), len(self.ids) - 1)
        known: Array = found[self.ids[found] == given]
        return known

    def id(self, skill: int) -> UUID:
        return UUID(bytes=self.ids[skill : skill + 1].tobytes())


def made(labels: vectors.Held) -> Lines:
    """Read from the database; names as the labels have them."""
    keys, roles, skills, essential = _read_all()
    return arranged(keys, roles, skills, essential, labels.names(_ids(keys)))


def arranged(keys: Array, roles: Array, skills: Array, essential: Array, names: Floats) -> Lines:
    """The same of given lines, in the order of their roles.

    keys: the ids of the skills as sixteen bytes (S16), in order; roles, skills, essential: of each
    line, by number; names: a vector for each skill.
    """
    count, many = len(keys), int(roles.max(initial=-1)) + 1
    asked_by = np.bincount(skills, minlength=count)
    rarity = np.log1p(many / np.maximum(asked_by, 1)).astype(np.float32)
    weights = np.where(essential, np.float32(1), np.float32(HELPS))
    squares = (weights * weights) * rarity[skills]
    starts, begins = _bounds(roles, many), _bounds(skills, count)
    by_skill = np.argsort(skills, kind="stable")
    named = packed(_summed(names, starts, skills, weights * rarity[skills]))
    return Lines(
        keys, rarity, starts, skills, essential,
        begins, roles[by_skill], essential[by_skill],
        np.sqrt(np.bincount(roles, squares, many)).astype(np.float32),
        named.scales.astype(np.float32), named.numbers,
    )  # fmt: skip


def _read_all() -> tuple[Array, Array, Array, Array]:
    """The ids of the skills, in order; and of each line, by role, the role, the skill, whether it
    is essential.
    """
    row = RoleSkill
    statement = (
        select(type_coerce(row.role_id, String), type_coerce(row.skill_id, String), row.essential)
        .join(Role)
        .where(Role.status == "active")
        .order_by(row.role_id)
    )
    role_numbers: dict[str, int] = {}
    skill_numbers: dict[str, int] = {}
    roles, skills, essential = array("i"), array("i"), bytearray()
    for role, skill, needs in columns(statement):
        roles.append(role_numbers.setdefault(role, len(role_numbers)))
        skills.append(skill_numbers.setdefault(skill, len(skill_numbers)))
        essential.append(bool(needs))
    keys = np.frombuffer(b"".join(uuid_of(one).bytes for one in skill_numbers), "S16")
    order = np.argsort(keys, kind="stable")
    places = np.empty(len(keys), np.int32)
    places[order] = np.arange(len(keys), dtype=np.int32)
    numbered = places[np.frombuffer(skills, np.int32)]
    return keys[order], np.frombuffer(roles, np.int32), numbered, np.frombuffer(essential, bool)


def _ids(keys: Array) -> list[UUID]:
    whole = keys.tobytes()
    return [UUID(bytes=whole[at : at + 16]) for at in range(0, len(whole), 16)]


def _bounds(groups: Array, count: int) -> Array:
    """Where each group begins, once they are in order; and where the last ends."""
    return np.concatenate(([0], np.cumsum(np.bincount(groups, minlength=count)))).astype(np.int32)


def _summed(names: Floats, starts: Array, skills: Array, weights: Any) -> Floats:
    """The names of the skills of each role, summed up; some roles at a time."""
    found = np.zeros((len(starts) - 1, names.shape[1]), np.float32)
    for first in range(0, len(found), _AT_ONCE):
        last = min(first + _AT_ONCE, len(found))
        part = slice(starts[first], starts[last])
        rows = names[skills[part]] * weights[part, None]
        found[first:last] = np.add.reduceat(rows, starts[first:last] - starts[first])
    return unit(found)


def write(lines: Lines, file: Path, table: Table) -> None:
    """Put them into the file, whole or not at all. Raises OSError when the disk does not."""
    mapped.write(file, _of(table), [getattr(lines, one.name) for one in fields(lines)])


def read(file: Path, table: Table) -> Lines:
    """What is in a file. Raises MappedProblem where it is not one for this table, and whole."""
    return Lines(*mapped.read(file, _of(table)))


def _of(table: Table) -> str:
    return f"lines 1 {table.digest} {table.dims}"
