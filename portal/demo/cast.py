"""The people whose accounts are fixed: each at the beginning of a story worth following."""

from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from portal import clock
from portal.aspirations.models import Aspiration, AspirationProfile, Driver
from portal.audience import Audience
from portal.db import db
from portal.demo import catalogue, mentoring, wishes
from portal.demo.population import Member, identity, skill, skills_of
from portal.demo.structure import City
from portal.people.models import Experience

# E-mail → who it is, for the sign-in page and the first start.
ACCOUNTS: dict[str, str] = {
    "employee@demo.example": "Maya, a permit officer with plans",
    "newcomer@demo.example": "Leo, here since today",
    "mentor@demo.example": "Ingrid, who mentors",
    "manager@demo.example": "Daniel, who leads a team of seven",
    "hr@demo.example": "Priya, in People and Culture",
    "admin@demo.example": "Noel, who runs the portal",
    "other@demo.example": "Tomás, in another department",
    "leaver@demo.example": "Nora, who has left (cannot sign in)",
}
_ROLES = {
    "employee": ("Maya Okafor", "Permit Officer", 4.2),
    "newcomer": ("Leo Martins", "Customer Services Adviser", 0.0),
    "mentor": ("Ingrid Halvorsen", "Community Partnerships Manager", 9.5),
    "manager": ("Daniel Reyes", "Permits Team Leader", 7.3),
    "hr": ("Priya Raman", "People and Culture Manager", 6.1),
    "admin": ("Noel Whitlock", "IT Support Officer", 3.4),
    "other": ("Tomás Vidal", "Grants Officer", 5.0),
    "leaver": ("Nora Lindqvist", "Librarian", 8.0),
}
TEAM = ("Permit Officer", "Permit Officer", "Senior Permit Officer", "Permit Counter Assistant",
        "Permit Officer", "Senior Permit Officer")  # fmt: skip
MAYA = {
    "Permit rules": (3, "happy"), "Customer service": (3, "happy"), "Case handling": (3, "happy"),
    "Plain-language writing": (3, "more"), "Fee calculation": (2, "less"),
    "Stakeholder engagement": (2, "more"), "Event planning": (1, "more"),
    "Public speaking": (1, "more"), "Community languages: Spanish": (3, "happy"),
    "Conflict resolution": (2, "happy"), "Working with volunteers": (1, "more"),
    "Spreadsheets": (2, "happy"),
}  # fmt: skip
INGRID = {
    "Stakeholder engagement": 4, "Public speaking": 4, "Event planning": 3, "Negotiation": 3,
    "Leading a team": 3, "Facilitating meetings": 3, "Grant writing": 2, "Budget management": 2,
}  # fmt: skip


def members(rng: Random, heads: dict[str, UUID]) -> dict[str, Member]:
    """The fixed people and Daniel's team, by their part. `heads` leads each department."""
    by_title = {role.title: role for role in catalogue.roles()}
    cast: dict[str, Member] = {}
    for part, (name, title, years) in _ROLES.items():
        role = by_title[title]
        cast[part] = Member(
            id=identity(rng),
            name=name,
            role=role,
            manager_id=heads[role.department],
            location=role.locations[0],
            hired_on=clock.today() - timedelta(days=int(years * 365)),
            email=f"{part}@demo.example",
        )
    cast["leaver"].left_on = clock.today() - timedelta(days=40)
    cast["employee"].manager_id = cast["manager"].id
    for part in ("manager", "hr", "admin", "other"):
        cast[part].skills = skills_of(cast[part], rng)
    _in_depth(cast, rng)
    return cast


def team(cast: dict[str, Member], drawn: list[str], rng: Random) -> list[Member]:
    """The six who work beside Maya under Daniel."""
    by_title = {role.title: role for role in catalogue.roles()}
    daniel = cast["manager"]
    found = []
    for n, (name, title) in enumerate(zip(drawn, TEAM, strict=True)):
        again = str(n) if name in drawn[:n] else ""
        member = replace(
            daniel,
            id=identity(rng),
            name=name,
            role=by_title[title],
            manager_id=daniel.id,
            hired_on=clock.today() - timedelta(days=rng.randrange(200, 4000)),
            email=f"{name.lower().replace(' ', '.')}{again}.permits@portashby.example",
        )
        member.skills = skills_of(member, rng)
        found.append(member)
    return found


