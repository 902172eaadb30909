"""What the page Who sees what shows: every item of a person with its audience as it is today."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CompoundSelect,
    Date,
    Select,
    Uuid,
    bindparam,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)

from portal.aspirations.models import Aspiration, State
from portal.aspirations.sharing import audiences_of
from portal.aspirations.words import PARTS
from portal.audience import WORDS, Audience
from portal.checkins.models import CheckIn
from portal.checkins.rules import CHOICES
from portal.composed import prepared
from portal.dates import day
from portal.db import columns
from portal.insights import mine as figures
from portal.insights.strength import wants
from portal.people import looks, manager
from portal.people import queries as people
from portal.people.models import Experience
from portal.plans.outlines import OPEN
from portal.plans.queries import plans_of
from portal.roles.models import Family, Role
from portal.skills.models import PersonSkill, Skill
from portal.visibility.owner import Owner, owner_of

LOOKS_SHOWN = 3
# A longer list is chosen from on a page of its own: one to tick in, and one with a choice each.
MANY, MANY_SINGLE = 20, 5


@dataclass(frozen=True)
class Item:
    """One thing somebody might see. `key` names it in a form; `audience` is what holds today."""

    key: str
    words: str
    audience: Audience


@dataclass(frozen=True)
class Section:
    """Items that stand together; those of `many` are changed several at a time.

    `few` are the items that stand on the page of all sections, which stays small; the others are
    chosen on the page of the section.
    """

    key: str
    title: str
    items: list[Item]
    many: bool = False

    @property
    def few(self) -> list[Item]:
        if len(self.items) <= (MANY if self.many else MANY_SINGLE):
            return self.items
        return [] if self.many else self.items[:MANY_SINGLE]

    @property
    def choices(self) -> Mapping[Audience, str]:
        """The audiences one can choose for an item here, in words."""
        only = ONLY.get(self.key)
        return WORDS if only is None else {audience: WORDS[audience] for audience in only}

    @property
    def groups(self) -> list[tuple[Audience, list[Item]]]:
        """The items by audience, what most people see first."""
        found: dict[Audience, list[Item]] = {}
        for item in self.items:
            found.setdefault(item.audience, []).append(item)
        return sorted(found.items(), key=lambda group: (-len(group[1]), group[0]))


@dataclass(frozen=True)
class Everything:
    """The whole page."""

    owner: Owner
    sections: list[Section]
    named: list[people.Named]
    looks: list[looks.Looked]

    @property
    def waiting(self) -> list[str]:
        """How much waits for the answer about a new line manager, in words, for each section."""
        found = []
        for section in self.sections:
            number = sum(bool(Audience.WAITING & item.audience) for item in section.items)
            if number:
                one, more = WAITING[section.key]
                found.append(f"{number} {one if number == 1 else more}")
        return found


def everything(person_id: UUID) -> Everything:
    """The page of a person, in as many statements however much they share."""
    owner = owner_of(person_id)
    reading = Reading(owner)
    return Everything(
        owner,
        [made for key in SECTIONS if (made := _made(reading, key)).items],
        people.named_by(person_id),
        looks.at(person_id, LOOKS_SHOWN + 1),
    )


def totals(person_id: UUID) -> figures.Mine | None:
    """The figures HR sees of the groups the person is part of; None before the first count."""
    person = owner_of(person_id).person
    groups = figures.places(
        person.level,
        department=(person.department_id, person.department),
        location=(person.location_id, person.location),
        field=(person.field_id, person.field),
    )
    return figures.of_groups(groups, *_targets(person_id))


def section(owner: Owner, key: str) -> Section:
    """One section as it is now, in at most one statement. Raises KeyError for an unknown one."""
    return _made(Reading(owner), key)


def _made(reading: "Reading", key: str) -> Section:
    title, many = SECTIONS[key]
    person = reading.owner.person
    rows = _ITEMS[key](reading)
    items = [Item(k, words, manager.as_it_is(person, seen)) for k, words, seen in rows]
    return Section(key, title, items, many)


SECTIONS: Mapping[str, tuple[str, bool]] = {
    "about": ("About me", False),
    "skills": ("My skills", True),
    "experience": ("What I have done", True),
    "aspirations": ("My aspirations", False),
    "plans": ("My plans", False),
    "check-ins": ("My check-ins", False),
}
ONLY = {"check-ins": CHOICES}
WAITING = {
    "about": ("part of what you say about yourself", "parts of what you say about yourself"),
    "skills": ("skill", "skills"),
    "experience": ("thing you have done", "things you have done"),
    "aspirations": ("part of your aspirations", "parts of your aspirations"),
    "plans": ("plan", "plans"),
    "check-ins": ("check-in", "check-ins"),
}
Row = tuple[str, str, Audience]


class Reading:
    """What is read of a person for this page; what stands in two sections is read once."""

    def __init__(self, owner: Owner) -> None:
        self.owner = owner

    @cached_property
    def dated(self) -> dict[str, list[Row]]:
        """What they have done, and their check-ins, each the newest first."""
        found: dict[str, list[Row]] = {"experience": [], "check-ins": []}
        rows = columns(_dated(), person_id=self.owner.person.id)
        for kind, key, title, place, audience, at, _ in rows:
            words = f"The one of {day(at)}" if at else f"{title}, {place}" if place else title
            found[kind].append((key.hex, words, audience))
        return found


def _about(reading: Reading) -> Iterable[Row]:
    owner = reading.owner
    yield "about", "My headline and my words", owner.person.about_audience
    if owner.photo is not None:
        yield "photo", "My photo", owner.photo


def _skills(reading: Reading) -> Iterable[Row]:
    for key, name, audience in columns(_skill_rows(), person_id=reading.owner.person.id):
        yield key.hex, name, audience


@prepared
def _skill_rows() -> Select[UUID, str, Audience]:
    return (
        select(PersonSkill.id, Skill.name, PersonSkill.audience)
        .join(Skill, Skill.id == PersonSkill.skill_id)
        .where(PersonSkill.person_id == bindparam("person_id"))
        .order_by(Skill.folded)
    )


@prepared
def _dated() -> Select[*tuple[Any, ...]]:
    person_id = bindparam("person_id", type_=Uuid())
    check_ins = select(
        literal("check-ins").label("kind"), CheckIn.id.label("id"), literal("").label("title"),
        literal("").label("place"), CheckIn.audience.label("audience"), CheckIn.at.label("at"),
        cast(null(), Date).label("began"),
    ).where(CheckIn.person_id == person_id, CheckIn.removed_at.is_(None))  # fmt: skip
    done = select(
        literal("experience"), Experience.id, Experience.title, Experience.organisation,
        Experience.audience, cast(null(), CheckIn.at.type), Experience.started_on,
    ).where(Experience.person_id == person_id)  # fmt: skip
    both = union_all(check_ins, done).subquery()
    return select(*both.c).order_by(both.c.began.desc(), both.c.at.desc(), both.c.id)


def _aspirations(reading: Reading) -> Iterable[Row]:
    for part, audience in audiences_of(reading.owner.profile).items():
        yield part, PARTS[part], audience


def _plans(reading: Reading) -> Iterable[Row]:
    for plan in plans_of(reading.owner.person.id):
        if plan.state in OPEN:
            yield plan.id.hex, plan.title, plan.audience


_ITEMS: Mapping[str, Callable[[Reading], Iterable[Row]]] = {
    "about": _about,
    "skills": _skills,
    "experience": lambda reading: reading.dated["experience"],
    "aspirations": _aspirations,
    "plans": _plans,
    "check-ins": lambda reading: reading.dated["check-ins"],
}


def _targets(person_id: UUID) -> tuple[dict[UUID, str], dict[UUID, str], dict[UUID, str]]:
    """The roles and the fields the person aims for, and the skills they want, as far as counted."""
    found: dict[str, dict[UUID, str]] = {"role": {}, "family": {}, "skill": {}}
    for what, key, words, _, _ in columns(_target_rows(), person_id=person_id):
        found[what][key] = words
    return found["role"], found["family"], found["skill"]


@prepared
def _target_rows() -> CompoundSelect[*tuple[Any, ...]]:
    aims = (Aspiration.person_id == bindparam("person_id"), Aspiration.state == State.ACTIVE)
    order = Aspiration.priority.label("place")
    roles = (
        select(literal("role").label("what"), Role.id.label("key"), Role.title.label("words"),
               order, Role.title.label("name"))
        .join(Aspiration, Aspiration.role_id == Role.id)
        .where(*aims)
    )  # fmt: skip
    families = (
        select(literal("family"), Family.id, Family.name, order, Family.name)
        .select_from(Aspiration)
        .outerjoin(Role, Role.id == Aspiration.role_id)
        .join(Family, Family.id == func.coalesce(Role.family_id, Aspiration.family_id))
        .where(*aims)
    )
    skills = (
        select(literal("skill"), Skill.id, Skill.name, literal(0), Skill.folded)
        .join(PersonSkill, PersonSkill.skill_id == Skill.id)
        .where(
            PersonSkill.person_id == bindparam("person_id"),
            PersonSkill.audience != Audience.NOBODY,
            wants(),
        )
    )
    return union_all(roles, families, skills).order_by("place", "name")
