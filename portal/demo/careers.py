"""How people came to their roles: up the ladder, sideways and from other fields of work.

Some ways are well trodden, so that five people or more stand behind their line on the career map;
others only a few have gone.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any
from uuid import UUID

from portal import clock
from portal.demo import catalogue, population
from portal.demo.catalogue import DemoRole
from portal.demo.population import Member
from portal.demo.structure import City

# Role → the roles its people came from, with a share for each; the rest were hired into it.
WAYS: dict[str, dict[str, int]] = {
    "Bus Operator": {"Bus Cleaner": 45, "Road Worker": 6},
    "Transit Dispatcher": {"Bus Operator": 75, "Contact Centre Agent": 8},
    "Transit Supervisor": {"Transit Dispatcher": 80},
    "Timetable Planner": {"Transit Dispatcher": 45, "Business Support Analyst": 20},
    "Groundskeeper": {"Park Visitor Host": 50, "Recycling Crew Member": 12},
    "Arborist": {"Groundskeeper": 75},
    "Permit Officer": {"Permit Counter Assistant": 60, "Customer Services Adviser": 12},
    "Senior Permit Officer": {"Permit Officer": 85},
    "Permits Team Leader": {"Senior Permit Officer": 90},
    "Building Inspector": {"Permit Officer": 40, "Survey Technician": 25},
    "Community Outreach Coordinator": {"Permit Officer": 70, "Library Outreach Assistant": 20},
    "Community Partnerships Manager": {"Community Outreach Coordinator": 90},
    "Recreation Programme Leader": {"Community Outreach Coordinator": 40, "Pool Lifeguard": 30},
    "Library Outreach Assistant": {"Library Assistant": 75, "Park Visitor Host": 10},
    "Librarian": {"Library Outreach Assistant": 40, "Library Assistant": 30},
    "Branch Supervisor": {"Librarian": 85},
    "Customer Services Adviser": {"Contact Centre Agent": 70, "Permit Counter Assistant": 12},
    "Communications Officer": {"Customer Services Adviser": 60},
    "Customer Services Team Leader": {"Customer Services Adviser": 70},
    "Business Support Analyst": {"Contact Centre Agent": 35, "Permit Officer": 25},
    "Data and Insight Analyst": {"Business Support Analyst": 70},
    "Insight Lead": {"Business Support Analyst": 60},
    "Water Quality Technician": {"Water Plant Operator": 45, "Survey Technician": 20},
    "Water Works Supervisor": {"Water Quality Technician": 75},
    "Environmental Officer": {"Water Quality Technician": 40, "Groundskeeper": 30},
    "Water Plant Operator": {"Sewer Maintenance Worker": 60, "Recycling Crew Member": 15},
    "Health Outreach Worker": {"Clinic Coordinator": 10, "Contact Centre Agent": 25},
    "Public Health Nurse": {"Health Outreach Worker": 35},
    "Clinic Coordinator": {"Health Outreach Worker": 60, "Customer Services Adviser": 12},
    "Public Health Manager": {"Clinic Coordinator": 50, "Public Health Nurse": 35},
    "Survey Technician": {"Road Worker": 55},
    "Streets Crew Leader": {"Road Worker": 40, "Survey Technician": 35},
    "Streets Operations Manager": {"Streets Crew Leader": 85},
}
LONG_ENOUGH = 500
"""Days somebody must have been here to have moved."""

MOST_POSTS = 3


def of(member: Member, rows: list[dict[str, Any]], city: City) -> list[dict[str, Any]]:
    """The moves of a member: `rows`, or the longer way they came where their role has one."""
    posts = _posts(member)
    if len(posts) < 2:
        return rows
    rng = Random(member.id.int)  # noqa: S311 - the same ways for the same city; nothing secret
    left = [row for row in rows if row["kind"] == "exit"]
    return [*_rows(member, posts, city, rng), *left]


def _posts(member: Member) -> list[tuple[DemoRole, date]]:
    """The roles a member has had and when each began, the first one first."""
    rng = Random(~member.id.int)  # noqa: S311
    last = min(member.left_on or clock.today(), clock.today())
    days = (last - member.hired_on).days
    roles = [member.role]
    while len(roles) <= MOST_POSTS and days >= LONG_ENOUGH * len(roles):
        before = _before(roles[0], rng)
        if before is None or before in roles:
            break
        roles.insert(0, before)
    # The moves lie in the years before today, and each role was held for a while.
    span = min(days, 1700)
    each = span / len(roles)
    began = [last - timedelta(days=int(each * (n - rng.uniform(0, 0.5)))) for n in
             range(len(roles) - 1, 0, -1)]  # fmt: skip
    return list(zip(roles, [member.hired_on, *began], strict=True))


def _before(role: DemoRole, rng: Random) -> DemoRole | None:
    ways = WAYS.get(role.title)
    if ways is None:
        earlier = population.earlier_roles(role)
        return rng.choice(earlier) if earlier and rng.random() < 0.3 else None
    drawn = rng.randrange(100)
    for title, share in ways.items():
        if drawn < share:
            return _by_title()[title]
        drawn -= share
    return None


@cache
def _by_title() -> dict[str, DemoRole]:
    return {role.title: role for role in catalogue.roles()}


def _rows(
    member: Member, posts: list[tuple[DemoRole, date]], city: City, rng: Random
) -> Iterator[dict[str, Any]]:
    before: DemoRole | None = None
    for role, on in posts:
        yield {
            "id": population.identity(rng),
            "person_id": member.id,
            "kind": _kind(before, role),
            "effective_on": on,
            "from_role_id": _id(city.roles, before.title if before else None),
            "to_role_id": city.roles[role.title],
            "from_department_id": _id(city.departments, before.department if before else None),
            "to_department_id": city.departments[role.department],
        }
        before = role


def _kind(before: DemoRole | None, role: DemoRole) -> str:
    if before is None:
        return "hire"
    if role.level > before.level:
        return "promotion"
    return "lateral" if role.family == before.family else "transfer"


def _id(known: dict[str, UUID], name: str | None) -> UUID | None:
    return known[name] if name else None
