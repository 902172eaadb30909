"""Writing an opportunity and leading it: every change an owner or HR makes, as verbs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import update

from portal import clock, outbox
from portal.db import db
from portal.errors import Refused, Stale
from portal.opportunities import machine, standing
from portal.opportunities.models import (
    MOST_HOURS,
    MOST_PLACES,
    Application,
    Opportunity,
    OpportunitySkill,
)
from portal.opportunities.states import CHANGEABLE, WAITING, Kind, State, Use
from portal.people.models import Person
from portal.skills.merging import rules as merging

MOST_SKILLS = 12
LONGEST_DAYS = 366


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A skill up to a level, and what it stands for."""

    skill_id: UUID
    use: str
    level: int


@dataclass(frozen=True, kw_only=True)
class Post:
    """What is said of an opportunity."""

    kind: str
    title: str
    summary: str
    places: int
    hours: int
    starts_on: date
    ends_on: date
    apply_by: date
    work_mode: str
    location_id: UUID | None = None
    co_owner_id: UUID | None = None
    seeker_id: UUID | None = None
    role_id: UUID | None = None
    skills: Sequence[Asked] = ()


def check(said: Post) -> dict[str, str]:
    """What cannot be, in words, by field."""
    wrong: dict[str, str] = {}
    if not 1 <= said.places <= MOST_PLACES:
        wrong["places"] = f"Offer from 1 to {MOST_PLACES} places."
    if not 1 <= said.hours <= MOST_HOURS:
        wrong["hours"] = f"Write from 1 to {MOST_HOURS} hours a week."
    if said.ends_on < said.starts_on:
        wrong["ends_on"] = "It ends before it starts. Choose a later day."
    elif (said.ends_on - said.starts_on).days > LONGEST_DAYS:
        wrong["ends_on"] = "Keep it to a year at most. A longer one is a job."
    if said.apply_by > said.starts_on:
        wrong["apply_by"] = "Choose a last day to apply that is not after the start."
    elif said.apply_by < clock.today():
        name = "starts_on" if said.seeker_id else "apply_by"
        wrong[name] = "Choose a day from today on."
    if (said.kind == Kind.OPENING) != (said.role_id is not None):
        wrong["role"] = "An opening is for one role of the catalogue. Choose which."
    return wrong


def make(said: Post, by: Person) -> Opportunity:
    """A draft, owned by whoever writes it. Raises Refused for what cannot be."""
    _sound(said, by.id)
    one = Opportunity(owner_id=by.id, department_id=by.department_id, **_plain(said))
    db.session.add(one)
    db.session.flush()
    _set_skills(one, said.skills)
    machine.record(one, "made", None, by=by)
    return one


def change(one: Opportunity, said: Post, by: Person, version: int) -> None:
    """Say something else of it; its row is locked. What becomes larger goes to HR again.

    Raises Stale when somebody saved it since, Refused for what cannot be.
    """
    if one.state not in CHANGEABLE:
        raise Refused("It cannot be changed any more as it stands now.")
    if said == said_of(one):
        return
    if version != one.version:
        raise Stale
    _sound(said, one.owner_id)
    taken = one.places - standing.free(one)
    if said.places < taken:
        raise Refused(f"{taken} people have or were offered a place. Keep at least so many.")
    before = (one.kind, one.hours, one.starts_on, one.ends_on, one.places)
    for name, value in _plain(said).items():
        setattr(one, name, value)
    _set_skills(one, said.skills)
    one.version += 1
    db.session.flush()
    _answers_until(one)
    after = (one.kind, one.hours, one.starts_on, one.ends_on, one.places)
    if one.state != State.DRAFT and standing.large(one) and before != after:
        machine.advance(one, "resubmitted", by=by)


def _answers_until(one: Opportunity) -> None:
    """Who waits for an answer hears by the new date."""
    db.session.execute(
        update(Application)
        .where(Application.opportunity_id == one.id, Application.state.in_(WAITING))
        .values(due_at=standing.answer_by(one))
    )


def said_of(one: Opportunity) -> Post:
    """What is said of it now."""
    plain = {n: getattr(one, n) for n in Post.__dataclass_fields__ if n != "skills"}
    asked = [Asked(skill_id=s.skill_id, use=s.use, level=s.level) for s in one.skills]
    return Post(**plain, skills=tuple(asked))


def publish(one: Opportunity, by: Person) -> str:
    """Publish it, or send it to HR where the rule asks for that. Out: the state it came to."""
    machine.advance(one, "submitted" if standing.large(one) else "published", by=by)
    one.asked = ""
    return one.state


def approve(one: Opportunity, by: Person) -> None:
    """HR agrees; never whoever owns it."""
    machine.advance(one, "approved", by=by, hr=True)


def ask_changes(one: Opportunity, by: Person, words: str) -> None:
    """HR sends it back to its owner, and says why."""
    if not words.strip():
        raise Refused("Say in a sentence what should change.")
    machine.advance(one, "changes_asked", by=by, hr=True)
    one.asked = words


def complete(one: Opportunity, by: Person, learned: str) -> None:
    """It is done. What was learned is kept for those who come after, and found by search."""
    machine.advance(one, "completed", by=by)
    one.learned = learned


def take_over(one: Opportunity, by: Person) -> None:
    """HR takes on what has no owner any more. Raises Refused when it has one."""
    if one.owner_id is not None:
        raise Refused("Somebody leads it already.")
    one.owner_id = by.id
    machine.record(one, "taken_over", one.state, by=by)


def owner_left(one: Opportunity) -> None:
    """The second owner takes over; without one it waits for HR."""
    one.owner_id, one.co_owner_id = one.co_owner_id, None
    event = "promoted" if one.owner_id else "orphaned"
    row = machine.record(one, event, one.state, by=None)
    outbox.put(f"notify.opportunity.{event}", f"event:{row.id}")


def _plain(said: Post) -> Mapping[str, object]:
    return {name: value for name, value in vars(said).items() if name != "skills"}


def _sound(said: Post, owner_id: UUID | None) -> None:
    wrong = check(said)
    if wrong:
        raise Refused(" ".join(wrong.values()))
    if said.co_owner_id and said.co_owner_id == owner_id:
        raise Refused("Name somebody else as the second owner.")
    if len(said.skills) > MOST_SKILLS:
        raise Refused(f"Name at most {MOST_SKILLS} skills: those that matter.")


def _set_skills(one: Opportunity, asked: Sequence[Asked]) -> None:
    # What was taught or asked for before goes first: the keys may come again.
    one.skills = []
    db.session.flush()
    fresh: dict[tuple[UUID, str], OpportunitySkill] = {}
    for place, ask in enumerate(asked):
        skill = merging.in_use(ask.skill_id)
        fresh.setdefault(
            (skill.id, ask.use),
            OpportunitySkill(
                opportunity_id=one.id, skill_id=skill.id, use=Use(ask.use), level=ask.level,
                position=place,
            ),
        )  # fmt: skip
    one.skills = list(fresh.values())
    db.session.flush()
