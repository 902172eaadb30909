"""What search may find of programmes: what HR has announced, until it is over.

Each is told to its own audience, which is asked of the database whenever somebody searches: whom
it is meant for changes with who moves where, and a search is never behind.
"""

from collections.abc import Collection, Iterator
from uuid import UUID

from sqlalchemy import select

from portal.db import db
from portal.programmes.models import Programme
from portal.programmes.states import State
from search_index import Document

ANNOUNCED = Programme.state.in_((State.OPEN, State.MATCHING, State.RUNNING))


def audience(key: UUID) -> str:
    """Who may find a programme, as the index spells it."""
    return f"programme:{key}"


def of(ids: Collection[UUID] | None = None) -> Iterator[Document]:
    """The documents of these programmes, or of all."""
    statement = select(Programme).where(ANNOUNCED)
    if ids is not None:
        statement = statement.where(Programme.id.in_(ids))
    for one in db.session.scalars(statement):
        yield Document(
            id=f"programme:{one.id}",
            kind="programme",
            title=one.name,
            body=" ".join(part for part in (one.purpose, one.words) if part),
            audience=[audience(one.id)],
        )
