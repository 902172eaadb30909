"""Plans of the demo organisation: Maya's way to outreach, one that rests, one that is shared."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import insert, select, update

from portal import clock
from portal.aspirations.models import Aspiration
from portal.audience import Audience
from portal.db import db
from portal.demo import learning
from portal.demo.population import Member
from portal.demo.structure import City
from portal.pathways.queries import matches
from portal.people.models import Person
from portal.plans.models import Plan, PlanPoint, PlanStep

ONE_IN = 9
# What many people plan: kind, words, hours, days from today by when.
USUAL = (
    ("milestone", "Talk with somebody who does this work", 1, -40),
    ("feedback", "Ask two colleagues what I do well", 1, -12),
    ("mentorship", "Find a mentor", 2, 21),
    ("milestone", "Take on a task outside my usual work", 12, 60),
    ("milestone", "Write my application and have it read", 6, 120),
)


@dataclass(frozen=True)
class Told:
    """A step as it is told here: days from today. A learning step is called as its item is."""

    kind: str
    title: str
    due: int | None = None
    starts: int | None = None
    hours: str | None = None
    note: str = ""
    done: int | None = None
    item: str = ""


MAYA = (
    Told("mentorship", "Find a mentor", -55, done=-40),
    Told("learning", "Shadow the partnerships team for a day", -30, hours="8", done=-28,
         note="I want the Saturday markets.", item="A day beside a colleague: outreach"),
    Told("learning", "Go to Speak Up three times", -10, hours="3", done=-8,
         item="Speak Up lunch club"),
    Told("learning", "Running community events", 20, 19, "12", item="Running community events"),
    Told("milestone", "Riverfront Festival: crew liaison", 95, 45, "32",
         note="Four hours a week. Ask Daniel about the late shifts."),
    Told("learning", "Grants basics", 110, hours="6", item="Grants basics"),
    Told("learning", "Engaging communities", 150, 148, "18", item="Engaging communities"),
)  # fmt: skip
SPANISH = (
    Told("milestone", "Take one call a week in Spanish", 60, hours="8"),
    Told("learning", "Spanish at the table", 120, hours="20", item="Spanish at the table"),
)
INGRID = (
    Told("feedback", "Ask the team what I could leave to them", -20, hours="2", done=-18),
    Told("milestone", "Hand the harbour agreement to Rosa", 30, hours="10"),
    Told("learning", "Leading through change", 75, hours="14", item="Leading through change"),
)
TOMAS = (
    Told("learning", "Spreadsheets you can trust", -90, hours="8", done=-95,
         item="Spreadsheets you can trust"),
    Told("learning", "Asking a database", -20, hours="12", item="Asking a database"),
    Told("milestone", "Draw up next year’s grants as a report", 20, hours="10"),
)  # fmt: skip
# How many skill steps Maya had fewer, so many days ago.
GREW = ((160, 5), (131, 5), (98, 3), (64, 2), (28, 1), (8, 0))


def stories(cast: dict[str, Member], city: City) -> None:
    """The plans of the fixed people."""
    items = learning.build(city)
    maya, ingrid, tomas = cast["employee"], cast["mentor"], cast["other"]
    outreach = city.roles["Community Outreach Coordinator"]
    aim = db.session.scalar(
        select(Aspiration.id).where(Aspiration.person_id == maya.id, Aspiration.role_id == outreach)
    )
    way = _plan(maya, "Community Outreach Coordinator", MAYA, items, role_id=outreach,
                aspiration_id=aim, due_on=_day(158), audience=Audience.MANAGER)  # fmt: skip
    db.session.execute(
        update(PlanStep)
        .where(PlanStep.plan_id == way, PlanStep.kind == "mentorship")
        .values(mentor_id=ingrid.id)
    )
    _plan(maya, "Speak Spanish at work without thinking", SPANISH, items, state="later")
    _plan(ingrid, "Leave more to my team", INGRID, items, audience=Audience.MANAGER)
    _plan(tomas, "Data and Insight Analyst", TOMAS, items, state="paused", paused_on=_day(-24),
          role_id=city.roles["Data and Insight Analyst"])  # fmt: skip
    db.session.execute(
        update(Person)
        .where(Person.id == ingrid.id, Person.shared_with_manager_id.is_(None))
        .values(shared_with_manager_id=ingrid.manager_id, shared_with_manager_at=clock.now())
    )
    _grown(maya, way, outreach)


def _day(days: int | None) -> date | None:
    return None if days is None else clock.today() + timedelta(days=days)


def _plan(
    owner: Member, title: str, told: Iterable[Told], items: dict[str, UUID], **more: Any
) -> UUID:
    key = uuid5(owner.id, title)
    began = clock.now() - timedelta(days=160)
    row = {"id": key, "person_id": owner.id, "title": title, "created_at": began,
           "updated_at": clock.now() - timedelta(days=8)}  # fmt: skip
    db.session.add(Plan(**(row | more)))
    db.session.flush()
    db.session.execute(
        insert(PlanStep),
        [
            {
                "id": uuid5(key, step.title), "plan_id": key, "position": position,
                "kind": step.kind, "title": step.title, "note": step.note,
                "item_id": items[step.item] if step.item else None,
                "hours": Decimal(step.hours) if step.hours else None,
                "starts_on": _day(step.starts), "due_on": _day(step.due),
                "done_on": _day(step.done),
            }
            for position, step in enumerate(told)
        ],
    )  # fmt: skip
    return key


def _grown(maya: Member, plan_id: UUID, role_id: UUID) -> None:
    """How far Maya has come since she began, up to where she is today."""
    match = matches(maya.id, [role_id])[role_id]
    rows = [
        {"plan_id": plan_id, "day": _day(-days), "have": max(0, match.have - fewer),
         "need": match.need}
        for days, fewer in GREW
    ]  # fmt: skip
    db.session.execute(insert(PlanPoint), rows)


def of_aims(aims: list[dict[str, Any]], titles: dict[UUID, str]) -> None:
    """Plans of one in so many of those who aim for a role. `titles` are of the roles."""
    plans, steps, having = [], [], set()
    for aim in aims:
        person_id, chance = aim["person_id"], aim["id"].int
        if chance % ONE_IN or aim["role_id"] is None or person_id in having:
            continue
        having.add(person_id)
        key = uuid5(aim["id"], "plan")
        plans.append({"id": key, "person_id": person_id, "aspiration_id": aim["id"],
                      "role_id": aim["role_id"], "title": titles[aim["role_id"]]})  # fmt: skip
        first = chance // ONE_IN % 2
        for position, (kind, title, hours, due) in enumerate(USUAL[first : first + 3 + chance % 2]):
            done = _day(due) if due < 0 and chance % 5 else None
            steps.append({"id": uuid5(key, title), "plan_id": key, "position": position,
                          "kind": kind, "title": title, "hours": Decimal(hours),
                          "due_on": _day(due), "done_on": done})  # fmt: skip
    if plans:
        db.session.execute(insert(Plan), plans)
        db.session.execute(insert(PlanStep), steps)
