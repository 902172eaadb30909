"""What feedback can be about: a skill, an agreed goal, a step of one's plan, or all of it."""

from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, bindparam, select

from portal.audience import Audience
from portal.composed import prepared
from portal.conversations.models import ConversationGoal
from portal.db import columns, one_of
from portal.people.models import Person
from portal.plans.models import Plan, PlanStep
from portal.plans.outlines import OPEN
from portal.skills import own_queries

MOST = 40
GENERAL = "general"


class Topic(NamedTuple):
    """One of these; a goal or a step keeps the name under which it was asked about."""

    label: str = "My work in general"
    skill_id: UUID | None = None
    goal_id: UUID | None = None
    step_id: UUID | None = None
    about: str = ""

    @property
    def names_something(self) -> bool:
        return bool(self.skill_id or self.goal_id or self.step_id)


def mine(person_id: UUID) -> dict[str, Topic]:
    """What somebody can ask about, by the value of a choice. In three statements."""
    found = {GENERAL: Topic()}
    found.update(_skills(person_id, None))
    found.update(_goals(person_id, None))
    for key, title, skill_id in columns(_steps(), person_id=person_id):
        found[f"step:{key}"] = Topic(f"Step: {title}", skill_id, step_id=key, about=title)
    return found


def of_other(person: Person, groups: Audience, reader_id: UUID) -> dict[str, Topic]:
    """What somebody can praise: the skills shown to readers of these groups, and goals the two
    agreed on. In two statements.
    """
    return _skills(person.id, groups) | _goals(person.id, reader_id)


def _skills(person_id: UUID, groups: Audience | None) -> dict[str, Topic]:
    rows = own_queries.of_person(person_id, groups)
    return {f"skill:{row.skill_id}": Topic(row.skill.name, skill_id=row.skill_id) for row in rows}


def _goals(person_id: UUID, manager_id: UUID | None) -> dict[str, Topic]:
    """Open goals; for a manager those agreed with them, while they lead the person."""
    rows = columns(_agreed(), person_id=person_id)
    return {
        f"goal:{key}": Topic(f"Goal: {words}", goal_id=key, about=words)
        for key, words, agreed_with, leads_now in rows
        if manager_id is None or manager_id == agreed_with == leads_now
    }


@prepared
def _agreed() -> Select[*tuple[Any, ...]]:
    goal = ConversationGoal
    return (
        select(goal.id, goal.words, goal.manager_id, Person.manager_id.label("leads_now"))
        .join(Person, Person.id == goal.person_id)
        .where(goal.person_id == bindparam("person_id"), goal.dropped_on.is_(None))
        .order_by(goal.made_at.desc(), goal.id)
        .limit(MOST)
    )


@prepared
def _steps() -> Select[UUID, str, UUID | None]:
    return (
        select(PlanStep.id, PlanStep.title, PlanStep.skill_id)
        .join(Plan, Plan.id == PlanStep.plan_id)
        .where(
            Plan.person_id == bindparam("person_id"),
            one_of(Plan.state, OPEN),
            PlanStep.done_on.is_(None),
            PlanStep.removed_at.is_(None),
        )
        .order_by(Plan.created_at, PlanStep.position, PlanStep.id)
        .limit(MOST)
    )
