"""The ways from what a person has to what a role asks for: one way there, and the others.

For one skill the ways to grow it come in this order; each is told in words by `way_words`:

    1  the level it reaches, as far as the role asks for it
    2  how little stands in its way: `Mine.hindrances`; what is in my plan comes before all others;
       an opportunity that is full, or takes no applications any more, comes last (`Mine.leads`)
    3  hours for each of my steps that it closes, in whichever of my skills
    4  its price, its next date, its title

The way there takes, for each skill, one of its foremost: those that no other beats by 1 and 2, but
never what cannot lead. Of all such sets it is the one with the fewest hours in all, an item that
serves several skills counted once; with as few hours the one with fewer items. Neither 1 nor 2
depends on what else a person has, so whoever has more of what a role asks for chooses among the
same sets or smaller ones: a useful skill or level never makes the way longer. Set cover, solved
exactly; a mentor follows where what is taught ends below what the role asks for.
docs/matching.md tells it to the people it is about.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from portal.pathways.gap import Line, Match
from portal.pathways.offers import MENTOR_HOURS, Guide, Mine, Offer

MOST_SHARED = 12
MOST_OTHERS = 3


@dataclass(frozen=True)
class Stage:
    """One thing to do on the way, an offer or a mentor, and the skills it is taken for.

    `reaches` is the level it leads to in each of them, `begins` the level at which it begins;
    `chosen`: in my plan or under way, `planned`: in my plan, or with a mentor of mine already;
    `also` are skills to grow that it grows besides; `others` are the other ways, best first.
    What is only there because something else builds on it has no skills, but `needed_for`.
    """

    lines: Sequence[Line]
    offer: Offer | None
    guide: Guide | None
    reaches: Mapping[UUID, int]
    begins: Mapping[UUID, int]
    chosen: bool
    planned: bool = False
    also: Sequence[Line] = ()
    others: Sequence[Offer] = ()
    needed_for: Offer | None = None

    @property
    def key(self) -> tuple[str, UUID]:
        """What it is, as plans name it."""
        if self.offer is not None:
            return self.offer.kind, self.offer.id
        assert self.guide is not None  # noqa: S101 - a stage is one or the other
        return "mentor", self.guide.id

    @property
    def first_part(self) -> bool:
        """Whether it ends below what the role asks for in one of its skills."""
        return any(self.reaches[line.need.skill_id] < line.need.level for line in self.lines)


@dataclass(frozen=True)
class Way:
    """The way there: its stages, and the skills of which nothing here teaches all that is asked."""

    stages: Sequence[Stage]
    untaught: Sequence[Line] = ()

    @property
    def offers(self) -> list[Offer]:
        return [stage.offer for stage in self.stages if stage.offer is not None]

    @property
    def hours(self) -> Decimal:
        """My time. The talks with all mentors together count once."""
        talks = MENTOR_HOURS if any(stage.guide for stage in self.stages) else Decimal(0)
        return sum((offer.takes for offer in self.offers), talks)

    @property
    def to_plan(self) -> list[Stage]:
        """The stages that are not in my plan yet."""
        return [stage for stage in self.stages if not stage.planned]


def way(match: Match, offers: Iterable[Offer], guides: Sequence[Guide], mine: Mine) -> Way:
    """The way from what a person has to all that the role asks for. `guides`: best first."""
    growing = match.growing
    ordered = in_order(growing, offers, mine)
    foremost = {key: best for key, found in ordered.items() if (best := _foremost(found))}
    reached = {key: best[0].reach for key, best in foremost.items()}
    chosen = fewest_hours({key: [one.offer for one in found] for key, found in foremost.items()})
    taught = _learning(growing, ordered, chosen, mine)
    rest = [x for x in growing if reached.get(x.need.skill_id, 0) < x.need.level]
    led, untaught = _guided(rest, reached, guides, mine)
    return Way([*_prepared(taught, mine), *led], untaught)


def _prepared(stages: Iterable[Stage], mine: Mine) -> list[Stage]:
    """The stages, what is under way or planned first; before each what it builds on."""
    found: dict[UUID, Stage] = {}
    own = {stage.offer.id: stage for stage in stages if stage.offer}
    for stage in sorted(own.values(), key=lambda one: not one.chosen):
        assert stage.offer is not None  # noqa: S101 - these are what is learned
        for one in (*stage.offer.before, stage.offer):
            found.setdefault(one.id, own.get(one.id) or _only_needed(one, stage.offer, mine))
    return list(found.values())


def _only_needed(offer: Offer, later: Offer, mine: Mine) -> Stage:
    """Something that is on the way only because something else builds on it."""
    return Stage((), offer, None, {}, {}, mine.chose(offer), mine.plans(offer.id), needed_for=later)


@dataclass(frozen=True, slots=True)
class Option:
    """An offer as a way to grow one skill: the level it reaches of that asked for, where it stands
    (`Mine.rung`), how many of all steps to grow it closes, and whether it can lead.
    """

    offer: Offer
    reach: int
    rung: int
    closes: int
    leads: bool

    @property
    def rank(self) -> tuple[bool, int, int]:
        """By 1 and 2, the best first."""
        return not self.leads, -self.reach, self.rung


def in_order(
    growing: Sequence[Line], offers: Iterable[Offer], mine: Mine
) -> dict[UUID, list[Option]]:
    """For each skill to grow the offers that take one further, best first."""
    found: dict[UUID, list[Option]] = {line.need.skill_id: [] for line in growing}
    lines = {line.need.skill_id: line for line in growing}
    for offer in offers:
        useful = [lines[key] for key in offer.teaches if key in lines]
        gains = [(line, gain) for line in useful if (gain := gained(offer, line)) > 0]
        if not gains:
            continue
        rung, closes, leads = mine.rung(offer), sum(gain for _, gain in gains), mine.leads(offer)
        for line, gain in gains:
            found[line.need.skill_id].append(Option(offer, line.steps + gain, rung, closes, leads))
    for options in found.values():
        options.sort(key=lambda one: _order(one, mine.today))
    return found


def gained(offer: Offer, line: Line) -> int:
    """How many of the steps to grow in a skill an offer closes."""
    return min(offer.teaches.get(line.need.skill_id, 0), line.need.level) - line.steps


def _order(one: Option, today: date) -> tuple[object, ...]:
    offer = one.offer
    pace = offer.takes_in_all / one.closes
    day = offer.starts_on or today
    return *one.rank, pace, offer.price, day, offer.title, offer.id


def _foremost(options: Sequence[Option]) -> list[Option]:
    """Those that no other beats by the level they reach and by what stands in their way."""
    return [one for one in options if one.leads and one.rank == options[0].rank]


Taken = tuple[Decimal, tuple[Offer, ...]]


def fewest_hours(foremost: Mapping[UUID, Sequence[Offer]]) -> dict[UUID, Offer]:
    """For each skill one of its offers, so that all of them together take the fewest hours.

    Exact: what serves one skill alone is settled by its hours; of those that serve several, the
    shortest MOST_SHARED, every set of skills they can cover is kept with its fewest hours.
    """
    alone = {key: min(offers, key=_short) for key, offers in foremost.items()}
    serves: dict[Offer, frozenset[UUID]] = {}
    for offer in {one.id: one for offers in foremost.values() for one in offers}.values():
        serves[offer] = frozenset(k for k, offers in foremost.items() if offer in offers)
    shared = sorted((one for one, keys in serves.items() if len(keys) > 1), key=_short)
    states: dict[frozenset[UUID], Taken] = {frozenset(): (Decimal(0), ())}
    for offer in shared[:MOST_SHARED]:
        for covered, (hours, taken) in list(states.items()):
            now = covered | serves[offer]
            new = hours + offer.takes_in_all, (*taken, offer)
            if now != covered and (now not in states or _fewer(new) < _fewer(states[now])):
                states[now] = new

    def whole(covered: frozenset[UUID]) -> tuple[Decimal, int]:
        so_far, taken = states[covered]
        rest = {alone[key] for key in alone if key not in covered}
        return sum((one.takes_in_all for one in rest), so_far), len(taken) + len(rest)

    covered = min(states, key=whole)
    by_shared = {key: one for one in states[covered][1] for key in serves[one]}
    return {key: by_shared.get(key, offer) for key, offer in alone.items()}


def _short(offer: Offer) -> tuple[object, ...]:
    return offer.takes_in_all, offer.price, offer.title, offer.id


def _fewer(taken: Taken) -> tuple[Decimal, int]:
    return taken[0], len(taken[1])


def _learning(
    growing: Sequence[Line],
    ordered: Mapping[UUID, Sequence[Option]],
    chosen: Mapping[UUID, Offer],
    mine: Mine,
) -> list[Stage]:
    """The stages of what there is to learn, in the order of the skills."""
    lines: dict[Offer, list[Line]] = {}
    for line in growing:
        if line.need.skill_id in chosen:
            lines.setdefault(chosen[line.need.skill_id], []).append(line)
    taken = set(lines)
    shown: set[Offer] = set()
    stages = []
    for offer, served in lines.items():
        options = [one for line in served for one in ordered[line.need.skill_id]]
        others = [one.offer for one in options if one.offer not in taken | shown]
        others = list(dict.fromkeys(others))[:MOST_OTHERS]
        shown.update(others)
        stages.append(
            Stage(
                lines=served,
                offer=offer,
                guide=None,
                reaches={x.need.skill_id: x.steps + gained(offer, x) for x in served},
                begins={x.need.skill_id: x.steps for x in served},
                chosen=mine.chose(offer),
                planned=mine.plans(offer.id),
                also=[x for x in growing if x not in served and gained(offer, x) > 0],
                others=others,
            )
        )
    return stages


def _guided(
    rest: Sequence[Line], reached: Mapping[UUID, int], guides: Sequence[Guide], mine: Mine
) -> tuple[list[Stage], list[Line]]:
    """Mentors for what nothing teaches as far as it is asked for, and what is left even so."""
    lines: dict[Guide, list[Line]] = {}
    untaught = []
    for line in rest:
        able = [one for one in guides if one.open and line.need.skill_id in one.teaches]
        guide = next((one for one in able if one in lines), next(iter(able), None))
        if guide is None:
            untaught.append(line)
        else:
            lines.setdefault(guide, []).append(line)
    stages = [
        Stage(
            lines=served,
            offer=None,
            guide=guide,
            reaches={line.need.skill_id: line.need.level for line in served},
            begins={x.need.skill_id: reached.get(x.need.skill_id, x.steps) for x in served},
            chosen=guide.mine or mine.plans(guide.id),
            planned=guide.mine or mine.plans(guide.id),
        )
        for guide, served in lines.items()
    ]
    return stages, untaught
