"""The job that sends a notice by mail: after the commit, once, where it is still wanted."""

import logging
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from sqlalchemy import Select, bindparam, select, update

from portal import clock, timed
from portal.accounts.models import Account
from portal.db import columns, db, transaction
from portal.notices import choices, letters, posting
from portal.notices.kinds import group_of
from portal.notices.models import MAIL, Notice
from portal.notices.undelivered import rules as undelivered
from portal.notices.undelivered.queries import closed
from portal.people.models import Person
from portal.people.queries import here

OLDEST = timedelta(days=2)
"""What could not be sent for so long stands in the portal and is not mailed any more."""
log = logging.getLogger("portal.mail")


def send(ref: str) -> None:
    """Mail the notice with this id, if its person wants that and has not read it yet.

    No transaction is open while the mail server is asked, so a crash between its yes and our note
    sends a second copy, with the same Message-ID. Raises NotYet where it is to be tried again.
    """
    letter = _letter(UUID(ref))
    db.session.rollback()
    if letter is None:
        return
    try:
        posting.deliver(letters.compose(letter), str(letter.notice_id))
    except posting.Undeliverable as no:
        log.warning("mail refused", extra={"notice": ref, "why": no.why})
        undelivered.letter_refused(letter.person_id, letter.address, no)
        return
    with transaction() as session:
        sent = update(Notice).where(Notice.id == letter.notice_id)
        session.execute(sent.values(mailed_at=clock.now()))
    timed.breathe()


def _letter(notice_id: UUID) -> letters.Letter | None:
    """What to send; None when it was sent, read, is old, or is not wanted by mail."""
    row = columns(_waiting(), id=notice_id, since=clock.now() - OLDEST).one_or_none()
    if row is None:
        return None
    person_id, kind, words, path, at, address = row
    topic = group_of(kind)
    if topic is None or not choices.of(person_id)[topic]:
        return None
    return letters.Letter(notice_id, person_id, address, topic, words, path, at)


@cache
def _waiting() -> Select[UUID, str, str, str, datetime, str]:
    return (
        select(Notice.person_id, Notice.kind, Notice.words, Notice.path, Notice.at, Account.email)
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
    )


ALONE = {MAIL: send}
"""Kinds of work that are no transaction of the database."""
