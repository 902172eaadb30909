"""What people change about themselves."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from portal import clock
from portal.audience import Audience
from portal.db import db, lock
from portal.errors import Refused
from portal.people import manager, queries
from portal.people.models import Experience, Person

MOST_EXPERIENCE = 50


@dataclass(frozen=True, kw_only=True)
class Deed:
    """What somebody says of one thing they have done."""

    title: str
    organisation: str
    started_on: date
    ended_on: date | None
    description: str


def deed_of(row: Experience) -> Deed:
    """What the row says now."""
    return Deed(
        title=row.title,
        organisation=row.organisation,
        started_on=row.started_on,
        ended_on=row.ended_on,
        description=row.description,
    )


def describe(person: Person, *, headline: str, about: str) -> bool:
    """A person in their own words; the row is locked. False when it says that already."""
    if (person.headline, person.about) == (headline, about):
        return False
    person.headline, person.about = headline, about
    person.version += 1
    person.updated_at = clock.now()
    return True


def show_words(person: Person, audience: Audience, named: UUID | None) -> None:
    """Who may read the headline and the words; the row is locked. `named`: see `manager.choose`."""
    person.about_audience = manager.choose(person, person.about_audience, audience, named)


def add_experience(
    person_id: UUID,
    deed: Deed,
    audience: Audience = Audience.EVERYONE,
    named: UUID | None = manager.WHOEVER,
) -> Experience:
    """Raises Refused beyond a number that nobody reads."""
    person = lock(Person, person_id)
    if len(queries.experience_of(person.id)) >= MOST_EXPERIENCE:
        raise Refused(f"You have {MOST_EXPERIENCE} entries. Remove one before you add another.")
    seen = manager.choose(person, Audience.NOBODY, audience, named)
    row = Experience(person_id=person.id, audience=seen, **vars(deed))
    db.session.add(row)
    db.session.flush()
    return row


def change_experience(row: Experience, deed: Deed) -> bool:
    """The row is locked. False when it says that already."""
    if deed == deed_of(row):
        return False
    for name, value in vars(deed).items():
        setattr(row, name, value)
    row.version += 1
    return True


def show_experience(row: Experience, audience: Audience, named: UUID | None) -> None:
    """Who may see it; the row is locked, and the person's before it."""
    row.audience = manager.choose(row.person, row.audience, audience, named)


def remove_experience(row: Experience) -> None:
    db.session.delete(row)
