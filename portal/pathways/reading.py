"""All that the page of a role shows a person about the way there, read in a fixed number of
statements and put together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from portal import clock
from portal.learning.enrolling import money
from portal.learning.enrolling.money import Allowance
from portal.learning.queries import Teaches, teaching
from portal.pathways import people, queries
from portal.pathways.gap import Match
from portal.pathways.health import Health, checked
from portal.pathways.needed import needed
from portal.pathways.offers import BEHIND, Mine, Offer
from portal.pathways.own import Own, own
from portal.pathways.people import Helpers
from portal.pathways.totals import Totals, totals
from portal.pathways.ways import Way, way


@dataclass(frozen=True)
class Pathway:
    """A person beside a role. `own_role`: it is the one they have today, and `way` leads to what
    that asks for; `health` is of the role of today, None where nobody has said which that is.
    """

    match: Match
    own: Own
    own_role: bool
    mine: Mine
    way: Way
    totals: Totals
    allowance: Allowance | None
    helpers: Helpers
    health: Health | None
    planned: bool


def pathway(person_id: UUID, role_id: UUID, here_id: UUID | None) -> Pathway:
    """Everything about the way of a person to this role: six statements."""
    beside = queries.matches(person_id, {role_id, here_id or role_id})
    match = beside[role_id]
    today = beside[here_id] if here_id else None
    asked = {line.need.skill_id for line in match.growing}
    open_here = {line.need.skill_id for line in today.growing} if today else set()
    mine_own = own(person_id, role_id, here_id)
    rows = teaching(asked | open_here, mine_own.chosen)
    offers = gathered(rows, mine_own.standing)
    allowance = money.left(person_id)
    mine = Mine(
        today=clock.today(),
        planned=mine_own.planned,
        standing=mine_own.standing,
        left={allowance.currency: allowance.left} if allowance else {},
        languages=mine_own.languages,
    )
    helpers = people.helpers(person_id, role_id, here_id, asked)
    found = way(match, offers, helpers.guides, mine)
    chosen = [one for one in offers if mine.chose(one)]
    return Pathway(
        match=match,
        own=mine_own,
        own_role=here_id == role_id,
        mine=mine,
        way=found,
        totals=totals(found, mine),
        allowance=allowance,
        helpers=helpers,
        health=checked(mine_own, today, chosen) if today else None,
        planned=any(mine.plans(stage.key[1]) for stage in found.stages),
    )


def gathered(rows: Iterable[Teaches], standing: Mapping[UUID, str]) -> list[Offer]:
    """What teaches several skills comes in several rows: one offer of them all, with what of the
    things needed before it is still to be learned. One statement.
    """
    offers: dict[UUID, Offer] = {}
    for row in rows:
        if row.item_id not in offers:
            offers[row.item_id] = _offer(row)
        offers[row.item_id].teaches[row.skill_id] = row.level
    for key, chain in needed(offers).items():
        before = [offers.get(one.id, one) for one in chain if standing.get(one.id) not in BEHIND]
        offers[key].before = tuple(before)
    return list(offers.values())


def _offer(row: Teaches) -> Offer:
    return Offer(
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
