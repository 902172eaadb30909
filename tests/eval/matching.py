"""Roles for people, the next rung, skills for lists and for roles, as the portal finds them.

Every set is entered into a portal of its own: its roles with what they ask for, one person for each
question. The worker's own functions prepare what it would prepare, with a table trained on the
corpora alone.
"""

import logging
import math
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import insert

from portal import clock, create_app, schema
from portal.db import db, transaction
from portal.pathways import completing, recommending
from portal.pathways.nearby import candidates
from portal.pathways.ordering import next_rung
from portal.people.models import Department, Person
from portal.roles import asked as asked_of_all
from portal.roles import neighbours
from portal.roles.likeness import kindred, sums
from portal.roles.models import Family, Role, RoleSkill
from portal.skills.finding import vectors as names_of_skills
from portal.skills.models import Kind, PersonSkill, Skill, Status
from search_index import labels, meaning, nearest, vectors
from search_index.subwords import Table
from tests.conftest import settings_for
from tests.eval.files import corpus_of, queries_of, rows

LOOKED_AT = 100
NAMESPACE = UUID(int=7)
Show = Callable[[str, str, dict[str, float], float], None]
Levels = Mapping[str, int]


def key(of: str) -> UUID:
    return uuid5(NAMESPACE, of)


@dataclass
class World:
    """Roles with what they ask for (skill → level, essential), and people with what they can do."""

    titles: dict[str, tuple[str, str]] = field(default_factory=dict)
    asks: dict[str, dict[str, tuple[int, bool]]] = field(default_factory=dict)
    people: dict[str, Levels] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    alike: bool = True  # whether it is asked which roles are alike, or which skills go together

    def enter(self) -> None:
        """Write it into the portal and prepare what the worker would."""
        asked = {skill for wanted in self.asks.values() for skill in wanted}
        had = {skill for levels in self.people.values() for skill in levels}
        family, department = key("family"), key("department")
        with transaction() as session:
            session.execute(insert(Family), [{"id": family, "name": "All"}])
            session.execute(insert(Department), [{"id": department, "name": "All"}])
            _in(session, Skill, (
                {"id": key(one), "name": self.names.get(one, one)[:200], "folded": one,
                 "kind": Kind.TECHNICAL, "status": Status.ACTIVE} for one in asked | had
            ))  # fmt: skip
            _in(session, Role, (
                {"id": key(id), "family_id": family, "level": 1, "title": title[:200],
                 "summary": text, "responsibilities": ""}
                for id, (title, text) in self.titles.items()
            ))  # fmt: skip
            _in(session, RoleSkill, (
                {"role_id": key(id), "skill_id": key(skill), "level": level,
                 "essential": essential, "weight": 1.0}
                for id, wanted in self.asks.items() for skill, (level, essential) in wanted.items()
            ))  # fmt: skip
            _in(session, Person, (
                {"id": key(f"person {id}"), "name": "A person", "department_id": department,
                 "hired_on": clock.today()} for id in self.people
            ))  # fmt: skip
            _in(session, PersonSkill, (
                {"person_id": key(f"person {id}"), "skill_id": key(skill), "level": level}
                for id, levels in self.people.items() for skill, level in levels.items()
            ))  # fmt: skip
        sums.prepare()
        if self.alike:
            kindred.prepare()
        else:
            neighbours.prepare()
            names_of_skills.build()
            asked_of_all.build()


def _in(session: Any, model: Any, listed: Iterable[dict[str, Any]]) -> None:
    if values := list(listed):
        session.execute(insert(model), values)


@contextmanager
def portal(table: Table, world: World) -> Iterator[None]:
    """A portal that has this world, and this table."""
    usual, kit = meaning.tools, meaning.Tools(nearest, labels, vectors, table)
    meaning.tools = lambda: kit  # type: ignore[assignment]
    with tempfile.TemporaryDirectory() as place:
        app = create_app(settings_for(Path(place), f"sqlite:///{place}/aspire.db"))
        logging.getLogger("alembic").setLevel(logging.WARNING)
        with app.app_context():
            schema.upgrade(db.engine)
            world.enter()
            yield
            db.session.rollback()
            db.engine.dispose()
    meaning.tools = usual


