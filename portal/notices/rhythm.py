"""How often a person's letters come, and when there is quiet: by the clocks where they are."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select

from portal import clock, dates, outbox
from portal.composed import prepared
from portal.db import columns, db
from portal.notices.models import DIGEST, Rhythm
from portal.people.models import Person

AT_ONCE, DAILY, WEEKLY = "at_once", "daily", "weekly"


class Chosen(NamedTuple):
    """What somebody chose, or what it is without a choice."""

    rhythm: str
    hour: int
    weekday: int
    quiet_from: int | None
    quiet_until: int | None
    time_zone: str


def of(person_id: UUID) -> Chosen:
    """How this person wants to be told, in one statement."""
    return Chosen(*columns(_of(), person_id=person_id).one())


@prepared
def _of() -> Select[str, int, int, int | None, int | None, str]:
    return (
        select(
            func.coalesce(Rhythm.rhythm, AT_ONCE), func.coalesce(Rhythm.hour, 8),
            func.coalesce(Rhythm.weekday, 0), Rhythm.quiet_from, Rhythm.quiet_until,
            Person.time_zone,
        )
        .join_from(Person, Rhythm, Rhythm.person_id == Person.id, isouter=True)
        .where(Person.id == bindparam("person_id"))
    )  # fmt: skip


def next_due(chosen: Chosen, after: datetime) -> datetime | None:
    """When the next digest is made, later than `after`; None for who is told at once.

    An hour that a change of clocks leaves out is the hour that follows it.
    """
    if chosen.rhythm == AT_ONCE:
        return None
    at = dates.local(after, chosen.time_zone).replace(
        hour=chosen.hour, minute=0, second=0, microsecond=0, fold=0
    )
    step = timedelta(days=1)
    if chosen.rhythm == WEEKLY:
        at += timedelta(days=(chosen.weekday - at.weekday()) % 7)
        step = timedelta(days=7)
    while at.astimezone(UTC) <= after:
        at += step  # a day by the calendar there, however many hours it has
    return at.astimezone(UTC)


def quiet_end(chosen: Chosen, now: datetime) -> datetime | None:
    """When the quiet hours that go on now are over; None when there is no quiet now."""
    begin, end = chosen.quiet_from, chosen.quiet_until
    if begin is None or end is None or begin == end:
        return None
    here = dates.local(now, chosen.time_zone)
    quiet = begin <= here.hour < end if begin < end else here.hour >= begin or here.hour < end
    if not quiet:
        return None
    over = here.replace(hour=end, minute=0, second=0, microsecond=0, fold=0)
    if over <= here:
        over += timedelta(days=1)
    return over.astimezone(UTC)


def choose(person_id: UUID, chosen: Chosen) -> None:
    """From now on like this. What waited for a digest that is no more goes at once, in one."""
    before, now = of(person_id), clock.now()
    db.session.merge(
        Rhythm(
            person_id=person_id,
            due_at=next_due(chosen, now),
            **{name: value for name, value in chosen._asdict().items() if name != "time_zone"},
        )
    )
    if before.rhythm != AT_ONCE and chosen.rhythm == AT_ONCE:
        outbox.put(DIGEST, f"{person_id} {now.isoformat()}")


def move(person_id: UUID, time_zone: str) -> None:
    """The person's clocks are those of this zone from now on; their digest follows."""
    db.session.get_one(Person, person_id).time_zone = time_zone
    row = db.session.get(Rhythm, person_id)
    if row is not None:
        chosen = of(person_id)._replace(time_zone=time_zone)
        row.due_at = next_due(chosen, clock.now())
