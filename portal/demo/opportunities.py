"""Stretch projects, gigs and the like all over the city, and who applied for them."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import insert

from portal import clock
from portal.db import db
from portal.demo.opportunity_texts import DONE, OPEN, Told
from portal.demo.population import Member
from portal.demo.structure import City
from portal.opportunities.models import (
    Application,
    Opportunity,
    OpportunityEvent,
    OpportunitySkill,
)

HOME = UUID("5b0f3f1c-90a7-4e0e-8a61-0f6f3c1d2b47")
WORDS = (
    "I have watched this from the side for a year and would like to do it once myself. I am good "
    "at keeping lists, and I learn quickly when somebody shows me.",
    "This is close to where I would like to go next. I can bring patience with people and plans.",
    "My own work is calm in these weeks, and I would like to see how your team does it.",
)


def stories(
    cast: dict[str, Member], crew: list[Member], city: City, heads: dict[str, UUID]
) -> None:
    """Everything that is open or was done, led from its department, and the stories of the cast."""
    manager, maya = cast["manager"].id, cast["employee"].id
    rows, skills = [], []
    for told in (*OPEN, *DONE):
        owner = manager if told.owner == "manager" else heads.get(told.department, manager)
        rows.append(_row(told, owner, city))
        skills += _skills(told, city)
    db.session.execute(insert(Opportunity), rows)
    db.session.execute(insert(OpportunitySkill), skills)
    made = {row["title"]: row for row in rows}
    others = [member.id for member in crew if member.id not in (maya, manager)]
    said = [
        ("Welcome desk at the harbour festival", maya, "shortlisted", 6),
        ("Write the letter about the new parking zones", maya, "offered", 3),
        ("Story time in two languages", maya, "completed", 150),
        ("Ask the counter: what do people come back for?", others[0], "submitted", 2),
        ("Ask the counter: what do people come back for?", others[1], "in review", 5),
        ("Plan the winter shifts with the depot", others[2], "release pending", 9),
        ("Story time in two languages", others[3], "completed", 160),
        ("Count the street lamps of Hillside", others[1], "completed", 240),
    ]
    entries = [_application(made[title], who, state, days, manager)
               for title, who, state, days in said]  # fmt: skip
    db.session.execute(insert(Application), entries)
    db.session.execute(insert(OpportunityEvent), [e for row in entries for e in _events(row, made)])


def _row(told: Told, owner: UUID, city: City) -> dict[str, Any]:
    today = clock.today()
    starts = today + timedelta(days=told.starts)
    ends = starts + timedelta(days=7 * told.weeks - 1)
    done = told.state == "completed"
    return {
        "id": uuid5(HOME, told.title), "kind": told.kind, "title": told.title,
        "summary": told.summary, "places": told.places, "hours": told.hours, "starts_on": starts,
        "ends_on": ends, "apply_by": starts - timedelta(days=12), "work_mode": told.mode,
        "location_id": city.locations.get(told.place), "owner_id": owner,
        "department_id": city.departments[told.department], "state": told.state,
        "learned": told.learned, "ended_at": _at(ends - today) if done else None,
        "created_at": _at(timedelta(days=told.starts - 40)),
    }  # fmt: skip


def _skills(told: Told, city: City) -> list[dict[str, Any]]:
    return [
        {"opportunity_id": uuid5(HOME, told.title), "skill_id": city.skills[name], "use": use,
         "level": level, "position": n}
        for use, named in (("learned", told.learns), ("required", told.asks),
                           ("preferred", told.helps))
        for n, (name, level) in enumerate(named)
    ]  # fmt: skip


def _at(ago: timedelta) -> datetime:
    """A moment in the morning, so many days from today."""
    return min(datetime.combine(clock.today() + ago, time(9, 20), UTC), clock.now())


def _application(
    one: dict[str, Any], who: UUID, state: str, days: int, manager: UUID
) -> dict[str, Any]:
    waits = {"offered": 5, "release pending": 4}.get(state, 25)
    return {
        "id": uuid5(one["id"], who.hex), "opportunity_id": one["id"], "person_id": who,
        "department_id": one["department_id"], "words": WORDS[who.int % 3], "state": state,
        "due_at": None if state == "completed" else clock.now() + timedelta(days=waits),
        "manager_id": manager if state in ("release pending", "completed") else None,
        "applied_at": _at(timedelta(days=-days)),
        "ended_at": one["ended_at"] if state == "completed" else None,
    }  # fmt: skip


PAST = {
    "submitted": ("applied",), "in review": ("applied", "read"),
    "shortlisted": ("applied", "shortlisted"), "offered": ("applied", "offered"),
    "release pending": ("applied", "offered", "accepted", "release_asked"),
    "completed": ("applied", "offered", "accepted", "manager_told", "begun", "completed"),
}  # fmt: skip
TO = {
    "applied": "submitted", "read": "in review", "shortlisted": "shortlisted",
    "offered": "offered", "accepted": "accepted", "release_asked": "release pending",
    "manager_told": "accepted", "begun": "active", "completed": "completed",
}  # fmt: skip


def _events(row: dict[str, Any], made: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    owner = next(one["owner_id"] for one in made.values() if one["id"] == row["opportunity_id"])
    by = {"applied": row["person_id"], "accepted": row["person_id"], "read": owner,
          "offered": owner, "shortlisted": owner}  # fmt: skip
    events, before = [], None
    for n, event in enumerate(PAST[row["state"]]):
        end = event == "completed"
        events.append({
            "thing_kind": "application", "thing_id": row["id"], "event": event,
            "from_state": before, "to_state": TO[event], "actor_id": by.get(event),
            "department_id": row["department_id"],
            "at": row["ended_at"] if end else min(row["applied_at"] + timedelta(days=n),
                                                  clock.now()),
        })  # fmt: skip
        before = TO[event]
    return events
