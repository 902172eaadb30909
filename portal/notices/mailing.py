"""The job that sends a notice by mail: after the commit, once, where it is still wanted."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select, update

from portal import clock, outbox, timed
from portal.accounts.models import Account
from portal.composed import prepared
from portal.db import columns, transaction
from portal.notices import choices, kinds, letters, posting, rhythm
from portal.notices.models import DIGEST, MAIL, Notice
from portal.notices.undelivered import rules as undelivered
from portal.notices.undelivered.models import LETTERS
from portal.notices.undelivered.queries import closed
from portal.people.models import Person
from portal.people.queries import here

OLDEST = timedelta(days=2)
"""What could not be sent for so long stands in the portal and is not mailed by itself any more."""
MANY, TOGETHER = 4, timedelta(minutes=10)
"""So many things told within so short a time go in one letter, as after days of being off."""
log = logging.getLogger("portal.mail")


def send(ref: str) -> None:
    """Mail the notice with this id, if its person wants that, so and now, and has not read it yet.

    No transaction is open while the mail server is asked, so a crash between its yes and our note
    sends a second copy, with the same Message-ID. Raises NotYet where it is to be tried again.
    """
    now = clock.now()
    with transaction():
        row = columns(_waiting(), id=UUID(ref), since=now - OLDEST).one_or_none()
        letter = letters.Letter(*row) if row else None
        if letter is None:
            return undelivered.too_late(LETTERS, UUID(ref), OLDEST, ref)
        if not _goes(letter, now):
            return
    post(letters.compose(letter), [letter], str(letter.notice_id))


def _goes(letter: letters.Letter, now: datetime) -> bool:
    """Whether it goes by itself and now. What comes in quiet hours is held: one letter for all; so
    is what comes with much else.
    """
    if not choices.of(letter.person_id).mail(letter.kind):
        return False
    chosen = rhythm.of(letter.person_id)
    gathered = chosen.rhythm != rhythm.AT_ONCE
    if gathered and not kinds.of(letter.kind).urgent:
        return False
    until = rhythm.quiet_end(chosen, now)
    if until is not None and gathered:
        outbox.put(MAIL, letter.notice_id, after=until - now)
    elif until is not None:
        outbox.put(DIGEST, f"{letter.person_id} {until.isoformat()}", after=until - now)
    elif not kinds.of(letter.kind).urgent and _waits_with(letter, now) >= MANY:
        outbox.put(DIGEST, f"{letter.person_id} {now.isoformat()}")
        return False
    return until is None


def _waits_with(letter: letters.Letter, now: datetime) -> int:
    """How much was told to this person just now and not mailed yet."""
    return columns(_just_now(), person_id=letter.person_id, since=now - TOGETHER).scalar_one()


@prepared
def _just_now() -> Select[int]:
    return select(func.count()).where(
        Notice.person_id == bindparam("person_id"),
        Notice.at > bindparam("since"),
        Notice.read_at.is_(None),
        Notice.mailed_at.is_(None),
    )


def post(message: EmailMessage, told: Sequence[letters.Letter], name: str) -> None:
    """Hand a letter over and note that what it tells of was mailed. Raises NotYet."""
    try:
        posting.deliver(message, name)
    except posting.Undeliverable as no:
        log.warning("mail refused", extra={"letter": name, "why": no.why})
        undelivered.letter_refused(told[0].person_id, told[0].address, no)
        return
    with transaction() as session:
        sent = update(Notice).where(Notice.id.in_([one.notice_id for one in told]))
        session.execute(sent.values(mailed_at=clock.now()))
    timed.breathe()


@prepared
def _waiting() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Notice.id, Notice.person_id, Account.email, Notice.kind, Notice.words, Notice.path,
            Notice.at,
        )
        .join(Person, Person.id == Notice.person_id)
        .join(Account, Account.person_id == Person.id)
        .where(
            Notice.id == bindparam("id"),
            Notice.at > bindparam("since"),
            Notice.read_at.is_(None),
            Notice.mailed_at.is_(None),
            Account.disabled_at.is_(None),
            ~closed(),
            here(),
        )
    )  # fmt: skip


ALONE = {MAIL: send}
"""Kinds of work that are no transaction of the database."""
