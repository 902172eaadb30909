"""Checking in, changing what one said, and who may read it."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from uuid import UUID

from portal import clock
from portal.audience import Audience
from portal.checkins.models import CheckIn
from portal.checkins.queries import PROMPT, of_person
from portal.db import db
from portal.errors import Refused
from portal.people import manager
from portal.people.models import Person, Silence

CHOICES = (Audience.NOBODY, Audience.MANAGER)
"""A check-in is only counted, or the line manager reads it."""


@dataclass(frozen=True)
class Said:
    """The answers of a check-in; what is left out is None or empty."""

    energy: str | None
    confidence: str | None
    drives: str
    drains: str
    words: str

    @property
    def empty(self) -> bool:
        return not any(asdict(self).values())


def codes(chosen: Collection[str]) -> str:
    """Codes of drivers as a check-in keeps them."""
    return " ".join(sorted(set(chosen)))


def said_at(row: CheckIn) -> Said:
    """The answers of a check-in as they are now."""
    return Said(row.energy, row.confidence, row.drives, row.drains, row.words)


def check_in(person: Person, said: Said) -> CheckIn:
    """A new one, which is only counted until it is shown. The person's row is locked."""
    row = CheckIn(person_id=person.id, audience=Audience.NOBODY, **asdict(said))
    db.session.add(row)
    db.session.flush()
    return row


def change(row: CheckIn, said: Said) -> None:
    """Other answers at the same check-in, which keeps its day. The person's row is locked."""
    if said == said_at(row):
        return
    for name, value in asdict(said).items():
        setattr(row, name, value)
    row.version += 1
    row.updated_at = clock.now()


def show(person: Person, row: CheckIn, wanted: Audience, named: UUID | None) -> None:
    """Only count it, or let the line manager read it; `named` is who that was on the page.

    Raises Refused for what was removed.
    """
    if row.removed_at is not None:
        raise Refused("You have removed this check-in. Nobody reads or counts it.")
    row.audience = manager.choose(person, row.audience, wanted, named)
    db.session.flush()


def remove(row: CheckIn) -> None:
    """Nobody reads or counts it from now on; after a day it is gone. Twice is once."""
    if row.removed_at is None:
        row.removed_at = clock.now()


def put_back(row: CheckIn) -> None:
    """Take a removal back. Raises Refused where another check-in has taken its place."""
    if row.removed_at is None:
        return
    others = [other for other in of_person(row.person_id) if other.at > row.at]
    if any(other.at >= row.removed_at for other in others):
        raise Refused("You have checked in again since. The one you removed stays removed.")
    row.removed_at = None


def remind(person_id: UUID, *, wanted: bool) -> None:
    """Whether the person is reminded when the next one is due."""
    row = db.session.get(Silence, (person_id, PROMPT, Silence.about(None)))
    if wanted and row is not None:
        db.session.delete(row)
    elif not wanted:
        db.session.merge(Silence(person_id=person_id, prompt=PROMPT, ref=Silence.about(None)))
        if row is not None:
            row.until = None
