"""Which skills go together: prepared every night and after imports, never in a request.

Two skills go together the more, the larger the share of the roles asking for either that ask for
both. With `both` roles asking for both skills, `a` and `b` for one of them, the weight is

    both / sqrt(a * b) * both / (both + DOUBT)

the cosine between the two skills as sets of roles (Sarwar, Karypis, Konstan and Riedl 2001,
"Item-based collaborative filtering recommendation algorithms"), shrunk where only few roles say so
(Bell and Koren 2007, "Scalable collaborative filtering with jointly derived neighborhood
interpolation weights"). Pairs that meet no more often than chance would have it
(both * roles <= a * b) are none. A relation k of the taxonomy joins in as one more reason: the
weight w becomes 1 - (1 - w) * (1 - k).

Neighbours of one skill often say the same thing twice. How much each of them *tells* of it, beside
the others, is a ridge regression of the skill on its neighbours over all roles (Hoerl and Kennard
1970; from item to item: Ning and Karypis 2011, "SLIM"):

    solve (C + RIDGE * I) t = c

with C how often the neighbours are asked for together, c how often each is with the skill. What
comes out below 0 tells nothing. A relation k joins in as above, by a quarter of its weight.
"""

from array import array
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import String, select, type_coerce

from portal.batches import batches
from portal.db import columns, db, transaction
from portal.roles.importing.plan import Rows, Values, table_of
from portal.roles.kin import WEIGHT
from portal.roles.models import Role, RoleSkill
from portal.roles.rules import one_import_at_a_time
from portal.skills.models import Skill, SkillNeighbour, Status

MOST = 30
"""Neighbours of a skill; what the taxonomy relates is kept beyond it."""

DOUBT = 2
RIDGE = 10
KIN_TELLS = 0.25
MOST_ASKED = 200
"""A role that asks for more skills than this says nothing about which go together."""

AT_ONCE = 250

Numbers = NDArray[np.int32]


class Near(NamedTuple):
    """A neighbour: its weight, how many roles ask for both, and how much it tells."""

    weight: float = 0.0
    roles: int = 0
    tells: float = 0.0


NOTHING = Near()


def prepare(_now: datetime | None = None) -> int:
    """Bring the neighbours of every skill up to date, some at a time. How many rows changed.

    Out of what roles in use ask for now; doing it again changes nothing. Relations that an import
    kept stay whatever roles say; of a skill no longer in use they weigh nothing.
    """
    skills = _Skills()
    roles, asked = _asked(skills.numbers)
    kin = _kin()
    with_rows = columns(select(SkillNeighbour.skill_id).distinct()).scalars()
    stale = [key for key in with_rows if key not in skills.known]
    db.session.rollback()
    together = Together(roles, asked, len(skills.ids))
    changed = 0
    for at in range(0, len(skills.ids), AT_ONCE):
        wanted = {}
        for number in range(at, min(at + AT_ONCE, len(skills.ids))):
            key = skills.ids[number]
            said = kin.get(key, {}).items()
            related = {skills.known[k]: weight for k, weight in said if k in skills.known}
            wanted[key] = {skills.ids[n]: w for n, w in together.of(number, related).items()}
        changed += _write(wanted)
    for some in batches(stale, AT_ONCE):
        changed += _write({key: {} for key in some})
    return changed


class _Skills:
    """The skills in use, numbered."""

    def __init__(self) -> None:
        rows = columns(select(Skill.id, _raw(Skill.id)).where(Skill.status == Status.ACTIVE))
        self.ids: list[UUID] = []
        self.numbers: dict[object, int] = {}
        for key, raw in rows:
            self.numbers[raw] = len(self.ids)
            self.ids.append(key)
        self.known = {key: number for number, key in enumerate(self.ids)}


def _raw(column: Any) -> Any:
    """An id as the driver gives it: half a million need not become UUIDs to be counted."""
    return type_coerce(column, String)


def _asked(numbers: dict[object, int]) -> tuple[Numbers, Numbers]:
    """Of everything that roles in use ask for: the role, by a number, and the skill."""
    role_numbers: dict[object, int] = {}
    roles, skills = array("i"), array("i")
    statement = select(_raw(RoleSkill.role_id), _raw(RoleSkill.skill_id)).join(Role)
    rows = db.session.connection().execute(
        statement.where(Role.status == "active"), execution_options={"yield_per": 5000}
    )
    for role, skill in rows:
        if (number := numbers.get(skill)) is not None:
            roles.append(role_numbers.setdefault(role, len(role_numbers)))
            skills.append(number)
    return np.array(roles, dtype=np.int32), np.array(skills, dtype=np.int32)


def _kin() -> dict[UUID, dict[UUID, float]]:
    """The weight of every relation the taxonomy has."""
    listed: dict[UUID, dict[UUID, float]] = {}
    row = SkillNeighbour
    related = select(row.skill_id, row.neighbour_id, row.kin).where(row.kin != "")
    for one, other, kin in columns(related):
        listed.setdefault(one, {})[other] = WEIGHT.get(kin, 0.0)
    return listed


