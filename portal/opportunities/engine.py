"""The one function that changes the state of an opportunity or an application.

The tables stand with what their changes bring about, in `machine`, from where callers take all of
it. The opportunity's row is the turnstile: every change of it and of its applications holds it.
"""

from datetime import UTC, datetime, time
from enum import StrEnum
from uuid import UUID

from portal import clock, outbox
from portal.dates import working_days_on
from portal.db import db
from portal.opportunities import standing, words
from portal.opportunities.models import Application, Opportunity, OpportunityEvent
from portal.opportunities.states import (
    LIVE,
    OFFER_LASTS,
    OVER,
    RELEASE_DAYS,
    WAITING,
    Standing,
    State,
)
from portal.people import events
from portal.people.models import Person
from portal.transitions import Change, Past, by_state


class Who(StrEnum):
    """Who may set a change off."""

    OWNER = "owner"
    OWNER_OR_CLOCK = "owner or clock"
    HR = "HR"
    APPLICANT = "applicant"
    MANAGER = "manager"
    MANAGER_OR_CLOCK = "manager or clock"
    CLOCK = "clock"


Thing = Opportunity | Application
AS_BEFORE = "as before"
"""Where a change leads that takes another back."""

TABLE: dict[type, tuple[Change, ...]] = {}
CHANGES: dict[tuple[type, str | None, str], Change] = {}


def go_by(kind: type, changes: tuple[Change, ...]) -> None:
    """From now on rows of this kind change by this table, and by no other."""
    TABLE[kind] = changes
    CHANGES.update({(kind, *key): change for key, change in by_state(changes).items()})


def advance(
    thing: Thing, event: str, *, by: Person | None = None, reason: str = "", hr: bool = False
) -> None:
    """The only way to change the state of either; the opportunity's row is locked.

    In: the row, read under that lock; the event; who set it off (None: the clock); a reason in a
    code; whether they act for HR, whom the policy let through. Raises Past when the state no longer
    knows this event, Refused when the guard says no, ValueError when it is not theirs to set off.
    """
    change = CHANGES.get((type(thing), thing.state, event))
    if change is None:
        zone = by.time_zone if by else ""
        raise Past.after(standing.last_change(thing.id), words.happened, zone)
    if not _theirs(change, thing, by, hr):
        raise ValueError(f"{event} is set off by: {change.who}")
    change.guard(thing)
    before = thing.state
    _enter(thing, change)
    db.session.add(thing)
    db.session.flush()
    row = record(thing, event, before, by=by, reason=reason)
    if change.told:
        outbox.put(f"notify.opportunity.{event}", f"event:{row.id}")
    change.effect(thing)


def _theirs(change: Change, thing: Thing, by: Person | None, hr: bool) -> bool:
    if by is None:
        return change.who in (Who.CLOCK, Who.OWNER_OR_CLOCK, Who.MANAGER_OR_CLOCK)
    if hr:
        return change.who == Who.HR and by.id not in thing.owner_ids
    sides: dict[str, tuple[UUID | None, ...]] = {
        Who.OWNER: tuple(thing.owner_ids),
        Who.OWNER_OR_CLOCK: tuple(thing.owner_ids),
    }
    if isinstance(thing, Application):
        sides[Who.APPLICANT] = (thing.person_id,)
        sides[Who.MANAGER] = sides[Who.MANAGER_OR_CLOCK] = (thing.manager_id,)
    return by.id in sides.get(change.who, ())


def _enter(thing: Thing, change: Change) -> None:
    now, before = clock.now(), thing.state
    after = thing.was if change.after == AS_BEFORE else change.after
    thing.state = after
    thing.was = before if after in (State.CANCELLED, Standing.CANCELLED) else ""
    if isinstance(thing, Opportunity):
        thing.ended_at = now if after in OVER else None
        return
    thing.ended_at = None if after in LIVE else now
    if after != before:
        thing.due_at = due(thing, now)


def due(row: Application, since: datetime) -> datetime | None:
    """When an application that came into its state at `since` runs out; None: it does not."""
    if row.state in WAITING:
        # Whoever comes back from a cancelled one still has three days before it runs out.
        return max(standing.answer_by(row.opportunity), working_days_on(since, 3))
    if row.state == Standing.OFFERED:
        return since + OFFER_LASTS
    return working_days_on(since, RELEASE_DAYS) if row.state == Standing.RELEASE else None


def end_of(day_: object) -> datetime:
    """The last minute of a day."""
    return datetime.combine(day_, time(23, 59), UTC)  # type: ignore[arg-type]


def record(
    thing: Thing, event: str, before: str | None, *, by: Person | None, reason: str = ""
) -> OpportunityEvent:
    """Append to the history of an opportunity or an application."""
    about = {"thing_kind": thing.__tablename__, "thing_id": thing.id}
    return events.record(
        OpportunityEvent, event, before, thing.state, by=by, reason=reason, **about
    )
