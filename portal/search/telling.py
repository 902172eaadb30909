"""Telling people what their saved searches found: at once, each morning or each Monday.

One notice for all that waits. What somebody may hear of is asked at that moment: the role is still
in use and still what the search asks for, it is not their own and not one they put aside.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update

from portal import dates
from portal.accounts.queries import is_active
from portal.db import columns, db, lock
from portal.notices import rules as notices
from portal.pathways.queries import matches, move_between
from portal.people.models import Person
from portal.roles.queries import RoleLine, lines_of
from portal.saved import ledger
from portal.saved.models import Find, Rhythm, RoleTerms, SavedSearch
from portal.saved.queries import not_interested
from portal.search import terms

GATHER = timedelta(minutes=30)
"""So long after a notice the next one waits, so that an import is not a hundred notices."""
MORNING = 7


class Waiting(NamedTuple):
    """A find that was not told yet."""

    id: int
    search_id: UUID
    name: str
    query: str
    role_id: UUID
    packed: bytes | None


def due(now: datetime) -> Sequence[UUID]:
    """The people for whom something waits that their rhythm lets be told now."""
    statement = (
        select(SavedSearch.person_id)
        .join(Find, Find.search_id == SavedSearch.id)
        .where(_is_due(now))
        .distinct()
    )
    people = columns(statement).scalars().all()
    db.session.rollback()
    return people


def _is_due(now: datetime) -> ColumnElement[bool]:
    by_rhythm = [SavedSearch.rhythm == Rhythm.AT_ONCE]
    for rhythm, moment in ((Rhythm.DAILY, morning(now)), (Rhythm.WEEKLY, monday(now))):
        by_rhythm.append(and_(SavedSearch.rhythm == rhythm, Find.found_at <= moment))
    return and_(Find.told_at.is_(None), SavedSearch.removed_at.is_(None), or_(*by_rhythm))


def morning(now: datetime) -> datetime:
    """The last seven o'clock, by the clocks of the organisation."""
    local = dates.local(now)
    today = local.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    return today if today <= local else today - timedelta(days=1)


def monday(now: datetime) -> datetime:
    """The last Monday's seven o'clock there."""
    last = morning(now)
    return last - timedelta(days=last.weekday())


def tell(person_id: UUID, now: datetime) -> bool:
    """Tell this person, in one notice, what waits for them; in this transaction, and once.

    Their row is the turnstile: whoever comes second finds nothing that waits. Out: whether told.
    """
    person = lock(Person, person_id)
    last = _last_told(person_id)
    if last is not None and now < last + GATHER:
        return False
    waiting = _waiting(person_id, now)
    fitting = _fitting(person, waiting) if is_active(person_id) else []
    known = _known(person_id, {find.role_id for find in fitting})
    _settle(waiting, fitting, now)
    new = [find for find in fitting if find.role_id not in known]
    if not new:
        return False
    key = f"alert:{min(find.id for find in new)}"
    searches = {find.search_id: find.name for find in new}
    roles = len({find.role_id for find in new})
    what = "1 new role" if roles == 1 else f"{roles} new roles"
    if len(searches) > 1:
        return notices.tell(
            person_id, key=key, kind="search.alerts", path="/me/searches",
            what=what, count=len(searches),
        )  # fmt: skip
    ((search_id, name),) = searches.items()
    path = f"/me/searches/{search_id}"
    return notices.tell(person_id, key=key, kind="search.alert", path=path, what=what, search=name)


def _last_told(person_id: UUID) -> datetime | None:
    statement = (
        select(func.max(Find.told_at))
        .join(SavedSearch, SavedSearch.id == Find.search_id)
        .where(SavedSearch.person_id == person_id)
    )
    return db.session.scalar(statement)


def _waiting(person_id: UUID, now: datetime) -> list[Waiting]:
    statement = (
        select(
            Find.id, Find.search_id, SavedSearch.name, SavedSearch.query, Find.role_id,
            RoleTerms.terms,
        )
        .join(SavedSearch, SavedSearch.id == Find.search_id)
        .join(RoleTerms, RoleTerms.role_id == Find.role_id)
        .where(SavedSearch.person_id == person_id, _is_due(now))
        .order_by(Find.id)
    )  # fmt: skip
    return [Waiting(*row) for row in db.session.execute(statement)]


def _fitting(person: Person, waiting: Sequence[Waiting]) -> list[Waiting]:
    """Those of the finds this person may and wants to hear of, as everything is now."""
    own = {person.role_id} if person.role_id else set()
    roles = lines_of({find.role_id for find in waiting} | own)
    aside = not_interested(person.id) | own
    here = roles.get(person.role_id) if person.role_id else None
    asked = [find for find in waiting if find.role_id in roles and find.role_id not in aside]
    kept = [find for find in asked if roles[find.role_id].active and _still(find)]
    reached = _reached(person.id, kept)
    return [find for find in kept if _for_them(find, here, roles[find.role_id], reached)]


def _known(person_id: UUID, role_ids: set[UUID]) -> set[UUID]:
    """Those of the roles this person was told of before, by whichever of their searches."""
    statement = (
        select(Find.role_id)
        .join(SavedSearch, SavedSearch.id == Find.search_id)
        .where(
            SavedSearch.person_id == person_id,
            Find.told_at.is_not(None),
            Find.role_id.in_(role_ids),
        )
    )
    past = ledger.of_person(person_id) if role_ids else frozenset()
    return set(db.session.scalars(statement)) | {k for k in role_ids if ledger.mark(k) in past}


def _still(find: Waiting) -> bool:
    kept = terms.unpack(find.packed)
    return kept is None or terms.needed(find.query).in_(kept)


def _reached(person_id: UUID, finds: Sequence[Waiting]) -> dict[UUID, int]:
    """How closely the person matches the roles of searches that ask for that."""
    wanted = {
        find.role_id
        for find in finds
        if any(field == "match" for field, _ in terms.needed(find.query).personal)
    }
    return {key: match.pct for key, match in matches(person_id, wanted).items()}


def _for_them(
    find: Waiting, here: RoleLine | None, role: RoleLine, reached: dict[UUID, int]
) -> bool:
    personal = terms.needed(find.query).personal
    moves = {value for field, value in personal if field == "move"}
    least = [int(value) for field, value in personal if field == "match" and value.isdecimal()]
    if moves and here is not None and move_between(here, role) not in moves:
        return False
    return not least or reached[find.role_id] >= min(least)


def _settle(waiting: Sequence[Waiting], fitting: Sequence[Waiting], now: datetime) -> None:
    """What is told was told; what is not to be told may be found again when it has changed."""
    told = [find.id for find in fitting]
    db.session.execute(update(Find).where(Find.id.in_(told)).values(told_at=now))
    dropped = [find.id for find in waiting if find.id not in set(told)]
    db.session.execute(delete(Find).where(Find.id.in_(dropped)))
