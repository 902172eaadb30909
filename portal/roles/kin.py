"""How a published taxonomy relates its skills: which is the broader one, which are related.

Kept with the neighbours of a skill, where `portal.roles.neighbours` weighs them; it never takes
them out.
"""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select

from portal import outbox, timed
from portal.db import db
from portal.roles.importing.catalogue import Catalogue
from portal.roles.importing.plan import Plan
from portal.skills.models import SkillCode, SkillNeighbour

BROADER, RELATED = "broader", "related"
WEIGHT = {BROADER: 0.3, RELATED: 0.2}
"""What being related counts for where no role says more; see docs/imports.md."""

NEIGHBOURS = "skill neighbours"
"""The timed work that weighs them."""

Pair = tuple[UUID, UUID]


def weigh_soon() -> None:
    """Ask for the neighbours to be prepared once this transaction is committed."""
    outbox.put(timed.AGAIN, NEIGHBOURS)


def compare(catalogue: Catalogue, plan: Plan, ids: dict[str, UUID]) -> None:
    """Plan the relations of the catalogue; those between other skills are left alone."""
    if "kin" not in catalogue.parts:
        return
    wanted = dict(_wanted(catalogue, ids))
    have = _existing()
    of_source = select(SkillCode.skill_id).where(SkillCode.source == catalogue.source)
    ours = set(db.session.scalars(of_source))
    for pair, kin in wanted.items():
        if pair not in have:
            plan.kin.put.append(_row(pair) | {"kin": kin, "weight": WEIGHT[kin], "roles": 0})
        elif have[pair] != kin:
            plan.kin.changed.append(_row(pair) | {"kin": kin})
    for pair, kin in have.items():
        if kin and pair not in wanted and ours.issuperset(pair):
            plan.kin.gone.append(_row(pair))


def _wanted(catalogue: Catalogue, ids: dict[str, UUID]) -> Iterator[tuple[Pair, str]]:
    """A skill that is both is the broader one."""
    for (one, other), kin in sorted(catalogue.kin.items(), key=lambda item: item[1], reverse=True):
        if ids[one] != ids[other]:
            yield (ids[one], ids[other]), kin


def _existing() -> dict[Pair, str]:
    columns = select(SkillNeighbour.skill_id, SkillNeighbour.neighbour_id, SkillNeighbour.kin)
    return {(one, other): kin for one, other, kin in db.session.execute(columns)}


def _row(pair: Pair) -> dict[str, object]:
    return {"skill_id": pair[0], "neighbour_id": pair[1]}
