"""Feedback as evidence of a skill: by the receiver's choice, and only with the giver's yes.

What is shown is what went well, in the giver's words and under their name, to those whom the skill
is open to. What to try next is never shown to anybody.
"""

from sqlalchemy import select

from portal.db import db
from portal.errors import Refused
from portal.feedback.models import Feedback, State
from portal.skills import evidence, own_queries
from portal.skills.models import Evidence, EvidenceKind


def showable(row: Feedback) -> bool:
    """Whether the receiver may show it, as long as they have not put it aside."""
    agreed = row.state == State.GIVEN and row.may_show and row.put_aside_at is None
    return bool(agreed and row.skill_id is not None and row.went_well)


def show(row: Feedback) -> None:
    """It stands as evidence of its skill from now on; the receiver is locked.

    Raises Refused where the giver did not agree, or the skill is not in the list any more.
    """
    if row.evidence_id is not None:
        return
    if not showable(row) or row.skill_id is None:
        raise Refused("This stays between the two of you.")
    held = own_queries.held(row.person_id, row.skill_id)
    if held is None:
        raise Refused("The skill is not in your list any more. Add it again to show this with it.")
    entry = evidence.add(held, _proof(row))
    entry.said_by_id = row.by_id
    db.session.flush()
    row.evidence_id = entry.id


def hide(row: Feedback) -> None:
    """It stands as evidence no more. What does not, stays as it is."""
    entry = _entry(row)
    row.evidence_id = None
    if entry is not None:
        evidence.remove(entry)
        db.session.flush()


def follow(row: Feedback) -> None:
    """The evidence says what the feedback says now, or goes where that may not be shown."""
    entry = _entry(row)
    if entry is None:
        return
    if not showable(row):
        hide(row)
        return
    entry.note = row.went_well
    entry.version += 1


def _proof(row: Feedback) -> evidence.Proof:
    return evidence.Proof(
        kind=EvidenceKind.FEEDBACK,
        title=f"Feedback from {row.by.name}",
        note=row.went_well,
        happened_on=row.answered_at.date() if row.answered_at else None,
    )


def _entry(row: Feedback) -> Evidence | None:
    """The evidence it stands as, locked; the owner may have removed it from their skill."""
    if row.evidence_id is None:
        return None
    found = select(Evidence).where(Evidence.id == row.evidence_id).with_for_update(key_share=True)
    return db.session.scalar(found.execution_options(populate_existing=True))
