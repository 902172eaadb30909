"""A step as somebody wants it, before it is one."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from portal.plans.models import StepKind


@dataclass(frozen=True, kw_only=True)
class NewStep:
    """One thing to do on the way. A learning step names an item, a mentorship may name a mentor."""

    kind: str = StepKind.MILESTONE
    title: str
    note: str = ""
    item_id: UUID | None = None
    mentor_id: UUID | None = None
    skill_id: UUID | None = None
    opportunity_id: UUID | None = None
    community_id: UUID | None = None
    hours: Decimal | None = None
    starts_on: date | None = None
    due_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Toward:
    """What a plan leads to: a role, one of my aims, or only words. `title` says it."""

    title: str
    role_id: UUID | None = None
    aspiration_id: UUID | None = None
    due_on: date | None = None
