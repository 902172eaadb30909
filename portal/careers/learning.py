"""What a route takes to learn: hours, and who pays how much, as on the page of a role.

Told out of the catalogue alone, the same for everybody with the same skills: what is in a plan
or under way, a budget and mentors are the matter of the page of the role that comes next.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from portal import clock
from portal.careers.routes import Route
from portal.learning.money import hours
from portal.pathways import gathering
from portal.pathways.offers import Mine
from portal.pathways.totals import in_words, totals
from portal.pathways.ways import way


@dataclass(frozen=True)
class Learning:
    """In words: the hours, who pays what, and how many of the skills nothing here teaches."""

    hours: str
    cost: str
    untaught: int


def learning(routes: Sequence[Route]) -> list[Learning]:
    """What each of the routes takes to learn. Two statements at most."""
    whole = [route.whole for route in routes]
    asked = {line.need.skill_id for match in whole for line in match.growing}
    offers = gathering.offers(asked)
    mine = Mine(today=clock.today())
    found = []
    for match in whole:
        there = way(match, offers, (), mine)
        sums = totals(there, mine)
        parts = [
            f"{in_words(paid)} {by}"
            for paid, by in (
                (sums.organisation, "paid for you"),
                (sums.budget, "from a budget"),
                (sums.me, "of your own"),
            )
            if paid
        ]
        cost = ", ".join(parts) or ("Nothing" if there.offers else "")
        told = hours(sums.hours) if there.offers else ""
        found.append(Learning(told, cost, len(there.untaught)))
    return found
