"""Reading plans, whole or in numbers, and what is in them already."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    Uuid,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import aliased

from portal.audience import Audience
from portal.communities.models import Community
from portal.composed import prepared
from portal.db import columns, db, one_of
from portal.learning.models import LearningItem
from portal.mentorship.models import Mentorship
from portal.mentorship.standing import LIVE
from portal.opportunities.models import Opportunity
from portal.people.models import Person
from portal.plans.models import Plan, PlanState, PlanStep, StepKind
from portal.plans.outlines import OPEN, Outline, Step
from portal.roles.models import Role
from portal.skills.models import Skill

MOST_SHOWN = 50


class Summary(NamedTuple):
    """A plan in numbers."""

    id: UUID
    title: str
    state: str
    due_on: date | None
    audience: Audience
    steps: int
    done: int


# Where two skills were made one, the name is that of the one.
_INTO = aliased(Skill)
_GUIDED = exists().where(
    Mentorship.mentor_id == PlanStep.mentor_id, Mentorship.mentee_id == Plan.person_id, LIVE
)
_PLAN = (Plan.id, Plan.person_id, Plan.title, Plan.state, Plan.role_id, Role.title,
         Plan.aspiration_id, Plan.due_on, Plan.paused_on, Plan.audience, Plan.version,
         Plan.updated_at)  # fmt: skip
_STEP = (PlanStep.id, PlanStep.position, PlanStep.kind, PlanStep.title, PlanStep.note,
         PlanStep.hours, PlanStep.starts_on, PlanStep.due_on, PlanStep.done_on, PlanStep.version,
         LearningItem.id, LearningItem.status, LearningItem.format, LearningItem.cost,
         LearningItem.currency, LearningItem.payer, Person.id, Person.name, Person.left_on,
         _GUIDED, Skill.id, func.coalesce(_INTO.name, Skill.name), Opportunity.id,
         Opportunity.state, Community.id, Community.closed_at)  # fmt: skip


def outline(plan_id: UUID) -> Outline:
    """A plan with its steps, in one statement. Raises NoResultFound without it."""
    found = _only(columns(_of_key(), key=plan_id))
    if found is None:
        raise NoResultFound
    return found


def now_plan(person_id: UUID) -> Outline | None:
    """The plan a person follows now, in one statement."""
    return _only(columns(_now(), key=person_id))


def shared_by(person_id: UUID, groups: Audience) -> list[Outline]:
    """The open plans of a person that a reader of these groups may see, in one statement."""
    found = open_whole(person_id)
    return [plan for plan in found if plan.audience.includes(groups)]


def open_whole(person_id: UUID) -> list[Outline]:
    """The open plans of a person with their steps, in one statement; for themselves."""
    return _plans(columns(_open(), key=person_id))


@prepared
def _open() -> Select[*tuple[Any, ...]]:
    mine = Plan.person_id == bindparam("key", type_=Uuid())
    return _statement(and_(mine, one_of(Plan.state, OPEN)))


@prepared
def _now() -> Select[*tuple[Any, ...]]:
    mine = Plan.person_id == bindparam("key", type_=Uuid())
    return _statement(and_(mine, one_of(Plan.state, (PlanState.NOW,))))


@prepared
def _of_key() -> Select[*tuple[Any, ...]]:
    return _statement(Plan.id == bindparam("key", type_=Uuid()))


def _statement(which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    kept = and_(PlanStep.plan_id == Plan.id, PlanStep.removed_at.is_(None))
    return (
        select(*_PLAN, *_STEP)
        .select_from(Plan)
        .outerjoin(Role, Role.id == Plan.role_id)
        .outerjoin(PlanStep, kept)
        .outerjoin(LearningItem, LearningItem.id == PlanStep.item_id)
        .outerjoin(Person, Person.id == PlanStep.mentor_id)
        .outerjoin(Skill, Skill.id == PlanStep.skill_id)
        .outerjoin(_INTO, _INTO.id == Skill.merged_into_id)
        .outerjoin(Opportunity, Opportunity.id == PlanStep.opportunity_id)
        .outerjoin(Community, Community.id == PlanStep.community_id)
        .where(which)
        .order_by(Plan.created_at, Plan.id, PlanStep.position, PlanStep.id)
    )


def _only(rows: Iterable[Sequence[Any]]) -> Outline | None:
    return next(iter(_plans(rows)), None)


def _plans(rows: Iterable[Sequence[Any]]) -> list[Outline]:
    found: dict[UUID, tuple[Sequence[Any], list[Step]]] = {}
    for row in rows:
        head, tail = row[: len(_PLAN)], row[len(_PLAN) :]
        steps = found.setdefault(head[0], (head, []))[1]
        if tail[0] is not None:
            steps.append(Step(*tail))
    return [Outline(*(*head, steps)) for head, steps in found.values()]


def plans_of(person_id: UUID) -> list[Summary]:
    """All plans of a person in numbers: the one of now, later ones, then those that are over."""
    return [Summary(*row) for row in columns(_summaries(), key=person_id)]


@prepared
def _summaries() -> Select[*tuple[Any, ...]]:
    kept = and_(PlanStep.plan_id == Plan.id, PlanStep.removed_at.is_(None))
    order = case({state: at for at, state in enumerate(PlanState)}, value=Plan.state)
    return (
        select(Plan.id, Plan.title, Plan.state, Plan.due_on, Plan.audience,
               func.count(PlanStep.id), func.count(PlanStep.done_on))
        .outerjoin(PlanStep, kept)
        .where(Plan.person_id == bindparam("key", type_=Uuid()))
        .group_by(Plan.id)
        .order_by(order, Plan.updated_at.desc(), Plan.id)
        .limit(MOST_SHOWN)
    )  # fmt: skip


class Following(NamedTuple):
    """The plan a person follows, in a few words: the step they are at, how many are done."""

    id: UUID
    title: str
    step: str | None
    done: int
    steps: int


def following() -> tuple[SQLColumnExpression[Any], ...]:
    """The columns of it, for a statement that joins Plan."""
    kept = and_(PlanStep.plan_id == Plan.id, PlanStep.removed_at.is_(None))
    step = select(PlanStep.title).where(kept, PlanStep.done_on.is_(None))
    first = step.order_by(PlanStep.position).limit(1).correlate(Plan).scalar_subquery()
    done, steps = (
        select(func.count(column)).where(kept).correlate(Plan).scalar_subquery()
        for column in (PlanStep.done_on, PlanStep.id)
    )
    return Plan.id, Plan.title, first, done, steps


def in_plan(person_id: UUID) -> set[tuple[str, UUID]]:
    """What is in a person's open plans: ("learning", item id) and ("mentor", person id)."""
    found: set[tuple[str, UUID]] = set()
    for item_id, mentor_id in columns(_in_plan(), key=person_id):
        if item_id is not None:
            found.add(("learning", item_id))
        if mentor_id is not None:
            found.add(("mentor", mentor_id))
    return found


