"""Matching at the size of a large organisation: roles for a person, people for a role."""

import shutil
import time
from collections.abc import Iterator
from datetime import date
from importlib import import_module
from pathlib import Path
from random import Random
from typing import cast
from uuid import UUID

from sqlalchemy import insert

from portal import clock, create_app, schema
from portal.aspirations.models import AspirationProfile
from portal.audience import Audience
from portal.conditions import Actor
from portal.config import read
from portal.db import db, transaction
from portal.pathways import completing, openness, recommending
from portal.pathways.queries import levels_of
from portal.people.models import Department, Person
from portal.roles import asked
from portal.roles.likeness import sums
from portal.roles.models import Family, Role, RoleSkill
from portal.skills.finding import vectors
from portal.skills.models import PersonSkill, Skill
from tests.bench.place import environment
from tests.bench.report import Line
from tests.bench.search import middle_and_most
from tests.bench.skills import many

ROLES, SKILLS, ASKED, FAMILIES = 20_000, 14_000, 25, 40
PEOPLE, HELD, OPEN = 8_000, 20, 0.3
PERSON_MS, DEPARTMENT_MS = 30.0, 35.0
TURNS = 40


def measured(folder: Path) -> Iterator[Line]:
    """Preparing what matching reads, then both ways round."""
    part = f"Matching, {ROLES:,} roles, {PEOPLE:,} people in a department"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    app = create_app(read(environment(folder)))
    with app.app_context():
        schema.upgrade(db.engine)
        people = _organisation(Random(1))
        for name, prepare in (
            ("sums and rarity", sums.prepare),
            ("how alike roles are", import_module("portal.roles.likeness.kindred").prepare),
        ):
            began = time.process_time()
            prepare()
            yield Line(part, f"preparing {name}", time.process_time() - began, "s")
        vectors.build()
        began = time.process_time()
        asked.build()
        yield Line(part, "preparing what roles ask for", time.process_time() - began, "s")
        yield _of_a_person(part, people)
        yield _of_a_list(part, people)
        yield _of_a_role(part)
        db.session.remove()
        db.engine.dispose()
    shutil.rmtree(folder)


def _of_a_person(part: str, people: list[UUID]) -> Line:
    """The first roles with their reasons, as the page of recommendations shows them."""

    def act(person: UUID) -> int:
        who = recommending.Standing(person, UUID(int=person.int % ROLES + 1), 2)
        return len(recommending.for_person(who, levels_of(person), limit=6)[0])

    half, most, found = _times([lambda one=one: act(one) for one in people[:TURNS]])
    note = f"half {half:.1f} ms, {found} shown"
    return Line(part, "roles for a person, 95 of 100 within", most, "ms", PERSON_MS, note)


def _of_a_list(part: str, people: list[UUID]) -> Line:
    """The skills that go with those of a person."""
    acts = [lambda one=one: len(completing.goes_with(one)) for one in people[:TURNS]]
    half, most, found = _times(acts)
    note = f"half {half:.1f} ms, {found} found"
    return Line(part, "skills for a person, 95 of 100 within", most, "ms", PERSON_MS, note)


def _of_a_role(part: str) -> Line:
    """Those of the department who are open to approaches, the first twenty."""
    nobody = UUID(int=1)
    reader = cast(Actor, _Reader())

    def act(role: int) -> int:
        return len(openness.open_to(UUID(int=role + 1), reader, nobody, start=0, limit=20)[0])

    half, most, found = _times([lambda role=role: act(role * 97) for role in range(TURNS)])
    note = f"half {half:.1f} ms, {found} shown"
    return Line(part, "people for a role, 95 of 100 within", most, "ms", DEPARTMENT_MS, note)


class _Reader:
    """Somebody of HR, as far as matching asks."""

    id, hr = UUID(int=0), True


def _times(acts: list) -> tuple[float, float, int]:
    taken, found = [], 0
    acts[0]()
    for act in acts:
        began = time.process_time()
        found += act()
        taken.append((time.process_time() - began) * 1000)
        db.session.rollback()
    return *middle_and_most(taken), found


def _organisation(rng: Random) -> list[UUID]:
    """Roles in fields of work, and a department whose people have skills of one or two fields."""
    skills = [UUID(int=number + 1) for number in range(SKILLS)]
    everywhere, fields = skills[:100], [skills[at : at + 200] for at in range(100, SKILLS, 200)]
    people = [UUID(int=10**6 + number) for number in range(PEOPLE)]
    with transaction() as session:
        session.execute(
            insert(Family), [{"id": UUID(int=n + 1), "name": f"Field {n}"} for n in range(FAMILIES)]
        )
        session.execute(insert(Department), [{"id": UUID(int=1), "name": "Works"}])
        many(Skill, ({"id": k, "name": f"S {k.int}", "folded": f"s {k.int}"} for k in skills))
        many(Role, (_role(number) for number in range(ROLES)))
        many(RoleSkill, _asks(rng, everywhere, fields))
        many(Person, (_person(key) for key in people))
        many(PersonSkill, _held(rng, people, everywhere, fields))
        many(AspirationProfile, (_profile(rng, key) for key in people))
    return people


def _role(number: int) -> dict[str, object]:
    return {
        "id": UUID(int=number + 1), "title": f"R {number}", "summary": f"Does work {number % 70}.",
        "family_id": UUID(int=number % FAMILIES + 1), "level": number % 5 + 1,
        "updated_at": clock.now(),
    }  # fmt: skip


def _person(key: UUID) -> dict[str, object]:
    return {
        "id": key, "name": f"P {key.int}", "department_id": UUID(int=1),
        "hired_on": date(2020, 1, 1), "about_audience": Audience.EVERYONE,
    }  # fmt: skip


def _profile(rng: Random, key: UUID) -> dict[str, object]:
    return {
        "person_id": key, "open_to_approaches": rng.random() < OPEN,
        "preferences_audience": Audience.EVERYONE,
    }  # fmt: skip


def _asks(rng: Random, everywhere: list[UUID], fields: list[list[UUID]]) -> Iterator[dict]:
    for number in range(ROLES):
        wanted = rng.sample(everywhere, 5) + rng.sample(fields[number % len(fields)], ASKED - 5)
        for skill in wanted:
            yield {"role_id": UUID(int=number + 1), "skill_id": skill, "level": rng.randint(1, 4)}


def _held(
    rng: Random, people: list[UUID], everywhere: list[UUID], fields: list[list[UUID]]
) -> Iterator[dict]:
    for key in people:
        near, other = rng.choice(fields), rng.choice(fields)
        for skill in {*rng.sample(everywhere, 5), *rng.sample(near, HELD - 8), *other[:3]}:
            yield {
                "id": UUID(int=rng.getrandbits(128)), "person_id": key, "skill_id": skill,
                "level": rng.randint(1, 4), "audience": Audience.EVERYONE,
            }  # fmt: skip
