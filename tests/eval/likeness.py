"""Typed words to skills as the portal does it."""

import logging
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from portal import create_app, schema
from portal.db import db, transaction
from portal.skills.finding import likeness, starts, vectors
from portal.skills.fold import fold
from portal.skills.models import Kind, Skill, SkillAlias, Status
from search_index import labels, meaning, nearest
from search_index import vectors as own_vectors
from search_index.subwords import Table
from tests.conftest import settings_for
from tests.eval.files import corpus_of, measure, queries_of, rows

Show = Callable[[str, dict[str, float], float], None]

SKILLS = {"skill_norm_esco": 0.92, "skill_norm_esco_typo": 0.89, "skill_norm_jobads": 0.48}
"""Sets that ask the skills of skill_norm_esco, with the MRR to reach."""

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
    usual, kit = meaning.tools, meaning.Tools(nearest, labels, own_vectors, table)
    meaning.tools = lambda: kit  # type: ignore[assignment]
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
    meaning.tools = usual


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
