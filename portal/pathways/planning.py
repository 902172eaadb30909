"""A way as steps of a plan."""

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from portal.errors import Refused
from portal.learning.models import MOST_HOURS
from portal.pathways.offers import MENTOR_HOURS, Guide, Offer
from portal.pathways.reading import Pathway
from portal.pathways.ways import Stage
from portal.plans.models import StepKind
from portal.plans.steps import NewStep

ALL = "all"


def steps(found: Pathway, wanted: str) -> list[NewStep]:
    """What is to be put into a plan: ALL that is not there, or the one that `wanted` names
    ("learning:", "opportunity:" or "mentor:" and an id), with what is needed before it. Raises
    Refused when that is not on the way any more.
    """
    if wanted == ALL:
        stages = found.way.to_plan
        return [_step(stage.offer or stage.guide, stage) for stage in stages]
    for stage in found.way.stages:
        for one in (stage.offer, stage.guide, *stage.others):
            if one is not None and named(one) == wanted:
                before = one.before if isinstance(one, Offer) else ()
                fresh = [each for each in before if not found.mine.plans(each.id)]
                return [_step(each, stage) for each in (*fresh, one)]
    raise Refused("This is not offered for this role any more. See below what else there is.")


def named(one: Offer | Guide) -> str:
    """What names it in a form."""
    return f"{one.kind if isinstance(one, Offer) else 'mentor'}:{one.id}"


def _step(one: Offer | Guide | None, stage: Stage) -> NewStep:
    skill_id = _first(line.need.skill_id for line in stage.lines)
    if isinstance(one, Offer) and one.weeks:
        return NewStep(
            kind=StepKind.OPPORTUNITY, title=one.title, opportunity_id=one.id, skill_id=skill_id,
            hours=min(one.takes, Decimal(MOST_HOURS)), starts_on=one.starts_on,
        )  # fmt: skip
    if isinstance(one, Offer):
        return NewStep(
            kind=StepKind.LEARNING, title=one.title, item_id=one.id, skill_id=skill_id,
            hours=one.takes, starts_on=one.starts_on,
        )  # fmt: skip
    assert one is not None  # noqa: S101 - a stage has an offer or a guide
    return NewStep(
        kind=StepKind.MENTORSHIP, title="Ask somebody to be my mentor", mentor_id=one.id,
        skill_id=skill_id, hours=MENTOR_HOURS,
    )  # fmt: skip


def _first(ids: Iterable[UUID]) -> UUID | None:
    return next(iter(ids), None)
