"""Whose page Who sees what is, as it is today, in one statement."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, select
from sqlalchemy.orm import aliased

from portal.aspirations.models import AspirationProfile, HrConsent
from portal.aspirations.queries import holding
from portal.audience import Audience
from portal.composed import prepared
from portal.db import columns
from portal.people import manager
from portal.people.models import Department, Location, Person, Photo
from portal.roles.models import Family, Role


class Other(NamedTuple):
    """A line manager by name."""

    id: UUID
    name: str


class Me(NamedTuple):
    """What of a Person the page needs."""

    id: UUID
    manager_id: UUID | None
    shared_with_manager_id: UUID | None
    about_audience: Audience
    level: int | None
    department_id: UUID
    department: str
    location_id: UUID | None
    location: str | None
    field_id: UUID | None
    field: str | None


class Wishes(NamedTuple):
    """What of an AspirationProfile the page needs."""

    roles_audience: Audience
    drivers_audience: Audience
    preferences_audience: Audience
    words_audience: Audience
    hr_until: date | None
    counted: bool
    open_to_approaches: bool
    open_about_moves: bool


class Agreed(NamedTuple):
    """What of an HrConsent that holds the page needs."""

    purpose: str
    words: str
    until: date


@dataclass(frozen=True)
class Owner:
    """Whose page it is, with the line manager of now and whom shares were made for."""

    person: Me
    manager: Other | None
    before: Other | None
    profile: Wishes | None
    consent: Agreed | None
    photo: Audience | None
    asks: bool

    @property
    def counted(self) -> bool:
        return self.profile is None or self.profile.counted

    @property
    def approaches(self) -> bool:
        return self.profile is not None and self.profile.open_to_approaches

    @property
    def about_moves(self) -> bool:
        return self.profile is not None and self.profile.open_about_moves


def owner_of(person_id: UUID) -> Owner:
    """Whose page it is, in one statement."""
    row = list(columns(_owner(), person_id=person_id).one())
    me, boss, before, wishes = row[:11], row[11:13], row[13:15], row[15:23]
    agreed = row[23:26]
    return Owner(
        Me(*me),
        Other(*boss) if boss[0] else None,
        Other(*before) if before[0] else None,
        Wishes(*wishes) if wishes[0] is not None else None,
        Agreed(*agreed) if agreed[0] else None,
        *row[26:],
    )


@prepared
def _owner() -> Select[*tuple[Any, ...]]:
    boss, before = aliased(Person), aliased(Person)
    me = [getattr(Person, name) for name in Me._fields[:6]]
    wishes = [getattr(AspirationProfile, name) for name in Wishes._fields]
    return (
        select(
            *me, Department.name, Location.id, Location.name, Family.id, Family.name,
            boss.id, boss.name, before.id, before.name, *wishes,
            *(getattr(HrConsent, name) for name in Agreed._fields),
            Photo.audience, manager.waiting(),
        )
        .join(Department, Department.id == Person.department_id)
        .outerjoin(Location, Location.id == Person.location_id)
        .outerjoin(Role, Role.id == Person.role_id)
        .outerjoin(Family, Family.id == Role.family_id)
        .outerjoin(boss, boss.id == Person.manager_id)
        .outerjoin(before, before.id == Person.shared_with_manager_id)
        .outerjoin(AspirationProfile, AspirationProfile.person_id == Person.id)
        .outerjoin(HrConsent, and_(HrConsent.person_id == Person.id, holding()))
        .outerjoin(Photo, Photo.person_id == Person.id)
        .where(Person.id == bindparam("person_id"))
    )  # fmt: skip
