"""Changing the skills a person says they have. Each change is appended to the history."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from portal import clock
from portal.audience import Audience
from portal.db import db, lock
from portal.errors import Refused
from portal.people import manager
from portal.people.models import Person
from portal.skills import own_queries
from portal.skills.merging import rules as merging
from portal.skills.models import Interest, PersonSkill, PersonSkillEvent, Skill

MOST = 200
"""More skills than this say nothing about a person, and would make every page of theirs slow."""

SAYS = ("added", "changed", "removed", "restored", "reviewed", "merged", "unmerged")
"""The events by which a skill becomes what it is; the others say something about it."""

# By whom, at which level, when.
Confirmation = tuple[UUID, int, datetime]


@dataclass(frozen=True, kw_only=True)
class Rating:
    """What a person says of one skill. At level 0 one can want to learn it, and cannot teach it.

    `last_used_on` is the first day of the month in which it was last used.
    """

    level: int
    interest: str
    audience: Audience
    can_teach: bool = False
    last_used_on: date | None = None

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
            last_used_on=self.last_used_on.replace(day=1) if self.last_used_on else None,
        )


def rating_of(row: PersonSkill) -> Rating:
    """What the row says now."""
    return Rating(
        level=row.level,
        interest=row.interest,
        audience=row.audience,
        can_teach=row.can_teach,
        last_used_on=row.last_used_on.replace(day=1) if row.last_used_on else None,
    )


def add(person_id: UUID, skill: Skill, rating: Rating) -> tuple[PersonSkill, PersonSkillEvent]:
    """A skill the person did not have. Raises Refused when they have it, or have too many."""
    person = lock(Person, person_id)
    skill = merging.in_use(skill.id)
    if own_queries.held(person.id, skill.id) is not None:
        raise Refused(f"You already have {skill.name}. Find it in your list to change it.")
    if own_queries.how_many(person.id) >= MOST:
        raise Refused(f"You have {MOST} skills. Remove one before you add another.")
    audience = manager.choose(person, Audience.NOBODY, rating.audience)
    rating = replace(rating.settled(), audience=audience)
    row = PersonSkill(person_id=person.id, skill_id=skill.id, **vars(rating))
    row.person, row.skill = person, skill
    db.session.add(row)
    db.session.flush()
    return row, append(row, "added")


def change(
    row: PersonSkill, rating: Rating, named: UUID | None = manager.WHOEVER
) -> PersonSkillEvent | None:
    """Say something else of a skill; the row is locked. None when it says that already.

    `named` is the line manager the page spoke of.
    """
    audience = manager.choose(row.person, row.audience, rating.audience, named)
    rating = replace(rating.settled(), audience=audience)
    if rating == rating_of(row):
        return None
    begin_history(row, own_queries.history(row.person_id, row.skill_id))
    put(row, rating)
    return append(row, "changed")


def review(row: PersonSkill, *, used: bool = False) -> PersonSkillEvent:
    """The person says that it still holds and, where `used`, that they use it now."""
    begin_history(row, own_queries.history(row.person_id, row.skill_id))
    month = clock.today().replace(day=1)
    if used and (row.last_used_on is None or row.last_used_on < month):
        row.last_used_on = month
        row.version += 1
    row.reviewed_at = clock.now()
    return append(row, "reviewed")


def remove(row: PersonSkill) -> PersonSkillEvent:
    """Take a skill off the list; the row is locked. The history keeps what it was."""
    begin_history(row, own_queries.history(row.person_id, row.skill_id))
    event = append(row, "removed")
    db.session.delete(row)
    db.session.flush()
    return event


def confirm(row: PersonSkill, by_id: UUID, level: int, at: datetime | None = None) -> None:
    """Somebody says at which level they have seen it; the row is locked. The own level stays."""
    begin_history(row, own_queries.history(row.person_id, row.skill_id))
    row.validated_level, row.validated_by_id, row.validated_at = level, by_id, at or clock.now()
    _append_confirmation(row, row.validated_at)


def unconfirm(row: PersonSkill, before: Confirmation | None = None) -> None:
    """Take the confirmation shown off the page; the row is locked.

    `before` is an earlier one that still stands and is shown instead.
    """
    events = own_queries.history(row.person_id, row.skill_id)
    begin_history(row, events)
    row.validated_by_id, row.validated_level, row.validated_at = before or (None, None, None)
    stands = next(
        (e for e in events if before and e.event == "validated" and e.actor_id == before[0]), None
    )
    append(row, "unvalidated", str(stands.id) if stands else "")


def undo(person_id: UUID, skill_id: UUID, step: int) -> PersonSkill | None:
    """Take back the last change, if it is the event `step`. The row as it is then, None if gone.

    Raises LookupError for a skill without a history, Refused when something came after `step`.
    """
    lock(Person, person_id)
    row = own_queries.held(person_id, skill_id)
    events = own_queries.history(person_id, skill_id)
    said = [event for event in events if event.event in SAYS]
    if not said:
        raise LookupError
    last, before = said[0], said[1] if len(said) > 1 else None
    if last.id != step:
        raise Refused("This skill was changed again since. Nothing was taken back.")
    if last.event == "added" and row is not None:
        remove(row)
        return None
    if last.event in ("changed", "reviewed") and row is not None and before is not None:
        put(row, _kept(before, row.person, row.audience))
        row.reviewed_at = before.at
        append(row, "restored")
        return row
    if last.event == "removed" and row is None:
        return _bring_back(last, events)
    raise Refused("This was taken back already.")


def put(row: PersonSkill, rating: Rating) -> None:
    """Make the row say this; the caller appends the event."""
    for name, value in vars(rating).items():
        setattr(row, name, value)
    row.version += 1
    row.updated_at = row.reviewed_at = clock.now()


def _kept(event: PersonSkillEvent, person: Person, now: Audience = Audience.NOBODY) -> Rating:
    audience = event.audience or Audience.NOBODY
    return Rating(
        level=event.level or 0,
        interest=event.interest or Interest.HAPPY,
        audience=manager.brought_back(person, audience, event.at, now),
        can_teach=bool(event.can_teach),
        last_used_on=event.last_used_on,
    )


def _bring_back(removed: PersonSkillEvent, events: list[PersonSkillEvent]) -> PersonSkill:
    """A removed skill as it was, with the last confirmation it had."""
    skill = merging.in_use(removed.skill_id)
    if skill.id != removed.skill_id and own_queries.held(removed.person_id, skill.id) is not None:
        raise Refused(f"This is part of {skill.name} now, which you have.")
    row = PersonSkill(
        person_id=removed.person_id,
        skill_id=skill.id,
        **vars(_kept(removed, db.session.get_one(Person, removed.person_id))),
    )
    confirmed = _standing(events)
    if confirmed is not None:
        row.validated_level, row.validated_at = confirmed.level, confirmed.at
        row.validated_by_id = confirmed.actor_id
    db.session.add(row)
    db.session.flush()
    append(row, "restored")
    return row


def _standing(events: list[PersonSkillEvent]) -> PersonSkillEvent | None:
    """The confirmation that stands, of events with the newest first, since it was last added."""
    for event in events:
        if event.event == "validated":
            return event
        if event.event == "unvalidated":
            return next((e for e in events if str(e.id) == event.detail), None)
        if event.event == "added":
            return None
    return None


def begin_history(row: PersonSkill, events: Sequence[PersonSkillEvent]) -> None:
    """What came into the portal without a history gets its beginning before the first change.

    `events` is the history it has so far.
    """
    if not events:
        append(row, "added", at=row.created_at)
        if row.reviewed_at > row.created_at + timedelta(days=1):
            append(row, "reviewed", at=row.reviewed_at)
    if row.validated_at and not any(event.event == "validated" for event in events):
        _append_confirmation(row, row.validated_at)


def _append_confirmation(row: PersonSkill, at: datetime) -> None:
    entry = entry_of(row, "validated", at)
    entry.level, entry.actor_id = row.validated_level, row.validated_by_id
    db.session.add(entry)
    db.session.flush()


def append(
    row: PersonSkill, event: str, detail: str = "", *, at: datetime | None = None
) -> PersonSkillEvent:
    """Put an event at the end of the history; `at` is now unless it is told afterwards."""
    entry = entry_of(row, event, at or clock.now(), detail)
    db.session.add(entry)
    db.session.flush()
    return entry


def entry_of(row: PersonSkill, event: str, at: datetime, detail: str = "") -> PersonSkillEvent:
    """The event that says what the row is now, to be added to the session."""
    return PersonSkillEvent(
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
        detail=detail,
        at=at,
    )
