"""What stands beside a plan: how far one has come, one's role of today, the learning budget."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from portal.learning.enrolling import money
from portal.learning.enrolling.money import Allowance
from portal.pathways import gathering
from portal.pathways.gap import Match
from portal.pathways.health import Health, checked
from portal.pathways.offers import Offer
from portal.pathways.own import Own, own
from portal.pathways.queries import matches
from portal.planning.progress import Picture, picture
from portal.plans.outlines import Outline


@dataclass(frozen=True)
class Around:
    """`standing` is the state of what they learn, by item."""

    picture: Picture | None = None
    health: Health | None = None
    allowance: Allowance | None = None
    standing: Mapping[UUID, str] = field(default_factory=dict)


def around(plan: Outline, here_id: UUID | None) -> Around:
    """All of it for the owner of a plan, whose role today is `here_id`; in six statements."""
    roles = {role for role in (plan.role_id, here_id) if role}
    found = matches(plan.person_id, roles)
    target = found.get(plan.role_id) if plan.role_id else None
    today = found.get(here_id) if here_id else None
    mine = own(plan.person_id, plan.role_id or here_id or UUID(int=0), here_id)
    return Around(
        picture=picture(plan.id, target) if target and plan.open else None,
        health=checked(mine, today, _chosen(today, mine)) if today else None,
        allowance=money.left(plan.person_id),
        standing=mine.standing,
    )


def _chosen(today: Match, mine: Own) -> list[Offer]:
    """What I plan or learn that teaches a skill to grow in my role of today."""
    return gathering.offers((), mine, [line.need.skill_id for line in today.growing])
