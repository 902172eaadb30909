"""How rare each skill is among the roles in use, and what each of these asks for in all.

A skill that few roles ask for says more: its rarity is ln(1 + roles / roles that ask for it), the
inverse document frequency of Sparck Jones (1972), and every step of it counts so much when lists
of skills are compared. Plain sums, without numpy; 20,000 roles take a second or two.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime
from math import log1p
from typing import Any
from uuid import UUID

from sqlalchemy import String, select, type_coerce

from portal.db import Base, columns, db, transaction
from portal.roles.importing.plan import Rows, Values, table_of
from portal.roles.models import Role, RoleSkill, RoleSum, SkillRarity
from portal.roles.rules import one_import_at_a_time

HELPFUL = 0.5
"""What a helpful skill counts beside an essential one, where skills are counted."""

_DIGITS = 4


def prepare(_now: datetime | None = None) -> int:
    """Bring both tables up to date. How many rows changed; doing it again changes nothing."""
    asked = [row for row in _asked() if row[2]]
    db.session.rollback()
    found_in = Counter(skill for _, skill, _ in asked)
    roles = len({role for role, _, _ in asked})
    rarity = {skill: round(log1p(roles / many), _DIGITS) for skill, many in found_in.items()}
    steps: dict[str, int] = {}
    weight: dict[str, float] = {}
    for role, skill, level in asked:
        steps[role] = steps.get(role, 0) + level
        weight[role] = weight.get(role, 0.0) + level * rarity[skill]
    rare = {key: (found_in[key], rarity[key]) for key in found_in}
    sums = {key: (steps[key], round(weight[key], _DIGITS)) for key in steps}
    changed = _write(SkillRarity, "skill_id", ("roles", "rarity"), rare)
    return changed + _write(RoleSum, "role_id", ("steps", "weight"), sums)


def _asked() -> list[tuple[str, str, int]]:
    """What roles in use ask for. Ids as the driver gives them: half a million are not made UUIDs"""
    statement = (
        select(type_coerce(RoleSkill.role_id, String), type_coerce(RoleSkill.skill_id, String),
               RoleSkill.level)
        .join(Role)
        .where(Role.status == "active")
    )  # fmt: skip
    return [(str(role), str(skill), level) for role, skill, level in columns(statement)]


def _write(
    model: type[Base],
    key: str,
    told: Collection[str],
    wanted: Mapping[str, tuple[Any, ...]],
) -> int:
    """Make the rows of a table what is wanted, some in each transaction. How many changed."""
    table = table_of(model)
    have = {
        str(id): tuple(values)
        for id, *values in columns(
            select(type_coerce(table.c[key], String), *(table.c[name] for name in told))
        )
    }
    db.session.rollback()
    rows = Rows(table, (key,))
    for id, values in wanted.items():
        line: Values = {key: UUID(id)} | dict(zip(told, values, strict=True))
        if id not in have:
            rows.put.append(line)
        elif have[id] != values:
            rows.changed.append(line)
    rows.gone += [{key: UUID(id)} for id in have.keys() - wanted.keys()]
    for statement, some in rows.steps():
        with transaction() as session:
            one_import_at_a_time()
            session.execute(statement, some)
    return len(rows)
