"""The search index: building it, asking it, changing it; and how soon a change is found."""

import shutil
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from uuid import UUID

from flask import Flask
from sqlalchemy import select

from portal import work
from portal.db import db, transaction
from portal.demo import catalogue
from portal.roles.models import Role
from portal.search.queries import FACETS
from portal.search.queries import PAGE as HITS
from search_index import Document, Index, open_index, rebuild
from tests.bench.report import Line

EVERYONE = ("everyone",)
GRADES = ("", "Assistant", "Junior", "Senior", "Lead", "Principal", "Deputy", "Trainee", "Acting")
PLACES = ("", "Harbour", "Hill", "North Side", "Old Town", "Riverside")
BODY_WORDS = 100
WITHIN = {1_000: None, 5_000: 15.0, 20_000: 50.0}
SUGGEST_MS = 5.0
FOUND_AFTER_S = 1.0
QUERIES = 150


def documents(count: int) -> Iterator[Document]:
    """The roles of the demo city in every grade and part of town, until there are enough."""
    rng = Random(count)
    known = catalogue.roles()
    departments = catalogue.departments()
    words = " ".join([role.summary + " " + " ".join(role.does) for role in known]).split()
    variants = [(grade, place) for place in PLACES for grade in GRADES]
    for number in range(count):
        role = known[number % len(known)]
        grade, place = variants[number // len(known) % len(variants)]
        level = str(rng.randint(1, 6))
        yield Document(
            id=f"role:{UUID(int=number)}",
            kind="role",
            title=f"{grade} {role.title} {place}".strip(),
            aliases=[f"{grade} {other}".strip() for other in role.also],
            body=" ".join([role.summary, *rng.choices(words, k=BODY_WORDS)]),
            keywords=[*role.needs, *role.helps],
            facets={
                "family": [role.family],
                "department": [rng.choice(departments)],
                "level": [level],
                "location": list(role.locations),
                "rung": [f"{role.family}:{level}"],
            },
            audience=EVERYONE,
            codes=[f"{number:06}"],
        )


def asked() -> list[str]:
    """What people type: a title, one word, a skill, words of a summary, a slip of the finger."""
    rng = Random(1)
    known = catalogue.roles()
    queries = []
    for number in range(QUERIES):
        role = rng.choice(known)
        word = rng.choice(role.title.split())
        slip = rng.randrange(1, max(2, len(word) - 1))
        choices = (
            role.title,
            word,
            rng.choice([*role.needs, *role.helps]),
            " ".join(rng.sample(role.summary.split(), 3)),
            word[:slip] + word[slip + 1 :],
        )
        queries.append(choices[number % len(choices)])
    return queries


def times(act: Callable[[str], object], queries: list[str]) -> tuple[float, float]:
    """Processor milliseconds of each query: the median, and what 95 of 100 stay below."""
    taken = []
    for query in queries:
        began = time.process_time()
        act(query)
        taken.append((time.process_time() - began) * 1000)
    taken.sort()
    return statistics.median(taken), taken[int(len(taken) * 0.95)]


def measured(folder: Path, count: int) -> Iterator[Line]:
    """Building, searching and suggesting at this size."""
    part = f"Search, {count:,} roles"
    shutil.rmtree(folder, ignore_errors=True)
    roles = list(documents(count))
    began = time.process_time()
    rebuild(folder, iter(roles))
    seconds = time.process_time() - began
    yield Line(part, "building the index", count / seconds, "roles/s", note=f"{seconds:.1f} s")
    index = open_index(folder)
    queries = asked()
    _searched(index, queries[0])
    p50, p95 = times(lambda query: _searched(index, query), queries)
    yield Line(part, "a search, 95 of 100 within", p95, "ms", WITHIN[count], f"half {p50:.1f} ms")
    typed = [query[:length] for query in queries for length in (2, 4)]
    index.suggest(typed[0], EVERYONE)
    p50, p95 = times(lambda query: index.suggest(query, EVERYONE, 8, ("role",)), typed)
    yield Line(part, "suggestions, 95 of 100 within", p95, "ms", SUGGEST_MS, f"half {p50:.2f} ms")
    changes = [role for role in roles[:20]]
    p50, p95 = times(lambda _: index.apply(put=[changes.pop()]), [""] * len(changes))
    yield Line(part, "one change in the index", p50, "ms", note=f"95 of 100 within {p95:.0f} ms")
    shutil.rmtree(folder)


def _searched(index: Index, query: str) -> object:
    """A search as the page of roles asks for it."""
    return index.search(
        query, kinds=["role"], audiences=EVERYONE, facets=[*FACETS, "rung"], limit=HITS
    )


def found_after(app: Flask, people: int) -> Line:
    """How long after saving a role it is found by its new title, the worker's pause included."""
    taken = []
    with app.app_context():
        folder = app.config["SETTINGS"].index_folder
        index = work.Index(folder)
        while work.drain(index):
            pass
        key = db.session.scalars(select(Role.id).where(Role.status == "active").limit(1)).one()
        for word in ("xylograph", "ytterby", "zirconia"):
            with transaction() as session:
                role = session.get_one(Role, key)
                before, role.title = role.title, f"Keeper of {word}"
            began = time.monotonic()
            work.drain(index)
            found = open_index(folder).search(word, kinds=["role"], audiences=EVERYONE)
            taken.append(time.monotonic() - began + work.PAUSE)
            if not found.total:
                raise AssertionError("the change is not found")
            with transaction() as session:
                session.get_one(Role, key).title = before
            work.drain(index)
    return Line(
        f"Search, the organisation of {people:,}",
        "a change is found after", max(taken), "s", FOUND_AFTER_S, "on the clock",
    )  # fmt: skip
