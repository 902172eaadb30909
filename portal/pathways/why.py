"""Why a way comes before the others, and the others after it, in words."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from portal.dates import day
from portal.learning.money import hours, money
from portal.opportunities.states import LIVE
from portal.opportunities.words import STANDINGS
from portal.pathways.gap import Line
from portal.pathways.offers import Mine, Offer
from portal.pathways.ways import Stage, gained
from portal.skills.models import LEVELS

STANDS: dict[str, Callable[[Offer, Mine], str]] = {
    "own money": lambda offer, _: (
        "you would pay part of it yourself"
        if offer.payer != "person"
        else f"you would pay {money(offer.cost, offer.currency)}"
    ),
    "beyond budget": lambda offer, mine: _beyond(offer, mine),
    "full": lambda offer, _: "no place is free",
    "far off": lambda offer, _: f"next held on {day(offer.starts_on)}" if offer.starts_on else "",
    "language": lambda offer, _: f"in {offer.language}",
    "learned": lambda offer, _: "you have done it",
    "too late": lambda offer, _: "the last day to apply has passed",
    "release": lambda offer, _: "your manager has to let you go",
    "brings": lambda offer, _: f"it looks for {offer.brings}",
}

UNDER_WAY: dict[str, str] = {
    "approval": "Waits for a yes",
    "enrolled": "I have a place",
    "started": "Started",
    "done": "Waits to be confirmed",
    **{state: STANDINGS[state][0] for state in LIVE},
}
"""Where something I chose stands, as its label says it."""


def _beyond(offer: Offer, mine: Mine) -> str:
    left = mine.left.get(offer.currency)
    if left is None:
        return f"{money(offer.cost, offer.currency)} from a budget you have none of this year"
    beyond = sum(one.cost for one in (offer, *offer.before) if one.payer == "budget") - left
    return f"{money(Decimal(beyond), offer.currency)} more than is left of your budget"


def hindrances(offer: Offer, mine: Mine) -> list[str]:
    """What stands in its way."""
    return [STANDS[name](offer, mine) for name in mine.hindrances(offer)]


def chosen(stage: Stage, mine: Mine) -> str:
    """Why this is on the way: "Reaches the level asked for, also grows Budgeting"."""
    offer = stage.offer
    if offer is None:
        return "Leads on where nothing else here does"
    if stage.needed_for is not None:
        return f"Needed before {stage.needed_for.title}"
    reasons = ["reaches the level asked for"]
    if stage.first_part:
        short = [x for x in stage.lines if stage.reaches[x.need.skill_id] < x.need.level]
        reasons = [f"a first part for {_listed(short)}"]
    if stage.also:
        reasons.append(f"also grows {_listed(stage.also)}")
    if len(stage.lines) > 1:
        reasons.append(f"grows {len(stage.lines)} of your skills at once")
    elif stage.others and offer.takes_in_all < min(one.takes_in_all for one in stage.others):
        reasons.append("takes the least time")
    stands = hindrances(offer, mine)
    return _sentence(reasons) + (f"; but {', '.join(stands)}" if stands else "")


def other(offer: Offer, stage: Stage, mine: Mine) -> str:
    """Why it comes after the one on the way."""
    assert stage.offer is not None  # noqa: S101 - only what is learned has others
    reasons = [_reach(offer, stage.lines), *hindrances(offer, mine)]
    more = offer.takes_in_all - stage.offer.takes_in_all
    if more:
        reasons.append(f"{hours(abs(more))} {'more' if more > 0 else 'less'}")
    if offer.before:
        reasons.append(f"builds on {offer.before[-1].title}")
    grows = [line for line in stage.lines if gained(offer, line) > 0]
    if len(grows) < len(stage.lines):
        reasons.append(f"only for {_listed(grows)}")
    return _sentence([reason for reason in reasons if reason]) or "Leads as far"


def _reach(offer: Offer, lines: Iterable[Line]) -> str:
    """How far it leads, where that is not as far as asked."""
    short = [line for line in lines if 0 < gained(offer, line) < line.to_grow]
    return f"up to {LEVELS[offer.teaches[short[0].need.skill_id]]} only" if short else ""


def _listed(lines: Sequence[Line]) -> str:
    names = [line.need.name for line in lines]
    if len(names) > 2:
        names = [*names[:2], f"{len(names) - 2} more"]
    return " and ".join([*([", ".join(names[:-1])] if names[1:] else []), names[-1]])


def _sentence(reasons: Sequence[str]) -> str:
    words = ", ".join(reasons)
    return words[:1].upper() + words[1:]
