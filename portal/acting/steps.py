"""The three steps of HR, as far as the newest published figures and what stands today tell."""

from dataclasses import dataclass
from datetime import datetime

from portal import clock
from portal.acting import queries
from portal.acting.queries import Fact
from portal.insights import offering
from portal.insights import queries as insights
from portal.insights.catalogue import GROWING, HELD, PEOPLE, READY, ROLES, WANTED
from portal.insights.offering import Demand, Offering
from portal.insights.queries import Cell, Stamp
from portal.learning.models import Payer
from portal.programmes.states import State
from portal.roles.moved import least

MOST = 3
VIEWS = (PEOPLE.name, ROLES.name, WANTED.name, GROWING.name, HELD.name)


@dataclass(frozen=True)
class Ahead:
    """What there is to do. Every figure of people is a published one."""

    published: Stamp
    people: int | None
    roles: list[Cell]
    offering: Offering
    critical: list[Fact]
    thin: list[Fact]
    facts: dict[str, list[Fact]]

    @property
    def unmet(self) -> list[Demand]:
        """Skills that no course teaches, most wanted first."""
        return [one for one in self.offering.demands if not one.courses][:MOST]

    @property
    def taught(self) -> list[Demand]:
        """Skills with a course that can be suggested, most wanted first."""
        can = (one for one in self.offering.demands if one.best and one.best.payer != Payer.BUDGET)
        return list(can)[:MOST]

    @property
    def joinable(self) -> list[Fact]:
        """Programmes that people can join now."""
        return [one for one in self.facts.get("programme", ()) if one.other == State.OPEN]

    @property
    def under_way(self) -> int:
        """How many programmes are being matched or run."""
        return len(self.facts.get("programme", ())) - len(self.joinable)

    @property
    def suggested(self) -> Fact | None:
        """How many suggestions were made lately, and when the last; None: none."""
        row = next(iter(self.facts.get("suggested", ())), None)
        return row if row is not None and row.number else None

    @property
    def moved(self) -> list[Fact]:
        """The moves most people made within five years, as published."""
        return self.facts.get("moved", [])

    @property
    def moves_counted(self) -> datetime | None:
        row = next(iter(self.facts.get("counted", ())), None)
        return row.at if row else None


def ahead(published: Stamp) -> Ahead:
    """The three steps as they stand. Five statements."""
    of = insights.of_everybody(published.id, VIEWS)
    facts = queries.facts(least(), clock.now() - queries.LATELY)
    critical = sorted(facts.get("critical", ()), key=lambda one: one.label)
    ready = insights.of_keys(published.id, (READY.name,), [str(one.id) for one in critical])
    thin = [one for one in critical if not ready.get((READY.name, str(one.id)))]
    people = next((cell.shown for cell in of[PEOPLE.name]), None)
    roles = [cell for cell in of[ROLES.name] if cell.shown is not None and cell.key]
    return Ahead(published, people, roles[:MOST], offering.compared(of), critical, thin, facts)
