"""The people of the city: who works where under whom, what they can do and what they want."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any
from uuid import UUID

from portal import clock
from portal.demo import catalogue, names
from portal.demo.catalogue import DemoRole
from portal.demo.structure import City

FANOUT = 8
# How large the departments are beside one another: some are too small for any figure to be shown.
SIZES = {
    "Transit": 17, "Streets": 11, "Water and Environment": 11, "Parks and Recreation": 11,
    "Public Health": 10, "Libraries and Culture": 9, "Permits and Licensing": 7, "Digital": 7,
    "Customer Services": 7, "Facilities and Safety": 5, "Finance and Procurement": 4,
    "People and Culture": 3,
}  # fmt: skip


@dataclass
class Member:
    """One person in the making."""

    id: UUID
    name: str
    role: DemoRole
    manager_id: UUID | None
    location: str
    hired_on: date
    left_on: date | None = None
    email: str = ""
    headline: str = ""
    about: str = ""
    skills: dict[str, dict[str, Any]] = field(default_factory=dict)

    def row(self, city: City) -> dict[str, Any]:
        """The person as a row."""
        return {
            "id": self.id,
            "name": self.name,
            "job_title": self.role.title,
            "headline": self.headline,
            "about": self.about,
            "department_id": city.departments[self.role.department],
            "location_id": city.locations[self.location],
            "manager_id": self.manager_id,
            "shared_with_manager_id": self.manager_id,
            "shared_with_manager_at": clock.now() - timedelta(days=600),
            "role_id": city.roles[self.role.title],
            "level": self.role.level,
            "hired_on": self.hired_on,
            "left_on": self.left_on,
        }


def identity(rng: Random) -> UUID:
    """A random UUID that is the same for the same seed."""
    return UUID(int=rng.getrandbits(128), version=4)


def members(people: int, rng: Random) -> Iterator[Member]:
    """About `people` members, department by department, each after their manager."""
    total = sum(SIZES.values())
    taken: set[str] = set()
    for department, size in SIZES.items():
        yield from _department(department, max(3, round(people * size / total)), rng, taken)


def _department(name: str, size: int, rng: Random, taken: set[str]) -> Iterator[Member]:
    head, leaders, staff = _posts(name)
    ids: list[UUID] = []
    for place in range(size):
        manages = FANOUT * place + 1 < size
        role = head if place == 0 else rng.choice(leaders) if manages else rng.choice(staff)
        member = Member(
            id=identity(rng),
            name=names.name(rng),
            role=role,
            manager_id=ids[(place - 1) // FANOUT] if place else None,
            location=rng.choice(role.locations),
            hired_on=clock.today() - timedelta(days=_tenure(role, rng)),
        )
        if not manages and rng.random() < 0.03:
            member.left_on = clock.today() - timedelta(days=rng.randrange(1, 300))
            member.hired_on = min(member.hired_on, member.left_on - timedelta(days=200))
        member.email = _email(member.name, taken)
        member.skills = skills_of(member, rng)
        ids.append(member.id)
        yield member


def _tenure(role: DemoRole, rng: Random) -> int:
    """Days since somebody was hired: longer in higher posts."""
    return int(rng.triangular(20, 365 * (4 + 5 * role.level), 365 * (1 + role.level)))


@cache
def _posts(department: str) -> tuple[DemoRole, tuple[DemoRole, ...], tuple[DemoRole, ...]]:
    """Who heads a department, who leads teams in it, and who works in them."""
    here = [role for role in catalogue.roles() if role.department == department]
    leaders = [role for role in here if role.level == 4 and "Leading a team" in role.needs]
    head = next((role for role in here if role.level == 5), leaders[0])
    staff = [role for role in here if role is not head and role not in leaders]
    # There are more people at the first levels than at the higher ones.
    crowd = [role for role in staff for _ in range(max(1, 5 - role.level))]
    return head, tuple(leaders), tuple(crowd)


def _email(name: str, taken: set[str]) -> str:
    plain = name.lower().replace(" ", ".")
    email, n = plain, 1
    while email in taken:
        n += 1
        email = f"{plain}{n}"
    taken.add(email)
    return f"{email}@portashby.example"


def skills_of(member: Member, rng: Random) -> dict[str, dict[str, Any]]:
    """What somebody in this role has written down, by skill name."""
    found: dict[str, dict[str, Any]] = {}
    if rng.random() < 0.06:
        return found  # some have not begun
    for name, level in member.role.needs.items():
        if rng.random() < 0.93:
            found[name] = skill(rng, level + rng.choice((-1, 0, 0, 0, 0, 1)))
    for name, level in member.role.helps.items():
        if rng.random() < 0.45:
            found[name] = skill(rng, level + rng.choice((-1, 0, 0)))
    for extra in rng.sample(catalogue.skills(), rng.randrange(1, 5)):
        if extra.kind != "certificate":
            found.setdefault(extra.name, skill(rng, rng.choice((1, 1, 2, 3))))
    return found


def skill(rng: Random, level: int) -> dict[str, Any]:
    """One skill at about this level, with a wish and who may know."""
    level = max(1, min(4, level))
    used = clock.today() - timedelta(days=int(rng.triangular(0, 900, 30)))
    return {
        "level": level,
        "interest": rng.choices(("more", "happy", "less"), (3, 6, 1))[0],
        "audience": rng.choices((8, 3, 0), (85, 9, 6))[0],
        "can_teach": level >= 3 and rng.random() < 0.55,
        "last_used_on": used,
        "updated_at": clock.now() - timedelta(days=int(rng.triangular(0, 400, 40))),
    }


@cache
def _earlier(title: str) -> tuple[DemoRole, ...]:
    here = next(role for role in catalogue.roles() if role.title == title)
    return tuple(
        role
        for role in catalogue.roles()
        if role.level == here.level - 1 and role.department == here.department
    )


def earlier_roles(role: DemoRole) -> tuple[DemoRole, ...]:
    """The rungs below a role in its department."""
    return _earlier(role.title)
