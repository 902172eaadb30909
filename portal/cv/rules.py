"""Adding what a person accepts of their CV: all of it, or nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from portal import clock
from portal.audience import Audience
from portal.cv import queries
from portal.db import db, lock
from portal.errors import Refused
from portal.people import manager
from portal.people.models import Person
from portal.people.rules import Deed, add_experience
from portal.skills import own, own_queries
from portal.skills.models import PersonSkill, Skill


@dataclass(frozen=True)
class Added:
    """What came of it: names of skills that are new, those that were there, entries."""

    skills: tuple[str, ...]
    already: tuple[str, ...]
    deeds: int
    first: int | None = None  # the event with which the history of the new skills begins

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
    person = lock(Person, person_id)
    skills = queries.names_of(chosen, locked=True)
    held = own_queries.held_many(person_id, skills)
    new = [skill for key, skill in skills.items() if key not in held]
    if new and own_queries.how_many(person_id) + len(new) > own.MOST:
        raise Refused(f"You can have {own.MOST} skills. Choose fewer, or remove some before.")
    seen = manager.choose(person, Audience.NOBODY, audience, named)
    first = _add(person, new, chosen, seen)
    count = 0
    for deed in deeds:
        add_experience(person_id, deed, audience, named)
        count += 1
    already = tuple(skills[key].name for key in held)
    return Added(tuple(skill.name for skill in new), already, count, first)


def _add(
    person: Person, skills: Iterable[Skill], chosen: Mapping[UUID, own.Rating], seen: Audience
) -> int | None:
    """Put new skills on the list in one step; the event it begins with, None for no skills."""
    events, now = [], clock.now()
    for skill in skills:
        rating = replace(chosen[skill.id].settled(), audience=seen)
        row = PersonSkill(person_id=person.id, skill_id=skill.id, **vars(rating))
        row.person, row.skill = person, skill
        db.session.add(row)
        events.append(own.entry_of(row, "added", now))
    db.session.add_all(events)
    db.session.flush()
    return min((event.id for event in events), default=None)