class Together:
    """How often skills are asked for together.

    roles, skills: of everything asked for, which role and which skill, by number; count: how many
    skills there are.
    """

    def __init__(self, roles: Numbers, skills: Numbers, count: int) -> None:
        sizes = np.bincount(roles) if len(roles) else np.zeros(0, dtype=np.intp)
        kept = sizes[roles] <= MOST_ASKED if len(roles) else np.zeros(0, dtype=bool)
        roles, skills = roles[kept], skills[kept]
        self.count = count
        self.roles = int(np.count_nonzero((sizes > 0) & (sizes <= MOST_ASKED)))
        self.asked = np.bincount(skills, minlength=count)
        self._skills_of = _grouped(roles, skills, len(sizes))
        self._roles_of = _grouped(skills, roles, count)
        self._met: dict[int, tuple[Numbers, Numbers]] = {}

    def of(self, skill: int, related: dict[int, float]) -> dict[int, Near]:
        """The neighbours of a skill; `related` are the weights of what the taxonomy says."""
        others, both = self._meets(skill)
        chance = self.asked[skill] * self.asked[others]
        weights = both / np.sqrt(chance) * both / (both + DOUBT)
        weights[both.astype(np.int64) * self.roles <= chance] = 0.0
        found = dict(zip(others.tolist(), weights.tolist(), strict=True))
        meets = dict(zip(others.tolist(), both.tolist(), strict=True))
        joined = {n: _joined(found.get(n, 0.0), k) for n, k in related.items()}
        best = sorted((-weight, n) for n, weight in found.items() if n not in joined and weight)
        kept = joined | {n: -weight for weight, n in best[: max(0, MOST - len(joined))]}
        tells = self._tells(skill, sorted(n for n in kept if found.get(n)))
        return {
            n: Near(
                round(weight, 3),
                meets.get(n, 0),
                round(_joined(tells.get(n, 0.0), KIN_TELLS * related.get(n, 0.0)), 3),
            )
            for n, weight in kept.items()
        }

    def _meets(self, skill: int) -> tuple[Numbers, Numbers]:
        """Which skills are asked for together with one, in order, and by how many roles."""
        if skill not in self._met:
            asked = [self._skills_of[role] for role in self._roles_of[skill]]
            both = np.bincount(np.concatenate(asked) if asked else [], minlength=self.count)
            both[skill] = 0
            others = np.flatnonzero(both)
            self._met[skill] = others.astype(np.int32), both[others].astype(np.int32)
        return self._met[skill]

    def _tells(self, skill: int, neighbours: list[int]) -> dict[int, float]:
        """How much each of the neighbours tells of a skill beside the others."""
        wanted = np.array(neighbours, dtype=np.int32)
        among = np.stack([self._count(one, wanted) for one in (*neighbours, skill)])
        among[: len(wanted)][np.diag_indices(len(wanted))] += self.asked[wanted] + RIDGE
        told = np.linalg.solve(among[:-1], among[-1])
        return dict(zip(neighbours, np.clip(told, 0.0, 1.0).tolist(), strict=True))

    def _count(self, skill: int, wanted: Numbers) -> NDArray[np.float64]:
        """How many roles ask for a skill together with each of those wanted."""
        others, both = self._meets(skill)
        counted = np.zeros(len(wanted))
        if len(others):
            at = np.minimum(np.searchsorted(others, wanted), len(others) - 1)
            counted += np.where(others[at] == wanted, both[at], 0)
        return counted


def _joined(weight: float, reason: float) -> float:
    """With one more reason, where each may be enough."""
    return 1 - (1 - weight) * (1 - reason)


def _grouped(groups: Numbers, members: Numbers, count: int) -> list[Numbers]:
    """The members of every group."""
    order = np.argsort(groups, kind="stable")
    ends = np.cumsum(np.bincount(groups, minlength=count))
    return np.split(members[order], ends[:-1]) if count else []


def _write(wanted: dict[UUID, dict[UUID, Near]]) -> int:
    """Change what differs of the neighbours of these skills, in a transaction of its own."""
    rows = Rows(table_of(SkillNeighbour), ("skill_id", "neighbour_id"))
    row = SkillNeighbour
    with transaction() as session:
        one_import_at_a_time()
        have = set()
        statement = select(
            row.skill_id, row.neighbour_id, row.kin, row.weight, row.roles, row.tells
        )
        for one, other, kin, *told in columns(statement.where(row.skill_id.in_(wanted))):
            have.add((one, other))
            pair: Values = {"skill_id": one, "neighbour_id": other}
            now = wanted[one].get(other)
            if now is None and not kin:
                rows.gone.append(pair)
            elif (now or NOTHING) != tuple(told):
                rows.changed.append(pair | (now or NOTHING)._asdict())
        for one, neighbours in wanted.items():
            for other, now in neighbours.items():
                if (one, other) not in have:
                    rows.put.append({"skill_id": one, "neighbour_id": other} | now._asdict())
        for change, values in rows.steps():
            session.execute(change, values)
    return len(rows)
