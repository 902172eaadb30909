"""Marking days as read, and writing what they say."""

from uuid import UUID

from sqlalchemy import delete, select

from portal import clock
from portal.db import adding, db
from portal.errors import Refused
from portal.learning.drip.models import DripRead, DripUnit
from portal.learning.drip.queries import began_on, opens


def is_open(unit: DripUnit, person_id: UUID) -> bool:
    """Whether this day is open to the person today."""
    when = opens(began_on(person_id, unit.item_id), unit.day)
    return when is not None and when <= clock.today()


def read(unit: DripUnit, person_id: UUID) -> None:
    """The person has read it; twice is once. Raises Refused before it opens."""
    if not is_open(unit, person_id):
        raise Refused("That day is not open yet. It opens by itself, one day after the other.")
    row = adding(DripRead).values(person_id=person_id, unit_id=unit.id, at=clock.now())
    db.session.execute(row.on_conflict_do_nothing())


def unread(unit: DripUnit, person_id: UUID) -> None:
    """The mark is taken back."""
    mark = (DripRead.person_id == person_id, DripRead.unit_id == unit.id)
    db.session.execute(delete(DripRead).where(*mark))


def write(unit: DripUnit, *, day: int, title: str, body: str, url: str) -> None:
    """Say what a day says. Raises Refused where the course has that day already."""
    other = select(DripUnit.id).where(
        DripUnit.item_id == unit.item_id, DripUnit.day == day, DripUnit.id != unit.id
    )
    if db.session.scalar(other) is not None:
        raise Refused(f"Day {day} is there already. Change that one, or choose another day.")
    if (unit.day, unit.title, unit.body, unit.url) != (day, title, body, url):
        unit.day, unit.title, unit.body, unit.url = day, title, body, url
        unit.version = (unit.version or 0) + 1
    db.session.add(unit)
    db.session.flush()


def remove(unit: DripUnit) -> None:
    """Take a day out of the course."""
    db.session.delete(unit)
