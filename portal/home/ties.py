"""Mentorships and requests for them, as the first page shows them."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID


class Other(NamedTuple):
    """The one on the other side."""

    id: UUID
    name: str
    job_title: str


class Tie(NamedTuple):
    """A mentorship under way (which has an end), or a request for one, and whom it is with."""

    person: Other
    id: UUID
    mentor_id: UUID
    mentee_id: UUID
    state: str
    until: date | None
    since: datetime
