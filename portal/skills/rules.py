"""Changing the taxonomy and the skills people say they have."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal import clock
from portal.db import db
from portal.errors import Refused
from portal.skills import queries
from portal.skills.fold import fold
from portal.skills.models import Kind, Skill, Status

NAME_LENGTH = 200


def propose(name: str, by: UUID) -> Skill:
    """The skill of this name; when there is none, a proposed one.

    In: the name as typed, and who proposes it. Out: the skill that already has this name or alias,
    whatever its state, else a new one that its proposer may use at once and HR takes on later.
    Raises Refused for a name that is empty or too long.
    """
    words = " ".join(name.split())
    if not fold(words):
        raise Refused("Write the name of the skill.")
    if len(words) > NAME_LENGTH:
        raise Refused(f"Keep the name of the skill to {NAME_LENGTH} characters.")
    known = queries.by_folded(words)
    if known is not None:
        return known
    skill = Skill(
        name=words,
        folded=fold(words),
        kind=Kind.TECHNICAL,
        status=Status.PROPOSED,
        kind_guessed=True,
        proposed_by_id=by,
        proposed_at=clock.now(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(skill)
    except IntegrityError:  # somebody proposed the same word at the same moment: it is theirs
        return db.session.scalars(select(Skill).where(Skill.folded == fold(words))).one()
    return skill
