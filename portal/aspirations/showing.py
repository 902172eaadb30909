"""Changing who may see one part of the aspirations, or whether they count, from another page."""

from uuid import UUID

from portal import clock
from portal.aspirations import queries
from portal.aspirations.models import AspirationProfile
from portal.aspirations.words import PARTS
from portal.audience import Audience
from portal.db import db


def show(person_id: UUID, part: str, audience: Audience) -> bool:
    """Open a part to `audience`, which `manager.choose` has settled. False when it was already.

    The person's row is locked.
    """
    if part not in PARTS:
        raise LookupError(part)
    return _put(person_id, f"{part}_audience", audience)


def count(person_id: UUID, counted: bool) -> bool:
    """Whether the aspirations count in the totals, from the next count on."""
    return _put(person_id, "counted", counted)


def open_to_approaches(person_id: UUID, open_: bool) -> bool:
    """Whether those who see what the person is open to are told that they may write."""
    return _put(person_id, "open_to_approaches", open_)


def open_about_moves(person_id: UUID, open_: bool) -> bool:
    """Whether others are told that they may ask about moves the person made, with their name."""
    return _put(person_id, "open_about_moves", open_)


def _put(person_id: UUID, name: str, value: object) -> bool:
    profile = queries.profile_of(person_id)
    if profile is None:
        profile = AspirationProfile(person_id=person_id, version=0, counted=True)
        db.session.add(profile)
        db.session.flush()
    if getattr(profile, name) == value:
        return False
    setattr(profile, name, value)
    profile.version += 1
    profile.updated_at = clock.now()
    db.session.flush()
    return True
