"""Telling people what their saved searches found: at once, each morning or each Monday.

One notice for all that waits. What somebody may hear of is asked at that moment: the role is still
in use and still what the search asks for, it is not their own and not one they put aside; the
opportunity still stands, and is not theirs.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update

from portal import clock, dates
from portal.accounts.queries import is_active
from portal.db import columns, db, lock, one_of
from portal.notices import rules as notices
from portal.opportunities.documents import found
from portal.opportunities.models import Opportunity
from portal.opportunities.states import State
from portal.pathways.queries import matches, move_between
from portal.people.models import Person
from portal.roles.queries import RoleLine, lines_of
from portal.saved import ledger
from portal.saved.models import Find, Of, OpportunityTerms, Rhythm, RoleTerms, SavedSearch
from portal.saved.queries import not_interested
from portal.search import terms

GATHER = timedelta(minutes=30)
"""So long after a notice the next one waits, so that an import is not a hundred notices."""
MORNING = 7
CALLED = ((Of.ROLE, "role", "roles"), (Of.OPPORTUNITY, "opportunity", "opportunities"))


class Waiting(NamedTuple):
    """A find that was not told yet."""

    id: int
    search_id: UUID
    name: str
    kind: str
    query: str
    thing_id: UUID
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
    known = _known(person_id, {find.thing_id for find in fitting})
    _settle(waiting, fitting, now)
    new = [find for find in fitting if find.thing_id not in known]
    if not new:
        return False
    key = f"alert:{min(find.id for find in new)}"
    searches = {find.search_id: find.name for find in new}
    what = _counted(new)
    if len(searches) > 1:
        return notices.tell(
            person_id, key=key, kind="search.alerts", path="/me/searches",
            what=what, count=len(searches),
        )  # fmt: skip
    ((search_id, name),) = searches.items()
    path = f"/me/searches/{search_id}"
    return notices.tell(person_id, key=key, kind="search.alert", path=path, what=what, search=name)


def _counted(finds: Sequence[Waiting]) -> str:
    """How many new things there are, each counted once: "1 new role and 2 new opportunities"."""
    parts = []
    for kind, one, many in CALLED:
        number = len({find.thing_id for find in finds if find.kind == kind})
        if number:
            parts.append(f"1 new {one}" if number == 1 else f"{number} new {many}")
    return " and ".join(parts)


def _last_told(person_id: UUID) -> datetime | None:
    statement = (
        select(func.max(Find.told_at))
        .join(SavedSearch, SavedSearch.id == Find.search_id)
        .where(SavedSearch.person_id == person_id)
    )
    return db.session.scalar(statement)


def _waiting(person_id: UUID, now: datetime) -> list[Waiting]:
    marks = OpportunityTerms
    statement = (
        select(
            Find.id, Find.search_id, SavedSearch.name, SavedSearch.kind, SavedSearch.query,
            func.coalesce(Find.role_id, Find.opportunity_id),
            func.coalesce(RoleTerms.terms, marks.terms),
        )
        .join(SavedSearch, SavedSearch.id == Find.search_id)
        .join(RoleTerms, RoleTerms.role_id == Find.role_id, isouter=True)
        .join(marks, marks.opportunity_id == Find.opportunity_id, isouter=True)
        .where(SavedSearch.person_id == person_id, _is_due(now))
        .order_by(Find.id)
    )  # fmt: skip
    return [Waiting(*row) for row in db.session.execute(statement)]


def _fitting(person: Person, waiting: Sequence[Waiting]) -> list[Waiting]:
    """Those of the finds this person may and wants to hear of, as everything is now."""
    of_roles = [find for find in waiting if find.kind == Of.ROLE]
    others = [find for find in waiting if find.kind == Of.OPPORTUNITY]
    fitting = [*_roles(person, of_roles), *_opportunities(person.id, others)]
    return sorted(fitting, key=lambda find: find.id)


def _roles(person: Person, waiting: Sequence[Waiting]) -> list[Waiting]:
    own = {person.role_id} if person.role_id else set()
    roles = lines_of({find.thing_id for find in waiting} | own)
    aside = not_interested(person.id) | own
    here = roles.get(person.role_id) if person.role_id else None
    asked = [find for find in waiting if find.thing_id in roles and find.thing_id not in aside]
    kept = [find for find in asked if roles[find.thing_id].active and _still(find)]
    reached = _reached(person.id, kept)
    return [find for find in kept if _for_them(find, here, roles[find.thing_id], reached)]


def _opportunities(person_id: UUID, waiting: Sequence[Waiting]) -> list[Waiting]:
    """Those that still stand as the search asks, can still be applied for, and are of others."""
    if not waiting:
        return []
    ids = {find.thing_id for find in waiting}
    statement = select(Opportunity.id).where(
        Opportunity.id.in_(ids),
        found(),
        or_(one_of(Opportunity.state, (State.COMPLETED,)), Opportunity.apply_by >= clock.today()),
        *(
            column.is_distinct_from(person_id)
            for column in (Opportunity.owner_id, Opportunity.co_owner_id, Opportunity.seeker_id)
        ),
    )
    standing = set(db.session.scalars(statement))
    return [find for find in waiting if find.thing_id in standing and _still(find)]


def _known(person_id: UUID, ids: set[UUID]) -> set[UUID]:
    """Those of these things this person was told of before, by whichever of their searches."""
    thing = func.coalesce(Find.role_id, Find.opportunity_id)
    statement = (
        select(thing)
        .join(SavedSearch, SavedSearch.id == Find.search_id)
        .where(
            SavedSearch.person_id == person_id,
            Find.told_at.is_not(None),
            or_(Find.role_id.in_(ids), Find.opportunity_id.in_(ids)),
        )
    )
    past = ledger.of_person(person_id) if ids else frozenset()
    return set(db.session.scalars(statement)) | {k for k in ids if ledger.mark(k) in past}


def _still(find: Waiting) -> bool:
    kept = terms.unpack(find.packed)
    return kept is None or terms.needed(find.query, find.kind).in_(kept)


def _reached(person_id: UUID, finds: Sequence[Waiting]) -> dict[UUID, int]:
    """How closely the person matches the roles of searches that ask for that."""
    wanted = {
        find.thing_id
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
    return not least or reached[find.thing_id] >= min(least)


def _settle(waiting: Sequence[Waiting], fitting: Sequence[Waiting], now: datetime) -> None:
    """What is told was told; what is not to be told may be found again when it has changed."""
    told = [find.id for find in fitting]
    db.session.execute(update(Find).where(Find.id.in_(told)).values(told_at=now))
    dropped = [find.id for find in waiting if find.id not in set(told)]
    db.session.execute(delete(Find).where(Find.id.in_(dropped)))