def roles_for_people(folder: Path, table: Table, show: Show) -> None:
    """Expert-made related occupations, for who works in one, and for a list of twenty skills."""
    for name, full, few in (("role_rec_esco", 0.57, 0.56), ("role_rec_onet", 0.66, 0.65)):
        world, queries = _occupations(folder, name)
        with portal(table, world):
            back = {key(id): id for id in world.titles}

            def whole(query: dict[str, Any], back: dict[UUID, str] = back) -> list[str]:
                own = key(query["occupation"])
                return by_likeness(back, f"whole {query['occupation']}", own)

            def some(query: dict[str, Any], back: dict[UUID, str] = back) -> list[str]:
                found = by_likeness(back, f"some {query['occupation']}")
                return [one for one in found if one != query["occupation"]]

            show(f"{name}, all", "nDCG@10", figures(queries, whole), full)
            show(f"{name}, 20", "nDCG@10", figures(queries, some), few)


def by_likeness(back: dict[UUID, str], person: str, own: UUID | None = None) -> list[str]:
    """The roles nearest to a person but their own, whatever they ask for beside."""
    found = candidates(key(f"person {person}"), [own] if own else [])
    ranked = recommending.ranked(found, own)
    return [back[one.role_id] for one in ranked if one.role_id != own]


def _occupations(folder: Path, name: str) -> tuple[World, list[dict[str, Any]]]:
    world, queries = World(), queries_of(folder, name)
    if name.endswith("esco"):
        world.names = _esco_names(folder)
    for row in rows(corpus_of(folder, name)):
        world.titles[row["id"]] = (row["title"], _text(row))
        world.asks[row["id"]] = _asks(row)
    for query in queries:
        asked = query["query"]
        world.people[f"whole {asked['occupation']}"] = {
            skill: level for skill, (level, _) in world.asks[asked["occupation"]].items()
        }
        world.people[f"some {asked['occupation']}"] = dict.fromkeys(_listed(asked["persona"]), 1)
    return world, queries


def _text(row: dict[str, Any]) -> str:
    return " ".join([row["description"], *row.get("tasks", ())])


def _asks(row: dict[str, Any]) -> dict[str, tuple[int, bool]]:
    """What a row of either corpus asks for, at level 1, since neither has levels of ours."""
    if "essential" in row:
        helpful = dict.fromkeys(row["optional"], (1, False))
        return helpful | dict.fromkeys(row["essential"], (1, True))
    return dict.fromkeys(_listed(row), (1, True))


def _listed(row: Any) -> list[str]:
    if isinstance(row, list):
        return row
    knows = [one["name"] if isinstance(one, dict) else one for one in row["ksa"]]
    return [*row["activities"], *knows, *row["technology"]]


def _esco_names(folder: Path) -> dict[str, str]:
    return {row["id"]: row["title"] for row in rows(corpus_of(folder, "skill_suggest_esco"))}


def next_rungs(folder: Path, table: Table, show: Show) -> None:
    """The next rung of a real ladder, for who has exactly the skills of the one below it."""
    queries, world = queries_of(folder, "next_rung_gdad"), World()
    for row in rows(corpus_of(folder, "next_rung_gdad")):
        world.titles[row["id"]] = (row["title"], row["description"])
        world.asks[row["id"]] = {skill: (n, True) for skill, n in row["skills"].items()}
    for number, query in enumerate(queries):
        world.people[str(number)] = query["query"]["skills"]
        query["query"] = str(number)
    with portal(table, world):
        back = {key(id): id for id in world.titles}

        def ask(number: str) -> list[str]:
            found = candidates(key(f"person {number}"))
            scores = {
                one.role_id: next_rung(one.affinity, found.roles[one.role_id].sums)
                for one in recommending.ranked(found, None)
            }
            return [back[one] for one in sorted(scores, key=lambda one: (-scores[one], one))]

        show("next_rung_gdad", "MRR", figures(queries, ask), 0.87)


