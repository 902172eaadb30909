"""Every change of what colleagues say of a skill, as verbs. All of them go by the one table."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from portal import clock
from portal.audience import Audience
from portal.db import lock
from portal.errors import Refused
from portal.people.models import Person
from portal.skills import own, own_queries
from portal.skills.freshness import says_something
from portal.skills.merging import rules as merging
from portal.skills.models import PersonSkill, Skill
from portal.validation import machine, words
from portal.validation.models import Validation

LASTS = timedelta(days=30)
AT_ONCE = 5


def ask(owner: Person, by: Person, skills: Sequence[Skill], message: str = "") -> list[Validation]:
    """Ask a colleague to confirm skills of one's own. It shares the own level of these alone.

    All of them are asked for or none. Raises Refused with the reason when a condition of the table
    does not hold.
    """
    owner = lock(Person, owner.id)
    if not 1 <= len(skills) <= AT_ONCE:
        raise Refused(f"Choose 1 to {AT_ONCE} skills.")
    now = clock.now()
    asked = []
    for skill in [merging.in_use(skill.id) for skill in skills]:
        row = own_queries.held(owner.id, skill.id)
        fresh = _fresh(owner, by, skill, "asked", now)
        fresh.own_level, fresh.message = row.level if row else None, message.strip()
        machine.begin(fresh, "asked", by=owner)
        asked.append(fresh)
    return asked


def offer(
    owner: Person, by: Person, skill: Skill, *, level: int, word: str = "", groups: Audience
) -> Validation:
    """Say unasked at which level one has seen a skill of somebody, in their list or not.

    In: the owner, locked; the groups the colleague belongs to as a reader of theirs. What is not
    open to the colleague is treated as if it were not there. Raises Refused.
    """
    if not 1 <= level <= 4:
        raise Refused("Choose a level.")
    skill = merging.in_use(skill.id)
    row = own_queries.held(owner.id, skill.id)
    fresh = _fresh(owner, by, skill, "offered", clock.now())
    fresh.level, fresh.word = level, word.strip()
    fresh.own_level = row.level if row and shows(row, groups) else None
    machine.begin(fresh, "offered", by=by)
    return fresh


def shows(row: PersonSkill, groups: Audience) -> bool:
    """Whether a reader of these groups sees this skill and what it says."""
    return says_something(row) and row.audience.includes(groups)


def _fresh(owner: Person, by: Person, skill: Skill, origin: str, now: datetime) -> Validation:
    return Validation(
        person=owner,
        person_id=owner.id,
        by=by,
        by_id=by.id,
        skill=skill,
        skill_id=skill.id,
        origin=origin,
        created_at=now,
        expires_on=(now + LASTS).date(),
    )


def confirm(asked: Validation, level: int, word: str = "") -> None:
    """The colleague says at which level they have seen it. Raises Past when it is over."""
    if asked.state == "asked":
        if not 1 <= level <= 4:
            raise Refused("Choose a level.")
        asked.level, asked.word = level, word.strip()
    machine.advance(asked, "confirmed", by=asked.by)


def accept(offered: Validation, rating: own.Rating | None = None) -> None:
    """The owner says yes: it stands on their page. `rating` is for a skill they do not have yet.

    Raises Refused when they do not have it and say nothing of their own, Past when it is over.
    """
    if offered.state == "offered" and own_queries.held(*_skill_of(offered)) is None:
        if rating is None:
            raise Refused(f"Say how well you do {offered.skill.name}, in your own view.")
        own.add(offered.person_id, offered.skill, rating)
    machine.advance(offered, "accepted", by=offered.person)


def _skill_of(row: Validation) -> tuple[UUID, UUID]:
    return row.person_id, row.skill_id


def decline(row: Validation, reason: str = "", word: str = "") -> None:
    """Say no to a question, with a reason and a kind word; or to a suggestion, without any."""
    by = row.by if row.origin == "asked" else row.person
    if row.state == "asked":
        if reason not in words.DECLINE_REASONS:
            raise Refused("Choose a reason, so that your no is easier to read.")
        row.reason, row.word = reason, word.strip()
    machine.advance(row, "declined", by=by, reason=reason)


def withdraw(row: Validation) -> None:
    """Whoever began it takes it back. Raises Past when it was answered before."""
    machine.advance(row, "withdrawn", by=row.person if row.origin == "asked" else row.by)


def take_off(row: Validation) -> None:
    """The owner takes a confirmation off their page; who gave it is not told."""
    machine.advance(row, "taken off", by=row.person)
