"""A whole taxonomy: typing a skill, a profile with many skills, and which skills go together."""

import os
import re
import shutil
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random
from uuid import UUID

from flask import Flask
from sqlalchemy import func, insert, select

from portal import clock, create_app, peak, schema
from portal.config import read
from portal.db import db, transaction
from portal.people.models import Person
from portal.roles import neighbours as going_together
from portal.roles.models import Family, Role, RoleSkill
from portal.skills import own, queries
from portal.skills.models import Evidence, PersonSkill, Skill, SkillAlias, Status
from tests.bench import place
from tests.bench.imports import aspire, distribution
from tests.bench.pages import FORM, LIST_KB, PAGE, STATEMENTS, Measured
from tests.bench.place import Visit, cost, environment, statements, token
from tests.bench.report import Line
from tests.bench.search import times
from tests.bench.startup import cpu

TYPED = "Typing a skill, among those of ESCO"
FIND_MS = 30
QUERIES = 300
HELD = 60
ROLES, SKILLS, ASKED = 20_000, 14_000, 25
PREPARE_S, PREPARE_MB = 30, 300
AT_ONCE = 10_000


def taxonomy(folder: Path, people: int) -> Flask | None:
    """The demo organisation with the skills of ESCO beside its own; None where ESCO is not here."""
    source = distribution("esco")
    if source is None:
        return None
    app, _ = place.organisation(folder, people)
    with app.app_context():
        held = db.session.scalar(select(func.count()).select_from(Skill)) or 0
        db.session.rollback()
    if held < 10_000:
        aspire("import", "esco", str(source), folder=folder)
    return app


def typed(app: Flask) -> Iterator[Line]:
    """The function and the whole request, for beginnings of names, of words and of nonsense."""
    rng = Random(1)
    with app.app_context():
        names = [*db.session.scalars(select(Skill.folded)), *db.session.scalars(_aliases())]
        listed = [_beginning(rng, rng.choice(names)) for _ in range(QUERIES)]
        queries.find("warm")
        half, most = times(lambda text: (queries.find(text), db.session.rollback()), listed)
    words = f"{len(names):,} names and other words"
    yield Line(TYPED, "the function, 95 of 100 within", most, "ms", FIND_MS, f"half {half:.1f} ms")
    visit = Visit(app, token(app, "employee@demo.example"))
    environs = {text: visit.environ(f"/me/skills/find?q={text}", htmx=True) for text in listed}
    visit.get("/me/skills/find?q=warm", htmx=True)
    half, most = times(lambda text: visit.ask(environs[text]), listed)
    note = f"half {half:.1f} ms, {words}"
    yield Line(TYPED, "the request, 95 of 100 within", most, "ms", FIND_MS, note)


def _aliases() -> object:
    return select(SkillAlias.folded)


def _beginning(rng: Random, name: str) -> str:
    words = name.split()
    at = rng.randrange(len(words))
    text = rng.choice((name, " ".join(words[at:]), words[at]))
    return text[: rng.randint(1, len(text))]


def profile(app: Flask, runs: int) -> Iterator[Line]:
    """My page and how others see it, with many skills, some of them shown by evidence."""
    person = _filled(app)
    measured = Measured(app)
    part = f"A profile with {HELD} skills"
    pages = (("/me", "employee", FORM), (f"/people/{person}", "other", PAGE))
    for path, who, budget in pages:
        name = re.sub(r"[0-9a-f-]{36}", "{person}", path)
        act = measured.act(who, path)
        floor, whole = cost(measured.floor.prepare(measured.visit(who), path), act, runs=runs)
        note = f"{whole.ms:.1f} of {floor.ms:.1f} ms"
        yield Line(part, name, whole.ratio, "floors", budget, note)
        with statements(app) as said:
            act()
        yield Line(part, f"{name}, SQL statements", len(said), "", STATEMENTS)
        size = len(measured.visit(who).get(path)) / 1000
        yield Line(part, f"{name}, HTML", size, "KB", LIST_KB, "before compression")


def _filled(app: Flask) -> UUID:
    """Give the employee of the demonstration as many skills; half have evidence."""
    with app.app_context(), transaction() as session:
        person = session.scalars(select(Person.id).where(Person.name.like("Maya %"))).first()
        assert person is not None
        has = set(session.scalars(select(PersonSkill.skill_id).filter_by(person_id=person)))
        others = select(Skill).where(Skill.status == Status.ACTIVE, Skill.id.not_in(has))
        wanted = session.scalars(others.order_by(Skill.folded).limit(max(0, HELD - len(has))))
        for number, skill in enumerate(wanted.all()):
            rating = own.Rating(level=1 + number % 4, interest="happy", audience=8)  # type: ignore[arg-type]
            own.add(person, skill, rating)
            if number % 2:
                session.add(
                    Evidence(person_id=person, skill_id=skill.id, kind="project", title="A project")
                )
        return person


def neighbours(folder: Path) -> Iterator[Line]:
    """Preparing them where 20,000 roles ask for 25 skills each: from nothing, and again."""
    part = f"Which skills go together, {ROLES:,} roles asking for {ASKED} each"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    _many_roles(folder)
    code = "from tests.bench.skills import prepared; prepared()"
    for what in ("from nothing", "the next night"):
        env = {"PATH": os.environ["PATH"]} | environment(folder)
        _, said = cpu([sys.executable, "-c", code], env)
        seconds, rows, megabytes = (float(word) for word in said.split())
        yield Line(part, what, seconds, "s", PREPARE_S, f"{rows:,.0f} rows changed")
        yield Line(part, f"{what}, memory", megabytes, "MB", PREPARE_MB)
    shutil.rmtree(folder)


def prepared() -> None:
    """In a process of its own: what it took, to be read by whoever started it."""
    with create_app().app_context():
        began = time.process_time()
        rows = going_together.prepare()
        print(time.process_time() - began, rows, peak.megabytes())


def _many_roles(folder: Path) -> None:
    """Roles in fields of work: most skills are of one field, a few are asked for everywhere."""
    rng = Random(1)
    app = create_app(read(environment(folder)))
    with app.app_context():
        schema.upgrade(db.engine)
        with transaction() as session:
            family = UUID(int=1)
            session.execute(insert(Family), [{"id": family, "name": "Work"}])
            skills = [UUID(int=number + 1) for number in range(SKILLS)]
            roles = [UUID(int=number + 1) for number in range(ROLES)]
            named = (
                {"id": key, "name": f"S {key.int}", "folded": f"s {key.int}"} for key in skills
            )
            many(Skill, named)
            shape = {"family_id": family, "level": 1, "updated_at": clock.now()}
            many(Role, ({"id": key, "title": f"R {key.int}"} | shape for key in roles))
            many(RoleSkill, _asks(rng, roles, skills))
        db.session.remove()


def _asks(rng: Random, roles: list[UUID], skills: list[UUID]) -> Iterator[dict[str, object]]:
    everywhere, fields = skills[:100], [skills[at : at + 200] for at in range(100, SKILLS, 200)]
    for number, role in enumerate(roles):
        wanted = rng.sample(everywhere, 5) + rng.sample(fields[number % len(fields)], ASKED - 5)
        yield from ({"role_id": role, "skill_id": skill, "level": 2} for skill in wanted)


def many(model: type, rows: Iterator[dict[str, object]]) -> None:
    """Insert rows, some thousand at once."""
    while some := list(islice(rows, AT_ONCE)):
        db.session.execute(insert(model), some)
