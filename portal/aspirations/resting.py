"""Aspirations not looked after for long: first asked about, then neither shown nor counted."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import exists, select

from portal.aspirations import consent
from portal.aspirations.models import Aspiration, AspirationProfile, State
from portal.aspirations.words import PARTS
from portal.audience import Audience
from portal.db import db, lock, transaction
from portal.notices import rules as notices
from portal.people.models import Person
from portal.people.queries import here

ASK_AFTER = timedelta(days=365)
MONTH = timedelta(days=30.4375)
PAGE = "/me/aspirations"


def tick(now: datetime, *, months: int) -> None:
    """Ask people whose aspirations rest for a year; hide them after so many `months`.

    Hidden is what its owner can take back on the page at any time: nothing is deleted.
    """
    hide_before = now - months * MONTH
    for person_id in _resting(now - ASK_AFTER):
        with transaction():
            lock(Person, person_id)
            profile = db.session.get_one(AspirationProfile, person_id)
            last = _last_change(profile)
            if last >= hide_before:
                notices.tell(
                    person_id,
                    key=f"aspiration.resting:{person_id}:{last.date()}",
                    kind="aspiration.resting",
                    path=PAGE,
                )
            elif _hide(profile):
                notices.tell(
                    person_id,
                    key=f"aspiration.hidden:{person_id}:{last.date()}",
                    kind="aspiration.hidden",
                    path=PAGE,
                )


def _resting(before: datetime) -> list[UUID]:
    """People with something counted or shown that has not changed since."""
    touched = exists().where(
        Aspiration.person_id == AspirationProfile.person_id, Aspiration.updated_at >= before
    )
    aims = exists().where(
        Aspiration.person_id == AspirationProfile.person_id, Aspiration.state == State.ACTIVE
    )
    shown = AspirationProfile.counted
    for part in PARTS:
        shown = shown | (getattr(AspirationProfile, f"{part}_audience") != int(Audience.NOBODY))
    statement = (
        select(AspirationProfile.person_id)
        .join(Person, Person.id == AspirationProfile.person_id)
        .where(here(), AspirationProfile.updated_at < before, ~touched, aims, shown)
    )
    ids = list(db.session.scalars(statement))
    db.session.rollback()
    return ids


def _last_change(profile: AspirationProfile) -> datetime:
    of_aims = list(
        db.session.scalars(
            select(Aspiration.updated_at).where(Aspiration.person_id == profile.person_id)
        )
    )
    return max([profile.updated_at, *of_aims])


def _hide(profile: AspirationProfile) -> bool:
    """Nobody by name, and not in the totals. False when it was so already."""
    names = [f"{part}_audience" for part in PARTS]
    if not profile.counted and all(getattr(profile, name) == Audience.NOBODY for name in names):
        return False
    profile.counted = False
    for name in names:
        setattr(profile, name, Audience.NOBODY)
    consent.settle(profile, (), None)
    profile.version += 1
    return True
