"""All that the page of a plan shows, read in as few statements as there are things."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select

from portal.aspirations.models import Aspiration, State
from portal.aspirations.queries import aims_of, live_of
from portal.audience import Audience
from portal.composed import prepared
from portal.db import columns
from portal.learning.models import Enrolment, LearningItem, Provider
from portal.light import Light
from portal.mentorship.queries import mentors_of
from portal.people import manager
from portal.people.models import Person
from portal.people.queries import NAMED
from portal.plans import queries
from portal.plans.models import StepKind
from portal.plans.outlines import Outline
from portal.plans.queries import Summary
from portal.skills import own_queries

MOST_FOUND = 8
OWNER = Light(Person, "manager_id", "shared_with_manager_id", "role_id", manager=NAMED)


@dataclass(frozen=True)
class Leaf:
    """The page of one plan of the person who looks."""

    plan: Outline
    person: Person
    others: list[Summary]
    standing: Mapping[UUID, str]

    @property
    def audience(self) -> Audience:
        """Who sees it today."""
        return manager.as_it_is(self.person, self.plan.audience)


def leaf(
    plan: Outline,
    plans: Sequence[Summary] = (),
    standing: Mapping[UUID, str] | None = None,
) -> Leaf:
    """The page of this plan beside the other `plans` of its owner; in at most two statements.

    `standing` is the state of what they learn, where that is known.
    """
    if standing is None:
        items = [step.item_id for step in plan.to_do if step.item_id]
        standing = standing_of(plan.person_id, items)
    others = [one for one in plans if one.id != plan.id]
    return Leaf(plan, owner(plan.person_id), others, standing)


def standing_of(person_id: UUID, item_ids: Sequence[UUID]) -> dict[UUID, str]:
    """In which state each of these items was with the person last."""
    rows = columns(_standing(), person_id=person_id, item_ids=[*item_ids]) if item_ids else ()
    return {item_id: state for item_id, state in rows}


@prepared
def _standing() -> Select[UUID, str]:
    return (
        select(Enrolment.item_id, Enrolment.state)
        .where(
            Enrolment.person_id == bindparam("person_id"),
            Enrolment.item_id.in_(bindparam("item_ids", expanding=True)),
        )
        .order_by(Enrolment.updated_at)
    )


def owner(person_id: UUID) -> Person:
    """Whose plans they are, to be read, with the line manager."""
    return OWNER.one(_owner(), person_id=person_id)


@prepared
def _owner() -> Select[Any]:
    return OWNER.select.where(Person.id == bindparam("person_id"))


def aims_without_plan(person_id: UUID) -> list[Aspiration]:
    """The aims of a person to which no open plan leads, to be read."""
    planned = {(plan.role_id, plan.aspiration_id) for plan in queries.open_of(person_id)}
    roles = {role_id for role_id, _ in planned if role_id}
    aims = {aim_id for _, aim_id in planned if aim_id}
    return [aim for aim in aims_of(person_id) if aim.id not in aims and aim.role_id not in roles]


def aim_of(person_id: UUID, aspiration_id: UUID | None, role_id: UUID | None) -> Aspiration | None:
    """The active aim of a person that a plan leads to, to be changed."""
    for aim in live_of(person_id):
        if aim.id == aspiration_id or (role_id is not None and aim.role_id == role_id):
            return aim if aim.state == State.ACTIVE else None
    return None


def to_add(person_id: UUID, kind: str, typed: str) -> dict[str, Any]:
    """What the page needs that adds a step of this kind."""
    mentors = mentors_of(person_id) if kind == StepKind.MENTORSHIP else []
    found = items_called(typed) if kind == StepKind.LEARNING else []
    skills = own_queries.of_person(person_id) if kind == StepKind.FEEDBACK else []
    planned = queries.in_plan(person_id)
    return {"mentors": mentors, "found": found, "skills": skills, "planned": planned}


FOUND = Light(LearningItem, "title", "format", "hours", "cost", "currency", "payer",
              provider=Light(Provider, "name"))  # fmt: skip


def items_called(typed: str) -> list[LearningItem]:
    """What is offered with these words in its title, to be read; something for no words, too."""
    words = typed.casefold().split()[:5]
    named = [func.lower(LearningItem.title).contains(word, autoescape=True) for word in words]
    statement = FOUND.select.where(LearningItem.status == "active", *named)
    return FOUND.rows(statement.order_by(LearningItem.title, LearningItem.id).limit(MOST_FOUND))
