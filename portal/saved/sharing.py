"""Pointing a role out to a colleague. Of whoever shares, the other learns the name and no more."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, func, select

from portal import clock, outbox
from portal.db import db
from portal.errors import Refused
from portal.people.models import Person
from portal.roles.models import Role
from portal.saved.looked import make, own_choice
from portal.saved.models import Share, ShareSilence

WORD_LENGTH = 200
MOST_A_DAY, MOST_TO_ONE = 20, 3
AGAIN = timedelta(days=30)
NOTIFY = "notify.share"


def share(sharer: Person, receiver: Person, role: Role, word: str) -> Share:
    """Point a role out, with a short word; the sharer's row is locked, so that counting holds.

    Whether the other wants to be told is not the sharer's to know: that is looked at by whoever
    tells. Raises Refused.
    """
    _may(sharer, receiver, role)
    row = Share(sharer_id=sharer.id, receiver_id=receiver.id, role_id=role.id, word=word)
    db.session.add(row)
    db.session.flush()
    outbox.put(NOTIFY, row.id)
    return row


def _may(sharer: Person, receiver: Person, role: Role) -> None:
    if receiver.id == sharer.id:
        raise Refused("That is you. Choose a colleague.")
    if not receiver.active:
        raise Refused(f"{receiver.name} does not work here any more. Choose somebody else.")
    if role.status != "active":
        raise Refused("This role is no longer used, so it cannot be shared.")
    mine, now = Share.sharer_id == sharer.id, clock.now()
    to_them = mine & (Share.receiver_id == receiver.id)
    if _count(to_them & (Share.role_id == role.id) & (Share.at > now - AGAIN)):
        raise Refused(f"You have shared this role with {receiver.name} already.")
    today = Share.at > now - timedelta(days=1)
    if _count(to_them & today) >= MOST_TO_ONE:
        raise Refused(
            f"You have shared {MOST_TO_ONE} roles with {receiver.name} today. That is enough."
        )
    if _count(mine & today) >= MOST_A_DAY:
        raise Refused(f"You have shared {MOST_A_DAY} roles today. Go on tomorrow.")


def _count(condition: object) -> int:
    statement = select(func.count()).select_from(Share).where(condition)  # type: ignore[arg-type]
    return db.session.scalar(statement) or 0


def silence(person_id: UUID, sharer_id: UUID) -> None:
    """Do not tell this person of what that colleague shares. Nobody else learns of it."""
    make(ShareSilence, person_id=person_id, sharer_id=sharer_id)


def hear(person_id: UUID, sharer_id: UUID) -> None:
    """Take that back."""
    db.session.execute(
        delete(ShareSilence).where(
            ShareSilence.person_id == person_id, ShareSilence.sharer_id == sharer_id
        )
    )


def hear_all(person_id: UUID, yes: bool) -> None:
    """Be told of what colleagues share, or of nothing."""
    own_choice(person_id).shares = yes