@prepared
def _in_plan() -> Select[UUID | None, UUID | None]:
    return (
        select(PlanStep.item_id, PlanStep.mentor_id)
        .join(Plan, Plan.id == PlanStep.plan_id)
        .where(
            Plan.person_id == bindparam("key", type_=Uuid()),
            one_of(Plan.state, OPEN),
            PlanStep.removed_at.is_(None),
            or_(PlanStep.item_id.is_not(None), PlanStep.mentor_id.is_not(None)),
        )
    )


def planned_roles(person_id: UUID) -> dict[UUID, UUID]:
    """The roles to which an open plan of this person leads, each with that plan, by id."""
    return {role_id: key for role_id, key in columns(_planned_roles(), key=person_id)}


@prepared
def _planned_roles() -> Select[*tuple[Any, ...]]:
    mine = Plan.person_id == bindparam("key", type_=Uuid())
    return select(Plan.role_id, Plan.id).where(
        mine, one_of(Plan.state, OPEN), Plan.role_id.is_not(None)
    )


def open_of(person_id: UUID) -> list[Plan]:
    """The open plans of a person, to be changed."""
    statement = select(Plan).where(Plan.person_id == person_id, Plan.state.in_(OPEN))
    return list(
        db.session.scalars(
            statement.order_by(Plan.created_at).execution_options(populate_existing=True)
        )
    )


def steps_of(plan_id: UUID) -> list[PlanStep]:
    """The steps of a plan in their order, to be changed."""
    statement = select(PlanStep).where(PlanStep.plan_id == plan_id, PlanStep.removed_at.is_(None))
    return list(
        db.session.scalars(
            statement.order_by(PlanStep.position, PlanStep.id).execution_options(
                populate_existing=True
            )
        )
    )


KINDS = {
    StepKind.MILESTONE: "A step of my own",
    StepKind.LEARNING: "Something to learn",
    StepKind.MENTORSHIP: "A mentor",
    StepKind.OPPORTUNITY: "An opportunity",
    StepKind.FEEDBACK: "Feedback to ask for",
}
