"""Typed words to skills as the portal does it, and what the table alone gives for roles."""

import logging
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from portal import create_app, schema
from portal.db import db, transaction
from portal.skills.finding import likeness, starts, vectors
from portal.skills.fold import fold
from portal.skills.models import Kind, Skill, SkillAlias, Status
from search_index import labels, nearest
from search_index.subwords import Table
from tests.conftest import settings_for
from tests.eval.files import corpus_of, measure, queries_of, rows

Show = Callable[[str, dict[str, float], float], None]

SKILLS = {"skill_norm_esco": 0.92, "skill_norm_esco_typo": 0.89, "skill_norm_jobads": 0.48}
"""Sets that ask the skills of skill_norm_esco, with the MRR to reach."""

ROLES = {
    "role_search_onet": ("role_search_onet", 0.65),
    "role_search_onet_typo": ("role_search_onet", 0.53),
    "role_search_esco": ("role_search_esco", 0.82),
    "role_search_esco_typo": ("role_search_esco", 0.75),
    "role_search_vacancies": ("role_search_esco", 0.35),
}
ROLE_STEEPNESS = 12  # names of roles vote less steeply than those of skills: there are more alike
LOOKED_AT = 100


def skills(folder: Path, table: Table, show: Show) -> None:
    """Ask `portal.skills.finding.likeness.near` in a portal that has the skills of the corpus."""
    with _portal(folder, table):
        for name, target in SKILLS.items():
            show(name, measure(queries_of(folder, name), _skills), target)


def _skills(typed: str) -> list[str]:
    return [str(one.skill_id) for one in likeness.near(typed, LOOKED_AT)]


@contextmanager
def _portal(folder: Path, table: Table) -> Iterator[None]:
    kit = vectors.Tools(nearest, labels, table)
    usual, vectors.tools = vectors.tools, lambda: kit
    with tempfile.TemporaryDirectory() as place:
        app = create_app(settings_for(Path(place), f"sqlite:///{place}/aspire.db"))
        logging.getLogger("alembic").setLevel(logging.WARNING)  # how the tables are made
        with app.app_context():
            schema.upgrade(db.engine)
            with transaction() as session:
                _enter(session, list(rows(corpus_of(folder, "skill_norm_esco"))))
                starts.refresh(session.connection())
            vectors.build()
            yield
            db.session.rollback()
            db.engine.dispose()
    vectors.tools = usual


def _enter(session: Any, corpus: list[dict[str, Any]]) -> None:
    taken: set[str] = set()
    names, aliases = [], []
    for row in corpus:
        folded = fold(row["title"])
        if folded in taken:
            folded += f" {row['id']}"
        taken.add(folded)
        id = UUID(row["id"])
        names.append({"id": id, "name": row["title"], "folded": folded, "kind": Kind.TECHNICAL,
                      "status": Status.ACTIVE})  # fmt: skip
        others = {fold(one): one for one in row["alt"]}
        aliases += [{"skill_id": id, "name": name, "folded": key} for key, name in others.items()]
    session.execute(insert(Skill), names)
    session.execute(insert(SkillAlias), aliases)


def roles(folder: Path, table: Table, show: Show) -> None:
    """Let the labels of roles vote by the table alone: what it could add to the role search."""
    held: dict[str, tuple[Any, list[str]]] = {}
    for name, (corpus, target) in ROLES.items():
        if corpus not in held:
            listed = list(rows(corpus_of(folder, corpus)))
            things = {
                UUID(int=number): list(dict.fromkeys([row["title"], *row["alt"]]))
                for number, row in enumerate(listed)
            }
            held[corpus] = labels.encoded(things, table), [row["id"] for row in listed]
        find = partial(_roles, *held[corpus], table)
        show(name, measure(queries_of(folder, name), find), target)


def _roles(known: Any, ids: list[str], table: Table, typed: str) -> list[str]:
    found = nearest.find(known, table, typed, LOOKED_AT, ROLE_STEEPNESS)
    return [ids[one.id.int] for one in found]
