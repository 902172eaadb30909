"""What people of the city look for, an answer to it, and openings for roles."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import insert

from portal import clock
from portal.db import db
from portal.demo.population import Member
from portal.demo.structure import City
from portal.opportunities.models import Application, Opportunity, OpportunitySkill

HOME = UUID("0d0b6a50-6a0b-4d0a-8f1e-55b7e1c8a1d3")
# Kind, title, what they would like, hours, skills to learn, skills they offer.
SOUGHT = (
    ("stretch", "A project in which I talk with residents",
     "Two mornings a month on which I could prepare and lead talks with residents. I bring "
     "patience, and twelve years of questions at a counter.", 3,
     (("Event planning", 2), ("User research", 2)), (("Customer service", 3),)),
    ("shadowing", "A day with somebody who plans routes",
     "I take line 4 and wonder every morning how it came about. One day beside a planner.", 8,
     (("Geographic information systems", 1),), ()),
    ("gig", "A text nobody understands yet",
     "Give me a letter or a page that people call about, and three weeks.", 2,
     (("User research", 1),), (("Plain-language writing", 3),)),
)  # fmt: skip
# Title of the opening, the role, the department, what it is.
OPENINGS = (
    ("Outreach coordinator for the harbour quarter", "Community Outreach Coordinator",
     "Libraries and Culture", "The role as it is with us: three schools, two festivals and a "
     "reading room that has to be filled.\n\nWhom to ask: the head of the department."),
    ("Customer services adviser at the harbour desk", "Customer Services Adviser",
     "Customer Services", "The desk on the quay: boats, berths and everything else people come "
     "with. Two colleagues, and the letters can be written at home."),
)  # fmt: skip


def stories(
    cast: dict[str, Member], crew: list[Member], city: City, heads: dict[str, UUID]
) -> None:
    """Maya and two others look for something; Maya has an answer; a department has an opening."""
    maya, manager = cast["employee"], cast["manager"]
    others = [one for one in crew if one.id not in (maya.id, manager.id)]
    rows, skills = [], []
    for who, (kind, title, summary, hours, learns, brings) in zip(
        (maya, *others), SOUGHT, strict=False
    ):
        here = city.departments[who.role.department]
        row = _row(title, summary, who.id, here, kind=kind, hours=hours)
        rows.append(row | {"seeker_id": who.id, "apply_by": row["starts_on"]})
        skills += _skills(row["id"], city, learned=learns, required=brings)
    for title, role, department, summary in OPENINGS:
        if role in city.roles:
            owner = heads.get(department, manager.id)
            row = _row(title, summary, owner, city.departments[department], kind="opening",
                       hours=37)  # fmt: skip
            rows.append(row | {"role_id": city.roles[role], "ends_on": row["starts_on"]})
    # Of one statement all rows have the same columns.
    whole = {"seeker_id": None, "role_id": None}
    db.session.execute(insert(Opportunity), [whole | row for row in rows])
    db.session.execute(insert(OpportunitySkill), skills)
    answer = {
        "id": uuid5(rows[0]["id"], "answer"), "opportunity_id": rows[0]["id"],
        "person_id": heads.get("Libraries and Culture", manager.id), "state": "submitted",
        "department_id": city.departments["Libraries and Culture"],
        "words": "We look for somebody for four Saturdays in the reading room: you would plan one "
        "of them yourself. Shall we have a coffee?",
        "due_at": clock.now() + timedelta(days=30), "applied_at": clock.now() - timedelta(days=1),
    }  # fmt: skip
    db.session.execute(insert(Application), [answer])


def _row(
    title: str, summary: str, owner: UUID, department: UUID, *, kind: str, hours: int
) -> dict[str, Any]:
    starts = clock.today() + timedelta(days=40)
    return {
        "id": uuid5(HOME, title), "kind": kind, "title": title, "summary": summary, "hours": hours,
        "starts_on": starts, "ends_on": starts + timedelta(days=120), "owner_id": owner,
        "apply_by": starts - timedelta(days=12), "department_id": department, "state": "published",
        "created_at": clock.now() - timedelta(days=6),
    }  # fmt: skip


def _skills(key: UUID, city: City, **named: tuple[tuple[str, int], ...]) -> list[dict[str, Any]]:
    return [
        {"opportunity_id": key, "skill_id": city.skills[name], "use": use, "level": level,
         "position": n}
        for use, listed in named.items()
        for n, (name, level) in enumerate(listed)
        if name in city.skills
    ]  # fmt: skip
