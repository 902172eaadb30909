"""What is written once an answer is sent: that a role was looked at, or what a search found."""

import logging
from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response, current_app
from sqlalchemy.exc import SQLAlchemyError

from portal.db import transaction
from portal.saved import looked, rules

log = logging.getLogger("portal.saved")


def looked_at(response: Response, person_id: UUID, role_id: UUID) -> Response:
    """Keep, once the answer is sent, that this person looked at this role."""
    if looked.new(person_id, role_id):
        _let(response, looked.note, person_id, role_id)
    return response


def seen(response: Response, search_id: UUID) -> Response:
    """Keep that the owner of a search looked at what it found."""
    _let(response, _seen, search_id)
    return response


def _seen(search_id: UUID) -> None:
    try:
        with transaction():
            rules.seen(search_id)
    except SQLAlchemyError as error:  # they are told of it once more, and that is all
        log.error("look not kept", extra={"error": type(error).__name__})


def _let(response: Response, do: Callable[..., None], *what: Any) -> None:
    app = current_app._get_current_object()  # type: ignore[attr-defined]

    def act() -> None:
        with app.app_context():
            do(*what)

    response.call_on_close(act)
