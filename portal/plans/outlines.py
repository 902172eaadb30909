"""A plan and its steps as they are read, with what pages ask of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from portal import clock
from portal.audience import Audience
from portal.opportunities.states import OVER
from portal.plans import dating
from portal.plans.models import PlanState

OPEN = (PlanState.NOW, PlanState.LATER, PlanState.PAUSED)


class Step(NamedTuple):
    """A step as it is read, with what it points to as that is today.

    `guided`: its mentor guides the owner of the plan now.
    """

    id: UUID
    position: int
    kind: str
    title: str
    note: str
    hours: Decimal | None
    starts_on: date | None
    due_on: date | None
    done_on: date | None
    version: int
    item_id: UUID | None
    item_status: str | None
    format: str | None
    cost: Decimal | None
    currency: str | None
    payer: str | None
    mentor_id: UUID | None
    mentor: str | None
    mentor_left_on: date | None
    guided: bool
    skill_id: UUID | None
    skill: str | None
    opportunity_id: UUID | None
    opportunity_state: str | None
    community_id: UUID | None
    community_closed_at: datetime | None

    @property
    def gone(self) -> str:
        """Why it cannot be done as it was meant, in words; empty when it can."""
        if self.done_on:
            return ""
        if self.item_status is not None and self.item_status != "active":
            return "No longer offered. Choose something else, or take the step out."
        if self.opportunity_state in OVER:
            return "It does not take place any more. Choose something else, or take the step out."
        if self.community_closed_at is not None:
            return "This community is closed. Choose another one, or take the step out."
        if self.mentor_left_on is not None and self.mentor_left_on <= clock.today():
            return f"{self.mentor} has left. Choose another mentor, or take the step out."
        return ""

    @property
    def late(self) -> bool:
        """Whether it should have been done by now."""
        return not self.done_on and self.due_on is not None and self.due_on < clock.today()


@dataclass(frozen=True)
class Outline:
    """A plan with its steps, to be read."""

    id: UUID
    person_id: UUID
    title: str
    state: str
    role_id: UUID | None
    role: str | None
    aspiration_id: UUID | None
    due_on: date | None
    paused_on: date | None
    audience: Audience
    version: int
    updated_at: datetime
    steps: Sequence[Step]

    @property
    def open(self) -> bool:
        return self.state in OPEN

    @property
    def done(self) -> int:
        return sum(step.done_on is not None for step in self.steps)

    @property
    def to_do(self) -> list[Step]:
        return [step for step in self.steps if step.done_on is None]

    @property
    def now(self) -> Step | None:
        """The step one is at: the first that is not done."""
        return next(iter(self.to_do), None)

    @property
    def late(self) -> int:
        return dating.late(self.to_do, clock.today())

    @property
    def ends_on(self) -> date | None:
        """The day by which all is done: that of the plan, or of the last step."""
        return self.due_on or max((step.due_on for step in self.steps if step.due_on), default=None)

    @property
    def next_on(self) -> date | None:
        return min((step.due_on for step in self.to_do if step.due_on), default=None)
