"""Where people go from a role and where they come from: typical moves, and how many really went."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CompoundSelect,
    Integer,
    Select,
    String,
    Uuid,
    bindparam,
    case,
    cast,
    literal,
    null,
    or_,
    select,
    union_all,
)

from portal.composed import prepared
from portal.db import columns
from portal.roles.models import Family, MoveCount, Role, RoleMove
from portal.roles.moved import least

MOST_STEPS = 6
LAST = 100
"""The rank of what people did but nobody wrote down as typical."""


@dataclass(frozen=True)
class Step:
    """A move out of a role, or into it. `kind` is empty where nobody wrote down that it is typical;
    `people` is how many made it, as far as that may be said.
    """

    role_id: UUID
    title: str
    family: str
    onward: bool
    kind: str
    months: int | None
    rank: int
    people: int | None = None


def around(role_id: UUID) -> list[Step]:
    """The moves out of this role, then those into it, those of most people first, then the typical
    ones; in one statement.
    """
    found: dict[tuple[UUID, bool], Step] = {}
    for row in columns(_around(), role_id=role_id, least=least()):
        step = Step(*row)
        known = found.get((step.role_id, step.onward))
        found[step.role_id, step.onward] = step if known is None else _both(known, step)
    return sorted(found.values(), key=_order)


def _both(one: Step, other: Step) -> Step:
    """What was written down, with how many people went."""
    written, counted = (one, other) if one.kind else (other, one)
    return replace(written, people=counted.people, months=written.months or counted.months)


def _order(step: Step) -> tuple[object, ...]:
    return not step.onward, -(step.people or 0), step.rank, step.title, step.role_id


def onward(steps: Iterable[Step]) -> list[Step]:
    """Where people go, as far as a page shows it."""
    return [step for step in steps if step.onward][:MOST_STEPS]


def inward(steps: Iterable[Step]) -> list[Step]:
    """Where people come from, without the roles they also go to."""
    steps = list(steps)
    known = {step.role_id for step in onward(steps)}
    found = [step for step in steps if not step.onward and step.role_id not in known]
    return found[: MOST_STEPS // 2]


def between(steps: Iterable[Step], here_id: UUID | None) -> Step | None:
    """The move from a role into the one the steps are about, where a count of it may be said."""
    steps = (one for one in steps if not one.onward and one.role_id == here_id and one.people)
    return next(steps, None)


@prepared
def _around() -> CompoundSelect[*tuple[Any, ...]]:
    nobody = cast(null(), Integer())
    return union_all(
        _other(RoleMove, RoleMove.kind, RoleMove.rank, nobody).where(Role.status == "active"),
        _other(MoveCount, literal("", String()), literal(LAST, Integer()), MoveCount.people).where(
            Role.status == "active", MoveCount.people >= bindparam("least", type_=Integer())
        ),
    )


def _other(model: Any, kind: Any, rank: Any, people: Any) -> Select[*tuple[Any, ...]]:
    """The role at the other end of each move of `model` out of a role or into it."""
    role_id = bindparam("role_id", type_=Uuid())
    out, into = model.from_role_id == role_id, model.to_role_id == role_id
    other = case((out, model.to_role_id), else_=model.from_role_id)
    return (
        select(
            Role.id, Role.title, Family.name, case((out, 1), else_=0).label("onward"),
            kind.label("kind"), model.months, rank.label("rank"), people.label("people"),
        )
        .select_from(model)
        .join(Role, Role.id == other)
        .join(Family, Family.id == Role.family_id)
        .where(or_(out, into))
    )  # fmt: skip
