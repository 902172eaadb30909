"""How a view answers: a page, a fragment, a change, a refusal."""

import secrets
from datetime import datetime
from time import monotonic
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask import (
    Flask,
    Response,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_wtf.csrf import CSRFError
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException
from werkzeug.local import LocalProxy

from portal import dates, problems
from portal.db import db
from portal.errors import BadInput, Refused, SignedOut, Stale
from portal.guard import lead_to, signed_in, to_sign_in

FLASH_COOKIE = "__Host-flash"
FLASH_SECONDS = 120
TAKEN_IN = 64 * 1024 * 1024
MOST_TYPED = 60
MACHINERY = frozenset({"csrf_token", "_once", "version", "next"})
DONE_BEFORE = "That was done already."
STALE_FORM = (
    "This page was opened before you signed in or out, so it cannot send anything any more. "
    "Nothing was saved. Copy what you wrote, open the page again and send it from there."
)
ENDED_SESSION = (
    "You have been signed out meanwhile, and nothing was saved. Copy what you wrote, sign in and "
    "send it again."
)


def wants_fragment() -> bool:
    """Whether htmx asks for a part of the page rather than the whole."""
    headers = request.headers
    return (
        bool(request.htmx)  # type: ignore[attr-defined]
        and not headers.get("HX-Boosted")
        and not headers.get("HX-History-Restore-Request")
    )


def page(
    whole: str,
    fragment: str | None = None,
    *,
    form: Any = None,
    status: int | None = None,
    **context: Any,
) -> Response:
    """A page, or its fragment where htmx asked for one. 422 when the form has errors."""
    if status is None:
        status = 422 if form is not None and form.errors else 200
    template = fragment if fragment and wants_fragment() else whole
    return make_response(render_template(template, form=form, **context), status)


def changed(
    message: str,
    fragment: str | None = None,
    *,
    back_to: str,
    undo: tuple[str, str] | None = None,
    **context: Any,
) -> Response:
    """A change was made: the fragment with the message beside it, or back to a page that shows it.

    `undo` is (label, url) of a POST that takes the change back.
    """
    flash = {"text": message, "kind": "ok", "undo": list(undo) if undo else None}
    if fragment and wants_fragment():
        body = render_template(fragment, **context) + render_template("_flash.html", flash=flash)
        response = make_response(body)
        response.headers["X-Back-To"] = back_to
        return response
    response = lead_to(back_to)
    response.headers["X-Back-To"] = back_to
    return _with_flash(response, flash)


def _with_flash(response: Response, flash: dict[str, Any]) -> Response:
    """Carry a message to the next page in a signed cookie, so that showing it writes nothing."""
    response.set_cookie(
        FLASH_COOKIE,
        _signer().dumps(flash),
        max_age=FLASH_SECONDS,
        secure=True,
        httponly=True,
        samesite="Lax",
    )
    g.flash_kept = True
    return response


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="flash")


def flashes() -> list[dict[str, Any]]:
    """The message of the last change, once."""
    raw = request.cookies.get(FLASH_COOKIE)
    if not raw:
        return []
    g.flash_shown = True
    try:
        return [_signer().loads(raw, max_age=FLASH_SECONDS)]
    except BadSignature:
        return []


