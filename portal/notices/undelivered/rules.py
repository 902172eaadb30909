"""Noting what was refused for good, and no longer writing to an address that refuses."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, exists, select

from portal import clock
from portal.db import db, transaction
from portal.notices.models import Notice
from portal.notices.posting import Undeliverable
from portal.notices.rules import tell
from portal.notices.undelivered.models import LETTERS, DeadAddress, Refusal
from portal.outbox import OutboxRow

ENOUGH = 3
"""After so many refusals no letters are sent to an address until its person asks for them."""
TOGETHER = timedelta(days=30)
"""A refusal later than this after the one before counts from one again."""
KEPT = timedelta(days=90)


def note(channel: str, why: str) -> None:
    """Something was refused for good: administrators see the reason and the number."""
    db.session.add(Refusal(channel=channel, why=why[:60], at=clock.now()))


def too_late(channel: str, notice_id: UUID, oldest: timedelta, ref: str) -> None:
    """What was put off for so long that it is not sent any more counts too, if it was never read.

    `ref` is what the outbox calls the job that gives up.
    """
    old = (Notice.id == notice_id, Notice.at <= clock.now() - oldest, Notice.read_at.is_(None))
    put_off = exists().where(OutboxRow.ref == ref, OutboxRow.error != "")
    if db.session.scalar(select(Notice.id).where(*old)) and db.session.scalar(select(put_off)):
        note(channel, "waited too long")


def letter_refused(person_id: UUID, address: str, no: Undeliverable) -> None:
    """A mail server will never take a letter; whether because of the address, it said."""
    with transaction():
        if no.dead:
            refused(person_id, address, no.why)
        else:
            note(LETTERS, no.why)


def refused(person_id: UUID, address: str, why: str) -> None:
    """The address refused a letter for good. The person is told once that no more are sent."""
    note(LETTERS, why)
    row = db.session.get(DeadAddress, person_id, with_for_update={"key_share": True})
    now = clock.now()
    if row is None:
        row = DeadAddress(person_id=person_id, address=address, times=0, last_at=now)
        db.session.add(row)
    if row.address != address or now - row.last_at > TOGETHER:
        row.address, row.times, row.closed_at = address, 0, None
    row.times += 1
    row.last_at = now
    if row.times >= ENOUGH and row.closed_at is None:
        row.closed_at = now
        key = f"mail-closed:{person_id}:{now:%Y%m%d%H%M%S}"
        tell(person_id, key=key, kind="account.mail_closed", path="/me/settings#closed")


def open_again(person_id: UUID) -> None:
    """Letters are sent to the person's address again."""
    db.session.execute(delete(DeadAddress).where(DeadAddress.person_id == person_id))


def forget_old(_now: datetime) -> None:
    """Refusals past their time are of no use to anybody."""
    with transaction() as session:
        session.execute(delete(Refusal).where(Refusal.at < clock.now() - KEPT))
