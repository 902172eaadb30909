"""How a program is told that something did not work: problem details (RFC 9457), in plain words."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Request, Response

PLACES = ("/api/", "/xapi/")
KIND = "application/problem+json"
WORDS = {
    400: "The request is not written as it should be.",
    401: "Send an access token that still works: Authorization: Bearer aspire_…",
    403: "You may not see this.",
    404: "This is not here, or not open to you.",
    405: "This address does not take that method.",
    409: "It was changed at the same moment. Read it again.",
    413: "That is too large to send.",
    415: "Send JSON, and say so: Content-Type: application/json",
    429: "Too many requests. Wait as long as Retry-After says.",
    500: "Something went wrong on our side. Nothing was saved.",
    503: "Nothing can be saved just now, and nothing was. Try again in a minute.",
}


def asked_for(request: Request) -> bool:
    """Whether it is a program that asks, and not a browser."""
    return request.path.startswith(PLACES)


def told(status: int, words: str = "", **more: Any) -> Response:
    """The answer to a program. In: the words, and members beyond those of the standard."""
    known = {one.value: one.phrase for one in HTTPStatus}
    content: Mapping[str, Any] = {
        "type": "about:blank", "title": known.get(status, "Error"), "status": status,
        "detail": words or WORDS.get(status, ""), **more,
    }  # fmt: skip
    response = Response(json.dumps(content, ensure_ascii=False), status, content_type=KIND)
    response.headers["Cache-Control"] = "no-store"
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = 'Bearer realm="Aspire"'
    return response
