"""A small organisation in the database whose figures are interesting, and its snapshot."""

from dataclasses import dataclass, field
from datetime import date
from uuid import uuid4

from sqlalchemy import insert

from portal import clock
from portal.aspirations.models import Aspiration, AspirationProfile, Driver
from portal.db import db
from portal.insights.snapshot import Outcome, take_snapshot
from portal.people.models import Department, Person
from portal.roles.models import Family, Role


@dataclass
class Town:
    """Departments and roles by name."""

    departments: dict[str, Department]
    roles: dict[str, Role]
    drivers: list[dict[str, object]] = field(default_factory=list)


def town() -> Town:
    """40 of Transit aim for two roles, some of Gardens for one, 3 of Finance for a rare one."""
    departments = {
        name: Department(id=uuid4(), name=name) for name in ("Transit", "Gardens", "Finance")
    }
    families = {name: Family(id=uuid4(), name=name) for name in ("Data", "Leading")}
    roles = {
        title: Role(id=uuid4(), family_id=families[family].id, level=2, title=title)
        for title, family in (
            ("Data Analyst", "Data"),
            ("Team Leader", "Leading"),
            ("=Archivist", "Data"),
            ("Diver", "Leading"),
        )
    }
    db.session.add_all([*departments.values(), *families.values()])
    db.session.flush()
    db.session.add_all(roles.values())
    db.session.flush()
    here = Town(departments, roles)
    for n in range(40):
        wish(here, "Transit", "Data Analyst" if n < 24 else "Team Leader", ("year", "two")[n % 2])
    for n in range(30):
        someone(here, "Transit")
        wish(here, "Gardens", "=Archivist" if n < 11 else None, "later")
        someone(here, "Gardens")
    for _ in range(3):
        wish(here, "Finance", "Diver", "exploring")
        someone(here, "Finance")
    db.session.commit()
    return here


def someone(here: Town, department: str, level: int | None = 2) -> Person:
    """A person who has said nothing."""
    person = Person(
        id=uuid4(),
        name="Somebody",
        department=here.departments[department],
        hired_on=date(2020, 1, 1),
        level=level,
    )
    db.session.add(person)
    return person


def wish(
    here: Town, department: str, role: str | None, horizon: str, *, counted: bool = True
) -> Person:
    """A person who has said something, by default to be counted."""
    person = someone(here, department)
    db.session.add(AspirationProfile(person=person, counted=counted))
    here.drivers.append({"person_id": person.id, "code": DRIVER[horizon], "drains": False})
    if role:
        aim = Aspiration(person=person, role=here.roles[role], horizon=horizon)
        aim.move_type = "lateral"
        db.session.add(aim)
    return person


DRIVER = {"year": "variety", "two": "variety", "exploring": "variety", "later": "pay"}


def snapshot(here: Town) -> Outcome:
    """Commit what was done and count it."""
    db.session.flush()
    if here.drivers:
        db.session.execute(insert(Driver), here.drivers)
        here.drivers.clear()
    db.session.commit()
    return take_snapshot(clock.now())
