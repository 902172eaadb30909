"""Where other systems tell what somebody learned: statements of the Experience API (1.0.3).

It takes statements and gives none back: what is not about learning something in the catalogue is
answered like the rest and left. It reads no cookies; the door is that of the API.
"""

from typing import Any
from uuid import UUID

import msgspec
from flask import Blueprint, Response, jsonify, request

from portal import problems
from portal.access import can
from portal.accounts.tokens import bearer
from portal.api import door
from portal.guard import actor, allow, public
from portal.intake import takes
from portal.learning.importing import receiving
from portal.learning.importing.statements import Malformed

VERSION = "1.0.3"
SCOPE = "learning:write"
MOST_SENT = 512 * 1024
bp = Blueprint("xapi", __name__, url_prefix="/xapi")


@bp.before_request
def enter() -> Response | None:
    """Whose program it is, and whether it speaks this version."""
    if request.endpoint == f"{bp.name}.about":
        return None
    who = bearer.of_basic(request.headers.get("Authorization", ""))
    refused = door.admit(who, SCOPE)
    asked = request.headers.get("X-Experience-API-Version", "")
    if refused is None and asked != "1.0" and not asked.startswith("1.0."):
        return problems.told(400, f"Say the version: X-Experience-API-Version: {VERSION}")
    return refused


@bp.after_request
def versioned(response: Response) -> Response:
    response.headers["X-Experience-API-Version"] = VERSION
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/about")
@public
def about() -> Response:
    """Which version is spoken here, for anybody."""
    return jsonify(version=[VERSION])


@bp.post("/statements")
@takes(MOST_SENT)
@allow("learning.tell")
def tell() -> Response:
    """Some statements at once: all are taken, or none where one is no statement."""
    return jsonify([str(key) for key in _received()])


@bp.put("/statements")
@takes(MOST_SENT)
@allow("learning.tell")
def tell_one() -> Response:
    """One statement, whose id stands in the address."""
    try:
        named = UUID(request.args.get("statementId", ""))
    except ValueError:
        raise Malformed("Say which statement it is: ?statementId= and a UUID.") from None
    _received(named)
    return Response(status=204)


def _received(named: UUID | None = None) -> list[UUID]:
    only = None if can(actor(), "learning.tell-of-others") else actor().id
    return receiving.receive(_sent(), only, named)


def _sent() -> Any:
    """What was sent, read. Attachments are files of others, and not taken."""
    if request.mimetype != "application/json":
        raise door.NotJson
    try:
        return msgspec.json.decode(request.get_data(cache=False))
    except (RecursionError, UnicodeDecodeError):
        raise msgspec.DecodeError from None


@bp.errorhandler(Malformed)
def malformed(error: Malformed) -> Response:
    return problems.told(400, str(error))


bp.register_error_handler(msgspec.DecodeError, door.unreadable)
bp.register_error_handler(door.NotJson, door.not_json)
