"""The session of a browser: a random token in a `__Host-` cookie, and a row that can be ended.

Flask's own session is a signed cookie that works on after signing out (ASVS 7.4.1). Here the
cookie is only a name: the table decides. A browser that is not signed in has a token without a row,
so that the sign-in form is bound to it too.
"""

import hmac
import re
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any, cast

from flask import Flask, Request, Response, current_app, g, session
from flask.sessions import SessionInterface, SessionMixin
from flask_login import LoginManager, UserMixin
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from portal import clock, problems
from portal.accounts import queries
from portal.accounts.models import SignedIn
from portal.accounts.rules import token_digest
from portal.conditions import Actor
from portal.db import WRITE, db

COOKIE = "__Host-aspire"
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class User(UserMixin, Actor):  # type: ignore[misc]
    """The actor, as Flask-Login knows a signed-in person, and what the frame of a page says."""

    unread: int = 0

    def get_id(self) -> str:
        return str(self.session_id)


class BrowserSession(dict[str, Any], SessionMixin):
    """What one request knows of its browser. Nothing in it but the token outlives the request."""

    def __init__(self, token: str | None, secret: str) -> None:
        self.fresh = token is None
        self._secret = secret
        self.take(token or secrets.token_urlsafe(32))
        self.fresh = token is None
        self.ended = False

    def take(self, token: str) -> None:
        """From now on this browser is known by `token`; forms are bound to it."""
        self.token = token
        self.fresh = True
        digest = hmac.digest(self._secret.encode(), b"csrf:" + token.encode(), "sha256")
        # Every form has it: 144 bits are enough, and a page of forms is a third of a KB shorter.
        self["csrf_token"] = urlsafe_b64encode(digest[:18]).decode()


def this_browser() -> BrowserSession:
    """The browser of this request."""
    return cast(BrowserSession, session)


class TokenSessions(SessionInterface):
    """Opens a BrowserSession from the cookie and sets the cookie where it is needed."""

    def open_session(self, app: Flask, request: Request) -> BrowserSession:
        token = request.cookies.get(COOKIE)
        known = token if token and TOKEN.fullmatch(token) else None
        return BrowserSession(known, str(app.secret_key))

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        assert isinstance(session, BrowserSession)  # noqa: S101 - opened above
        if session.ended:
            response.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="Lax")
        elif session.fresh and (session.get("_user_id") or "csrf_token" in g):
            response.set_cookie(
                COOKIE, session.token, path="/", secure=True, httponly=True, samesite="Lax",
                max_age=int(queries.ABSOLUTE.total_seconds()) if session.get("remember") else None,
            )  # fmt: skip


def form_token() -> str:
    """What the forms of this answer carry: Flask-WTF's token, signed once for each browser.

    When it was signed is of no account, since it ends with the session and not before.
    """
    if "csrf_token" not in g:
        g.csrf_token = _signed(this_browser()["csrf_token"], str(current_app.secret_key))
    return str(g.csrf_token)


@lru_cache(maxsize=1_000)
def _signed(token: str, secret: str) -> str:
    """As `flask_wtf.csrf.validate_csrf` reads it."""
    return str(URLSafeTimedSerializer(secret, salt="wtf-csrf-token").dumps(token))


def load_user(request: Request, token: str | None = None) -> User | None:
    """Whoever the session of this token, or of the cookie, belongs to while it has not ended.

    Programs bring no cookies: under `/api/` there is only what `tokens.bearer` reads.
    """
    token = token or (None if problems.asked_for(request) else request.cookies.get(COOKIE))
    if not token or not TOKEN.fullmatch(token):
        return None
    row = queries.session_row(token_digest(token))
    if row is None:
        return None
    values = dict(zip(row._fields, row, strict=True))  # its mapping looks up each name anew
    if clock.now() - values.pop("seen_at") > SEEN_EVERY:
        g.seen = row.session_id
    # Its own way of being made sets twenty fields one by one, at every request.
    user = User.__new__(User)
    user.__dict__.update(values)
    return user


def _note_seen() -> None:
    """Push the idle end away, at most once a minute and never at the price of the answer."""
    session_id = g.pop("seen", None)
    if session_id is None:
        return
    db.session.rollback()
    try:
        with db.engine.connect().execution_options(**{WRITE: True}) as connection:
            connection.execute(
                update(SignedIn).where(SignedIn.id == session_id).values(seen_at=clock.now())
            )
            connection.commit()
    except OperationalError:
        return


class Sessions(LoginManager):  # type: ignore[misc]
    """Flask-Login without its protection of sessions: the token's row is the protection, and phones
    change addresses.
    """

    def _session_protection_failed(self) -> bool:
        return False


def init_app(app: Flask) -> None:
    app.session_interface = TokenSessions()
    manager = Sessions()
    manager.request_loader(load_user)
    manager.init_app(app, add_context_processor=False)

    @app.after_request
    def seen(response: Response) -> Response:
        _note_seen()
        return response
