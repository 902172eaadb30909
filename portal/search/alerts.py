"""What saved searches find: every role or opportunity that is new or changed is held against them,
once.

One whose document was made anew is marked (`ask`) in the transaction in which it leaves the outbox.
By the clock those that are marked, and no others, are held against the searches people saved, and
what is found is written down once for ever; `telling` then tells. Each step is a short transaction
and does no harm when done again, whatever crashes and however many work.
"""

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import exists, func, insert, literal, select, update

from portal import clock, outbox, timed
from portal.db import adding, columns, db, transaction
from portal.opportunities import documents as opportunities
from portal.opportunities.models import Opportunity
from portal.roles import documents as roles
from portal.roles.models import Role
from portal.saved import ledger
from portal.saved.models import Find, Of, OpportunityTerms, Rhythm, RoleTerms, SavedSearch
from portal.search import telling, terms
from portal.search.indexing import ALL
from search_index import Document

NAME = "saved searches"
PERIOD = timedelta(minutes=5)
BUDGET = 1.0  # seconds in a row; the index and everything else have their turn in between
AT_ONCE = 10  # things in one transaction, so that nobody who saves waits for long
MOST_NAMED = 5000  # so many ids are named in a statement; beyond, all are read
MOST_WAITING = 100
"""So many finds of one search wait to be told; whoever has more will run the search."""


class Watch(NamedTuple):
    """What searches of a kind are held against: its rows, their marks, and its documents."""

    kind: str
    row: type[Role] | type[Opportunity]
    marks: type[RoleTerms] | type[OpportunityTerms]
    documents: Callable[[Collection[UUID] | None], Iterator[Document]]

    @property
    def field(self) -> str:
        """What its id is called in marks and finds."""
        return f"{self.kind}_id"

    @property
    def key(self) -> Any:
        """The column of its id among the marks."""
        return getattr(self.marks, self.field)


WATCHED = (
    Watch(Of.ROLE, Role, RoleTerms, roles.of),
    Watch(Of.OPPORTUNITY, Opportunity, OpportunityTerms, opportunities.of),
)
Books = Mapping[str, terms.Book]


def ask(refs: Collection[str]) -> None:
    """Mark those among `refs` ("role:<uuid>", or "all" for every new one) that are to be looked at.

    In the transaction in which they leave the outbox, so that none is lost and none waits long.
    """
    for one in WATCHED:
        ids = [UUID(ref.partition(":")[2]) for ref in refs if ref.startswith(f"{one.kind}:")]
        if ids or ALL in refs:
            _ask(one, ids, everything=ALL in refs)


def _ask(one: Watch, ids: list[UUID], *, everything: bool) -> None:
    if ids:
        db.session.execute(update(one.marks).where(one.key.in_(ids)).values(due=True))
    new = select(one.row.id, literal(b""), literal(True)).where(
        ~exists().where(one.key == one.row.id)
    )
    if not everything:
        new = new.where(one.row.id.in_(ids))
    db.session.execute(insert(one.marks).from_select([one.field, "terms", "due"], new))
    outbox.put(timed.AGAIN, NAME)


def tick(_now: datetime) -> None:
    """Look at what is marked and tell whoever waits; what takes longer goes on a moment later."""
    until = time.monotonic() + BUDGET
    books = _books() if any(map(_marked, WATCHED)) else None
    db.session.rollback()
    while books is not None and find(books):
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


def _books() -> Books:
    """The searches that tell, by kind. One that is saved a moment later was saved beside these."""
    telling_ones = (SavedSearch.rhythm != Rhythm.NEVER, SavedSearch.removed_at.is_(None))
    statement = select(SavedSearch.id, SavedSearch.query, SavedSearch.kind).where(*telling_ones)
    listed: dict[str, list[tuple[UUID, str]]] = {}
    for key, query, kind in columns(statement):
        listed.setdefault(kind, []).append((key, query))
    return {one.kind: terms.Book(listed.get(one.kind, ()), one.kind) for one in WATCHED}


def find(books: Books) -> int:
    """Hold some of what is marked against the saved searches. Out: how many things."""
    return sum(_find(one, books[one.kind]) for one in WATCHED)


def _find(one: Watch, searches: terms.Book) -> int:
    with transaction():
        marked = _marked(one)
        if not marked:
            return 0
        documents = one.documents(list(marked))
        now = {UUID(d.id.partition(":")[2]): terms.of(d) for d in documents}
        before = {key: terms.unpack(packed) for key, packed in marked.items()}
        fresh = {key: old for key, old in before.items() if key in now and old is not None}
        pairs = [(by, key) for key, old in fresh.items() for by in searches.finding(now[key], old)]
        _write(one, pairs)
        for key in marked:
            kept = terms.pack(now[key]) if key in now else marked[key]
            changed = update(one.marks).where(one.key == key)
            db.session.execute(changed.values(terms=kept, due=False))
        return len(marked)


def _marked(one: Watch) -> dict[UUID, bytes | None]:
    """Some of what is to be looked at, with what it said before.

    Locked before the documents are read: a change made meanwhile marks them again afterwards.
    """
    statement = (
        select(one.key, one.marks.terms)
        .where(one.marks.due)
        .order_by(one.key)
        .limit(AT_ONCE)
        .with_for_update()
    )
    return {key: kept for key, kept in db.session.execute(statement)}


def _write(one: Watch, pairs: Sequence[tuple[UUID, UUID]]) -> None:
    """Write the finds down, each once for ever, and only so many of one search at a time."""
    past = ledger.of_searches({search for search, _ in pairs}) if pairs else {}
    pairs = [(by, key) for by, key in pairs if ledger.mark(key) not in past.get(by, ())]
    if not pairs:
        return
    waiting = _waiting({search for search, _ in pairs})
    rows: list[dict[str, Any]] = []
    for search, key in pairs:
        waiting[search] = waiting.get(search, 0) + 1
        if waiting[search] <= MOST_WAITING:
            rows.append({"search_id": search, one.field: key, "found_at": clock.now()})
    if rows:
        db.session.execute(adding(Find).on_conflict_do_nothing(), rows)


def _waiting(searches: Collection[UUID]) -> dict[UUID, int]:
    """How many finds of each of these searches wait to be told."""
    untold = select(Find.search_id, func.count()).where(Find.told_at.is_(None))
    if len(searches) <= MOST_NAMED:
        untold = untold.where(Find.search_id.in_(searches))
    rows = db.session.execute(untold.group_by(Find.search_id))
    return {key: n for key, n in rows if key in searches}
