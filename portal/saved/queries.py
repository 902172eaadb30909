"""Reading what a person keeps of their search: always their own, never anybody else's."""

from functools import cache
from uuid import UUID

from sqlalchemy import Select, bindparam, select

from portal.db import columns
from portal.saved.models import NotInterested


def not_interested(person_id: UUID) -> set[UUID]:
    """The roles this person does not want to be shown."""
    return set(columns(_not_interested(), person_id=person_id).scalars())


@cache
def _not_interested() -> Select[UUID]:
    return select(NotInterested.role_id).where(NotInterested.person_id == bindparam("person_id"))
