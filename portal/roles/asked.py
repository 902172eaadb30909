"""What all roles in use ask for, in a file that matching reads at once: `roles.asked`.

Made every night and after imports, like the neighbours of skills and roles, and where it is gone or
of another database or subword table. So it may be a day old, as those are. What needs numpy is
loaded when it is first needed.
"""

from datetime import datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from portal.cached import Cached
from portal.cached import Keeper as Keeping
from portal.db import columns, db
from portal.roles.models import Role, RoleSkill
from portal.skills.finding import vectors
from search_index.meaning import Tools

if TYPE_CHECKING:
    from portal.roles.lines import Lines


def _read(file: Path, kit: Tools) -> "Lines":
    found: Lines = import_module("portal.roles.lines").read(file, kit.table)
    return found


ASKED = Cached("roles.asked", _read)
held = ASKED.held

FILES: tuple[Cached[Any], ...] = (vectors.LABELS, ASKED)
"""All files that the worker makes and every process maps; the second is made with the first."""


def build(_now: datetime | None = None) -> None:
    """Write the file anew, where the names of skills are known. Raises OSError when the disk does
    not take it.
    """
    labels = vectors.held()
    if labels is None:
        return
    lines = import_module("portal.roles.lines")
    found = lines.made(labels)
    db.session.rollback()
    lines.write(found, ASKED.file, labels.tools.table)


def _agrees(now: "Lines") -> bool:
    """Whether the file may be of this database: as many lines, of the same skills."""
    used = select(RoleSkill.skill_id, func.count()).join(Role).where(Role.status == "active")
    many = {skill: roles for skill, roles in columns(used.group_by(RoleSkill.skill_id))}
    return len(now.skills) == sum(many.values()) and len(now.things([*many])) == len(now.ids)


Keeper = partial(Keeping, ASKED, build, _agrees)
"""Builds the file where there is none to be used."""


def keepers(*, anew: bool = False) -> tuple[Keeping[Any], ...]:
    """Those of all FILES, in the order in which they are made."""
    return vectors.Keeper(anew=anew), Keeper(anew=anew)
