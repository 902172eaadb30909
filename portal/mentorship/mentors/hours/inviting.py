"""The job that tells a calendar, by mail, that a date was moved or cancelled (adr/0037).

Whoever has a place may have put the date into a calendar; a newer version of the same takes its
place there. Who has none any more, or wants no letters about mentoring, is not written to.
"""

import logging
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any
from uuid import UUID, uuid5

from flask import current_app
from sqlalchemy import Select, bindparam, select

from portal import clock, ical, timed
from portal.accounts.models import Account
from portal.composed import prepared
from portal.dates import local, moment
from portal.db import columns, db
from portal.mentorship.mentors.models import OfficeHours, OfficeHoursPlace
from portal.mentorship.together.inviting import host, with_calendar
from portal.mentorship.together.when import length
from portal.notices import choices, letters, posting
from portal.notices.undelivered import rules as undelivered
from portal.notices.undelivered.queries import closed
from portal.people.models import Person
from portal.people.queries import here

MAIL = "mail.hours"
KIND = "mentorship.hours_moved"
log = logging.getLogger("portal.mail")


def send(ref: str) -> None:
    """Send the date "id:person:sequence" to that person, where that is still the newest of it.

    No transaction is open while the server is asked; a second copy after a crash has the same
    Message-ID, UID and sequence. Raises NotYet where it is to be tried again.
    """
    hours_id, person_id, sequence = ref.split(":")
    hours = db.session.get(OfficeHours, UUID(hours_id))
    guest = columns(_guest(), hours_id=UUID(hours_id), person_id=UUID(person_id)).one_or_none()
    letter = None
    if hours is not None and guest is not None and _due(hours, UUID(person_id), int(sequence)):
        letter = compose(hours, UUID(person_id), *guest)
    db.session.rollback()
    if letter is None:
        return
    try:
        posting.deliver(letter, f"{hours_id}.{person_id}.{sequence}")
    except posting.Undeliverable as no:
        log.warning("date refused", extra={"hours": hours_id, "why": no.why})
        undelivered.letter_refused(UUID(person_id), letter["To"], no)
        return
    timed.breathe()


def _due(hours: OfficeHours, person_id: UUID, sequence: int) -> bool:
    newest = hours.sequence == sequence and hours.ends_at > clock.now()
    return newest and choices.of(person_id).mail(KIND)


@prepared
def _guest() -> Select[str, str, str]:
    """Name, address and clocks of somebody who has a place and is here."""
    return (
        select(Person.name, Account.email, Person.time_zone)
        .join(Account, Account.person_id == Person.id)
        .join(OfficeHoursPlace, OfficeHoursPlace.person_id == Person.id)
        .where(
            OfficeHoursPlace.hours_id == bindparam("hours_id"),
            Person.id == bindparam("person_id"),
            Account.disabled_at.is_(None),
            ~closed(),
            here(),
        )
    )


def compose(hours: OfficeHours, person_id: UUID, name: str, email: str, zone: str) -> EmailMessage:
    """The letter: in words, in HTML, and for the calendar. Its id follows from what it tells."""
    mentor = hours.mentor.person.name
    when = f"{moment(local(hours.starts_at, zone))}, {length(hours.minutes)}"
    where = f", {hours.place}" if hours.place else ""
    words = f"“{hours.title}” with {mentor} was moved: {when}{where}"
    if hours.cancelled_at is not None:
        words = f"Cancelled: “{hours.title}” with {mentor}, {when}"
    message = letters.compose(
        letters.Letter(
            notice_id=uuid5(hours.id, f"{person_id}:{hours.sequence}"),
            person_id=person_id,
            address=email,
            kind=KIND,
            words=words,
            path=f"/mentorship/hours/{hours.id}",
            at=changed_at(hours),
        )
    )
    return with_calendar(message, meeting(hours, ical.Party(name, email), place=True))


def changed_at(hours: OfficeHours) -> Any:
    """When calendars were last to hear of it."""
    return hours.cancelled_at or hours.moved_at or hours.created_at


def meeting(hours: OfficeHours, guest: ical.Party | None, *, place: bool) -> ical.Meeting:
    """What a calendar is told of a date; where it is only for who has a `place`."""
    settings: Any = current_app.config["SETTINGS"]
    return ical.Meeting(
        key=hours.id,
        title=hours.title,
        begins=hours.starts_at,
        ends=hours.ends_at,
        changed_at=changed_at(hours),
        version=hours.sequence,
        by=ical.Party(*parseaddr(settings.mail_from)),
        guest=guest,
        place=hours.place if place else "",
        address=f"{settings.base_url}/mentorship/hours/{hours.id}",
        cancelled=hours.cancelled_at is not None,
    )


def file(hours: OfficeHours, *, place: bool) -> bytes:
    """The date as a file for one's calendar."""
    return ical.invitation(meeting(hours, None, place=place), host())


ALONE = {MAIL: send}
"""Kinds of work that are no transaction of the database."""
