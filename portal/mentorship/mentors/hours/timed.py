"""What the clock does about office hours: a reminder the day before; an end where the mentor has
left or stopped; a free place where somebody who had one has left. Idempotent, one date at a time.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, not_, or_, select

from portal.accounts.queries import active
from portal.db import db, lock, transaction
from portal.mentorship import apart
from portal.mentorship.mentors.hours import notices, rules
from portal.mentorship.mentors.models import OfficeHours, OfficeHoursPlace
from portal.mentorship.models import Mentor
from portal.people.models import Person

BEFORE = timedelta(days=1)


def tick(now: datetime) -> None:
    """Do what is due at `now`; done again, it does nothing."""
    ahead = OfficeHours.cancelled_at.is_(None), OfficeHours.starts_at > now
    gone = (
        select(OfficeHours.id)
        .join(Mentor, Mentor.id == OfficeHours.mentor_id)
        .join(Person, Person.id == Mentor.id)
        .where(*ahead, or_(Mentor.state == "closed", not_(active())))
    )
    soon = select(OfficeHours.id).where(
        *ahead, OfficeHours.starts_at <= now + BEFORE, OfficeHours.reminded_at.is_(None)
    )
    freed = (
        select(OfficeHours.id)
        .join(OfficeHoursPlace, OfficeHoursPlace.hours_id == OfficeHours.id)
        .join(Person, Person.id == OfficeHoursPlace.person_id)
        .where(*ahead, _nobodys())
    )
    for find, act in ((gone, _end), (freed, _free), (soon, _remind)):
        due = list(db.session.scalars(find))
        db.session.rollback()
        for key in due:
            with transaction():
                act(lock(OfficeHours, key), now)


def _nobodys() -> ColumnElement[bool]:
    """A place of somebody who has left, or who is kept apart from the mentor."""
    return or_(not_(active()), apart.between(OfficeHours.mentor_id, OfficeHoursPlace.person_id))


def _free(hours: OfficeHours, _now: datetime) -> None:
    people = (
        select(OfficeHoursPlace.person_id)
        .join(OfficeHours, OfficeHours.id == OfficeHoursPlace.hours_id)
        .join(Person, Person.id == OfficeHoursPlace.person_id)
        .where(OfficeHours.id == hours.id, _nobodys())
    )
    for person_id in db.session.scalars(people).all():
        rules.give_back(hours, person_id)


def _end(hours: OfficeHours, now: datetime) -> None:
    if hours.starts_at > now:
        rules.cancel(hours)


def _remind(hours: OfficeHours, now: datetime) -> None:
    if hours.reminded_at is None and hours.cancelled_at is None:
        notices.remind(hours)
        hours.reminded_at = now
