"""Adding what a person accepts of their CV: all of it, or nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select

from portal.audience import Audience
from portal.cv import queries
from portal.db import db, lock
from portal.people import manager
from portal.people.models import Person
from portal.people.rules import Deed, add_experience
from portal.skills import own
from portal.skills.models import PersonSkill


@dataclass(frozen=True)
class Added:
    """What came of it: names of skills that are new, those that were there, entries."""

    skills: tuple[str, ...]
    already: tuple[str, ...]
    deeds: int

    @property
    def in_words(self) -> str:
        """A sentence such as: Added 3 skills and 1 entry."""
        counts = ((len(self.skills), "skill", "skills"), (self.deeds, "entry", "entries"))
        parts = [f"{n} {one if n == 1 else many}" for n, one, many in counts if n]
        told = f"Added {' and '.join(parts)}." if parts else "There was nothing new to add."
        if self.already:
            told += f" You had {', '.join(self.already[:3])} already."
        return told


def accept(
    person_id: UUID,
    chosen: Mapping[UUID, own.Rating],
    deeds: Iterable[Deed],
    audience: Audience,
    named: UUID | None = manager.WHOEVER,
) -> Added:
    """Add these skills and deeds, open to `audience`; `named` is the line manager it spoke of.

    A skill the person has meanwhile stays as it is. Raises Refused when there would be too many:
    then nothing is to be kept.
    """
    lock(Person, person_id)
    held = set(
        db.session.scalars(select(PersonSkill.skill_id).where(PersonSkill.person_id == person_id))
    )
    skills, already = [], []
    for key, skill in queries.names_of(chosen).items():
        if key in held:
            already.append(skill.name)
        else:
            own.add(person_id, skill, replace(chosen[key], audience=audience))
            skills.append(skill.name)
    count = 0
    for deed in deeds:
        add_experience(person_id, deed, audience, named)
        count += 1
    return Added(tuple(skills), tuple(already), count)
