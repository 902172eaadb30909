"""What to tell whom about office hours. Told once, however often a job is done."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import select

from portal.accounts.queries import active
from portal.dates import local, moment
from portal.db import db
from portal.mentorship.mentors.hours.rules import CANCELLED, TAKEN
from portal.mentorship.mentors.models import OfficeHours, OfficeHoursPlace
from portal.notices import rules
from portal.people.models import Person


def remind(hours: OfficeHours) -> None:
    """The day before, whoever comes and the mentor."""
    for person in [*_guests(hours.id), hours.mentor.person]:
        _tell(hours, person, "mentorship.hours_soon")


def cancelled(ref: str) -> None:
    """Whoever had a place when the date was called off."""
    hours = db.session.get(OfficeHours, UUID(ref))
    if hours is None or hours.cancelled_at is None:
        return
    for person in _guests(hours.id):
        _tell(hours, person, "mentorship.hours_cancelled")


def taken(ref: str) -> None:
    """The mentor, of somebody who has taken a place and still has it."""
    hours_id, person_id = (UUID(part) for part in ref.split(":"))
    place = db.session.get(OfficeHoursPlace, (hours_id, person_id))
    if place is None:
        return
    hours = db.session.get_one(OfficeHours, hours_id)
    _tell(hours, hours.mentor.person, "mentorship.hours_taken", about=place.person)


def _tell(hours: OfficeHours, person: Person, kind: str, about: Person | None = None) -> None:
    who = about or person
    rules.tell(
        person.id,
        key=f"{kind}:{hours.id}:{who.id}",
        kind=kind,
        path=f"/mentorship/hours/{hours.id}",
        title=hours.title,
        mentor=hours.mentor.person.name,
        person=who.name,
        when=moment(local(hours.starts_at, person.time_zone)),
    )


def _guests(hours_id: UUID) -> list[Person]:
    here = select(Person).join(OfficeHoursPlace, OfficeHoursPlace.person_id == Person.id)
    return list(db.session.scalars(here.where(OfficeHoursPlace.hours_id == hours_id, active())))


HANDLERS: dict[str, Callable[[str], None]] = {CANCELLED: cancelled, TAKEN: taken}