def skills_of_roles(folder: Path, table: Table, show: Show) -> None:
    """What a role without skills may ask for, by its words alone."""
    queries = queries_of(folder, "skill_suggest_esco")
    world = _taught(folder)
    for query in queries:
        world.titles[query["qid"]] = (query["query"]["title"], query["query"]["description"])
        query["query"] = query["qid"]
    with portal(table, world):
        back = {key(one): one for one in world.names}

        def ask(role: str) -> list[str]:
            return [back[one.skill_id] for one in completing.may_ask_for(key(role), LOOKED_AT)]

        show("skill_suggest_esco", "R-prec.", figures(queries, ask), 0.45)


def lists_of_skills(folder: Path, table: Table, show: Show) -> None:
    """What goes with a list of skills: held back from roles, and from adverts."""
    adverts, lists = World(alike=False), _taught(folder)
    lists.alike = False
    for row in rows(folder / "skill_complete_ads" / "train.jsonl.gz"):
        adverts.titles[row["id"]] = (row["id"], "")
        adverts.asks[row["id"]] = dict.fromkeys(row["skills"], (1, True))
    for name, world, what, target in (
        ("skill_complete_esco", lists, "nDCG@10", 0.60),
        ("skill_complete_ads", adverts, "recall@10", 0.40),
    ):
        queries = queries_of(folder, name)
        for number, query in enumerate(queries):
            world.people[str(number)] = dict.fromkeys(query["query"]["skills"], 1)
            query["query"] = str(number)
        with portal(table, world):
            known = {skill for wanted in world.asks.values() for skill in wanted}
            back = {key(one): one for one in known}

            def ask(number: str, back: dict[UUID, str] = back) -> list[str]:
                found = completing.goes_with(key(f"person {number}"))
                return [back[one.skill_id] for one in found]

            show(name, what, figures(queries, ask), target)


def _taught(folder: Path) -> World:
    world = World(names=_esco_names(folder))
    for row in rows(folder / "skill_suggest_esco" / "train.jsonl.gz"):
        world.titles[row["id"]] = (row["title"], _text(row))
        world.asks[row["id"]] = _asks(row)
    return world


def figures(queries: list[dict[str, Any]], ask: Callable[[Any], list[str]]) -> dict[str, float]:
    """What one set says: means over its queries, on the first hundred ids."""
    each, times = [], []
    for query in queries:
        begun = time.process_time()
        ranked = ask(query["query"])[:LOOKED_AT]
        times.append(time.process_time() - begun)
        each.append(_one(ranked, query["relevant"]))
    times.sort()
    found = {name: sum(one[name] for one in each) / len(each) for name in each[0]}
    return found | {
        "queries": len(queries),
        "ms p50": times[len(times) // 2] * 1000,
        "ms p95": times[int(len(times) * 0.95)] * 1000,
    }


def _one(ranked: list[str], right: dict[str, int]) -> dict[str, float]:
    grades = [right.get(one, 0) for one in ranked]
    first = next((place for place, grade in enumerate(grades, 1) if grade), 0)
    return {
        "MRR": 1 / first if first else 0.0,
        "nDCG@10": _gain(grades[:10]) / _gain(sorted(right.values(), reverse=True)[:10]),
        "recall@10": sum(grade > 0 for grade in grades[:10]) / len(right),
        "R-prec.": sum(grade > 0 for grade in grades[: len(right)]) / len(right),
    }


def _gain(grades: list[int]) -> float:
    return sum((2**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades, 1))


def measured(folder: Path, table: Table) -> None:
    """All sets of matching, as a table."""
    print("\nMatching (* below what is to be reached)")
    print(
        f"{'set':24}{'queries':>9}{'figure':>11}{'':>8}{'to reach':>10}{'ms p50':>8}{'ms p95':>8}"
    )
    for part in (roles_for_people, next_rungs, skills_of_roles, lists_of_skills):
        part(folder, table, _show)


def _show(name: str, figure: str, found: dict[str, float], target: float) -> None:
    mark = " " if found[figure] >= target else "*"
    print(
        f"{name:24}{found['queries']:>9}{figure:>11}{found[figure]:>8.3f}{target:>9.2f}{mark}"
        f"{found['ms p50']:>8.1f}{found['ms p95']:>8.1f}",
        flush=True,
    )
