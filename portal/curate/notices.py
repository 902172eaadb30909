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
    said = _said(skill)
    if said:
        notices.tell(
            skill.proposed_by_id,
            key=f"proposal:{skill.id}:{skill.status}:{skill.merged_into_id or ''}",
            kind=f"taxonomy.{skill.status}",
            words=said,
            path=MINE,
        )


def _said(skill: Skill) -> str:
    """In words; nothing while nobody has decided, or when somebody took it back."""
    if skill.status == Status.ACTIVE:
        return f"“{skill.name}”, which you proposed, is now a skill everybody can choose"
    if skill.merged_into_id is not None:
        into = db.session.get_one(Skill, skill.merged_into_id)
        return f"“{skill.name}”, which you proposed, is known here as “{into.name}”"
    if skill.status == Status.DEPRECATED:
        return f"“{skill.name}” was not taken on for everybody. You keep it; why stands beside it"
    return ""


HANDLERS: dict[str, Callable[[str], None]] = {PROPOSAL: tell, SWEEP: sweep}
