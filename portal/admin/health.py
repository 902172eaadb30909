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
    """Database, tables, index, worker and disk; 503 with the reasons when pages suffer from one.

    What pages do not suffer from is said too, under "ready". Figures stand on /admin alone.
    """
    ill = [part for part in state.parts() if not part.well]
    stopped = not all(part.goes_on for part in ill)
    lines = [f"{part.name}: {part.brief or part.words}" for part in ill]
    return _plain("\n".join(lines if stopped else ["ready", *lines]), 503 if stopped else 200)
