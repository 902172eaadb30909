"""Saying yes to pushes in one browser, and everything that ends them."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import delete, update

from portal import clock, outbox
from portal.accounts import rules as accounts
from portal.db import adding, db
from portal.errors import Refused
from portal.notices.push import endpoints, queries
from portal.notices.push.keys import decoded
from portal.notices.push.models import PUSH, PushSubscription

MOST = 10
POINT, AUTH = 65, 16
"""The bytes of a browser's public key and of its secret (RFC 8291)."""
UNKNOWN = "Aspire does not know the push service of this browser, so nothing can be sent to it."


@dataclass(frozen=True)
class Offer:
    """What a browser hands over when its person says yes."""

    endpoint: str
    p256dh: str
    auth: str


def subscribe(
    person_id: UUID,
    session_id: UUID,
    offer: Offer,
    *,
    device: str,
    mark: str,
    more: tuple[str, ...],
) -> None:
    """Push this person's notices to this browser until its session ends.

    The browser belongs to whoever said yes last. `mark` names the key of ours it subscribed with,
    `more` the services of the setting. Raises Refused for what cannot be pushed to.
    """
    if not endpoints.taken(offer.endpoint, more) or not _sound(offer):
        raise Refused(UNKNOWN)
    made = PushSubscription
    others = (made.session_id == session_id, made.endpoint != offer.endpoint)
    db.session.execute(delete(made).where(*others))
    if queries.how_many(person_id, but=offer.endpoint) >= MOST:
        raise Refused(f"You have {MOST} devices already. Remove one of them first.")
    values = {
        "person_id": person_id, "session_id": session_id, "p256dh": offer.p256dh,
        "auth": offer.auth, "key_mark": mark, "device": device[:120], "created_at": clock.now(),
        "used_at": None,
    }  # fmt: skip
    statement = adding(made).values(id=uuid4(), endpoint=offer.endpoint, **values)
    # Two tabs may say yes at once.
    db.session.execute(statement.on_conflict_do_update(index_elements=["endpoint"], set_=values))


def _sound(offer: Offer) -> bool:
    try:
        point, auth = decoded(offer.p256dh), decoded(offer.auth)
    except ValueError:
        return False
    return len(point) == POINT and point[0] == 4 and len(auth) == AUTH


def end(subscription: PushSubscription) -> None:
    """Nothing is pushed there any more."""
    db.session.delete(subscription)


def ask_for(notice_id: UUID, person_id: UUID) -> None:
    """Let this notice be pushed, if its person has a device, once this transaction is committed."""
    if queries.how_many(person_id):
        outbox.put(PUSH, notice_id)


def _follow(old: UUID, new: UUID) -> None:
    """The same person in the same browser goes on under a new session: so do the pushes."""
    db.session.execute(
        update(PushSubscription).where(PushSubscription.session_id == old).values(session_id=new)
    )


accounts.FOLLOWS.append(_follow)
