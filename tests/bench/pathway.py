"""The page of a role with the way there, and what can be learned, in a large organisation: against
their floors, in statements and in bytes.
"""

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import insert, update

from portal import clock, create_app, schema
from portal.accounts.models import Account
from portal.accounts.passwords import digest
from portal.config import read
from portal.db import db, transaction
from portal.learning import dates
from portal.learning.models import (
    Budget,
    Enrolment,
    LearningDate,
    LearningItem,
    LearningSkill,
    Provider,
    learning_prerequisite,
)
from portal.mentorship.models import Mentor, mentor_skill
from portal.opportunities.models import Opportunity, OpportunitySkill
from portal.people.models import Move, Person
from portal.plans.models import Plan, PlanStep
from portal.roles.likeness import sums
from portal.search import indexing
from tests.bench import matching
from tests.bench.floor import Floor
from tests.bench.matching import PEOPLE as IN_DEPARTMENT
from tests.bench.matching import ROLES, SKILLS
from tests.bench.place import Visit, cost, environment, statements, token, unheard
from tests.bench.report import Line
from tests.bench.skills import many

ITEMS, PEOPLE, MENTORS, OPPORTUNITIES = 5_000, 100_000, 2_000, 1_000
ENROLMENTS, OWN = 50_000, 12
FLOORS, STATEMENTS, KB = 4.0, 10, 30
LISTS = ("/learning", "/learning?q=item", "/learning?skill=S+7", "/opportunities")
LOOKED_AT = 8


def measured(folder: Path, runs: int) -> Iterator[Line]:
    """Several roles, as one person with skills of two fields sees them."""
    part = f"A way to a role, {ROLES:,} roles, {ITEMS:,} items, {PEOPLE:,} people"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    app = create_app(read(environment(folder)))
    with app.app_context():
        schema.upgrade(db.engine)
        _organisation(Random(1))
        sums.prepare()
        indexing.rebuild(app.config["SETTINGS"].index_folder)
        db.session.remove()
    yield from _pages(part, app, runs)
    yield from _lists(app, runs)
    with app.app_context():
        db.engine.dispose()
    shutil.rmtree(folder)


def _pages(part: str, app: Flask, runs: int) -> Iterator[Line]:
    visit, floor = Visit(app, token(app, "somebody@demo.example")), Floor(app)
    worst, most, weight = None, 0, 0
    for number in range(LOOKED_AT):
        path = f"/roles/{UUID(int=number * 97 + 1)}"
        base = floor.prepare(visit, path)
        environ = visit.environ(path)
        low, whole = cost(base, lambda environ=environ: visit.ask(environ), runs=runs)
        with statements(app) as run:
            visit.ask(environ)
        most, weight = max(most, len(run)), max(weight, len(visit.get(path)))
        if worst is None or whole.ratio > worst[0].ratio:
            worst = whole, low
    assert worst is not None
    note = f"{worst[0].ms:.1f} of {worst[1].ms:.1f} ms, the most of {LOOKED_AT} roles"
    yield Line(part, "the page", worst[0].ratio, "floors", FLOORS, note)
    yield Line(part, "SQL statements, those of the session included", most, "", STATEMENTS)
    yield Line(part, "HTML before compression, the largest", weight / 1000, "KB")


def _lists(app: Flask, runs: int) -> Iterator[Line]:
    """The lists read from the index, with what stands beside them for one person."""
    part = f"Lists at {ITEMS:,} things to learn, {ROLES:,} roles, {OPPORTUNITIES:,} opportunities"
    visit, floor = Visit(app, token(app, "somebody@demo.example")), Floor(app)
    with app.app_context():
        what = "of all dates which have a free place, read once a second"
        yield Line(part, what, cost(dates.read, runs=runs)[0].ms, "ms")
    for path in LISTS:
        base, act = floor.prepare(visit, path), partial(visit.ask, visit.environ(path))
        low, whole = cost(base, unheard(app, act), runs=runs)
        with statements(app) as run:
            act()
        note = f"{whole.ms:.1f} of {low.ms:.1f} ms"
        yield Line(part, path, whole.ratio, "floors", FLOORS, note)
        yield Line(part, f"{path}, SQL statements", len(run), "", STATEMENTS)
        yield Line(part, f"{path}, HTML", len(visit.get(path)) / 1000, "KB", KB)


def _organisation(rng: Random) -> None:
    """That of matching, with more people, and with what can be learned and who teaches."""
    people = matching._organisation(rng)
    skills = [UUID(int=number + 1) for number in range(SKILLS)]
    items = [UUID(int=10**8 + number) for number in range(ITEMS)]
    with transaction() as session:
        more = range(IN_DEPARTMENT, PEOPLE)
        many(Person, (matching._person(UUID(int=10**6 + number)) for number in more))
        session.execute(update(Person).where(Person.id == people[0]).values(role_id=UUID(int=5)))
        session.execute(insert(Account), [_account(people[0])])
        session.execute(
            insert(Provider), [{"id": UUID(int=n + 1), "name": f"P {n}"} for n in range(40)]
        )
        many(LearningItem, (_item(rng, key) for key in items))
        many(LearningSkill, _taught(rng, items, skills))
        dates = [*_dates(rng, items)]
        many(LearningDate, iter(dates))
        session.execute(
            insert(learning_prerequisite),
            [{"item_id": b, "needs_id": a} for a, b in zip(items[::3], items[1::3], strict=False)],
        )
        session.execute(insert(Budget), [_budget()])
        many(
            Mentor, ({"id": key, "capacity": rng.randint(0, 4)} for key in people[1 : MENTORS + 1])
        )
        session.execute(insert(mentor_skill), [*_teach(rng, people[1 : MENTORS + 1], skills)])
        many(Move, _moves(rng))
        open_now = [UUID(int=2 * 10**8 + number) for number in range(OPPORTUNITIES)]
        many(Opportunity, (_opportunity(rng, key, people) for key in open_now))
        many(OpportunitySkill, _learned(rng, open_now, skills))
        many(Enrolment, _enrolled(rng, items, dates))
        many(Plan, iter([_plan(people[0])]))
        many(PlanStep, _steps(items))


