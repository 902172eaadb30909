"""How a colleague's word on a skill changes state: one table, and the one function that uses it.

The owner of the skill is the turnstile: every change holds their row (see `behind` in the model),
so that limits, the skill itself and a late click are seen one after the other.
"""

from enum import StrEnum
from uuid import UUID

from portal import clock, outbox
from portal.db import db
from portal.people import events
from portal.people.models import Person
from portal.skills import own, own_queries
from portal.transitions import Change, Past, by_state
from portal.validation import guards, queries, standing, words
from portal.validation.models import State, Validation, ValidationEvent


class Who(StrEnum):
    """Who may set a change off."""

    OWNER = "owner"
    COLLEAGUE = "colleague"
    CLOCK = "clock"


def stand(confirmed: Validation) -> None:
    """The owner's skill shows this confirmation from now on. Their own level stays as it is."""
    row = own_queries.held(confirmed.person_id, confirmed.skill_id)
    if row is not None and confirmed.level is not None:
        own.confirm(row, confirmed.by_id, confirmed.level, confirmed.answered_at)


def fall(removed: Validation) -> None:
    """The skill shows this confirmation no more, but the one before it that still stands."""
    row = own_queries.held(removed.person_id, removed.skill_id)
    if row is None or (row.validated_by_id, row.validated_at) != (
        removed.by_id,
        removed.answered_at,
    ):
        return
    left = standing.confirmations(removed.person_id, removed.skill_id)
    own.unconfirm(row, _shown(left[0]) if left else None)


def _shown(kept: Validation) -> own.Confirmation | None:
    if kept.level is None or kept.answered_at is None:
        return None
    return kept.by_id, kept.level, kept.answered_at


FRESH, ASKED, OFFERED, CONFIRMED = (None,), (State.ASKED,), (State.OFFERED,), (State.CONFIRMED,)

# fmt: off
TABLE: tuple[Change, ...] = (
    Change(FRESH, "asked", State.ASKED, Who.OWNER, guards.may_ask),
    Change(FRESH, "offered", State.OFFERED, Who.COLLEAGUE, guards.may_offer),
    Change(ASKED, "confirmed", State.CONFIRMED, Who.COLLEAGUE, guards.still_listed, stand),
    Change(OFFERED, "accepted", State.CONFIRMED, Who.OWNER, guards.both_here, stand),
    Change(ASKED, "declined", State.DECLINED, Who.COLLEAGUE),
    Change(OFFERED, "declined", State.DECLINED, Who.OWNER, told=False),
    Change(ASKED, "withdrawn", State.WITHDRAWN, Who.OWNER, told=False),
    Change(OFFERED, "withdrawn", State.WITHDRAWN, Who.COLLEAGUE, told=False),
    Change(ASKED, "reminded", State.ASKED, Who.CLOCK),
    Change(OFFERED, "reminded", State.OFFERED, Who.CLOCK),
    Change(ASKED, "expired", State.EXPIRED, Who.CLOCK),
    Change(OFFERED, "expired", State.EXPIRED, Who.CLOCK, told=False),
    Change(ASKED, "closed", State.WITHDRAWN, Who.CLOCK),
    Change(OFFERED, "closed", State.WITHDRAWN, Who.CLOCK, told=False),
    Change(CONFIRMED, "taken off", State.REMOVED, Who.OWNER, effect=fall, told=False),
)
# fmt: on
CHANGES = by_state(TABLE)


def begin(fresh: Validation, event: str, *, by: Person) -> None:
    """Ask, or offer: the first line of a history. In: a row that is not in the session yet.

    The owner is locked. Raises Refused when the guard says no.
    """
    change = CHANGES[None, event]
    change.guard(fresh)
    fresh.state = change.after
    db.session.add(fresh)
    db.session.flush()
    _record(fresh, change, None, by=by)


def advance(thing: Validation, event: str, *, by: Person | None = None, reason: str = "") -> None:
    """The only way to change the state of a validation; its owner is locked.

    In: the row, read under that lock; the event; who set it off (None: the clock); a reason in a
    code. Raises Past when the state no longer knows this event, Refused when the guard of the
    change says no, ValueError when somebody sets off what is not theirs.
    """
    change = CHANGES.get((thing.state, event))
    if change is None:
        raise Past.after(queries.last_change(thing.id), words.happened)
    sides: dict[str, UUID | None] = {
        Who.OWNER: thing.person_id, Who.COLLEAGUE: thing.by_id, Who.CLOCK: None,
    }  # fmt: skip
    if (by.id if by else None) != sides[change.who]:
        raise ValueError(f"{event} is set off by: {change.who}")
    change.guard(thing)
    before, thing.state = thing.state, change.after
    if before != change.after and change.after != State.REMOVED:
        thing.answered_at = clock.now()
    db.session.flush()
    change.effect(thing)
    _record(thing, change, before, by=by, reason=reason)


def _record(
    thing: Validation, change: Change, before: str | None, *, by: Person | None, reason: str = ""
) -> None:
    what = (ValidationEvent, change.event, before, thing.state)
    row = events.record(*what, by=by, reason=reason, validation_id=thing.id)
    if change.told:
        outbox.put(f"notify.validation.{change.event}", f"event:{row.id}")
