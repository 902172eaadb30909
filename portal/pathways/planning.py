"""A way as steps of a plan."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from portal.dates import DAY
from portal.errors import Refused
from portal.learning.models import MOST_HOURS
from portal.pathways.offers import MENTOR_HOURS, Guide, Offer
from portal.pathways.reading import Pathway
from portal.pathways.ways import Stage
from portal.plans.dating import Dates
from portal.plans.models import StepKind
from portal.plans.steps import NewStep

ALL = "all"
UNDATED = Dates(None, None)


def steps(found: Pathway, wanted: str) -> list[NewStep]:
    """What is to be put into a plan: ALL that is not there, or the one that `wanted` names
    ("learning:", "opportunity:" or "mentor:" and an id), with what is needed before it. Raises
    Refused when that is not on the way any more.
    """
    pairs = _wanted(found, wanted)
    days = in_turn([one for one, _ in pairs if isinstance(one, Offer)], found.mine.today)
    return [_step(one, stage, days.get(one.id, UNDATED)) for one, stage in pairs]


def _wanted(found: Pathway, wanted: str) -> list[tuple[Offer | Guide, Stage]]:
    if wanted == ALL:
        stages = found.way.to_plan
        return [(one, stage) for stage in stages if (one := stage.offer or stage.guide)]
    for stage in found.way.stages:
        for one in (stage.offer, stage.guide, *stage.others):
            if one is not None and named(one) == wanted:
                before = one.before if isinstance(one, Offer) else ()
                fresh = [each for each in before if not found.mine.plans(each.id)]
                return [(each, stage) for each in (*fresh, one)]
    raise Refused("This is not offered for this role any more. See below what else there is.")


def in_turn(offers: Sequence[Offer], today: date) -> dict[UUID, Dates]:
    """The days of each: what builds on something has none where that is held later, for another
    date is to be chosen then; what has no day of its own and comes before something is due before.
    """
    found = {one.id: Dates(one.starts_on, None) for one in offers}
    for one in offers:
        first = [found[each.id].starts_on for each in one.before if each.id in found]
        if one.starts_on and any(day and day >= one.starts_on for day in first):
            found[one.id] = UNDATED
    for one in reversed(offers):  # what builds on others comes after them: its day is settled first
        begins = found[one.id].starts_on or found[one.id].due_on
        for each in one.before:
            if begins and each.id in found and begins - DAY > today:
                found[each.id] = _due(found[each.id], begins - DAY)
    return found


def _due(days: Dates, latest: date) -> Dates:
    """These days, due on `latest` at last unless they have a day of their own or are due before."""
    if days.starts_on or (days.due_on and days.due_on <= latest):
        return days
    return Dates(None, latest)


def named(one: Offer | Guide) -> str:
    """What names it in a form."""
    return f"{one.kind if isinstance(one, Offer) else 'mentor'}:{one.id}"


def _step(one: Offer | Guide, stage: Stage, days: Dates) -> NewStep:
    skill_id = _first(line.need.skill_id for line in stage.lines)
    if isinstance(one, Offer) and one.weeks:
        return NewStep(
            kind=StepKind.OPPORTUNITY, title=one.title, opportunity_id=one.id, skill_id=skill_id,
            hours=min(one.takes, Decimal(MOST_HOURS)), starts_on=days.starts_on, due_on=days.due_on,
        )  # fmt: skip
    if isinstance(one, Offer):
        return NewStep(
            kind=StepKind.LEARNING, title=one.title, item_id=one.id, skill_id=skill_id,
            hours=one.takes, starts_on=days.starts_on, due_on=days.due_on,
        )  # fmt: skip
    return NewStep(
        kind=StepKind.MENTORSHIP, title="Ask somebody to be my mentor", mentor_id=one.id,
        skill_id=skill_id, hours=MENTOR_HOURS,
    )  # fmt: skip


def _first(ids: Iterable[UUID]) -> UUID | None:
    return next(iter(ids), None)
