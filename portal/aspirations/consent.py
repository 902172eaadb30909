"""The consent to be read by HR by name: for a purpose, until a day, and over by itself.

One for each person, over all parts of their aspirations that are open to HR. It lives and dies with
them: no part is open to HR without it, and with the last part that is closed it ends.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select

from portal import clock
from portal.aspirations import queries
from portal.aspirations.models import AspirationProfile, HrConsent
from portal.aspirations.sharing import audiences_of
from portal.aspirations.words import PARTS
from portal.audience import Audience
from portal.dates import day, months_on
from portal.db import db, lock, transaction
from portal.errors import Refused
from portal.notices import rules as notices
from portal.people.models import Person

PURPOSES = {
    "next": "Find a next role with me",
    "training": "Plan training with me",
    "step": "Talk about my next step",
    "other": "Something else",
}
PERIODS = {"days": "30 days", "3": "3 months", "6": "6 months", "12": "12 months"}
USUAL = "3"
MOST_WORDS = 200
TOLD_BEFORE = timedelta(days=7)
UNDONE_WITHIN = timedelta(days=1)
PAGE = "/me/visibility#s-aspirations"


class SayForWhat(Refused):
    """HR is to read something, and it is not said for what."""


@dataclass(frozen=True)
class Asked:
    """What a person says with it. Without a `period` it ends when it did before."""

    purpose: str
    words: str = ""
    period: str = ""


def until(period: str) -> date:
    """The last day of a period that begins today."""
    if period == "days":
        return clock.today() + timedelta(days=30)
    return months_on(clock.today(), int(period))


def settle(profile: AspirationProfile | None, opened: Collection[str], asked: Asked | None) -> None:
    """Keep the consent in step with the parts that are `opened` to HR from now on.

    Every other part is closed to HR, one too that was open under a consent of the past. The
    person's row is locked. Raises SayForWhat.
    """
    if profile is None:
        return
    _close(profile, PARTS.keys() - opened)
    row = db.session.get(HrConsent, profile.person_id, populate_existing=True)
    if opened:
        _give(profile.person_id, row, asked)
    elif row is not None and row.ended_at is None:
        row.ended_at = clock.now()
    db.session.flush()


def _close(profile: AspirationProfile, parts: Collection[str]) -> None:
    for part in parts:
        name = f"{part}_audience"
        setattr(profile, name, getattr(profile, name) & ~Audience.HR)


def _give(person_id: UUID, row: HrConsent | None, asked: Asked | None) -> None:
    live = row is not None and row.ended_at is None and row.until >= clock.today()
    if asked is None or asked.purpose not in PURPOSES:
        if live:
            return
        raise SayForWhat("Say what HR may use it for.")
    if asked.purpose == "other" and not asked.words:
        raise SayForWhat("Say in your own words what HR may use it for.")
    if row is None:
        row = HrConsent(person_id=person_id)
        db.session.add(row)
    row.purpose, row.words = asked.purpose, asked.words[:MOST_WORDS]
    if asked.period or not live:
        row.until = until(asked.period or USUAL)
    if not live:
        row.given_at, row.ended_at = clock.now(), None


def end(person_id: UUID) -> dict[str, Audience]:
    """HR reads nothing by name from now on. Out: the audiences before of what was open to HR.

    The person's row is locked.
    """
    profile = queries.profile_of(person_id)
    before = audiences_of(profile)
    was = {part: audience for part, audience in before.items() if Audience.HR & audience}
    if profile is not None and was:
        settle(profile, (), None)
        _changed(profile)
    return was


def again(person_id: UUID) -> None:
    """Undo: one that was ended holds as before. Raises Refused when it is gone or over."""
    row = db.session.get(HrConsent, person_id, populate_existing=True)
    if row is None or row.until < clock.today():
        raise Refused("That has ended. Open it to HR again, and say for what and until when.")
    row.ended_at = None
    db.session.flush()


def longer(person_id: UUID, period: str) -> date:
    """Let it last for `period` from today. Out: its last day. Raises Refused.

    The person's row is locked.
    """
    row = db.session.get(HrConsent, person_id, populate_existing=True)
    if row is None or row.ended_at is not None or row.until < clock.today():
        raise Refused("That has ended. Open it to HR again, and say for what and until when.")
    if until(period) <= row.until:
        raise Refused(f"It lasts until {day(row.until)} already. Choose a longer time.")
    row.until = until(period)
    db.session.flush()
    return row.until


def tick(now: datetime) -> None:
    """End what is over, tell its owner once, and a week before too; forget what was ended."""
    soon = now.date() + TOLD_BEFORE
    due = select(HrConsent.person_id).where(
        or_(HrConsent.until <= soon, HrConsent.ended_at < now - UNDONE_WITHIN)
    )
    keys = list(db.session.scalars(due))
    db.session.rollback()
    for person_id in keys:
        with transaction():
            lock(Person, person_id)
            _turn(db.session.get(HrConsent, person_id, populate_existing=True), now)


def _turn(row: HrConsent | None, now: datetime) -> None:
    if row is None:
        return
    if row.ended_at is not None:
        if row.ended_at < now - UNDONE_WITHIN:
            db.session.delete(row)
    elif row.until < now.date():
        profile = queries.profile_of(row.person_id)
        if profile is not None:
            _close(profile, PARTS)
            _changed(profile)
        _tell(row, "aspiration.hr_ended")
        db.session.delete(row)
    elif row.until <= now.date() + TOLD_BEFORE:
        _tell(row, "aspiration.hr_ending")


def _changed(profile: AspirationProfile) -> None:
    profile.version += 1
    db.session.flush()


def _tell(row: HrConsent, kind: str) -> None:
    key = f"{kind}:{row.person_id}:{row.until}"
    notices.tell(row.person_id, key=key, kind=kind, path=PAGE, day=day(row.until))
