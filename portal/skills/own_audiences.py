"""Changing who may see several of a person's skills at once, and taking that back."""

from collections.abc import Collection
from dataclasses import replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.audience import Audience
from portal.db import db
from portal.people import manager
from portal.people.models import Person
from portal.skills import own, own_queries
from portal.skills.models import PersonSkill


def show(person: Person, ids: Collection[UUID] | None, audience: Audience) -> tuple[int, range]:
    """Open these rows of the person, or all, to `audience`, which `manager.choose` has settled.

    The person's row is locked. Out: how many changed, and the numbers of the events that say so.
    """
    rows = [row for row in _rows(person.id) if ids is None or row.id in ids]
    rows = [row for row in rows if row.audience != audience]
    events = own_queries.histories(person.id, {row.skill_id for row in rows})
    now, said = clock.now(), []
    for row in rows:
        own.begin_history(row, events.get(row.skill_id, []))
        row.audience = audience
        row.version += 1
        row.updated_at = now
        said.append(own.entry_of(row, "changed", now))
    db.session.add_all(said)
    db.session.flush()
    numbers = [entry.id for entry in said]
    return len(rows), range(min(numbers), max(numbers) + 1) if numbers else range(0)


def take_back(person: Person, steps: range) -> int:
    """Undo what `show` did in the events `steps`, where nothing came after. How many changed back.

    The person's row is locked.
    """
    rows = {row.skill_id: row for row in _rows(person.id)}
    events = own_queries.histories(person.id, set(rows))
    back = 0
    for skill_id, row in rows.items():
        said = [event for event in events.get(skill_id, []) if event.event in own.SAYS]
        if len(said) < 2 or said[0].id not in steps or said[0].event != "changed":
            continue
        before = said[1]
        audience = before.audience or Audience.NOBODY
        audience = manager.brought_back(person, audience, before.at, row.audience)
        own.put(row, replace(own.rating_of(row), audience=audience))
        db.session.add(own.entry_of(row, "restored", clock.now()))
        back += 1
    db.session.flush()
    return back


def _rows(person_id: UUID) -> list[PersonSkill]:
    return list(
        db.session.scalars(
            select(PersonSkill)
            .where(PersonSkill.person_id == person_id)
            .options(joinedload(PersonSkill.person))
            .order_by(PersonSkill.id)
            .with_for_update(of=PersonSkill)
            .execution_options(populate_existing=True)
        )
    )
