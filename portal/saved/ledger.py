"""What a saved search found long ago: the rows that say so go, and a mark of each role stays.

A find says when somebody was told of what, which nobody needs for ever. But a role that changes may
be found again years later, and is not to be told twice. So eight bytes of the role's id stay with
the search, as long as the search itself does.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, delete, func, or_, select

from portal.db import db, lock, transaction
from portal.saved.models import Find, Rhythm, SavedSearch

SIZE = 8
AT_ONCE = 500
MOST_NAMED = 500
"""So many searches are asked for by name; of more, all that have marks are read."""


def mark(thing_id: UUID) -> bytes:
    """What stays of a role or an opportunity in a search that told of it."""
    return thing_id.bytes[:SIZE]


def fold(before: datetime) -> None:
    """Turn what was found before this moment, and waits for nothing, into marks."""
    while _fold_some(before):
        pass


def _fold_some(before: datetime) -> bool:
    """A part of what one search found; False when nothing is past its time."""
    never = and_(SavedSearch.rhythm == Rhythm.NEVER, Find.found_at < before)
    old = or_(Find.told_at < before, never)
    with transaction() as session:
        first = select(Find.search_id).join(SavedSearch, SavedSearch.id == Find.search_id)
        search_id = session.scalar(first.where(old).limit(1))
        if search_id is None:
            return False
        search = lock(SavedSearch, search_id)
        thing = func.coalesce(Find.role_id, Find.opportunity_id)
        found = select(Find.id, thing).join(SavedSearch, SavedSearch.id == Find.search_id)
        rows = session.execute(found.where(Find.search_id == search_id, old).limit(AT_ONCE)).all()
        kept = marks_in(search.past)
        search.past = b"".join(sorted(kept | {mark(key) for _, key in rows}))
        session.execute(delete(Find).where(Find.id.in_([find_id for find_id, _ in rows])))
    return True


def marks_in(past: bytes | None) -> frozenset[bytes]:
    """The marks one after the other, as a set."""
    past = past or b""
    return frozenset(past[at : at + SIZE] for at in range(0, len(past), SIZE))


def of_searches(searches: Collection[UUID]) -> dict[UUID, frozenset[bytes]]:
    """The marks of these searches, by search; those that have none are left out."""
    statement = select(SavedSearch.id, SavedSearch.past).where(SavedSearch.past.is_not(None))
    if len(searches) <= MOST_NAMED:
        statement = statement.where(SavedSearch.id.in_(searches))
    return {key: marks_in(past) for key, past in db.session.execute(statement)}


def of_person(person_id: UUID) -> frozenset[bytes]:
    """The marks of all searches of a person."""
    statement = select(SavedSearch.past).where(
        SavedSearch.person_id == person_id, SavedSearch.past.is_not(None)
    )
    return frozenset[bytes]().union(*map(marks_in, db.session.scalars(statement)))