def _in_depth(cast: dict[str, Member], rng: Random) -> None:
    maya, ingrid = cast["employee"], cast["mentor"]
    maya.headline = "I make rules easy to follow, and I like it best when people are in the room."
    maya.about = (
        "Four years at the permit counter and on site visits. I speak Spanish with many of the "
        "families who build and trade here, and I help at the harbour festival every summer."
    )
    maya.skills = {
        name: skill(rng, level) | {"interest": wish, "level": level, "audience": 8}
        for name, (level, wish) in MAYA.items()
    }
    maya.skills["Grant writing"] = skill(rng, 1) | {"level": 0, "interest": "learn", "audience": 3}
    maya.skills["Fee calculation"]["audience"] = 0
    ingrid.headline = "Partnerships that last, from a first coffee to a signed agreement."
    ingrid.skills = {name: skill(rng, n) | {"can_teach": n > 2} for name, n in INGRID.items()}


def stories(cast: dict[str, Member], crew: list[Member], city: City, rng: Random) -> None:
    """Aspirations, experience, mentorship and waiting requests of the fixed people."""
    maya, ingrid = cast["employee"], cast["mentor"]
    by_title = {role.title: role for role in catalogue.roles()}
    aims = [
        ("next", "Community Outreach Coordinator", "two", 3),
        ("ultimate", "Community Partnerships Manager", "later", 2),
    ]
    rows = []
    for aim, title, horizon, sureness in aims:
        row = wishes.aspiration(maya, by_title[title], city, rng, aim=aim)
        rows.append(row | {"horizon": horizon, "sureness": sureness, "state": "active"})
    rows[0]["why"] = "I want to meet people before they are annoyed, not after."
    db.session.execute(insert(Aspiration), rows)
    db.session.execute(insert(AspirationProfile), [_maya_profile(maya)])
    matters = {"helping": False, "learning": False, "variety": False, "quiet": True}
    db.session.execute(
        insert(Driver),
        [
            {"person_id": maya.id, "code": code, "drains": drains}
            for code, drains in matters.items()
        ],
    )
    db.session.execute(insert(Experience), _experience(maya, rng))
    mentoring.mentor(ingrid, city, rng, capacity=2)
    mentoring.request(ingrid, maya, city, rng, "accepted", days=40, message=(
        "I would like to move from permits to outreach and could use your view of the work."
    ))  # fmt: skip
    for member, days in zip(crew[:3], (2, 5, 9), strict=True):
        mentoring.request(ingrid, member, city, rng, "requested", days=days)
    for n, member in enumerate(crew[-5:]):  # long ago; enough to say how soon she answers
        mentoring.request(ingrid, member, city, rng, "declined", days=120 + 9 * n)


def _maya_profile(maya: Member) -> dict[str, Any]:
    return {
        "person_id": maya.id,
        "words": "I like the moment when somebody understands a rule that scared them.",
        "work_mode": "mixed",
        "relocation": "no",
        "travel": "some",
        "hours": "full",
        "leading": "unsure",
        "gig_hours": 4,
        "open_to_approaches": True,
        "roles_audience": Audience.MENTORS | Audience.MANAGER,
        "drivers_audience": Audience.MENTORS,
        "preferences_audience": Audience.MANAGER,
        "words_audience": Audience.MENTORS,
    }


def _experience(maya: Member, rng: Random) -> list[dict[str, Any]]:
    start = maya.hired_on
    posts = (
        ("Permit Officer", "City of Port Ashby", 0, None,
         "Permits for building, trading and events, from first question to decision."),
        ("Volunteer host, harbour festival", "Friends of the Harbour", 200, None,
         "Welcome and signposting in Spanish and English."),
        ("Shop supervisor", "Quay Street Market", -1500, -30, "Led a shift of four."),
    )  # fmt: skip
    return [
        {
            "id": identity(rng),
            "person_id": maya.id,
            "title": title,
            "organisation": organisation,
            "started_on": start + timedelta(days=first),
            "ended_on": start + timedelta(days=last) if last is not None else None,
            "description": words,
        }
        for title, organisation, first, last, words in posts
    ]
