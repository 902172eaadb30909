"""What has to be learned before something else: read in one statement, however long the chain."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Select, Uuid, bindparam, func, literal, select

from portal.composed import prepared
from portal.db import columns
from portal.learning.dates import left, next_date
from portal.learning.models import (
    LearningDate,
    LearningItem,
    Provider,
    learning_prerequisite,
)
from portal.pathways.offers import Offer

DEEPEST = 6
"""Longer chains are no prerequisites, but a programme."""


def needed(item_ids: Collection[UUID]) -> Mapping[UUID, list[Offer]]:
    """For each of these items what is needed before it, the first to be learned first. What is no
    longer offered keeps nobody from anything.
    """
    found: dict[UUID, list[Offer]] = {}
    made: dict[UUID, Offer] = {}
    rows = columns(_needed(), item_ids=[*item_ids]) if item_ids else ()
    for root, key, *facts, starts_at, places_left in rows:
        if key not in made:
            facts += [starts_at.date() if starts_at else None, places_left, {}]
            made[key] = Offer(key, *facts)
        found.setdefault(root, []).append(made[key])
    return found


@prepared
def _needed() -> Select[*tuple[Any, ...]]:
    needs = learning_prerequisite.c
    offered = (LearningItem.id == needs.needs_id) & (LearningItem.status == "active")
    chain = (
        select(needs.item_id.label("root"), needs.needs_id, literal(1, Integer()).label("depth"))
        .join(LearningItem, offered)
        .where(needs.item_id.in_(bindparam("item_ids", type_=Uuid(), expanding=True)))
        .cte("chain", recursive=True)
    )
    chain = chain.union(
        select(chain.c.root, needs.needs_id, chain.c.depth + 1)
        .join(chain, needs.item_id == chain.c.needs_id)
        .join(LearningItem, offered)
        .where(needs.needs_id != chain.c.root, chain.c.depth < DEEPEST)
    )
    deep = (
        select(chain.c.root, chain.c.needs_id, func.max(chain.c.depth).label("depth"))
        .group_by(chain.c.root, chain.c.needs_id)
        .subquery()
    )
    item, when = LearningItem, LearningDate
    return (
        select(deep.c.root, item.id, item.title, item.format, Provider.name,
               Provider.kind == "internal", item.hours, item.cost, item.currency, item.payer,
               item.language, when.starts_at, left(when.id, when.places))
        .join(item, item.id == deep.c.needs_id)
        .join(Provider, Provider.id == item.provider_id)
        .outerjoin(when, when.id == next_date())
        .order_by(deep.c.root, deep.c.depth.desc(), item.title, item.id)
    )  # fmt: skip
