"""What to tell whom about office hours. Told once, however often a job is done."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import select

from portal import outbox
from portal.accounts.queries import active
from portal.dates import local, moment
from portal.db import db
from portal.mentorship.mentors.hours.inviting import MAIL
from portal.mentorship.mentors.hours.rules import CANCELLED, MOVED, TAKEN
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
        if _tell(hours, person, "mentorship.hours_cancelled"):
            outbox.put(MAIL, f"{hours.id}:{person.id}:{hours.sequence}")


def moved(ref: str) -> None:
    """Whoever has a place hears where the date is now; their calendars, too."""
    hours = db.session.get(OfficeHours, UUID(ref))
    if hours is None or not hours.ahead:
        return
    for person in _guests(hours.id):
        if _tell(hours, person, "mentorship.hours_moved"):
            outbox.put(MAIL, f"{hours.id}:{person.id}:{hours.sequence}")


def taken(ref: str) -> None:
    """The mentor, of somebody who has taken a place and still has it."""
    hours_id, person_id = (UUID(part) for part in ref.split(":"))
    place = db.session.get(OfficeHoursPlace, (hours_id, person_id))
    if place is None:
        return
    hours = db.session.get_one(OfficeHours, hours_id)
    _tell(hours, hours.mentor.person, "mentorship.hours_taken", about=place.person)


def _tell(hours: OfficeHours, person: Person, kind: str, about: Person | None = None) -> bool:
    who = about or person
    # What was moved is told anew, and so is the reminder of it.
    again = f":{hours.sequence}" if hours.sequence and about is None else ""
    return rules.tell(
        person.id,
        key=f"{kind}:{hours.id}:{who.id}{again}",
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


HANDLERS: dict[str, Callable[[str], None]] = {
    CANCELLED: cancelled,
    MOVED: moved,
    TAKEN: taken,
}
