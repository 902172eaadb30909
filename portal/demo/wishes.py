"""What people want: targets, horizons, drivers and conditions; some common, some rare."""

from datetime import timedelta
from functools import cache
from random import Random
from typing import Any

from portal import clock
from portal.aspirations.drivers import DRIVERS
from portal.aspirations.words import PARTS
from portal.audience import Audience
from portal.demo import catalogue
from portal.demo.catalogue import DemoRole
from portal.demo.population import Member, identity
from portal.demo.structure import City

# Roles many people look to, whatever their own.
POPULAR = {
    "Community Outreach Coordinator": 9, "Data and Insight Analyst": 9, "Transit Supervisor": 6,
    "Learning and Development Adviser": 6, "Digital Delivery Manager": 5, "Librarian": 4,
    "Emergency Planner": 4, "Arborist": 3, "Fleet Technician": 3, "Communications Officer": 3,
    "Public Health Nurse": 2, "Service Designer": 3,
}  # fmt: skip
WHY = (
    "I would like to see what comes of my work.",
    "I have done parts of it already and want to do more.",
    "The hours would suit my family better.",
    "I want to learn something new while I still enjoy what I do.",
    "",
    "",
)
OWN_WORDS = "Tell me when a team looks for somebody who works shifts"
OPEN_TO = (
    (Audience.NOBODY, 58), (Audience.MANAGER, 14), (Audience.MENTORS, 8),
    (Audience.MENTORS | Audience.MANAGER, 10), (Audience.HR, 3), (Audience.EVERYONE, 7),
)  # fmt: skip


@cache
def _by_title() -> dict[str, DemoRole]:
    return {role.title: role for role in catalogue.roles()}


@cache
def _steps(title: str) -> tuple[DemoRole, ...]:
    """The next rungs from a role: one level up in its department or family."""
    here = _by_title()[title]
    return tuple(
        role
        for role in catalogue.roles()
        if role.level == here.level + 1
        and (role.department == here.department or role.family == here.family)
    )


@cache
def _across(title: str) -> tuple[DemoRole, ...]:
    """Roles of the same level elsewhere that share a skill."""
    here = _by_title()[title]
    return tuple(
        role
        for role in catalogue.roles()
        if role.level == here.level
        and role.department != here.department
        and {*role.needs} & {*here.needs, *here.helps}
    )


def target(member: Member, rng: Random) -> DemoRole | None:
    """The next role somebody has in mind."""
    drawn = rng.random()
    if drawn < 0.38 and (steps := _steps(member.role.title)):
        return rng.choice(steps)
    if drawn < 0.55 and (across := _across(member.role.title)):
        return rng.choice(across)
    role = _by_title()[rng.choices(tuple(POPULAR), tuple(POPULAR.values()))[0]]
    return None if role.title == member.role.title else role


def aspiration(
    member: Member, role: DemoRole, city: City, rng: Random, *, aim: str = "next"
) -> dict[str, Any]:
    """An aspiration as a row."""
    days = int(rng.triangular(1, 500, 60))
    if role.level > member.role.level:
        move = "promotion"
    else:
        move = "lateral" if role.family == member.role.family else "field"
    horizons = ("year", "two", "later", "exploring")
    return {
        "id": identity(rng),
        "person_id": member.id,
        "kind": "role",
        "aim": aim,
        "role_id": city.roles[role.title],
        "move_type": move,
        "horizon": rng.choices(horizons, (3, 5, 2, 3))[0] if aim == "next" else "later",
        "sureness": rng.choices((1, 2, 3), (3, 5, 4))[0],
        "priority": 1 if aim == "next" else 2,
        "why": rng.choice(WHY),
        "state": "active",
        "review_on": clock.today() + timedelta(days=rng.randrange(20, 300)),
        "created_at": clock.now() - timedelta(days=days),
        "updated_at": clock.now() - timedelta(days=days // 2),
    }


def profile(member: Member, rng: Random) -> dict[str, Any]:
    """Conditions, audiences and whether the person counts, as a row."""
    audiences, weights = zip(*OPEN_TO, strict=True)
    hidden = Audience.HR if member.id.int % 4 else Audience.NOBODY  # few show HR anything
    roles_audience = rng.choices(audiences, weights)[0] & ~hidden
    return {
        "person_id": member.id,
        "counted": rng.random() > 0.05,
        "words": "",
        "work_mode": rng.choice(("", "site", "mixed", "mixed", "home")),
        "relocation": rng.choice(("", "no", "no", "country")),
        "travel": rng.choice(("", "no", "some", "some", "often")),
        "hours": rng.choices(("", "full", "part", "shifts", "flexible"), (3, 4, 2, 1, 3))[0],
        "leading": rng.choice(("", "yes", "no", "unsure")),
        "gig_hours": rng.choice((0, 0, 2, 4)),
        "open_to_approaches": rng.random() < 0.3,
        "open_about_moves": member.id.int % 2 == 0,
        "roles_audience": roles_audience,
        "drivers_audience": rng.choices(audiences, weights)[0] & ~hidden,
        "preferences_audience": rng.choices(audiences, weights)[0] & ~hidden,
        "words_audience": Audience.NOBODY,
        "updated_at": clock.now() - timedelta(days=int(rng.triangular(0, 400, 30))),
    }


PURPOSES = ("next", "training", "step", "step", "other")


def consents(profiles: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """For what those read by HR by name agreed to it, and until when, as rows."""
    today, rows = clock.today(), []
    for one in profiles:
        number = one["person_id"].int
        if any(one[f"{part}_audience"] & Audience.HR for part in PARTS):
            purpose = PURPOSES[number % 5]
            rows.append({
                "person_id": one["person_id"],
                "purpose": purpose,
                "words": OWN_WORDS if purpose == "other" else "",
                "until": today + timedelta(days=10 + number % 80),
                "given_at": clock.now() - timedelta(days=number % 10),
            })  # fmt: skip
    return rows


def drivers(member: Member, rng: Random) -> list[dict[str, Any]]:
    """Up to three things that matter and up to two that drain, as rows."""
    weights = (6, 7, 4, 2, 5, 5, 3, 3, 3, 2, 2)
    chosen = dict.fromkeys(rng.choices(tuple(DRIVERS), weights, k=rng.randrange(2, 4)))
    drains = [code for code in rng.sample(tuple(DRIVERS), 2) if code not in chosen]
    rows = [{"person_id": member.id, "code": code, "drains": False} for code in chosen]
    some = drains[: rng.randrange(0, 2)]
    return rows + [{"person_id": member.id, "code": code, "drains": True} for code in some]
