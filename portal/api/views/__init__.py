"""The views of the API; importing them puts them on its blueprint."""

from flask import Response

from portal.api import openapi
from portal.api.door import bp
from portal.api.views import catalogue, figures, me, mentoring, people
from portal.guard import public

__all__ = ["bp", "catalogue", "figures", "me", "mentoring", "people"]


@bp.get("/openapi.json")
@public
def document() -> Response:
    """What there is to ask for, for anybody: it says nothing of anyone."""
    response = Response(openapi.written(), mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
