"""Routes of several moves over the roles of a large organisation."""

import gc
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from uuid import UUID

from sqlalchemy import insert

from portal import clock, create_app, schema
from portal.careers import maps
from portal.careers.cost import Place
from portal.careers.routes import routes
from portal.config import read
from portal.db import db, transaction
from portal.roles.models import Family, MoveCount, Role, RoleMove, RoleNeighbour, RoleSkill
from portal.roles.queries import lines_of
from portal.skills.models import Skill
from tests.bench.place import environment, statements
from tests.bench.report import Line
from tests.bench.search import middle_and_most
from tests.bench.skills import many

ROLES, SKILLS, ASKED, FAMILIES = 20_000, 14_000, 25, 40
ALIKE, TYPICAL, REAL = 20, 8, 4
ROUTE_MS, ASKED_STATEMENTS = 150.0, 3
TURNS = 100


def measured(folder: Path) -> Iterator[Line]:
    """From any role to one that lies some moves away, and to any other at all."""
    part = f"Routes over {ROLES:,} roles"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    app = create_app(read(environment(folder)))
    with app.app_context():
        schema.upgrade(db.engine)
        _map(Random(1))
        gc.collect()
        gc.freeze()  # as a worker in service, see portal.serve
        rng = Random(2)
        near = [
            (number, _some_moves_away(number, rng)) for number in rng.sample(range(ROLES), TURNS)
        ]
        yield from _lines(part, "to a role some moves away", near)
        far = [tuple(rng.sample(range(ROLES), 2)) for _ in range(TURNS)]
        yield from _lines(part, "to any other role", far)
        yield from _maps(part, rng)
        with statements(app) as said:
            _ask(*near[0])
        yield Line(part, "statements", len(said), "", ASKED_STATEMENTS)
        db.session.remove()
        db.engine.dispose()
    shutil.rmtree(folder)


def _lines(part: str, what: str, asked: list[tuple[int, int]]) -> Iterator[Line]:
    taken, found = [], 0
    _ask(*asked[0])
    for start, target in asked:
        began = time.process_time()
        found += bool(_ask(start, target))
        taken.append((time.process_time() - began) * 1000)
        db.session.rollback()
    half, most = middle_and_most(taken)
    note = f"half {half:.1f} ms, {found} of {len(asked)} have one"
    yield Line(part, f"{what}, 95 of 100 within", most, "ms", ROUTE_MS, note)


def _maps(part: str, rng: Random) -> Iterator[Line]:
    """The map around a role with three aims, and that of a family of 500 roles."""
    nobody = UUID(int=0)
    lines = lines_of([_place(number).id for number in range(400)])

    def near() -> None:
        start, *aims = rng.sample([*lines.values()], 4)
        maps.around(nobody, start, aims, 5)

    def family() -> None:
        start = rng.choice([*lines])
        maps.of_family(nobody, UUID(int=rng.randint(1, FAMILIES)), 500, start_id=start, least=5)

    for what, act in (("the map around a role", near), ("the map of a family", family)):
        taken = []
        act()
        for _ in range(TURNS // 4):
            began = time.process_time()
            act()
            taken.append((time.process_time() - began) * 1000)
            db.session.rollback()
        half, most = middle_and_most(taken)
        yield Line(part, f"{what}, 95 of 100 within", most, "ms", ROUTE_MS, f"half {half:.1f} ms")


def _ask(start: int, target: int) -> int:
    levels = {UUID(int=skill + 1): skill % 4 + 1 for skill in range(start % 100, 60 + start % 100)}
    to = _place(target)
    return len(routes(_place(start), [to], levels, least=5).routes[to.id])


def _place(number: int) -> Place:
    return Place(UUID(int=number + 1), _level(number), UUID(int=number % FAMILIES + 1))


def _level(number: int) -> int:
    return number // FAMILIES % 5 + 1


def _some_moves_away(number: int, rng: Random) -> int:
    for _ in range(3):
        number = rng.choice(_typical(number))
    return number


def _typical(number: int) -> list[int]:
    """Up and across in the same field, and into the next one."""
    return [(number + step) % ROLES for step in (40, 80, 120, 200, 241, 400, 1, 41)][:TYPICAL]


def _map(rng: Random) -> None:
    keys = [UUID(int=number + 1) for number in range(ROLES)]
    with transaction() as session:
        session.execute(
            insert(Family), [{"id": UUID(int=n + 1), "name": f"Field {n}"} for n in range(FAMILIES)]
        )
        names = ((UUID(int=n + 1), f"Skill {n}") for n in range(SKILLS))
        many(Skill, ({"id": key, "name": name, "folded": name.lower()} for key, name in names))
        many(Role, (_role(number) for number in range(ROLES)))
        many(RoleSkill, _asks(rng))
        many(RoleMove, _moves(keys, rng))
        many(MoveCount, _counts(keys, rng))
        many(RoleNeighbour, _alike(keys, rng))


def _role(number: int) -> dict[str, object]:
    place = _place(number)
    return {"id": place.id, "title": f"R {number}", "family_id": place.family_id,
            "level": place.level, "updated_at": clock.now()}  # fmt: skip


def _asks(rng: Random) -> Iterator[dict[str, object]]:
    for number in range(ROLES):
        field = number % FAMILIES * 300
        wanted = {
            *rng.sample(range(100), 5),
            *(100 + field + n for n in rng.sample(range(300), 20)),
        }
        for skill in wanted:
            yield {"role_id": UUID(int=number + 1), "skill_id": UUID(int=skill + 1),
                   "level": rng.randint(1, 4)}  # fmt: skip


def _moves(keys: list[UUID], rng: Random) -> Iterator[dict[str, object]]:
    for number, key in enumerate(keys):
        for rank, there in enumerate(_typical(number), start=1):
            yield {"from_role_id": key, "to_role_id": keys[there], "kind": "up", "rank": rank,
                   "months": rng.choice((12, 24, None))}  # fmt: skip


def _counts(keys: list[UUID], rng: Random) -> Iterator[dict[str, object]]:
    for number, key in enumerate(keys):
        for there in rng.sample(_typical(number), REAL):
            yield {"from_role_id": key, "to_role_id": keys[there], "marks": b"",
                   "people": rng.choice((5, 10)), "months": rng.choice((12, 18, None))}  # fmt: skip


def _alike(keys: list[UUID], rng: Random) -> Iterator[dict[str, object]]:
    for number, key in enumerate(keys):
        others = {(number + FAMILIES * rng.randint(1, 400)) % ROLES for _ in range(ALIKE)}
        for there in others - {number}:
            yield {"role_id": key, "neighbour_id": keys[there], "likeness": rng.random()}
