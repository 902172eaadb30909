"""/healthz and /readyz, for whatever watches over the portal."""

from flask import Blueprint, Response

from portal.admin import state
from portal.guard import public

bp = Blueprint("operations", __name__)


def _plain(text: str, status: int) -> Response:
    answer = Response(text + "\n", status, mimetype="text/plain")
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.get("/healthz")
@public
def healthz():
    """The process answers."""
    return _plain("ok", 200)


@bp.get("/readyz")
@public
def readyz():
    """Database, tables, index and worker; 503 with the reasons when one of them fails."""
    parts = state.parts()
    text = "\n".join(f"{part.name}: {part.words}" for part in parts if not part.well)
    return _plain(text or "ready", 503 if text else 200)
