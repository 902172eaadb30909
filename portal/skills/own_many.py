"""Saying something of many skills at once: in one transaction, in few statements, as one step."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from sqlalchemy import or_, select

from portal import clock
from portal.audience import Audience
from portal.db import db, lock
from portal.errors import Refused
from portal.people.models import Person
from portal.skills import own, own_queries
from portal.skills.models import Interest, PersonSkill, PersonSkillEvent, Skill, Status
from portal.skills.own import Rating


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What somebody says of one skill among many; `version` is that of the row they saw."""

    skill_id: UUID
    level: int
    wish: bool
    version: str = ""

    def beside(self, row: PersonSkill | None) -> Rating:
        """The rating it makes of what there is. "Not yet" without the wish is a word too."""
        if self.level == 0:
            interest = Interest.LEARN if self.wish else Interest.LESS
        elif self.wish:
            interest = Interest.MORE
        else:
            kept = Interest(row.interest) if row else Interest.HAPPY
            interest = Interest.HAPPY if kept in (Interest.MORE, Interest.LEARN) else kept
        said = own.rating_of(row) if row else NEW
        return replace(said, level=self.level, interest=str(interest)).settled()


NEW = Rating(level=0, interest=Interest.HAPPY, audience=Audience.EVERYONE)


@dataclass(frozen=True)
class Outcome:
    """What came of it: the first event of the step, or what was said elsewhere meanwhile.

    `conflicts` has, by skill, what stands there now; None is a skill that was removed.
    """

    changed: int = 0
    first: int | None = None
    conflicts: Mapping[UUID, Rating | None] = field(default_factory=dict)


def rate(person_id: UUID, answers: Collection[Answer]) -> Outcome:
    """Write all that was answered, or nothing where something was said elsewhere meanwhile.

    Raises Refused where the list would become too long, LookupError for a skill that is none.
    """
    person = lock(Person, person_id)
    asked = {answer.skill_id: answer for answer in answers}
    skills = _usable(person_id, asked)  # before the rows, as whoever merges skills takes them
    rows = own_queries.held_many(person_id, asked)
    if set(asked) - set(skills) - set(rows):
        raise LookupError
    conflicts = {
        key: own.rating_of(rows[key]) if key in rows else None
        for key, answer in asked.items()
        if _seen_otherwise(answer, rows.get(key))
    }
    if conflicts:
        return Outcome(conflicts=conflicts)
    new = [skills[key] for key in asked if key not in rows]
    if new and own_queries.how_many(person_id) + len(new) > own.MOST:
        raise Refused(f"You can have {own.MOST} skills. Rate fewer, or remove some before.")
    return _write(person, asked, rows, new)


def _seen_otherwise(answer: Answer, row: PersonSkill | None) -> bool:
    """Whether the row is not as it was when the answer was given, and the answer differs."""
    if row is None:
        return bool(answer.version)
    return str(row.version) != answer.version and answer.beside(row) != own.rating_of(row)


def _write(
    person: Person,
    asked: Mapping[UUID, Answer],
    rows: Mapping[UUID, PersonSkill],
    new: Iterable[Skill],
) -> Outcome:
    changed = {
        key: row for key, row in rows.items() if asked[key].beside(row) != own.rating_of(row)
    }
    begin(changed)
    events, now = [], clock.now()
    for key, row in changed.items():
        own.put(row, asked[key].beside(row))
        events.append(own.entry_of(row, "changed", now))
    for skill in new:
        rating = asked[skill.id].beside(None)
        row = PersonSkill(person_id=person.id, skill_id=skill.id, **vars(rating))
        row.person, row.skill = person, skill
        db.session.add(row)
        events.append(own.entry_of(row, "added", now))
    return _step(events)


def begin(rows: Mapping[UUID, PersonSkill]) -> None:
    """Give a beginning to the histories of those that have none."""
    if not rows:
        return
    some = next(iter(rows.values()))
    known = own_queries.histories(some.person_id, rows)
    for key, row in rows.items():
        own.begin_history(row, known.get(key, []))


def _step(events: list[PersonSkillEvent]) -> Outcome:
    """Append the events as one step, which can be taken back together."""
    db.session.add_all(events)
    db.session.flush()
    return Outcome(len(events), min((event.id for event in events), default=None))


def review(rows: Mapping[UUID, PersonSkill]) -> Outcome:
    """All of these still hold; the rows are locked."""
    begin(rows)
    now = clock.now()
    for row in rows.values():
        row.reviewed_at = now
    return _step([own.entry_of(row, "reviewed", now) for row in rows.values()])


def undo(person_id: UUID, first: int) -> tuple[int, int]:
    """Take back the step that begins with the event `first`: how many skills, and how many not.

    What was changed again since stays as it is now. Raises LookupError where there is no such step.
    """
    events = own_queries.together(person_id, first)
    if not events:
        raise LookupError
    lock(Person, person_id)
    kept = 0
    for event in events:
        try:
            own.undo(person_id, event.skill_id, event.id)
        except Refused:
            kept += 1
    return len(events) - kept, kept


def _usable(person_id: UUID, skill_ids: Collection[UUID]) -> dict[UUID, Skill]:
    """Those of these skills one can add: in use, or one's own proposal; not merged meanwhile."""
    usable = select(Skill).where(
        Skill.id.in_(skill_ids),
        or_(
            Skill.status == Status.ACTIVE,
            (Skill.status == Status.PROPOSED) & (Skill.proposed_by_id == person_id),
        ),
    )
    locked = usable.order_by(Skill.id).with_for_update(read=True)
    return {skill.id: skill for skill in db.session.scalars(locked)}
