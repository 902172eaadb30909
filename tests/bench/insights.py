"""Insights of a very large organisation: the nightly count, and the pages that read what it left.

    python -m tests.bench.insights FOLDER grow|night

makes of the organisation in FOLDER one with ten times as many aims as people, in 150 departments at
40 locations, who aim for 800 roles in 30 fields; or takes the figures of a night and says what that
took. The benchmark runs both in processes of their own, on a copy of the large organisation.
"""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import delete, insert, select, update

from portal import clock, create_app, peak, schema
from portal.aspirations.models import Aspiration, AspirationProfile, Driver
from portal.config import read
from portal.db import db, transaction
from portal.insights import queries, snapshot
from portal.insights.catalogue import FAMILIES, WANTED
from portal.insights.queries import EVERYBODY
from portal.people.models import Department, Location, Person
from portal.roles.models import Family, Role, RoleSkill
from tests.bench.pages import Measured
from tests.bench.place import cost, environment, statements
from tests.bench.report import Line

DEPARTMENTS, LOCATIONS, FIELDS, ROLES, AIMS = 150, 40, 30, 800, 10
SPACE = UUID(int=7)
AT_ONCE = 5_000
SECONDS, MEGABYTES = 900, 1_500
PAGE_MS, FILTER_MS, PART_MS, WHOLE_MS, FLOORS = 100, 100, 10, 30, 4.0
PAGES = (
    "/insights", "/insights/next", "/insights/training", "/insights/moves", "/insights/strength",
    "/insights/confidence",
)  # fmt: skip
TIMES = ("year", "two", "later", "exploring")
KINDS = ("promotion", "lateral", "field", None)
RUNS = 11
LONGEST = 3_600


def measured(source: Path, folder: Path, people: int) -> Iterator[Line]:
    """The night and the pages, in a copy of the organisation in `source`, grown and kept."""
    grown = folder / "grown"
    if not grown.exists() or grown.read_text() != (source / "made-from").read_text():
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(source, folder, symlinks=True)
        _apart(folder, "grow")
        grown.write_text((source / "made-from").read_text())
    part = f"The figures of {people:,} people with {people * AIMS:,} aims"
    told = _apart(folder, "night")
    note = (
        f"{told['answers']:,} answers of {told['cells']:,} cells; {told['shown']:,} figures shown"
    )
    yield Line(part, "counting", told["counting"], "s")
    yield Line(part, "judging and writing", told["seconds"] - told["counting"], "s")
    yield Line(part, "the whole count", told["seconds"], "s", SECONDS, note)
    yield Line(part, "memory at most", told["megabytes"], "MB", MEGABYTES)
    yield from _cells(folder, part)
    yield from _pages(folder, part)


def _apart(folder: Path, what: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.insights", str(folder), what],
        check=True, capture_output=True, text=True, timeout=LONGEST,
    )  # fmt: skip
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _cells(folder: Path, part: str) -> Iterator[Line]:
    """Reading prepared cells alone."""
    app = create_app(read(environment(folder)))
    with app.app_context():
        published = queries.newest()
        assert published is not None
        department = published.groups("department")[0]
        acts: list[tuple[str, Callable[[], object], int]] = [
            ("cells of a department", partial(queries.tables, published, department), PART_MS),
            ("cells of everybody", partial(queries.tables, published, EVERYBODY), WHOLE_MS),
            ("the stamp and its groups", queries.newest, WHOLE_MS),
            ("wishes by department", partial(queries.wishes, published, "department"), WHOLE_MS),
        ]
        for what, act, budget in acts:
            yield Line(part, what, cost(act, runs=RUNS)[0].ms, "ms", budget)


def _pages(folder: Path, part: str) -> Iterator[Line]:
    """Whole pages, and every filter as a fragment."""
    place = Measured(create_app(read(environment(folder))))
    with place.app.app_context():
        published = queries.newest()
        assert published is not None
        of = [str(published.groups(split)[0]) for split in FAMILIES.splits]
    filters = [f"/insights?group={group}" for group in of]
    filters += [f"/insights/moves?by={split}" for split in FAMILIES.splits]
    filters += [f"/insights/training?by={split}" for split in WANTED.splits]
    for path in PAGES:
        floor = place.floor.prepare(place.visit("hr"), path)
        base, whole = cost(floor, place.act("hr", path), runs=RUNS)
        note = f"{whole.ms:.1f} of {base.ms:.1f} ms"
        yield Line(part, path, whole.ratio, "floors", FLOORS, note)
        yield Line(part, f"  {path}, statements", _said(place, path), "", 10)
        yield Line(part, f"  {path}, HTML", len(place.visit("hr").get(path)) / 1000, "KB")
    for path in filters:
        (one,) = cost(place.act("hr", path, htmx=True), runs=RUNS)
        yield Line(part, path[:44], one.ms, "ms", FILTER_MS, "as a fragment")


def _said(place: Measured, path: str) -> int:
    place.visit("hr").get(path)
    with statements(place.app) as run:
        place.visit("hr").get(path)
    return len(run)


