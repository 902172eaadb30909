"""Changing the skills a person says they have. Each change is appended to the history."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal import clock
from portal.audience import Audience
from portal.db import db, lock
from portal.errors import Refused
from portal.people.models import Person
from portal.skills import own_queries
from portal.skills.models import Interest, PersonSkill, PersonSkillEvent, Skill

MOST = 200
"""More skills than this say nothing about a person, and would make every page of theirs slow."""


@dataclass(frozen=True, kw_only=True)
class Rating:
    """What a person says of one skill. At level 0 one can want to learn it, and cannot teach it."""

    level: int
    interest: str
    audience: Audience
    can_teach: bool = False

    def settled(self) -> "Rating":
        """The same without what cannot go together."""
        interest = self.interest
        if self.level and interest == Interest.LEARN:
            interest = Interest.MORE
        return Rating(
            level=self.level,
            interest=str(interest),
            audience=self.audience,
            can_teach=self.can_teach and self.level > 0,
        )


def rating_of(row: PersonSkill) -> Rating:
    """What the row says now."""
    return Rating(
        level=row.level, interest=row.interest, audience=row.audience, can_teach=row.can_teach
    )


def add(person_id: UUID, skill: Skill, rating: Rating) -> tuple[PersonSkill, PersonSkillEvent]:
    """A skill the person did not have. Raises Refused when they have it, or have too many."""
    person = lock(Person, person_id)
    if own_queries.held(person.id, skill.id) is not None:
        raise Refused(f"You already have {skill.name}. Find it in your list to change it.")
    if own_queries.how_many(person.id) >= MOST:
        raise Refused(f"You have {MOST} skills. Remove one before you add another.")
    row = PersonSkill(person_id=person.id, skill_id=skill.id, **vars(rating.settled()))
    row.person, row.skill = person, skill
    db.session.add(row)
    db.session.flush()
    return row, _append(row, "added")


def change(row: PersonSkill, rating: Rating) -> PersonSkillEvent | None:
    """Say something else of a skill; the row is locked. None when it says that already."""
    rating = rating.settled()
    if rating == rating_of(row):
        return None
    _begin_history(row)
    _put(row, rating)
    return _append(row, "changed")


def remove(row: PersonSkill) -> PersonSkillEvent:
    """Take a skill off the list; the row is locked. The history keeps what it was."""
    _begin_history(row)
    event = _append(row, "removed")
    db.session.delete(row)
    db.session.flush()
    return event


def confirm(row: PersonSkill, by_id: UUID, level: int) -> None:
    """Somebody says at which level they have seen it; the row is locked. The own level stays."""
    _begin_history(row)
    row.validated_level, row.validated_by_id, row.validated_at = level, by_id, clock.now()
    event = _append(row, "validated")
    event.level, event.actor_id = level, by_id


def unconfirm(row: PersonSkill, before: tuple[UUID, int, datetime] | None = None) -> None:
    """Take the confirmation shown off the page; the row is locked.

    `before` is an earlier one that still stands (by whom, level, when) and is shown instead.
    """
    _begin_history(row)
    row.validated_by_id, row.validated_level, row.validated_at = before or (None, None, None)
    _append(row, "unvalidated")


def undo(person_id: UUID, skill_id: UUID, step: int) -> PersonSkill | None:
    """Take back the last change, if it is the event `step`. The row as it is then, None if gone.

    Raises LookupError for a skill without a history, Refused when something came after `step`.
    """
    row = own_queries.held(person_id, skill_id)
    if row is None:
        lock(Person, person_id)
    events = own_queries.history(person_id, skill_id)
    if not events:
        raise LookupError
    last, before = events[0], next((e for e in events[1:] if e.event != "validated"), None)
    if last.id != step:
        raise Refused("This skill was changed again since. Nothing was taken back.")
    if last.event == "added" and row is not None:
        remove(row)
        return None
    if last.event == "changed" and row is not None and before is not None:
        _put(row, _kept(before))
        _append(row, "restored")
        return row
    if last.event == "removed" and row is None:
        return _bring_back(last, events)
    raise Refused("This was taken back already.")


def _put(row: PersonSkill, rating: Rating) -> None:
    row.level, row.interest = rating.level, rating.interest
    row.audience, row.can_teach = rating.audience, rating.can_teach
    row.version += 1
    row.updated_at = clock.now()


def _kept(event: PersonSkillEvent) -> Rating:
    return Rating(
        level=event.level or 0,
        interest=event.interest or Interest.HAPPY,
        audience=event.audience or Audience.NOBODY,
        can_teach=bool(event.can_teach),
    )


def _bring_back(removed: PersonSkillEvent, events: list[PersonSkillEvent]) -> PersonSkill:
    """A removed skill as it was, with the last confirmation it had."""
    row = PersonSkill(
        person_id=removed.person_id,
        skill_id=removed.skill_id,
        last_used_on=removed.last_used_on,
        **vars(_kept(removed)),
    )
    confirmed = _standing(events)
    if confirmed is not None:
        row.validated_level, row.validated_at = confirmed.level, confirmed.at
        row.validated_by_id = confirmed.actor_id
    db.session.add(row)
    db.session.flush()
    _append(row, "restored")
    return row


def _standing(events: list[PersonSkillEvent]) -> PersonSkillEvent | None:
    """The newest confirmation that was not taken off, of events with the newest first."""
    taken_off = 0
    for event in events:
        if event.event == "unvalidated":
            taken_off += 1
        elif event.event == "validated":
            if not taken_off:
                return event
            taken_off -= 1
    return None


def _begin_history(row: PersonSkill) -> None:
    """What came into the portal without a history gets its beginning before the first change."""
    events = own_queries.history(row.person_id, row.skill_id)
    if not events:
        _append(row, "added", at=row.created_at)
    if row.validated_at and not any(event.event == "validated" for event in events):
        event = _append(row, "validated", at=row.validated_at)
        event.level, event.actor_id = row.validated_level, row.validated_by_id


def _append(row: PersonSkill, event: str, at: datetime | None = None) -> PersonSkillEvent:
    entry = PersonSkillEvent(
        person_id=row.person_id,
        skill_id=row.skill_id,
        event=event,
        level=row.level,
        interest=row.interest,
        audience=row.audience,
        can_teach=row.can_teach,
        last_used_on=row.last_used_on,
        actor_id=row.person_id,
        department_id=row.person.department_id,
        at=at or clock.now(),
    )
    db.session.add(entry)
    db.session.flush()
    return entry
