"""What teaches some skills today, to be learned or done: read in two statements."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import CompoundSelect, union_all

from portal.composed import prepared
from portal.db import columns
from portal.learning.queries import Teaches
from portal.learning.queries import teaching_rows as learning_rows
from portal.opportunities import teaching
from portal.opportunities.standing import beyond_notice
from portal.pathways.needed import needed
from portal.pathways.offers import BEHIND, Offer
from portal.pathways.own import Own

NOTHING = Own()
SKILL, LEVEL, LAST = (*map(Teaches._fields.index, ("skill_id", "level")), len(Teaches._fields))


class Doing(NamedTuple):
    """What only an opportunity has."""

    hours: int
    starts_on: date
    ends_on: date
    apply_by: date
    brings: str | None


def offers(
    skill_ids: Collection[UUID], own: Own = NOTHING, grown_ids: Collection[UUID] = ()
) -> list[Offer]:
    """What teaches any of these skills: of each skill and level the few that ask least of the
    learner; and of what the person chose all that teaches one of these or of `grown_ids`. Each has
    what of the things needed before it they have still to learn. Two statements, whatever there is.
    """
    chosen = own.chosen
    if not skill_ids and not chosen:
        return []
    nobody = [UUID(int=0)]
    rows = columns(
        _rows(),
        skill_ids=[*skill_ids] or nobody,
        chosen_ids=[*chosen] or nobody,
        grown_ids=[*skill_ids, *grown_ids] or nobody,
        applied_ids=[*own.applied] or nobody,
    )
    return _gathered(rows, own.standing)


@prepared
def _rows() -> CompoundSelect[*tuple[Any, ...]]:
    more = teaching.not_of_opportunities()
    return union_all(learning_rows().build().add_columns(*more), teaching.teaching_rows().build())


def _gathered(rows: Iterable[Any], standing: Mapping[UUID, str]) -> list[Offer]:
    """What teaches several skills comes in several rows."""
    found: dict[UUID, Offer] = {}
    for row in rows:
        offer = found.get(row[0])
        if offer is None:
            offer = found[row[0]] = _offer(Teaches._make(row[:LAST]), Doing._make(row[LAST:]))
        offer.teaches[row[SKILL]] = row[LEVEL]
    learned = [key for key, one in found.items() if not one.weeks]
    for key, chain in needed(learned).items():
        before = [found.get(one.id, one) for one in chain if standing.get(one.id) not in BEHIND]
        found[key].before = tuple(before)
    return list(found.values())


def _offer(row: Teaches, doing: Doing) -> Offer:
    offer = Offer(
        id=row.item_id,
        title=row.title,
        format=row.format,
        provider=row.provider,
        internal=row.internal,
        hours=row.hours,
        cost=row.cost,
        currency=row.currency,
        payer=row.payer,
        language=row.language,
        starts_on=row.starts_at.date() if row.starts_at else None,
        places_left=row.places_left,
        teaches={},
    )
    if doing.hours:
        offer.weeks = teaching.weeks(doing.starts_on, doing.ends_on)
        offer.hours = Decimal(doing.hours * offer.weeks)
        offer.places_left = max(0, row.places_left or 0)
        offer.starts_on, offer.apply_by = doing.starts_on, doing.apply_by
        offer.release = beyond_notice(doing.hours, doing.starts_on, doing.ends_on)
        offer.brings = doing.brings or ""
    return offer
