"""What every change of what two people share begins with: they still work together."""

from typing import Any
from uuid import UUID

from portal.db import db
from portal.errors import Refused
from portal.mentorship.models import Mentorship
from portal.mentorship.together.models import OfPair

OVER = "This mentorship has ended. What you wrote together stays as it is."


def working(pair: Mentorship) -> None:
    """Raises Refused where the two do not work together any more."""
    if not pair.live:
        raise Refused(OVER)


def pair_of(row: OfPair) -> Mentorship:
    """The mentorship a row belongs to. Raises Refused where it has ended."""
    pair = db.session.get_one(Mentorship, row.mentorship_id)
    working(pair)
    return pair


def between(pair: Mentorship) -> dict[str, Any]:
    """Whose a new row is."""
    return {
        "mentorship_id": pair.id,
        "mentor_id": pair.mentor_id,
        "mentee_id": pair.mentee_id,
    }


def other_than(person_id: UUID, row: OfPair | Mentorship) -> UUID:
    """The other one of the two."""
    return row.mentee_id if person_id == row.mentor_id else row.mentor_id