def nonce() -> str:
    """The nonce of this answer, for its scripts and htmx attributes."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(18)
    return str(g.nonce)


def back() -> str:
    """The page the person came from, if it is ours and another; else home."""
    page = _came_from()
    return url_for("home.home") if page.partition("?")[0] == request.path else page


def _came_from() -> str:
    """The page with the form or the link, if it is ours; else home."""
    parts = urlsplit(request.referrer or "")
    if parts.netloc != request.host or not parts.path:
        return url_for("home.home")
    path = "/" + parts.path.lstrip("/\\")  # two strokes would lead to another host
    return path + (f"?{parts.query}" if parts.query else "")


def refused(error: Refused) -> Response:
    """A rule said no: nothing was changed, and the page is shown as it is now with the reason."""
    db.session.rollback()
    if problems.asked_for(request):
        return problems.told(409, error.message)
    flash = {"text": error.message, "kind": "bad", "undo": None}
    if request.htmx:  # type: ignore[attr-defined]
        # The words are for js/queue.js, which sends what was typed without a network.
        response = Response(error.message, 409, mimetype="text/plain")
        response.headers["HX-Refresh"] = "true"
        return _with_flash(response, flash)
    return _with_flash(make_response(redirect(back(), 303)), flash)


def problem(status: int, words: str = "", **context: Any) -> Response:
    """An error page; for htmx only the words, put where messages are shown."""
    db.session.rollback()
    if status >= 500:
        # The words about a breakdown ask the database nothing: it may be what broke down.
        g._login_user = None
    if problems.asked_for(request):
        return problems.told(status, words)
    if wants_fragment():
        flash = {"text": words or PROBLEMS.get(status, PROBLEMS[500]), "kind": "bad", "undo": None}
        response = make_response(render_template("_flash.html", flash=flash), status)
        response.headers["HX-Reswap"] = "none"
        return response
    known = status if status in TEMPLATES else 500 if status >= 500 else 400
    return make_response(render_template(f"errors/{known}.html", words=words, **context), status)


TEMPLATES = frozenset({400, 401, 403, 404, 405, 409, 413, 429, 500, 503})
PROBLEMS = {
    400: "That address has a part this page does not know.",
    403: "This page is not open to you.",
    404: "This is not here any more, or not open to you.",
    405: "That address only takes what a form sends. Nothing was changed.",
    409: "Somebody else was faster. Load the page again to see how it is now.",
    413: "That is too large to send.",
    429: "Too many tries. Wait a little and try again.",
    500: "Something went wrong on our side. Nothing was saved. Please try again.",
    503: "We cannot save just now. Nothing was lost on this page: please try again in a minute.",
}


def _http(error: HTTPException) -> Response:
    if error.response is not None:
        return error.response  # type: ignore[return-value]
    status = error.code or 500
    if status < 400:
        return error.get_response()  # type: ignore[return-value]
    if status == 413:
        _take_in()
    response = problem(status)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _take_in() -> None:
    """Read on, for a moment, what is too large: who is still sending would not hear the answer."""
    until, left = monotonic() + 1, TAKEN_IN
    body = request.environ["wsgi.input"]
    while left > 0 and monotonic() < until and (piece := body.read(65536)):
        left -= len(piece)


def _refused_form(_error: CSRFError) -> Response:
    """The form was not made for this session. What was typed is shown, to be copied."""
    current_app.logger.warning("form refused", extra={"endpoint": request.endpoint or "none"})
    return problem(400, STALE_FORM, typed=_typed(), back_to=_came_from())


def _signed_out(_error: SignedOut) -> Response:
    """To the sign-in page; with words on the form, they are shown first, to be copied."""
    typed = _typed()
    if not typed:
        return to_sign_in()
    again = url_for("accounts.sign_in", next=_came_from())
    return problem(401, ENDED_SESSION, typed=typed, back_to=again)


def _typed() -> list[tuple[str, str]]:
    """What a person filled in, by the name of its field; never a password, an id or a token."""
    found = []
    for name, values in request.form.lists():
        last = name.rpartition("-")[2]
        if "password" not in name and last not in MACHINERY:
            told = [value for value in values if value.strip() and not _is_id(value)]
            found += [(last.replace("_", " ").capitalize(), value) for value in told]
    return found[:MOST_TYPED]


def _is_id(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True


def _unavailable(error: OperationalError) -> Response:
    """Locked or full: nothing was saved, and we say so."""
    current_app.logger.error("database unavailable", extra={"error": type(error.orig).__name__})
    response = problem(503)
    response.headers["Retry-After"] = "30"
    return response


def _unexpected(error: Exception) -> Response:
    # The traceback without the values: statements and parameters may hold people's words.
    current_app.logger.error("unexpected", exc_info=error)
    return problem(500)


def init_app(app: Flask) -> None:
    app.register_error_handler(Refused, refused)
    app.register_error_handler(SignedOut, _signed_out)
    app.register_error_handler(Stale, lambda _error: problem(409))
    app.register_error_handler(BadInput, lambda error: problem(400, str(error)))
    # A character or a number that PostgreSQL has no place for; no form of ours lets one through.
    app.register_error_handler(DataError, lambda _error: problem(400))
    app.register_error_handler(IntegrityError, lambda _error: problem(409))
    app.register_error_handler(OperationalError, _unavailable)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _refused_form)
    app.register_error_handler(Exception, _unexpected)

    @app.after_request
    def forget_flash(response: Response) -> Response:
        response.headers.pop("X-Back-To", None)
        if g.get("answered_before") and FLASH_COOKIE not in request.cookies:
            # After a double click a browser may drop the first answer, with what it said.
            return _with_flash(response, {"text": DONE_BEFORE, "kind": "ok", "undo": None})
        if g.get("flash_shown") and not g.get("flash_kept"):
            response.delete_cookie(FLASH_COOKIE, secure=True, httponly=True, samesite="Lax")
        return response

    # Not only in the context: the parts of pages are imported without one, once for all requests.
    app.jinja_env.globals.update(flashes=flashes, signed_in=signed_in, nonce=LocalProxy(nonce))
    app.jinja_env.filters["local"] = local


def local(at: datetime) -> datetime:
    """A moment by the clocks where the reader is, as they said in their settings."""
    who = signed_in()
    return dates.local(at, who.time_zone if who else "")
