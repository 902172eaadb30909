"""What HR's desk shows: pairs with what speaks for each, who has none, and who else would do."""

from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from portal.programmes import pool
from portal.programmes.fit import PLACED, Fit, reasons
from portal.programmes.models import Member, Programme
from portal.programmes.pool import Named, Pair, Pool
from portal.programmes.states import PairState

PER_PAGE, MOST_LISTED, MOST_OTHERS = 10, 12, 8
BY_HAND = [("Chosen by hand", PLACED)]

Lines = list[tuple[str, int]]


class Shown(NamedTuple):
    """A pair on the desk."""

    pair: Pair
    mentee: Named
    mentor: Named
    why: Lines


@dataclass(frozen=True)
class Board:
    """One page of the desk. Lists are cut off; the numbers beside them are not."""

    drafts: list[Shown]
    draft_count: int
    pages: int
    sent: list[Shown]
    came: int
    waiting: int
    not_now: int
    without: list[Named]
    without_count: int
    aside: list[Named]
    places: int


def board(programme: Programme, number: int) -> Board:
    """The desk of a programme; what has the fewest points comes first, since it needs a look."""
    now = pool.read(programme.id)
    drafts = [pair for pair in now.pairs if pair.state == PairState.PROPOSED]
    sent = [pair for pair in now.pairs if pair.state != PairState.PROPOSED]
    first = (number - 1) * PER_PAGE
    here = drafts[first : first + PER_PAGE]
    proposed = {pair.mentee_id for pair in drafts}
    without = [key for key in now.wishes if key not in proposed]
    known = now.named
    counts = Counter(pair.state for pair in sent)
    return Board(
        drafts=_shown(here, known, now),
        draft_count=len(drafts),
        pages=max(1, -(-len(drafts) // PER_PAGE)),
        sent=_shown(sent[-MOST_LISTED:], known, now),
        came=counts[PairState.MATCHED],
        waiting=counts[PairState.SENT] + counts[PairState.ASKED],
        not_now=sum(counts[state] for state in pool.PAST),
        without=_in_order(known, without[:MOST_LISTED]),
        without_count=len(without),
        aside=_in_order(known, now.aside),
        places=sum(help_.places for help_ in now.helps.values()) - len(drafts),
    )


def _in_order(known: dict[UUID, Named], keys: object) -> list[Named]:
    found = [known[key] for key in keys if key in known]  # type: ignore[attr-defined]
    return sorted(found, key=lambda one: (one.name, one.id.int))


def _shown(pairs: list[Pair], known: dict[UUID, Named], now: Pool) -> list[Shown]:
    """Pairs whose two are still in the programme."""
    return [
        Shown(pair, known[pair.mentee_id], known[pair.mentor_id], _why(pair, now))
        for pair in pairs
        if pair.mentee_id in known and pair.mentor_id in known
    ]


def _why(pair: Pair, now: Pool) -> Lines:
    if pair.mentee_id not in now.wishes or pair.mentor_id not in now.helps:
        return []
    found = now.fit(pair.mentee_id, pair.mentor_id)
    return reasons(found, now.names) if found else BY_HAND


class Other(NamedTuple):
    """A mentor with a free place who would do."""

    mentor: Named
    fit: Fit
    why: Lines


@dataclass(frozen=True)
class Place:
    """Where a mentee stands: the pair on the desk, and mentors with a free place, best first."""

    pair: Pair | None
    mentor: Named | None
    why: Lines
    others: list[Other]
    free: bool


def place_of(member: Member) -> Place:
    """What the page of a member shows of the matching."""
    now = pool.read(member.programme_id)
    me = member.person_id
    own = next((p for p in now.pairs if p.mentee_id == me and p.state == PairState.PROPOSED), None)
    taken: dict[UUID, int] = {}
    for pair in now.pairs:
        if pair.state == PairState.PROPOSED and pair.mentee_id != me:
            taken[pair.mentor_id] = taken.get(pair.mentor_id, 0) + 1
    fits = [
        (now.fit(me, key), key)
        for key, help_ in now.helps.items()
        if me in now.wishes and help_.places > taken.get(key, 0) and not (own and own[3] == key)
    ]
    best = sorted(
        ((found, key) for found, key in fits if found), key=lambda one: (-one[0].points, one[1].int)
    )[:MOST_OTHERS]
    known = now.named
    return Place(
        pair=own,
        mentor=known.get(own.mentor_id) if own else None,
        why=_why(own, now) if own else [],
        others=[Other(known[key], found, reasons(found, now.names)) for found, key in best],
        free=me in now.wishes,
    )
