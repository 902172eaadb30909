"""The cast: enter() puts them on stage."""

from dataclasses import dataclass
from datetime import date, timedelta

from portal import clock
from portal.accounts import passwords
from portal.accounts.models import Account
from portal.db import db
from portal.people.models import Department, Location, Person

PASSWORD = "a quiet harbour at dawn"
_HASH = passwords.digest(PASSWORD)


@dataclass
class Cast:
    """Persons, by the part they play; `permits` and `parks` are departments."""

    ada: Person
    mei: Person
    manu: Person
    hana: Person
    alex: Person
    sam: Person
    lee: Person
    permits: Department
    parks: Department
    harbour: Location


def person(name: str, department: Department, **more: object) -> Person:
    """A person with an account at name@example.org, not yet committed."""
    duties = {duty: bool(more.pop(duty, False)) for duty in ("hr", "admin")}
    row = Person(
        name=name,
        department_id=department.id,
        **({"hired_on": date(2020, 3, 2), "job_title": "Officer"} | more),
    )
    db.session.add(row)
    db.session.flush()
    email = f"{name.split()[0].casefold()}@example.org"
    db.session.add(Account(person_id=row.id, email=email, password_hash=_HASH, **duties))
    return row


def enter() -> Cast:
    """The whole cast, committed."""
    permits, parks = Department(name="Permits"), Department(name="Parks")
    harbour = Location(name="Harbour House")
    db.session.add_all([permits, parks, harbour])
    db.session.flush()
    manu = person("Manu Reyes", permits, job_title="Permits Team Leader", level=4)
    cast = Cast(
        ada=person("Ada Okafor", permits, manager_id=manu.id, level=2, location_id=harbour.id),
        mei=person("Mei Halvorsen", parks, level=4),
        manu=manu,
        hana=person("Hana Raman", parks, hr=True),
        alex=person("Alex Diaz", parks, admin=True),
        sam=person("Sam Stranger", parks),
        lee=person("Lee Gone", parks, left_on=clock.today() - timedelta(days=1)),
        permits=permits,
        parks=parks,
        harbour=harbour,
    )
    db.session.commit()
    return cast
