"""Making and ending access tokens."""

import secrets
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, or_, select

from portal import clock
from portal.accounts.models import AccessToken, Account
from portal.accounts.rules import token_digest
from portal.accounts.tokens import queries
from portal.accounts.tokens.scopes import SCOPES
from portal.db import db, lock
from portal.errors import Refused
from portal.people.models import Person

# Whoever finds such a word in a log or a repository can tell what it is.
MARK = "aspire_"
DAYS = (30, 90, 180, 365)
MOST = 10


def make(account_id: UUID, name: str, scopes: Iterable[str], days: int) -> str:
    """A new token (256 bits), which is returned and not kept.

    Raises Refused beyond a number that nobody watches, and for a time or a scope there is not.
    """
    wanted = [scope for scope in SCOPES if scope in set(scopes)]
    if days not in DAYS or not wanted:
        raise Refused("Choose what the token is for, and for how long.")
    lock(Account, account_id)
    if queries.how_many(account_id) >= MOST:
        raise Refused(f"You have {MOST} tokens. Revoke one that nobody uses, then make another.")
    token = MARK + secrets.token_urlsafe(32)
    now = clock.now()
    db.session.add(
        AccessToken(
            account_id=account_id,
            name=name,
            token_digest=token_digest(token),
            scopes=" ".join(wanted),
            created_at=now,
            expires_at=now + timedelta(days=days),
        )
    )
    return token


def revoke(token: AccessToken) -> None:
    """From now on it opens nothing."""
    db.session.delete(token)


def forget_old() -> None:
    """Those that expired, and those of people who left: coming back revives none."""
    gone = (
        select(Account.id)
        .join(Person, Person.id == Account.person_id)
        .where(Person.left_on <= clock.today())
    )
    db.session.execute(
        delete(AccessToken).where(
            or_(AccessToken.expires_at <= clock.now(), AccessToken.account_id.in_(gone))
        )
    )
