"""Saving a search, and changing what was saved. The person's row is locked by whoever calls."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update

from portal import clock
from portal.db import db
from portal.errors import Refused
from portal.saved.models import Find, Of, Rhythm, SavedSearch
from portal.saved.wanted import read, shortened

MOST = 25
TOO_MANY = f"You have {MOST} saved searches, as many as there is room for. Remove one first."


def save(person_id: UUID, query: str, kind: str = Of.ROLE, name: str = "") -> SavedSearch:
    """Keep this search of a kind, under this name or one made from it. Raises Refused for a double,
    or one too many.
    """
    wanted = read(query)
    kept = _kept(person_id)
    if (kind, wanted.query.casefold()) in {(one.kind, one.query.casefold()) for one in kept}:
        raise Refused("You have saved this search already.")
    if len(kept) >= MOST:
        raise Refused(TOO_MANY)
    name = shortened(name) or wanted.name
    search = SavedSearch(person_id=person_id, kind=kind, query=wanted.query, name=name)
    db.session.add(search)
    db.session.flush()
    return search


def _kept(person_id: UUID) -> list[SavedSearch]:
    statement = select(SavedSearch).where(
        SavedSearch.person_id == person_id, SavedSearch.removed_at.is_(None)
    )
    return list(db.session.scalars(statement))


def change(search: SavedSearch, *, name: str, rhythm: Rhythm) -> None:
    """Another name, another rhythm. What was found while nothing was to be told stays untold."""
    if search.rhythm == Rhythm.NEVER and rhythm != Rhythm.NEVER:
        told(search.id, clock.now())
    if (search.name, search.rhythm) != (name, rhythm):
        search.name, search.rhythm = name, rhythm
        search.version += 1


def told(search_id: UUID, now: datetime) -> None:
    """Whatever this search found up to now is not told any more."""
    db.session.execute(
        update(Find).where(Find.search_id == search_id, Find.told_at.is_(None)).values(told_at=now)
    )


def seen(search_id: UUID) -> None:
    """Its owner has looked at what it found."""
    db.session.execute(
        update(SavedSearch).where(SavedSearch.id == search_id).values(seen_at=clock.now())
    )


def remove(search: SavedSearch) -> None:
    """Take it off the list. It can be taken back for a day."""
    search.removed_at = search.removed_at or clock.now()


def restore(search: SavedSearch) -> None:
    """Take a removal back. Raises Refused where its place is taken."""
    if search.removed_at is None:
        return
    kept = _kept(search.person_id)
    same = search.kind, search.query.casefold()
    if any((one.kind, one.query.casefold()) == same for one in kept):
        raise Refused("You have saved the same search again meanwhile.")
    if len(kept) >= MOST:
        raise Refused(TOO_MANY)
    search.removed_at = None


def forget_removed(before: datetime) -> None:
    """Forget for good what was removed before this moment."""
    db.session.execute(delete(SavedSearch).where(SavedSearch.removed_at < before))
