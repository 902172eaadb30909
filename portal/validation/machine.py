"""How a colleague's word on a skill changes state: one table, and the one function that uses it.

The owner of the skill is the turnstile: every change holds their row (see `behind` in the model),
so that limits, the skill itself and a late click are seen one after the other.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from portal import clock, outbox
from portal.dates import moment
from portal.db import db
from portal.errors import Refused
from portal.people.models import Person
from portal.skills import own, own_queries
from portal.validation import guards, queries, standing, words
from portal.validation.models import State, Validation, ValidationEvent


class Past(Refused):
    """The click came late: what it asks for is over. Nothing was changed, and nothing is wrong."""


class Who(StrEnum):
    """Who may set a change off."""

    OWNER = "owner"
    COLLEAGUE = "colleague"
    CLOCK = "clock"


Step = Callable[[Validation], None]


def _nothing(_thing: Validation) -> None:
    """No condition, no consequence."""


@dataclass(frozen=True)
class Change:
    """One line of the table: in which state, what happens, and where it leads."""

    before: str | None
    event: str
    after: str
    who: Who
    guard: Step = _nothing
    effect: Step = _nothing
    told: bool = True


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


# fmt: off
TABLE: tuple[Change, ...] = (
    Change(None, "asked", State.ASKED, Who.OWNER, guards.may_ask),
    Change(None, "offered", State.OFFERED, Who.COLLEAGUE, guards.may_offer),
    Change(State.ASKED, "confirmed", State.CONFIRMED, Who.COLLEAGUE, guards.still_listed, stand),
    Change(State.OFFERED, "accepted", State.CONFIRMED, Who.OWNER, guards.both_here, stand),
    Change(State.ASKED, "declined", State.DECLINED, Who.COLLEAGUE),
    Change(State.OFFERED, "declined", State.DECLINED, Who.OWNER, told=False),
    Change(State.ASKED, "withdrawn", State.WITHDRAWN, Who.OWNER, told=False),
    Change(State.OFFERED, "withdrawn", State.WITHDRAWN, Who.COLLEAGUE, told=False),
    Change(State.ASKED, "reminded", State.ASKED, Who.CLOCK),
    Change(State.OFFERED, "reminded", State.OFFERED, Who.CLOCK),
    Change(State.ASKED, "expired", State.EXPIRED, Who.CLOCK),
    Change(State.OFFERED, "expired", State.EXPIRED, Who.CLOCK, told=False),
    Change(State.ASKED, "closed", State.WITHDRAWN, Who.CLOCK),
    Change(State.OFFERED, "closed", State.WITHDRAWN, Who.CLOCK, told=False),
    Change(State.CONFIRMED, "taken off", State.REMOVED, Who.OWNER, effect=fall, told=False),
)
# fmt: on
CHANGES = {(change.before, change.event): change for change in TABLE}


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
        raise Past(already(thing))
    sides = {Who.OWNER: thing.person_id, Who.COLLEAGUE: thing.by_id, Who.CLOCK: None}
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
    row = ValidationEvent(
        validation_id=thing.id,
        event=change.event,
        from_state=before,
        to_state=thing.state,
        reason=reason,
        actor_id=by.id if by else None,
        department_id=by.department_id if by else None,
        at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    if change.told:
        outbox.put(f"notify.validation.{change.event}", f"event:{row.id}")


def already(thing: Validation) -> str:
    """What happened to it before this click, and when."""
    last = queries.last_change(thing.id)
    if last is None:
        return "This is over already. Nothing was changed."
    event, name = last
    return f"{words.happened(event, name)} on {moment(event.at)}. Nothing was changed now."
