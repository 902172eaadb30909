"""Roles, skills and learning."""

from datetime import datetime
from uuid import UUID

from portal.api.shapes.base import Level, Listing, Named, Shape


class FoundSkill(Named):
    """A skill in a list, with how many roles ask for it."""

    roles: int


class Skills(Listing):
    """Skills in a list."""

    items: list[FoundSkill]


class Match(Shape):
    """Me beside a role, in skill steps."""

    have: int
    need: int
    percent: int


class FoundRole(Shape):
    """A role in a list."""

    id: UUID
    title: str
    summary: str
    level: int
    family: str
    department: str | None
    match: Match


class Roles(Listing):
    """Roles in a list."""

    items: list[FoundRole]


class FoundLearning(Shape):
    """Something to learn, in a list."""

    id: UUID
    title: str
    summary: str
    provider: str
    format: str
    hours: float
    cost: float
    currency: str
    payer: str
    language: str
    certificate: str
    next_date: datetime | None


class Learning(Listing):
    """What can be learned, in a list."""

    items: list[FoundLearning]


class Need(Shape):
    """A skill a role asks for."""

    skill: Named
    level: Level
    essential: bool


class Requirement(Shape):
    """What else a role asks for."""

    kind: str
    words: str


class Role(Shape):
    """A role and what it asks for."""

    id: UUID
    title: str
    also_called: list[str]
    summary: str
    level: int
    family: Named
    department: str | None
    locations: list[str]
    active: bool
    needs: list[Need]
    requirements: list[Requirement]


class Beside(Need):
    """A skill of a role beside my level; null: not rated."""

    have: int | None
    to_grow: int


class RoleMatch(Match):
    """How far I am to a role: each skill, and the sum of the steps."""

    role: Named
    lines: list[Beside]
