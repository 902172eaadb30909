"""Which moments have come for somebody, without those they silenced: one statement."""

from typing import Any
from uuid import UUID

from sqlalchemy import CompoundSelect, Select, func, or_, select, union_all

from portal.composed import prepared
from portal.db import columns
from portal.people.models import Silence
from portal.people.queries import today
from portal.prompts.moments import MOMENTS, Found, me, row
from portal.prompts.words import WORDS, Prompt, ref_of

SILENCE = "silence"
ASKED = "asked_for_skills"
"""The silence by which somebody told the curators that a role has no skills."""


def waiting(person_id: UUID) -> list[Prompt]:
    """The prompts for this person, the one that helps most first; one of each moment."""
    found = [Found(*values) for values in columns(_all(), person_id=person_id)]
    silent = {(f.name, f.other) for f in found if f.moment == SILENCE}
    first: dict[str, Found] = {}
    for one in sorted(found, key=lambda f: (f.name or "", str(f.id))):
        if one.moment != SILENCE and one.many and not _silenced(one, silent):
            first.setdefault(one.moment, one)
    return [WORDS[name](first[name]) for name in MOMENTS if name in first]


def _silenced(found: Found, silent: set[tuple[str, str]]) -> bool:
    ref = ref_of(found)
    if found.moment == "role_without_skills" and (ASKED, ref) in silent:
        return True
    return (found.moment, ref) in silent or (found.moment, "") in silent


@prepared
def _all() -> CompoundSelect[*tuple[Any, ...]]:
    silences = row(SILENCE, name=Silence.prompt, other=Silence.ref).where(
        Silence.person_id == me(), or_(Silence.until.is_(None), Silence.until > today())
    )
    return union_all(silences, *(find() for find in MOMENTS.values()))


def asked_for_skills() -> dict[UUID, int]:
    """How many people told that their role has no skills, by role."""
    return {UUID(ref): count for ref, count in columns(_asked())}


@prepared
def _asked() -> Select[str, int]:
    asked = select(Silence.ref, func.count()).where(Silence.prompt == ASKED)
    return asked.group_by(Silence.ref)