def _account(key: UUID) -> dict[str, object]:
    return {"person_id": key, "email": "somebody@demo.example", "password_hash": digest("x" * 12)}


def _item(rng: Random, key: UUID) -> dict[str, object]:
    payer = rng.choice(["nobody", "organisation", "budget", "person"])
    return {
        "id": key, "title": f"Item {key.int % 10**8}", "provider_id": UUID(int=key.int % 40 + 1),
        "hours": Decimal(rng.randint(1, 60)), "payer": payer,
        "cost": Decimal(0 if payer == "nobody" else rng.randint(10, 900)),
    }  # fmt: skip


def _taught(rng: Random, items: list[UUID], skills: list[UUID]) -> Iterator[dict]:
    """What everybody needs is taught by many, what a field needs by a few."""
    for key in items:
        for skill in {*rng.sample(skills[:100], 2), rng.choice(skills)}:
            yield {"item_id": key, "skill_id": skill, "level": rng.randint(1, 4)}


def _dates(rng: Random, items: list[UUID]) -> Iterator[dict]:
    for key in items:
        for _ in range(rng.randint(0, 2)):
            start = clock.now() + timedelta(days=rng.randint(1, 200))
            yield {
                "id": UUID(int=rng.getrandbits(128)), "item_id": key, "starts_at": start,
                "ends_at": start + timedelta(hours=6), "places": rng.choice([None, 1, 12]),
            }  # fmt: skip


def _enrolled(rng: Random, items: list[UUID], dates: list[dict]) -> Iterator[dict]:
    """Who has a place on a date, and what else was begun or done: one thing each, but for the first
    person, who has begun and done several.
    """
    others = iter(range(10**6 + 1, 10**6 + ENROLMENTS - OWN))
    for one in dates:
        for who in islice(others, rng.randint(0, one["places"] or 20)):
            yield _enrolment(who, one["item_id"], "enrolled") | {"date_id": one["id"]}
    for who in others:
        state = rng.choice(["planned", "started", "completed", "current", "expired", "cancelled"])
        yield _enrolment(who, rng.choice(items), state) | {"date_id": None}
    for number, key in enumerate(items[:OWN]):
        state = "completed" if number % 2 else "started"
        yield _enrolment(10**6, key, state) | {"date_id": None}


def _enrolment(who: int, item: UUID, state: str) -> dict[str, Any]:
    """With an id of its own, for everybody has another item."""
    key, person = UUID(int=who * 10**10 + item.int % 10**8), UUID(int=who)
    return {"id": key, "person_id": person, "item_id": item, "state": state}


def _plan(who: UUID) -> dict[str, object]:
    return {"id": UUID(int=1), "person_id": who, "title": "The way", "role_id": UUID(int=98)}


def _steps(items: list[UUID]) -> Iterator[dict]:
    """What is planned, begun or not."""
    for number, key in enumerate(items[: 2 * OWN : 2]):
        yield {
            "id": UUID(int=number + 1), "plan_id": UUID(int=1), "position": number,
            "kind": "learning", "title": f"Step {number}", "item_id": key,
        }  # fmt: skip


def _opportunity(rng: Random, key: UUID, people: list[UUID]) -> dict[str, object]:
    starts = clock.today() + timedelta(days=rng.randint(20, 120))
    return {
        "id": key, "title": f"Project {key.int % 10**8}", "summary": "Do it and learn it.",
        "starts_on": starts, "ends_on": starts + timedelta(days=rng.randint(6, 90)),
        "apply_by": starts - timedelta(days=10), "hours": rng.randint(1, 8), "state": "published",
        "department_id": UUID(int=1), "owner_id": rng.choice(people[1:]),
    }  # fmt: skip


def _learned(rng: Random, keys: list[UUID], skills: list[UUID]) -> Iterator[dict]:
    for key in keys:
        for skill in {*rng.sample(skills[:100], 2)}:
            yield {"opportunity_id": key, "skill_id": skill, "use": "learned",
                   "level": rng.randint(1, 4)}  # fmt: skip


def _budget() -> dict[str, object]:
    today = clock.today()
    return {
        "id": UUID(int=1), "department_id": UUID(int=1), "starts_on": today - timedelta(days=100),
        "ends_on": today + timedelta(days=200), "amount": Decimal(90_000), "each": Decimal(500),
    }  # fmt: skip


def _teach(rng: Random, mentors: list[UUID], skills: list[UUID]) -> Iterator[dict]:
    for key in mentors:
        for skill in {*rng.sample(skills[:100], 3), *rng.sample(skills, 3)}:
            yield {"mentor_id": key, "skill_id": skill}


def _moves(rng: Random) -> Iterator[dict]:
    for number in range(PEOPLE // 2):
        here, there = rng.sample(range(ROLES), 2)
        yield {
            "id": UUID(int=rng.getrandbits(128)), "person_id": UUID(int=10**6 + number),
            "kind": "promotion", "effective_on": date(2024, 1, 1),
            "from_role_id": UUID(int=here + 1), "to_role_id": UUID(int=there + 1),
        }  # fmt: skip
