"""The names of skills as vectors in a file of the instance folder, kept by the worker.

Where the file is gone, damaged or of another table, it is built again (`portal.cached`). numpy and
the table are loaded when they are first needed, so that no start waits for them.
"""

import logging
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select

from portal.batches import batches
from portal.cached import Cached
from portal.cached import Keeper as Keeping
from portal.db import columns, db
from portal.skills.models import Skill, SkillAlias, Status
from search_index import meaning
from search_index.meaning import Tools

if TYPE_CHECKING:
    from search_index.labels import Labels
    from search_index.nearest import Found
    from search_index.subwords import Floats

_ALL = "all"
_AT_ONCE = 500
_OTHER = SkillAlias.folded != Skill.folded
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Held:
    """The file as this process has it open."""

    tools: Tools
    labels: "Labels"

    def find(self, typed: str, limit: int) -> "list[Found]":
        """The skills whose labels are nearest to what was typed, best first."""
        found: list[Found] = self.tools.nearest.find(self.labels, self.tools.table, typed, limit)
        return found

    def beside(self, own: Sequence[UUID], others: Sequence[UUID]) -> list[tuple[float, int, float]]:
        """How near the name of each other skill is to those of own ones; which of these is the
        nearest, and how near.
        """
        found: list[tuple[float, int, float]] = self.tools.nearest.beside(self.labels, own, others)
        return found

    def names(self, ids: Sequence[UUID]) -> "Floats":
        """The vectors of the names of skills, a row for each; zeros where there is none."""
        found: Floats = self.tools.nearest.names(self.labels, ids)
        return found

    def twins(self, limit: int) -> "Iterator[tuple[Found, Found]]":
        """Pairs of skills that may be one, the most alike first."""
        pairs: Iterator[tuple[Found, Found]] = self.tools.nearest.twins(self.labels, limit)
        return pairs


def _read(file: Path, kit: Tools) -> Held:
    return Held(kit, kit.labels.read(file, kit.table))


LABELS = Cached("skills.labels", _read)
held = LABELS.held


def build() -> None:
    """Encode all skills in use. Raises OSError when the disk does not take the file."""
    kit = meaning.tools()
    if kit is not None:
        kit.nearest.build(LABELS.file, kit.table, dict(_things(None)))


def follow(refs: Collection[str]) -> None:
    """Encode anew what changed: "skill:<uuid>", or "all". Other refs are none of ours.

    Where that cannot be done the file is taken away, and `Keeper` builds it.
    """
    ids = {UUID(key) for kind, _, key in (ref.partition(":") for ref in refs) if kind == "skill"}
    kit = meaning.tools() if ids or _ALL in refs else None
    if kit is None or not LABELS.file.exists():
        return
    try:
        if _ALL in refs:
            build()
        else:
            kit.nearest.change(LABELS.file, kit.table, dict(_things(ids)), ids)
    except OSError as problem:
        log.warning("the labels of skills are built again", extra={"why": str(problem)})
        LABELS.file.unlink(missing_ok=True)


def _agrees(now: Held) -> bool:
    """Whether file and database speak of the same skills, with as many labels."""
    active = Skill.status == Status.ACTIVE
    ids = set(db.session.scalars(select(Skill.id).where(active)))
    aliases = select(func.count()).select_from(SkillAlias).join(Skill)
    many = len(ids) + (db.session.scalar(aliases.where(active, _OTHER)) or 0)
    known = {now.labels.id(number) for number in range(len(now.labels.ids))}
    return known == ids and len(now.labels) == min(many, now.tools.labels.MOST_LABELS)


Keeper = partial(Keeping, LABELS, build, _agrees)
"""Builds the file where there is none to be used."""


def _things(ids: Collection[UUID] | None) -> Iterator[tuple[UUID, list[str]]]:
    """Each of these skills in use, or each there is, with its labels, its name first."""
    names = select(Skill.id, Skill.name).where(Skill.status == Status.ACTIVE).order_by(Skill.id)
    others = select(SkillAlias.skill_id, SkillAlias.name).join(Skill)
    others = others.where(Skill.status == Status.ACTIVE, _OTHER).order_by(SkillAlias.skill_id)
    things: dict[UUID, list[str]] = {id: [name] for id, name in _of(names, Skill.id, ids)}
    for id, name in _of(others, SkillAlias.skill_id, ids):
        if id in things:
            things[id].append(name)
    yield from things.items()


def _of(
    statement: Select[UUID, str], column: Any, ids: Collection[UUID] | None
) -> Iterator[tuple[UUID, str]]:
    if ids is None:
        yield from columns(statement)
        return
    some = statement.where(column.in_(bindparam("ids", expanding=True)))
    for batch in batches(sorted(ids), _AT_ONCE):
        yield from columns(some, ids=batch)
