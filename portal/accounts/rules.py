"""Signing in and out, and everything that ends a session."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select

from portal import audit, clock
from portal.accounts import passwords, queries
from portal.accounts.models import AccessToken, Account, SignedIn, SignInFailure
from portal.db import db, start_change
from portal.errors import Refused

# Ten tries for a name from one address, a hundred for either alone: a guesser is braked, and nobody
# elsewhere can be locked out of their own account by one.
WINDOW = timedelta(minutes=15)
PAIR_LIMIT, SINGLE_LIMIT = 10, 100
# What a capability above keeps for a session moves from the old one to the new, by their ids, when
# the same person goes on in the same browser.
FOLLOWS: list[Callable[[UUID, UUID], None]] = []


class TooManyTries(Exception):
    """Sign-in is braked for this name or this address; the message says for how long."""


def token_digest(token: str) -> str:
    """What the table keeps of a session token."""
    return hashlib.sha256(token.encode()).hexdigest()


def sign_in(
    email: str,
    password: str,
    *,
    address: str,
    device: str,
    key: str,
    browser: str = "",
) -> tuple[Account, str]:
    """A new session for whoever this e-mail and password belong to, and its token.

    The password is verified before the write transaction begins, since that takes long. The session
    of the token this browser came with (`browser`) ends, if it has not by itself. Raises Refused
    for a wrong pair, in the same words whoever exists, and TooManyTries beyond the brake.
    """
    name, origin = _digest(key, email.strip().casefold()), _digest(key, address)
    _brake(name, origin)
    account_id = _whose(email, password)
    start_change()
    if account_id is None:
        db.session.add(SignInFailure(name_digest=name, address_digest=origin, at=clock.now()))
        audit.record("sign-in.failed", actor_id=None)
        db.session.commit()
        raise Refused("That email and password do not go together.")
    account = db.session.get_one(Account, account_id)
    if account.password_hash and passwords.outdated(account.password_hash):
        account.password_hash = passwords.digest(password)
    token = _take_over(token_digest(browser), account, device)
    same_pair = (SignInFailure.name_digest == name, SignInFailure.address_digest == origin)
    db.session.execute(delete(SignInFailure).where(*same_pair))
    audit.record("sign-in", actor_id=account.person_id, thing=account)
    db.session.commit()
    return account, token


def confirm(account: Account, password: str, *, address: str, key: str) -> None:
    """Make sure that whoever asks is the one who signed in, before what cannot be taken back.

    Raises Refused for a wrong password, which counts like a failed sign-in, and TooManyTries.
    """
    name, origin = _digest(key, account.email), _digest(key, address)
    _brake(name, origin)
    if passwords.matches(password, account.password_hash):
        return
    person_id = account.person_id
    start_change()
    db.session.add(SignInFailure(name_digest=name, address_digest=origin, at=clock.now()))
    audit.record("confirm.failed", actor_id=person_id)
    db.session.commit()
    raise Refused("That is not your password.")


def renew(session: SignedIn) -> str:
    """A new session in the place of one whose owner has just given their password again."""
    return _take_over(session.token_digest, session.account, session.device)


def _take_over(digest: str, account: Account, device: str) -> str:
    """A new session in the place of the one with this digest, if there is one, and its token.

    What follows a session goes along where it is the same account, and ends with it where not.
    """
    token = open_session(account, device=device)
    old = db.session.scalar(select(SignedIn).where(SignedIn.token_digest == digest))
    if old is not None:
        if old.account_id == account.id:
            new = select(SignedIn.id).where(SignedIn.token_digest == token_digest(token))
            new_id = db.session.scalars(new).one()
            for follow in FOLLOWS:
                follow(old.id, new_id)
        db.session.execute(delete(SignedIn).where(SignedIn.id == old.id))
    return token


def _whose(email: str, password: str) -> UUID | None:
    """The account this pair opens, if there is one that is open; as slow either way."""
    account = queries.by_email(email)
    right = passwords.matches(password, account.password_hash if account else None)
    if account is None or account.disabled_at is not None or not account.person.active:
        return None
    return account.id if right else None


def _brake(name: str, origin: str) -> None:
    since = clock.now() - WINDOW
    if (
        queries.failures(since, name=name, address=origin) >= PAIR_LIMIT
        or queries.failures(since, name=name) >= SINGLE_LIMIT
        or queries.failures(since, address=origin) >= SINGLE_LIMIT
    ):
        raise TooManyTries("Too many tries. Wait 15 minutes, then try again.")


def brake(what: str, *, address: str, key: str) -> None:
    """Stop whoever tries secrets of another kind than passwords from one address.

    Tries are counted apart from those to sign in. Raises TooManyTries.
    """
    name, origin = _digest(key, what), _digest(key, f"{what} {address}")
    if queries.failures(clock.now() - WINDOW, name=name, address=origin) >= SINGLE_LIMIT:
        raise TooManyTries("Too many tries. Wait 15 minutes, then try again.")


def wrong_try(what: str, *, address: str, key: str) -> None:
    """Count a secret that was wrong, in a transaction of its own."""
    name, origin = _digest(key, what), _digest(key, f"{what} {address}")
    start_change()
    db.session.add(SignInFailure(name_digest=name, address_digest=origin, at=clock.now()))
    db.session.commit()


def _digest(key: str, text: str) -> str:
    """Names tried and addresses are personal data; a keyed digest is enough to count them."""
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()[:32]


def open_session(account: Account, *, device: str) -> str:
    """A session under a new random token (256 bits), which is returned and not kept."""
    token = secrets.token_urlsafe(32)
    now = clock.now()
    db.session.add(
        SignedIn(
            token_digest=token_digest(token),
            account_id=account.id,
            device=device[:120],
            created_at=now,
            seen_at=now,
        )
    )
    return token


def end_session(session: SignedIn) -> None:
    """Sign one device out."""
    db.session.delete(session)


def end_sessions(account_id: UUID, *, but: UUID | None = None) -> int:
    """Sign an account out everywhere, programs with a token included, or everywhere else in
    browsers. How many sessions ended.
    """
    statement = delete(SignedIn).where(SignedIn.account_id == account_id)
    if but is not None:
        statement = statement.where(SignedIn.id != but)
    else:
        end_tokens(account_id)
    return int(db.session.execute(statement).rowcount)  # type: ignore[attr-defined]


def end_tokens(account_id: UUID) -> None:
    """No program acts for this account any more."""
    db.session.execute(delete(AccessToken).where(AccessToken.account_id == account_id))


def change_password(account: Account, current: str, new: str, *, words: tuple[str, ...]) -> None:
    """Raises Refused when the current password is wrong or the new one cannot be taken."""
    if not passwords.matches(current, account.password_hash):
        raise Refused("That is not your current password.")
    set_password(account, new, words=words)


def set_password(account: Account, new: str, *, words: tuple[str, ...]) -> None:
    """Raises Refused for a password that is easily guessed."""
    passwords.accept(new, words=(*words, account.email.split("@")[0], *account.person.name.split()))
    account.password_hash = passwords.digest(new)
    end_tokens(account.id)


def disable(account: Account) -> None:
    """Out at the next click, and no way in again until enabled."""
    if account.disabled_at is None:
        account.disabled_at = clock.now()
    end_sessions(account.id)


def enable(account: Account) -> None:
    account.disabled_at = None


def choose_theme(account: Account, theme: str) -> None:
    account.theme = theme


def forget_old(*, days: int = 30) -> None:
    """Retention: ended sessions and failed sign-ins are forgotten."""
    before = clock.now() - timedelta(days=days)
    db.session.execute(delete(SignedIn).where(SignedIn.seen_at < before))
    db.session.execute(delete(SignInFailure).where(SignInFailure.at < clock.now() - WINDOW))
