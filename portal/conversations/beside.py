"""What stands beside a conversation: what the employee shares, and who and what could help.

Both of the two are shown the same: what the manager may read by the audiences the employee chose.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, cast
from uuid import UUID

from portal.aspirations import readers
from portal.audience import Audience
from portal.conversations.models import Conversation
from portal.db import columns
from portal.learning.queries import Teaches, teaching
from portal.mentorship.mentors import finding
from portal.mentorship.mentors.wanted import Goals
from portal.mentorship.queries import reader
from portal.opportunities.teaching import teaching_rows
from portal.people.models import Person
from portal.plans.outlines import Outline
from portal.plans.queries import shared_by
from portal.skills import own_queries
from portal.skills.models import Interest, PersonSkill

MOST = 3
WORKING = 2
PARTS = len(Teaches._fields)


@dataclass(frozen=True)
class Shared:
    """What an employee lets their manager read; empty where that is nothing."""

    aims: readers.Shared = field(default_factory=readers.Shared)
    skills: Sequence[PersonSkill] = ()
    plans: Sequence[Outline] = ()

    def __bool__(self) -> bool:
        return bool(self.aims or self.skills or self.plans)

    @property
    def to_grow(self) -> list[PersonSkill]:
        """The skills they want to learn, or to use more while they are not skilled yet."""
        return [row for row in self.skills if _wanted(row)]


def _wanted(row: PersonSkill) -> bool:
    more = row.interest == Interest.MORE and (row.level or 0) <= WORKING
    return more or row.interest == Interest.LEARN


def _groups(one: Conversation) -> Audience | None:
    """The groups the manager of this conversation belongs to; None for one who does not read it."""
    if one.reader_id is None:
        return None
    found = reader(one.reader_id, one.person)
    return None if found is None else found[1]


def shared(one: Conversation) -> Shared:
    """All of it; in at most six statements."""
    groups = _groups(one)
    if groups is None:
        return Shared()
    return Shared(
        readers.visible_as(groups, one.person),
        own_queries.of_person(one.person_id, groups),
        shared_by(one.person_id, groups),
    )


class Project(NamedTuple):
    """An opportunity that teaches some of the skills."""

    id: UUID
    title: str
    teaches: list[str]


@dataclass(frozen=True)
class Help:
    """Who and what could help with the skills somebody shares and wants to grow."""

    skills: Sequence[PersonSkill] = ()
    learning: Sequence[tuple[Teaches, list[str]]] = ()
    mentors: Sequence[finding.Found] = ()
    projects: Sequence[Project] = ()

    def __bool__(self) -> bool:
        return bool(self.learning or self.mentors or self.projects)


def help_with(one: Conversation) -> Help:
    """The right people and resources for what the employee lets the manager know; in at most six
    statements.
    """
    groups = _groups(one)
    if groups is None:
        return Help()
    skills = Shared(skills=own_queries.of_person(one.person_id, groups)).to_grow
    if not skills:
        return Help()
    by_id = {row.skill_id: row for row in skills}
    return Help(
        skills,
        _learning(by_id),
        _mentors(one.person, one.manager_id, [*by_id]),
        _projects(by_id),
    )


def _learning(skills: dict[UUID, PersonSkill]) -> list[tuple[Teaches, list[str]]]:
    """What leads on in most of them comes first, then what takes the fewest hours."""
    found: dict[UUID, tuple[Teaches, list[str]]] = {}
    for row in teaching(skills):
        mine = skills.get(row.skill_id)
        if mine is not None and row.level > (mine.level or 0):
            found.setdefault(row.item_id, (row, []))[1].append(mine.skill.name)
    best = sorted(found.values(), key=lambda one: (-len(one[1]), one[0].hours, one[0].title))
    return [(row, sorted(names)) for row, names in best[:MOST]]


def _mentors(person: Person, manager_id: UUID, skill_ids: list[UUID]) -> list[finding.Found]:
    """Those the employee would find, but for their manager, who teach one of them."""
    who = cast(Any, person)  # of a reader the search asks for id and department alone
    found = finding.others(who, manager_id, Goals(dict.fromkeys(skill_ids, 0)), MOST)
    return [one for one in found if any(taught.wanted for taught in one.taught)]


def _projects(skills: dict[UUID, PersonSkill]) -> list[Project]:
    """What leads on in most of them comes first, then what has a free place and begins first."""
    nothing = [UUID(int=0)]
    others = dict.fromkeys(("chosen_ids", "grown_ids", "applied_ids"), nothing)
    found: dict[UUID, tuple[int, date, Project]] = {}
    for row in columns(teaching_rows(), skill_ids=[*skills], **others):
        facts, starts_on = Teaches._make(row[:PARTS]), row[PARTS + 1]
        mine = skills.get(facts.skill_id)
        if mine is not None and facts.level > (mine.level or 0):
            one = (int(not facts.places_left), starts_on, Project(facts.item_id, facts.title, []))
            found.setdefault(facts.item_id, one)[2].teaches.append(mine.skill.name)
    best = sorted(found.values(), key=lambda one: (-len(one[2].teaches), one[0], one[1]))
    return [project for *_, project in best[:MOST]]
