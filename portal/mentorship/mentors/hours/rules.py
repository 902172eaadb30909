"""Offering a date, taking a place, giving it back, calling it off.

The row of the date is the turnstile of its places: whoever changes them has locked it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select

from portal import clock, outbox
from portal.accounts.queries import active
from portal.db import db, lock
from portal.errors import Refused
from portal.mentorship.mentors.models import OfficeHours, OfficeHoursPlace
from portal.mentorship.models import Mentor
from portal.people.models import Person

MOST = 30
"""So many dates a mentor offers at once."""
FURTHEST = timedelta(days=366)
CANCELLED, TAKEN = "notify.hours.cancelled", "notify.hours.taken"
MOVED = "notify.hours.moved"


@dataclass(frozen=True)
class Date:
    """What a mentor offers on one date."""

    title: str
    starts_at: datetime
    kind: str = "hours"
    words: str = ""
    minutes: int = 45
    places: int = 3
    place: str = ""


def offer(mentor: Mentor, what: Date) -> OfficeHours:
    """Offer a date. The mentor's row is locked. Raises Refused with the reason."""
    now = clock.now()
    if mentor.state == "closed":
        raise Refused("You do not mentor at present. Open your offer again first.")
    _to_come(what.starts_at, now)
    if len(_ahead_of(mentor.id)) >= MOST:
        raise Refused(f"You offer {MOST} dates already. Let some of them pass first.")
    hours = OfficeHours(mentor_id=mentor.id, **vars(what))
    db.session.add(hours)
    db.session.flush()
    return hours


def _to_come(starts_at: datetime, now: datetime) -> None:
    if not now < starts_at < now + FURTHEST:
        raise Refused("Choose a time that is still to come, within a year.")


def move(hours: OfficeHours, starts_at: datetime, minutes: int, place: str) -> bool:
    """Another time, length or place. Out: whether that is new; then whoever has a place is told,
    and is reminded anew. The date's row is locked. Raises Refused once it has begun or is off.
    """
    if hours.cancelled_at is not None:
        raise Refused("This date was cancelled. Offer another one instead.")
    now = clock.now()
    if hours.starts_at <= now:
        raise Refused("This date has begun, so it cannot be moved any more.")
    if (hours.starts_at, hours.minutes, hours.place) == (starts_at, minutes, place):
        return False
    _to_come(starts_at, now)
    hours.starts_at, hours.minutes, hours.place = starts_at, minutes, place
    hours.moved_at, hours.reminded_at = now, None
    hours.sequence += 1
    outbox.put(MOVED, hours.id)
    return True


def take(hours: OfficeHours, person: Person) -> None:
    """Take a place; the date's row is locked. Taken twice, it is one. Raises Refused where there is
    none to take.
    """
    if db.session.get(OfficeHoursPlace, (hours.id, person.id)) is not None:
        return
    name = hours.mentor.person.name
    if hours.cancelled_at is not None:
        raise Refused(f"{name} had to cancel this date. Other dates are on the page of {name}.")
    if hours.starts_at <= clock.now():
        raise Refused(f"This date has begun. Other dates are on the page of {name}.")
    if taken(hours.id) >= hours.places:
        raise Refused(f"All places are taken. Other dates are on the page of {name}.")
    db.session.add(OfficeHoursPlace(hours_id=hours.id, person_id=person.id))
    outbox.put(TAKEN, f"{hours.id}:{person.id}")


def give_back(hours: OfficeHours, person_id: UUID) -> None:
    """Somebody else can have the place. Given back twice does no harm."""
    mine = OfficeHoursPlace.hours_id == hours.id, OfficeHoursPlace.person_id == person_id
    db.session.execute(delete(OfficeHoursPlace).where(*mine))


def cancel(hours: OfficeHours, because: str = "") -> None:
    """Call the date off and tell everybody who has a place. Raises Refused once it has begun."""
    if hours.cancelled_at is not None:
        return
    if hours.starts_at <= clock.now():
        raise Refused("This date has begun, so it cannot be cancelled any more.")
    hours.cancelled_at, hours.cancelled_because = clock.now(), because.strip()
    hours.sequence += 1
    outbox.put(CANCELLED, hours.id)


def cancel_all(mentor_id: UUID) -> None:
    """The mentor stops, or has left: everything still to come is called off."""
    for key in _ahead_of(mentor_id):
        cancel(lock(OfficeHours, key))


def taken(hours_id: UUID) -> int:
    """How many people who are here have a place."""
    here = select(func.count()).select_from(OfficeHoursPlace)
    here = here.join(Person, Person.id == OfficeHoursPlace.person_id)
    return db.session.scalar(here.where(OfficeHoursPlace.hours_id == hours_id, active())) or 0


def _ahead_of(mentor_id: UUID) -> list[UUID]:
    return list(
        db.session.scalars(
            select(OfficeHours.id).where(
                OfficeHours.mentor_id == mentor_id,
                OfficeHours.cancelled_at.is_(None),
                OfficeHours.starts_at > clock.now(),
            )
        )
    )
