"""The roles most like each role: read, compared and written; see `alike` for what is compared.

The texts and skills of 20,000 roles are read once, compared in blocks of some hundred, and what
differs from the rows there are is written a block at a time. Between blocks the worker does what
waits (`timed.breathe`), so that a change is still found at once.
"""

from array import array
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from uuid import UUID

import numpy as np
from sqlalchemy import String, select, type_coerce

from portal import timed
from portal.batches import batches
from portal.db import columns, db, transaction
from portal.roles.importing.plan import Rows, Values, table_of
from portal.roles.likeness.alike import Alike, Asked, Described
from portal.roles.likeness.sums import HELPFUL
from portal.roles.models import Role, RoleAlias, RoleNeighbour, RoleSkill
from portal.roles.rules import one_import_at_a_time
from portal.skills.models import Skill
from search_index import meaning

AT_ONCE = 250
MOST_ALIASES = 5
Near = tuple[float, int]
"""How like, and how many skills both ask for."""


def prepare(_now: datetime | None = None) -> int:
    """Bring the neighbours of every role in use up to date. How many rows changed.

    A role that asks for nothing has neighbours too, by its words: they say what it may ask for.
    """
    roles = _Roles()
    db.session.rollback()
    kit = meaning.tools()
    alike = Alike(roles.described, roles.asked, roles.names, kit.table if kit else None)
    changed = 0
    compared = alike.nearest()
    while block := list(islice(compared, AT_ONCE)):
        changed += _write({roles.ids[n]: dict(roles.near(n, found)) for n, found in block})
        timed.breathe()
    return changed + _write_none(roles)


class _Roles:
    """The roles in use, numbered, with what they ask for and their words."""

    def __init__(self) -> None:
        others: dict[UUID, list[str]] = {}
        called = select(RoleAlias.role_id, RoleAlias.title).order_by(RoleAlias.folded)
        for key, title in columns(called):
            others.setdefault(key, []).append(title)
        rows = columns(
            select(Role.id, type_coerce(Role.id, String), Role.title, Role.summary,
                   Role.responsibilities)
            .where(Role.status == "active")
            .order_by(Role.id)
        )  # fmt: skip
        self.ids: list[UUID] = []
        self.described: list[Described] = []
        self._numbers: dict[object, int] = {}
        for key, raw, title, summary, duties in rows:
            self._numbers[raw] = len(self.ids)
            self.ids.append(key)
            also = ", ".join(others.get(key, [])[:MOST_ALIASES])
            self.described.append(Described(title, " ".join((summary, duties, also))))
        self.asked, self.names = self._read_asked()

    def _read_asked(self) -> tuple[Asked, list[str]]:
        skills: dict[object, int] = {}
        names: list[str] = []
        role_of, skill_of, weights = array("i"), array("i"), array("f")
        statement = (
            select(type_coerce(RoleSkill.role_id, String), type_coerce(RoleSkill.skill_id, String),
                   RoleSkill.essential, Skill.name)
            .join(Skill)
            .order_by(RoleSkill.role_id, RoleSkill.skill_id)
        )  # fmt: skip
        self._wants: list[set[int]] = [set() for _ in self.ids]
        for role, skill, essential, name in columns(statement):
            if (number := self._numbers.get(role)) is None:
                continue
            if skill not in skills:
                skills[skill] = len(names)
                names.append(name)
            role_of.append(number)
            skill_of.append(skills[skill])
            weights.append(1.0 if essential else HELPFUL)
            self._wants[number].add(skills[skill])
        asked = Asked(*(np.array(one) for one in (role_of, skill_of, weights)))
        return asked, names

    def near(self, number: int, found: list[tuple[int, float]]) -> Iterator[tuple[UUID, Near]]:
        """Neighbours as they are kept."""
        for other, likeness in found:
            both = len(self._wants[number] & self._wants[other])
            yield self.ids[other], (round(likeness, 3), both)


def _write(wanted: dict[UUID, dict[UUID, Near]]) -> int:
    """Change what differs of the neighbours of these roles, in a transaction of its own."""
    rows = Rows(table_of(RoleNeighbour), ("role_id", "neighbour_id"))
    row = RoleNeighbour
    with transaction() as session:
        one_import_at_a_time()
        have = set()
        statement = select(row.role_id, row.neighbour_id, row.likeness, row.skills)
        for one, other, likeness, skills in columns(statement.where(row.role_id.in_(wanted))):
            have.add((one, other))
            pair: Values = {"role_id": one, "neighbour_id": other}
            now = wanted[one].get(other)
            if now is None:
                rows.gone.append(pair)
            elif now != (likeness, skills):
                rows.changed.append(pair | {"likeness": now[0], "skills": now[1]})
        for one, neighbours in wanted.items():
            for other, now in neighbours.items():
                if (one, other) not in have:
                    rows.put.append(
                        {"role_id": one, "neighbour_id": other,
                         "likeness": now[0], "skills": now[1]}
                    )  # fmt: skip
        for change, values in rows.steps():
            session.execute(change, values)
    return len(rows)


def _write_none(roles: _Roles) -> int:
    """Roles no longer used are near nothing."""
    known = set(roles.ids)
    listed = columns(select(RoleNeighbour.role_id).distinct()).scalars()
    gone = [key for key in listed if key not in known]
    db.session.rollback()
    return sum(_write({key: {} for key in some}) for some in batches(gone, AT_ONCE))
