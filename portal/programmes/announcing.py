"""Whom a programme is for hears that it is open: everybody once, a few at a time.

A programme for all of a large organisation would otherwise be as many letters in one moment.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from portal import outbox
from portal.accounts.queries import active
from portal.dates import day
from portal.db import columns, db
from portal.notices import rules
from portal.people.models import Person
from portal.programmes.models import Member, Programme, ProgrammeOwner, ProgrammePart
from portal.programmes.states import State

ANNOUNCE = "notify.programme.announce"
# As fast as digests go: 25 in a second.
AT_ONCE, BETWEEN = 100, timedelta(seconds=4)
COLUMNS: dict[str, Any] = {
    "department": Person.department_id,
    "location": Person.location_id,
    "level": Person.level,
    "role": Person.role_id,
}


def announce(ref: str) -> None:
    """Tell the next of them, and ask for those after these. In: "<programme id>" for the first,
    then "<programme id>:<person id told last>". Once nobody can join any more nobody is told.
    """
    key, _, after = ref.partition(":")
    programme = db.session.get(Programme, UUID(key))
    if programme is None or programme.state != State.OPEN:
        return
    meant = _meant(programme, UUID(after) if after else None)
    for person_id in meant:
        rules.tell(
            person_id,
            key=f"programme.open_to:{programme.id}:{person_id}",
            kind="mentorship.programme_for_you",
            path=f"/mentorship/programmes/{programme.id}",
            programme=programme.name,
            until=day(programme.joining_until),
        )
    if len(meant) == AT_ONCE:
        outbox.put(ANNOUNCE, f"{programme.id}:{meant[-1]}", after=BETWEEN)


def _meant(programme: Programme, after: UUID | None) -> list[UUID]:
    """Whom it is for, but for who joined or looks after it, in the order of their ids."""
    of_it = Member.programme_id == programme.id, ProgrammeOwner.programme_id == programme.id
    found = select(Person.id).where(
        active(),
        *_of(programme.parts),
        Person.id.not_in(select(Member.person_id).where(of_it[0])),
        Person.id.not_in(select(ProgrammeOwner.person_id).where(of_it[1])),
    )
    if after is not None:
        found = found.where(Person.id > after)
    return list(columns(found.order_by(Person.id).limit(AT_ONCE)).scalars())


def _of(parts: Iterable[ProgrammePart]) -> list[ColumnElement[bool]]:
    """What `audiences.fits` says of one person, as conditions on all of them."""
    wanted: dict[str, list[Any]] = defaultdict(list)
    for part in parts:
        wanted[part.kind].append(int(part.key) if part.kind == "level" else UUID(part.key))
    return [or_(*(COLUMNS[kind] == key for key in keys)) for kind, keys in wanted.items()]


HANDLERS: dict[str, Callable[[str], None]] = {ANNOUNCE: announce}
