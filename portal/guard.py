"""The door of every view: signed in, allowed, one transaction, once.

`@allow("mentorship.answer", MentorshipRequest)` loads the row the URL names, locks it when the
method changes something, asks the policy and passes the row on. A view with neither `@allow` nor
`@public` answers 403.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

from flask import (
    Flask,
    Response,
    abort,
    current_app,
    g,
    make_response,
    redirect,
    request,
    url_for,
)
from flask_login import current_user
from sqlalchemy import ForeignKey, select, update
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Mapped, mapped_column

from portal import access, audit, clock
from portal.conditions import Actor
from portal.db import Base, adding, db, lock, start_change
from portal.errors import SignedOut

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
View = TypeVar("View", bound=Callable[..., Any])


class Once(Base):
    """A post that has been answered. A double click, the back button or a replay finds it here."""

    __tablename__ = "once"

    key: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    location: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(index=True)


def actor() -> Any:
    """The signed-in person. Only inside a view under `@allow`."""
    return signed_in()


def signed_in() -> Actor | None:
    """The signed-in person, or None. Not the proxy, which is nobody once they signed out.

    Flask-Login keeps them in `g`; every attribute of its proxy would be looked up there anew.
    """
    who = g._login_user if "_login_user" in g else current_user._get_current_object()
    return who if who is not None and who.is_authenticated else None


def public(view: View) -> View:
    """Open to everyone. Such a view opens its own change, if it makes one."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def allow(
    action: str, model: type[Any] | None = None, *, reading: Callable[[UUID], Any] | None = None
) -> Callable[[View], View]:
    """Only where the policy allows `action`. Raises KeyError at import for an unknown action.

    `reading` loads the row where nothing is changed, with what the page shows of it, and raises
    NoResultFound without it; a row that may be changed is the model's, locked.
    """
    condition = access.MAY[action]

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(**arguments: Any) -> Response:
            who = signed_in()
            change = request.method not in SAFE
            if who is None and change and request.form:
                raise SignedOut
            if who is None:
                return to_sign_in()
            if change:
                start_change()
            row = _row(model, arguments, change, reading) if model else None
            if not condition(who, row):
                _log_refusal(action, who)
                abort(404 if model else 403)
            if not change:
                return make_response(view(row, **arguments) if model else view(**arguments))
            return _answer_once(
                action, who, row, lambda: view(row, **arguments) if model else view(**arguments)
            )

        guarded.access = action  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return guard


def _row(
    model: type[Any],
    arguments: dict[str, Any],
    change: bool,
    reading: Callable[[UUID], Any] | None,
) -> Any:
    """The row the URL names; one that is not there is answered like one that may not be seen."""
    key = arguments.pop("id")
    try:
        if change:
            return lock(model, key)
        return reading(key) if reading else db.session.get_one(model, key)
    except NoResultFound:
        abort(404)


def _answer_once(action: str, who: Any, row: Any, view: Callable[[], Any]) -> Response:
    """Run a change and commit it when answered below 400; repeat no post that was answered."""
    key = request.form.get("_once", "")[:64]
    if key and not _first(key, who.id):
        return _answered_before(key, who.id)
    response = make_response(view())
    if response.status_code >= 400:
        db.session.rollback()
        return response
    audit.record(action, actor_id=who.id, thing=row)
    if key:
        db.session.execute(
            update(Once)
            .where(Once.key == key, Once.person_id == who.id)
            .values(location=response.headers.get("X-Back-To") or response.location or "")
        )
    db.session.commit()
    return response


def _first(key: str, person_id: UUID) -> bool:
    """Whether this key was not used yet. A parallel post with the same key waits here."""
    statement = adding(Once).values(key=key, person_id=person_id, location="", at=clock.now())
    # Not by rowcount: psycopg has none to give for a statement that was sent this way.
    return db.session.scalar(statement.on_conflict_do_nothing().returning(Once.key)) is not None


def _answered_before(key: str, person_id: UUID) -> Response:
    """Lead to where the first post led; `answers` says that it was done."""
    g.answered_before = True
    location = db.session.scalar(
        select(Once.location).where(Once.key == key, Once.person_id == person_id)
    )
    db.session.rollback()
    return lead_to(location or url_for("home.home"))


def to_sign_in() -> Response:
    """To the sign-in page and back here afterwards, where "here" is a page one can go to."""
    back = request.full_path.rstrip("?") if request.method in SAFE else None
    # What htmx asked for is a part of a page, which is nowhere to come back to: the page itself is.
    if request.headers.get("HX-Request"):
        at = request.headers.get("HX-Current-URL", "")
        back = at[len(request.host_url) - 1 :] if at.startswith(request.host_url) else None
        return lead_to(url_for("accounts.sign_in", next=back), status=401)
    return lead_to(url_for("accounts.sign_in", next=back))


def lead_to(target: str, *, status: int = 200) -> Response:
    """To another page of ours. htmx gets the address in a header, under `status`."""
    if not request.headers.get("HX-Request"):
        return make_response(redirect(target, 303))
    response = make_response("", status)
    response.headers["HX-Redirect"] = target
    return response


def _log_refusal(action: str, who: Actor) -> None:
    current_app.logger.warning("refused", extra={"action": action, "actor": str(who.id)})


def init_app(app: Flask) -> None:
    """Deny by default: what carries neither `@allow` nor `@public` is not answered."""
    public(app.view_functions["static"])

    @app.before_request
    def deny_by_default() -> None:
        if request.method == "HEAD":  # the same answer as to GET; the body is left out on the way
            request.method = "GET"
        view = app.view_functions.get(request.endpoint or "")
        if view is not None and not hasattr(view, "access"):
            abort(403)
