"""The job that puts a session into somebody's calendar, by mail: once for each change (adr/0037).

A letter says that there is a session, when and where. What it is about is between the two and stays
in the portal; so does the address of the other one.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid5

from flask import current_app
from sqlalchemy import Select, and_, bindparam, select
from sqlalchemy.orm import aliased

from portal import clock, ical, timed
from portal.accounts.models import Account
from portal.composed import prepared
from portal.db import columns, db, transaction
from portal.mentorship.together.models import (
    MentorshipInvitation,
    MentorshipSession,
    SessionState,
)
from portal.mentorship.together.sessions import INVITE
from portal.mentorship.together.when import in_words, length
from portal.notices import choices, letters, posting
from portal.notices.undelivered import rules as undelivered
from portal.notices.undelivered.queries import closed
from portal.people.models import Person
from portal.people.queries import here

TITLE = "Mentoring session"
KIND = "mentorship.session_planned"
"""By the choice of which kind of letters invitations go, and which an unsubscribing ends."""
log = logging.getLogger("portal.mail")


@dataclass(frozen=True)
class Guest:
    """Whose calendar it is, by which clocks, and with whom they meet."""

    person_id: UUID
    name: str
    email: str
    time_zone: str
    other: str


@dataclass(frozen=True)
class Session:
    """What a calendar is told."""

    id: UUID
    state: str
    starts_at: datetime
    minutes: int
    place: str
    sequence: int
    changed_at: datetime

    @property
    def ends_at(self) -> datetime:
        """When it is over."""
        return self.starts_at + timedelta(minutes=self.minutes)


def send(ref: str) -> None:
    """Send the session "id:person:sequence" to that person, where that is still the newest of it.

    As for other letters: no transaction is open while the server is asked, and a crash before our
    note sends a second copy with the same Message-ID, which calendars know by UID and sequence.
    It waits for no digest and no quiet hours: it is a calendar that hears of it. Raises NotYet
    where it is to be tried again.
    """
    session_id, person_id, sequence = ref.split(":")
    found = _due(UUID(session_id), UUID(person_id), int(sequence))
    db.session.rollback()
    if found is None:
        return
    session, guest = found
    try:
        posting.deliver(compose(session, guest), f"{session.id}.{guest.person_id}.{sequence}")
    except posting.Undeliverable as no:
        log.warning("invitation refused", extra={"session": session_id, "why": no.why})
        undelivered.letter_refused(guest.person_id, guest.email, no)
        return
    with transaction() as work:
        sent = MentorshipInvitation(
            session_id=session.id,
            person_id=guest.person_id,
            sequence=session.sequence,
            sent_at=clock.now(),
        )
        work.merge(sent)
    timed.breathe()


def _due(session_id: UUID, person_id: UUID, sequence: int) -> tuple[Session, Guest] | None:
    """What to send; None for what is older, was sent, is over, or is not wanted by mail."""
    row = columns(_waiting(), session_id=session_id, person_id=person_id).one_or_none()
    if row is None:
        return None
    *of_session, sent, name, email, time_zone, other = row
    session, guest = Session(*of_session), Guest(person_id, name, email, time_zone, other)
    newest = session.sequence == sequence and (sent is None or sent < sequence)
    if not newest or session.ends_at <= clock.now():
        return None
    # Whoever was never told of it is not told that it is cancelled.
    told = session.state == SessionState.PLANNED or (
        session.state == SessionState.CANCELLED and sent is not None
    )
    return (session, guest) if told and choices.of(person_id).mail(KIND) else None


@prepared
def _waiting() -> Select[*tuple[Any, ...]]:
    """The session, what was last sent of it, and to whom it goes: one of the two, who is here."""
    row, other, sent = MentorshipSession, aliased(Person), MentorshipInvitation
    them = (row.mentor_id, row.mentee_id)
    before = and_(sent.session_id == row.id, sent.person_id == Person.id)
    return (
        select(
            row.id, row.state, row.starts_at, row.minutes, row.place, row.sequence, row.changed_at,
            sent.sequence, Person.name, Account.email, Person.time_zone, other.name,
        )
        .select_from(row)
        .join(Person, Person.id.in_(them))
        .join(other, and_(other.id.in_(them), other.id != Person.id))
        .join(Account, Account.person_id == Person.id)
        .outerjoin(sent, before)
        .where(
            row.id == bindparam("session_id"),
            Person.id == bindparam("person_id"),
            Account.disabled_at.is_(None),
            ~closed(),
            here(),
        )
    )  # fmt: skip


def compose(session: Session, guest: Guest) -> EmailMessage:
    """The letter: in words, in HTML, and for the calendar. Its id follows from what it tells."""
    where = f", {session.place}" if session.place else ""
    said = f"{in_words(session.starts_at, guest.time_zone)}, {length(session.minutes)}{where}"
    begins = "Cancelled: your" if session.state == SessionState.CANCELLED else "Your"
    key = uuid5(session.id, f"{guest.person_id}:{session.sequence}")
    message = letters.compose(
        letters.Letter(
            notice_id=key,
            person_id=guest.person_id,
            address=guest.email,
            kind=KIND,
            words=f"{begins} mentoring session with {guest.other}: {said}",
            path=f"/mentorship/sessions/{session.id}",
            at=session.changed_at,
        )
    )
    return with_calendar(message, meeting(session, guest))


def with_calendar(message: EmailMessage, what: ical.Meeting) -> EmailMessage:
    """The letter with its third part, for the calendar."""
    text = ical.invitation(what, host()).decode()
    asked = {"method": ical.method(what)}
    message.add_alternative(text, subtype="calendar", cte="base64", params=asked)
    return message


def meeting(session: Session | MentorshipSession, guest: Guest | None) -> ical.Meeting:
    """What a calendar is told of a session: that there is one, when, where, and our page of it."""
    settings = current_app.config["SETTINGS"]
    return ical.Meeting(
        key=session.id,
        title=TITLE,
        begins=session.starts_at,
        ends=session.ends_at,
        changed_at=session.changed_at,
        version=session.sequence,
        by=ical.Party(*parseaddr(settings.mail_from)),
        guest=ical.Party(guest.name, guest.email) if guest else None,
        place=session.place,
        address=f"{settings.base_url}/mentorship/sessions/{session.id}",
        cancelled=session.state == SessionState.CANCELLED,
    )


def host() -> str:
    """What makes our ids ours."""
    return urlsplit(current_app.config["SETTINGS"].base_url).hostname or "aspire"


ALONE = {INVITE: send}
"""Kinds of work that are no transaction of the database."""
