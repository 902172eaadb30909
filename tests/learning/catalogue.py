"""A small catalogue for tests."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from portal import clock
from portal.db import db
from portal.learning.models import LearningDate, LearningItem, LearningSkill, Provider
from portal.skills.fold import fold
from portal.skills.models import Skill, Status


def provider(name: str = "Learning Centre", kind: str = "internal", **more: Any) -> Provider:
    """A provider, flushed."""
    row = Provider(name=name, kind=kind, **more)
    db.session.add(row)
    db.session.flush()
    return row


def skill(name: str, **more: Any) -> Skill:
    """An active skill, flushed."""
    row = Skill(
        name=name, folded=fold(name), kind="human", category="People", status=Status.ACTIVE, **more
    )
    db.session.add(row)
    db.session.flush()
    return row


def item(title: str, by: Provider, teaches: dict[UUID, int] | None = None, **more: Any):
    """Something to learn from, flushed; `teaches` is skill id → level."""
    row = LearningItem(title=title, provider_id=by.id, **({"hours": Decimal(6)} | more))
    if row.cost and "payer" not in more:
        row.payer = "organisation"
    row.skills = [LearningSkill(skill_id=key, level=n) for key, n in (teaches or {}).items()]
    db.session.add(row)
    db.session.flush()
    return row


def held(of: LearningItem, days: int, places: int | None = None, **more: Any) -> LearningDate:
    """A date so many days from now, flushed."""
    start = clock.now() + timedelta(days=days)
    row = LearningDate(
        item_id=of.id,
        starts_at=start,
        ends_at=start + timedelta(hours=3),
        place=more.pop("place", "Room 2"),
        places=places,
        **more,
    )
    db.session.add(row)
    db.session.flush()
    return row
