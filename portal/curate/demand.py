"""The demand a course is planned for: a skill, and what the newest figures say of it."""

from dataclasses import dataclass
from datetime import datetime

from portal.db import db
from portal.errors import BadInput
from portal.fields import one_id
from portal.guard import actor
from portal.insights import queries as insights
from portal.insights.catalogue import GROWING, HELD, WANTED
from portal.insights.rules import note_reading
from portal.skills.models import Skill, Status
from portal.skills.queries import heir


@dataclass(frozen=True)
class Figures:
    """How many want it, need it and have it, as published (None: not shown), and when counted."""

    wanted: int | None
    growing: int | None
    held: int | None
    at: datetime


def planned(asked: str | None) -> Skill | None:
    """The skill an address asks for; None without a skill. Raises BadInput for one not in use."""
    key = one_id(asked)
    if key is None:
        return None
    found = db.session.get(Skill, key)
    skill = heir(found) if found else None
    if skill is None or skill.status != Status.ACTIVE:
        raise BadInput("There is no such skill in use.")
    return skill


def read(skill: Skill) -> Figures | None:
    """The figures of the skill; the reading is recorded. None before the first count."""
    published = insights.stamp()
    if published is None:
        return None
    views, key = (WANTED.name, GROWING.name, HELD.name), str(skill.id)
    shown = insights.of_keys(published.id, views, [key])
    note_reading(actor(), "page training")
    wanted, growing, held = (shown.get((view, key)) for view in views)
    return Figures(wanted, growing, held, published.taken_at)
