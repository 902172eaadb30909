"""Telling whoever proposed a skill what became of it. Called by the worker."""

from collections.abc import Callable
from uuid import UUID

from portal.curate.rules import PROPOSAL, sweep
from portal.db import db
from portal.notices import rules as notices
from portal.skills.merging.rules import SWEEP
from portal.skills.models import Skill, Status

MINE = "/me"


def tell(ref: str) -> None:
    """Tell the proposer how it stands now. In: the id of the skill. No proposal tells nothing."""
    skill = db.session.get(Skill, UUID(ref))
    if skill is None or skill.proposed_by_id is None or skill.proposed_at is None:
        return
    kind, into = _became(skill)
    if kind:
        notices.tell(
            skill.proposed_by_id,
            key=f"proposal:{skill.id}:{skill.status}:{skill.merged_into_id or ''}",
            kind=kind,
            path=MINE,
            skill=skill.name,
            into=into,
        )


def _became(skill: Skill) -> tuple[str, str]:
    """The kind of notice, and what the skill is known as; none while nobody has decided, or when
    somebody took it back.
    """
    if skill.status == Status.ACTIVE:
        return "taxonomy.active", ""
    if skill.merged_into_id is not None:
        return "taxonomy.merged", db.session.get_one(Skill, skill.merged_into_id).name
    return ("taxonomy.not_taken" if skill.status == Status.DEPRECATED else ""), ""


HANDLERS: dict[str, Callable[[str], None]] = {PROPOSAL: tell, SWEEP: sweep}