def grow() -> dict[str, int]:
    """Many departments, locations, fields, roles and aims, the same each time."""
    rng = Random(7)
    with transaction() as session:
        made = {
            model: [uuid5(SPACE, f"{model.__name__} {n}") for n in range(number)]
            for model, number in (
                (Department, DEPARTMENTS),
                (Location, LOCATIONS),
                (Family, FIELDS),
            )
        }
        for model, keys in made.items():
            session.execute(
                insert(model), [{"id": key, "name": f"Large {n}"} for n, key in enumerate(keys)]
            )
        roles = _roles(made[Family])
    _settle(made, roles, rng)
    return _aim(roles, rng)


def _roles(families: list[UUID]) -> list[UUID]:
    """Roles that ask for what roles of the demonstration ask for."""
    asked = list(db.session.execute(
        select(RoleSkill.role_id, RoleSkill.skill_id, RoleSkill.level, RoleSkill.essential)
        .order_by(RoleSkill.role_id, RoleSkill.skill_id)
    ))  # fmt: skip
    like = sorted({row.role_id for row in asked}, key=str)
    keys = [uuid5(SPACE, f"role {n}") for n in range(ROLES)]
    db.session.execute(insert(Role), [
        {"id": key, "family_id": families[n % FIELDS], "level": n % 5 + 1, "title": f"Role {n}"}
        for n, key in enumerate(keys)
    ])  # fmt: skip
    db.session.execute(insert(RoleSkill), [
        {"role_id": key, "skill_id": row.skill_id, "level": row.level, "essential": row.essential}
        for n, key in enumerate(keys)
        for row in asked if row.role_id == like[n % len(like)]
    ])  # fmt: skip
    return keys


def _settle(made: dict[type, list[UUID]], roles: list[UUID], rng: Random) -> None:
    """Everybody in a department, at one of its few locations, in a role; a few large ones."""
    where = {
        key: (rng.sample(made[Location], rng.choice((1, 1, 2, 4))), rng.sample(roles, 12))
        for key in made[Department]
    }
    with transaction() as session:
        rows = []
        for key in session.scalars(select(Person.id).order_by(Person.id)):
            department = made[Department][_skewed(rng, DEPARTMENTS)]
            places, work = where[department]
            rows.append({
                "id": key, "department_id": department, "location_id": rng.choice(places),
                "role_id": rng.choice(work),
            })  # fmt: skip
        for some in _batches(rows):
            session.execute(update(Person), some)


def _batches(rows: list[Any]) -> Iterator[list[Any]]:
    return (rows[at : at + AT_ONCE] for at in range(0, len(rows), AT_ONCE))


def _skewed(rng: Random, number: int) -> int:
    return min(int(rng.expovariate(3 / number)), number - 1)


def _aim(roles: list[UUID], rng: Random) -> dict[str, int]:
    """Ten aims for everybody who works here; most of them are counted."""
    with transaction() as session:
        people = list(session.scalars(
            select(Person.id).where(Person.left_on.is_(None)).order_by(Person.id)
        ))  # fmt: skip
        session.execute(delete(Aspiration))
        have = set(session.scalars(select(AspirationProfile.person_id)))
        session.execute(
            insert(AspirationProfile), [{"person_id": key} for key in people if key not in have]
        )
    count = 0
    for some in _batches(people):
        rows = [row for key in some for row in _aims(key, roles, rng)]
        with transaction() as session:
            session.execute(insert(Aspiration), rows)
        count += len(rows)
    return {"aims": count}


def _aims(person: UUID, roles: list[UUID], rng: Random) -> list[dict[str, object]]:
    aimed: set[int] = set()
    while len(aimed) < AIMS:
        aimed.add(_skewed(rng, ROLES))
    return [
        {
            "id": UUID(int=rng.getrandbits(128), version=4), "person_id": person, "kind": "role",
            "role_id": roles[n], "horizon": rng.choices(TIMES, (4, 3, 2, 1))[0],
            "move_type": rng.choice(KINDS), "state": "active",
        }
        for n in sorted(aimed)
    ]  # fmt: skip


def night() -> dict[str, float]:
    """One count of everybody, with what it took."""
    told: dict[str, float] = {}
    true = snapshot.count

    def timed(key: bytes) -> object:
        began = time.perf_counter()
        counted = true(key)
        told["counting"] = time.perf_counter() - began
        told["cells"] = len(counted.tally.headcount)
        told["answers"] = len(counted.tally.answers)
        return counted

    snapshot.count = timed  # type: ignore[assignment]
    with transaction() as session:  # that enough people have changed
        some = session.scalars(select(Driver.person_id).distinct().limit(50)).all()
        session.execute(delete(Driver).where(Driver.person_id.in_(some)))
        keys = session.scalars(select(Aspiration.id).order_by(Aspiration.id).limit(50)).all()
        session.execute(update(Aspiration).where(Aspiration.id.in_(keys)).values(state="dropped"))
    outcome = snapshot.take_snapshot(clock.now())
    assert outcome.published, outcome.why
    return told | {
        "seconds": outcome.seconds,
        "shown": outcome.shown,
        "megabytes": peak.megabytes(),
    }


def main(folder: str, what: str) -> None:
    app = create_app(read(environment(Path(folder))))
    with app.app_context():
        schema.upgrade(db.engine)
        print(json.dumps(grow() if what == "grow" else night()))


if __name__ == "__main__":
    main(*sys.argv[1:])
