"""The door of the API: a token that may do this, then the same guard as on a page.

`@resource(...)` declares a view once, for the address and for the OpenAPI document.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from hashlib import blake2b
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from flask import Blueprint, Response, after_this_request, g, request

from portal import problems
from portal.accounts.tokens import bearer, counting
from portal.api import asked
from portal.guard import allow
from portal.intake import takes

View = TypeVar("View", bound=Callable[..., Any])
MOST_SENT = 16 * 1024
bp = Blueprint("api", __name__, url_prefix="/api/v1")


@dataclass(frozen=True, kw_only=True)
class Resource:
    """What is declared of a view."""

    path: str
    method: str
    summary: str
    scope: str
    shape: type[msgspec.Struct]
    asks: type[asked.Nothing]
    sends: type[msgspec.Struct] | None


RESOURCES: dict[str, Resource] = {}


def resource(
    path: str,
    *,
    action: str,
    scope: str,
    shape: type[msgspec.Struct],
    summary: str,
    method: str = "GET",
    asks: type[asked.Nothing] = asked.Nothing,
    sends: type[msgspec.Struct] | None = None,
    model: type[Any] | None = None,
    reading: Callable[[UUID], Any] | None = None,
) -> Callable[[View], View]:
    """A view of the API. It gets the row, what was asked or sent, and gives back a shape."""

    def declare(view: View) -> View:
        guarded = takes(MOST_SENT)(allow(action, model, reading=reading)(_answering(view, shape)))
        bp.add_url_rule(path, view.__name__, guarded, methods=[method])
        RESOURCES[f"{bp.name}.{view.__name__}"] = Resource(
            path=path, method=method, summary=summary, scope=scope, shape=shape, asks=asks,
            sends=sends,
        )  # fmt: skip
        return guarded  # type: ignore[return-value]

    def _answering(view: View, shape: type[msgspec.Struct]) -> Callable[..., Response]:
        @wraps(view)
        def answer(*row: Any, **named: Any) -> Response:
            told = asked.read(asks, request.args.to_dict(flat=False))
            if sends is not None:
                named["sent"] = _sent(sends)
            return _written(view(*row, told, **named))

        return answer

    return declare


def _sent(kind: type[msgspec.Struct]) -> Any:
    if request.mimetype != "application/json":
        raise NotJson
    return asked.sent(kind, request.get_data(cache=False))


class NotJson(Exception):
    """What was sent does not say that it is JSON."""


def _written(answer: Any) -> Response:
    """A shape, or a response to which something belongs that is done when it was sent."""
    body, response = answer if isinstance(answer, tuple) else (answer, Response())
    data = msgspec.json.encode(body)
    response.set_data(data)
    response.content_type = "application/json"
    response.headers["Cache-Control"] = "no-store"
    if request.method == "GET":
        response.set_etag(blake2b(data, digest_size=12).hexdigest())
        response.make_conditional(request)
    return response  # type: ignore[no-any-return]


@bp.before_request
def enter() -> Response | None:
    """Who asks, whether they ask too often, and whether their token is for this."""
    declared = RESOURCES.get(request.endpoint or "")
    if declared is None:
        return None
    return admit(bearer.user_of(request.headers.get("Authorization", "")), declared.scope)


def admit(who: bearer.ByToken | None, scope: str) -> Response | None:
    """Let somebody's program in: None, or the answer why not."""
    g._login_user = who
    if who is None:
        return problems.told(401)
    wait, then = counting.call(who.session_id, who.minute, who.calls)
    if wait:
        answer = problems.told(429)
        answer.headers["Retry-After"] = str(wait)
        return answer
    if then is not None:
        _afterwards(then)
    if scope not in who.scopes:
        return problems.told(403, f"This token is not for that: it lacks “{scope}”.")
    return None


def _afterwards(then: Callable[[], None]) -> None:
    @after_this_request
    def write(response: Response) -> Response:
        then()
        return response


@bp.errorhandler(asked.Wrong)
def wrong(error: asked.Wrong) -> Response:
    faults = [{"where": fault.where, "detail": fault.detail} for fault in error.faults]
    words = f"Something is not as it is written down, at “{error.faults[0].where}”."
    return problems.told(422, words, errors=faults)


@bp.errorhandler(msgspec.DecodeError)
def unreadable(_error: msgspec.DecodeError) -> Response:
    return problems.told(400, "This is not JSON.")


@bp.errorhandler(NotJson)
def not_json(_error: NotJson) -> Response:
    return problems.told(415)
