"""Reading access tokens."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, bindparam, func, select

from portal import clock
from portal.accounts.models import AccessToken, Account
from portal.accounts.queries import about_actor
from portal.composed import prepared
from portal.db import columns, db
from portal.light import Light
from portal.people.models import Person
from portal.people.queries import here

TOKEN = Light(AccessToken, "name", "scopes", "created_at", "expires_at", "used_at")


def row_of(token_digest: str) -> Row[*tuple[Any, ...]] | None:
    """What an actor is made of, with the scopes and calls of the token; None if it has ended."""
    return columns(_row(), digest=token_digest, now=clock.now()).one_or_none()


@prepared
def _row() -> Select[*tuple[Any, ...]]:
    return (
        select(
            AccessToken.id.label("session_id"), AccessToken.account_id, AccessToken.scopes,
            AccessToken.minute, AccessToken.calls, *about_actor(),
        )
        .join(Account, AccessToken.account_id == Account.id)
        .join(Person, Account.person_id == Person.id)
        .where(
            AccessToken.token_digest == bindparam("digest"),
            AccessToken.expires_at > bindparam("now"),
            Account.disabled_at.is_(None),
            here(),
        )
    )  # fmt: skip


def of_account(account_id: UUID) -> list[AccessToken]:
    """The tokens of an account that still work, the newest first, to be read."""
    return TOKEN.rows(_of_account(), account_id=account_id, now=clock.now())


@prepared
def _of_account() -> Select[Any]:
    mine = AccessToken.account_id == bindparam("account_id")
    working = AccessToken.expires_at > bindparam("now")
    return TOKEN.select.where(mine, working).order_by(AccessToken.created_at.desc())


def how_many(account_id: UUID) -> int:
    """How many of them there are."""
    counted = select(func.count()).select_from(AccessToken)
    working = AccessToken.expires_at > clock.now()
    return db.session.scalar(counted.where(AccessToken.account_id == account_id, working)) or 0
