"""All that the page of a role shows a person about the way there, read in a fixed number of
statements and put together."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from portal import clock
from portal.learning.enrolling import money
from portal.learning.enrolling.money import Allowance
from portal.pathways import gathering, people, queries
from portal.pathways.gap import Line, Match
from portal.pathways.health import Health, checked
from portal.pathways.offers import Mine, Offer
from portal.pathways.own import Own, own
from portal.pathways.people import Helpers
from portal.pathways.totals import Totals, totals
from portal.pathways.ways import Way, gained, way

MOST_DOING = 3


class Doing(NamedTuple):
    """An opportunity beside the way, and the skills to grow it leads on in."""

    offer: Offer
    lines: list[Line]


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
    doing: list[Doing]
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
    offers = gathering.offers(asked, mine_own, open_here - asked)
    purses = money.purses(person_id)
    mine = Mine(
        today=clock.today(),
        planned=mine_own.planned,
        standing=mine_own.standing,
        left={one.currency: one.left if one.limited else None for one in purses},
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
        doing=_doing(match, offers, found, mine),
        totals=totals(found, mine),
        allowance=money.largest(purses),
        helpers=helpers,
        health=checked(mine_own, today, chosen) if today else None,
        planned=any(mine.plans(stage.key[1]) for stage in found.stages),
    )


def _doing(match: Match, offers: Iterable[Offer], way: Way, mine: Mine) -> list[Doing]:
    """Opportunities that lead on and are not on the way, those that start first."""
    on_it = {one.id for one in way.offers}
    growing = {line.need.skill_id: line for line in match.growing}
    found = []
    for one in offers:
        if not one.weeks or one.id in on_it or not mine.leads(one):
            continue
        lines = [growing[key] for key in one.teaches if key in growing]
        if grows := [line for line in lines if gained(one, line) > 0]:
            found.append(Doing(one, grows))
    found.sort(key=lambda one: (one.offer.starts_on or mine.today, one.offer.title, one.offer.id))
    return found[:MOST_DOING]
