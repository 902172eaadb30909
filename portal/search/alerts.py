"""What saved searches find: every role that is new or changed is held against them, once.

A role whose document was made anew is marked (`ask`) in the transaction in which it leaves the
outbox. By the clock the marked roles, and no others, are held against the searches people saved,
and what is found is written down once for ever; `telling` then tells. Each step is a short
transaction and does no harm when done again, whatever crashes and however many work.
"""

import time
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, insert, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite

from portal import clock, outbox, timed
from portal.db import columns, db, transaction
from portal.roles import documents
from portal.roles.models import Role
from portal.saved import ledger
from portal.saved.models import Find, Rhythm, RoleTerms, SavedSearch
from portal.search import telling, terms
from portal.search.indexing import ALL

NAME = "saved searches"
PERIOD = timedelta(minutes=5)
BUDGET = 1.0  # seconds in a row; the index and everything else have their turn in between
AT_ONCE = 10  # roles in one transaction, so that nobody who saves waits for long
MOST_NAMED = 5000  # so many ids are named in a statement; beyond, all are read
MOST_WAITING = 100
"""So many finds of one search wait to be told; whoever has more will run the search."""


def ask(refs: Collection[str]) -> None:
    """Mark the roles among `refs` ("role:<uuid>", or "all" for every new one) to be looked at.

    In the transaction in which they leave the outbox, so that none is lost and none waits long.
    """
    ids = [UUID(ref.partition(":")[2]) for ref in refs if ref.startswith("role:")]
    if not ids and ALL not in refs:
        return
    if ids:
        marked = update(RoleTerms).where(RoleTerms.role_id.in_(ids)).values(due=True)
        db.session.execute(marked)
    new = select(Role.id, literal(b""), literal(True)).where(
        ~exists().where(RoleTerms.role_id == Role.id)
    )
    if ALL not in refs:
        new = new.where(Role.id.in_(ids))
    db.session.execute(insert(RoleTerms).from_select(["role_id", "terms", "due"], new))
    outbox.put(timed.AGAIN, NAME)


def tick(_now: datetime) -> None:
    """Look at what is marked and tell whoever waits; what takes longer goes on a moment later."""
    until = time.monotonic() + BUDGET
    searches = _book() if _marked() else None
    db.session.rollback()
    while searches is not None and find(searches):
        if time.monotonic() > until:
            return _go_on()
    for person_id in telling.due(clock.now()):
        with transaction():
            telling.tell(person_id, clock.now())
        if time.monotonic() > until:
            return _go_on()
    return None


def _go_on() -> None:
    with transaction():
        outbox.put(timed.AGAIN, NAME)


def _book() -> terms.Book:
    """The searches that tell. One that is saved a moment later was saved beside these roles."""
    telling_ones = (SavedSearch.rhythm != Rhythm.NEVER, SavedSearch.removed_at.is_(None))
    return terms.Book(columns(select(SavedSearch.id, SavedSearch.query).where(*telling_ones)).all())


def find(searches: terms.Book) -> int:
    """Hold some of the marked roles against the saved searches. Out: how many roles."""
    with transaction():
        marked = _marked()
        if not marked:
            return 0
        now = {UUID(d.id.partition(":")[2]): terms.of(d) for d in documents.of(list(marked))}
        before = {key: terms.unpack(packed) for key, packed in marked.items()}
        fresh = {key: old for key, old in before.items() if key in now and old is not None}
        _write(
            [(one, key) for key, old in fresh.items() for one in searches.finding(now[key], old)]
        )
        for key in marked:
            kept = terms.pack(now[key]) if key in now else marked[key]
            changed = update(RoleTerms).where(RoleTerms.role_id == key)
            db.session.execute(changed.values(terms=kept, due=False))
        return len(marked)


def _marked() -> dict[UUID, bytes | None]:
    """Some of the roles to be looked at, with what they said before.

    Locked before their documents are read: a change made meanwhile marks them again afterwards.
    """
    statement = (
        select(RoleTerms.role_id, RoleTerms.terms)
        .where(RoleTerms.due)
        .order_by(RoleTerms.role_id)
        .limit(AT_ONCE)
        .with_for_update()
    )
    return {key: kept for key, kept in db.session.execute(statement)}


def _write(pairs: Sequence[tuple[UUID, UUID]]) -> None:
    """Write the finds down, each once for ever, and only so many of one search at a time."""
    past = ledger.of_searches({search for search, _ in pairs}) if pairs else {}
    pairs = [(one, role) for one, role in pairs if ledger.mark(role) not in past.get(one, ())]
    if not pairs:
        return
    waiting = _waiting({search for search, _ in pairs})
    rows: list[dict[str, Any]] = []
    for search, role in pairs:
        waiting[search] = waiting.get(search, 0) + 1
        if waiting[search] <= MOST_WAITING:
            rows.append({"search_id": search, "role_id": role, "found_at": clock.now()})
    if rows:
        build = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
        db.session.execute(build(Find).on_conflict_do_nothing(), rows)


def _waiting(searches: Collection[UUID]) -> dict[UUID, int]:
    """How many finds of each of these searches wait to be told."""
    untold = select(Find.search_id, func.count()).where(Find.told_at.is_(None))
    if len(searches) <= MOST_NAMED:
        untold = untold.where(Find.search_id.in_(searches))
    rows = db.session.execute(untold.group_by(Find.search_id))
    return {key: n for key, n in rows if key in searches}
