"""The names of skills as vectors in a file of the instance folder, kept by the worker.

The file is a cache beside the search index. It is put in place whole, checked when it is opened and
mapped into memory; where it is gone, damaged or of another table, it is built again. numpy and the
table are loaded when they are first needed, so that no start waits for them.
"""

import logging
import os
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import current_app
from sqlalchemy import Select, bindparam, func, select

from portal.batches import batches
from portal.db import columns, db
from portal.skills.models import Skill, SkillAlias, Status
from search_index import meaning
from search_index.meaning import Tools

if TYPE_CHECKING:
    from search_index.labels import Labels
    from search_index.nearest import Found
    from search_index.subwords import Floats

Beside = dict[UUID, tuple[float, UUID, float]]

NAME = "skills.labels"
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

    def beside(self, own: Sequence[UUID], others: Sequence[UUID]) -> "Beside":
        """How near the names of other skills are to those of own ones; which of them is nearest
        to each, and how near.
        """
        found: Beside = self.tools.nearest.beside(self.labels, own, others)
        return found

    def names(self, ids: Sequence[UUID]) -> "Floats":
        """The vectors of the names of skills, a row for each; zeros where there is none."""
        found: Floats = self.tools.nearest.names(self.labels, ids)
        return found

    def twins(self, limit: int) -> "Iterator[tuple[Found, Found]]":
        """Pairs of skills that may be one, the most alike first."""
        pairs: Iterator[tuple[Found, Found]] = self.tools.nearest.twins(self.labels, limit)
        return pairs


_opened: dict[Path, tuple[tuple[int, ...], Held | None]] = {}


def _file() -> Path:
    folder: Path = current_app.config["SETTINGS"].instance
    return folder / NAME


def held() -> Held | None:
    """The labels as they are on disk now; None while there are none that can be used.

    The file is looked at each time: the worker puts another in its place, and one that was cut
    short may not be touched, for that would end the process.
    """
    file, kit = _file(), meaning.tools()
    try:
        at = os.stat(file)
    except OSError:
        return None
    version = (at.st_ino, at.st_size, at.st_mtime_ns)
    known = _opened.get(file)
    if kit is not None and (known is None or known[0] != version):
        try:
            known = version, Held(kit, kit.labels.read(file, kit.table))
        except OSError as problem:
            log.warning("the labels of skills are not used", extra={"why": str(problem)})
            known = version, None
        _opened[file] = known
    return known[1] if known and kit else None


def build() -> None:
    """Encode all skills in use. Raises OSError when the disk does not take the file."""
    kit = meaning.tools()
    if kit is not None:
        kit.nearest.build(_file(), kit.table, dict(_things(None)))


def follow(refs: Collection[str]) -> None:
    """Encode anew what changed: "skill:<uuid>", or "all". Other refs are none of ours.

    Where that cannot be done the file is taken away, and `Keeper` builds it.
    """
    ids = {UUID(key) for kind, _, key in (ref.partition(":") for ref in refs) if kind == "skill"}
    kit = meaning.tools() if ids or _ALL in refs else None
    if kit is None or not _file().exists():
        return
    try:
        if _ALL in refs:
            build()
        else:
            kit.nearest.change(_file(), kit.table, dict(_things(ids)), ids)
    except OSError as problem:
        log.warning("the labels of skills are built again", extra={"why": str(problem)})
        _file().unlink(missing_ok=True)


class Keeper:
    """Sees to it that there is a file, and at the start that it is of this database."""

    def __init__(self) -> None:
        self.look_after = 0.0
        self.compared = False

    def mend(self) -> None:
        """Build the file where there is none to be used; the longer that takes, the less often."""
        began = time.monotonic()
        if began < self.look_after or meaning.tools() is None:
            return
        try:
            if (now := held()) is None or not (self.compared or _agree(now)):
                build()
            self.compared = True
        except OSError:
            log.exception("the labels of skills cannot be written")
        db.session.rollback()
        self.look_after = time.monotonic() + 20 * (time.monotonic() - began)


def _agree(now: Held) -> bool:
    """Whether file and database speak of the same skills, with as many labels."""
    active = Skill.status == Status.ACTIVE
    ids = set(db.session.scalars(select(Skill.id).where(active)))
    aliases = select(func.count()).select_from(SkillAlias).join(Skill)
    many = len(ids) + (db.session.scalar(aliases.where(active, _OTHER)) or 0)
    known = {now.labels.id(number) for number in range(len(now.labels.ids))}
    return known == ids and len(now.labels) == min(many, now.tools.labels.MOST_LABELS)


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
