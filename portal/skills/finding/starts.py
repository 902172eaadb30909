"""Where the names of skills and the words in them begin: what finds a skill while it is typed.

One row for the start of a name, of another word for it, and of every word inside those, so that
what was typed is looked up in order and nothing is searched through. Kept by the session wherever
a skill or an alias is added, changed or removed; bulk statements bypass that: call `refresh`.
"""

from collections.abc import Collection, Iterable, Iterator
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Connection,
    Select,
    Table,
    bindparam,
    delete,
    event,
    insert,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from portal.batches import batches
from portal.db import db
from portal.skills.models import Skill, SkillAlias, SkillStart, Status

NAME, ALIAS, INSIDE = range(3)
LONGEST = 60
"""So much of a start is kept; what is typed is compared in no more."""

MOST_WORDS = 30
AT_ONCE = 500
ROWS_EACH = 12
"""Rows looked at for each skill that is wanted: several words for one skill may begin alike."""

_LAST = "\U0010ffff"


def found(folded: str, limit: int) -> list[UUID]:
    """The skills in use whose name begins as typed, then those with another word that does, then
    those with a word inside that does; each in the order of the alphabet, so the exact one first.
    """
    typed = folded[:LONGEST]
    given = {"typed": typed, "end": typed + _LAST, "most": limit * ROWS_EACH}
    rows = db.session.connection().execute(_found(), given)
    listed = dict.fromkeys(id for _, _, id in sorted(rows, key=lambda row: (row[0], row[1])))
    return list(listed)[:limit]


@cache
def _found() -> Select[int, str, UUID]:
    tiers = [
        select(SkillStart.tier, SkillStart.start, SkillStart.skill_id)
        .where(
            SkillStart.tier == tier,
            SkillStart.start >= bindparam("typed"),
            SkillStart.start < bindparam("end"),
        )
        .order_by(SkillStart.start, SkillStart.skill_id)
        .limit(bindparam("most"))
        .subquery()
        for tier in (NAME, ALIAS, INSIDE)
    ]
    whole = union_all(*(select(tier) for tier in tiers)).subquery()
    return select(whole.c.tier, whole.c.start, whole.c.skill_id)


def refresh(connection: Connection, ids: Collection[UUID] | None = None) -> None:
    """Make the rows of these skills anew, or of all. Only skills in use have any."""
    table = SkillStart.__table__
    assert isinstance(table, Table)  # noqa: S101 - every model of ours maps one table
    if ids is None:
        connection.execute(delete(table))
        ids = connection.scalars(select(Skill.id)).all()
    for some in batches(sorted(ids), AT_ONCE):
        connection.execute(delete(table).where(table.c.skill_id.in_(some)))
        if rows := _rows(connection.execute(_names(), {"ids": some})):
            connection.execute(insert(table), rows)


@cache
def _names() -> Any:
    """Names and other words of some skills in use."""
    some = Skill.id.in_(bindparam("ids", expanding=True)) & (Skill.status == Status.ACTIVE)
    names = select(Skill.id, Skill.folded, literal(NAME), Skill.folded).where(some)
    aliases = select(Skill.id, Skill.folded, literal(ALIAS), SkillAlias.folded)
    aliases = aliases.join(SkillAlias).where(some)
    return union_all(names, aliases)


def _rows(names: Iterable[Any]) -> list[dict[str, Any]]:
    starts = {
        (tier, start, id)
        for id, own, kind, name in names
        for tier, start in _starts(own, kind, name)
    }
    return [{"tier": tier, "start": start, "skill_id": id} for tier, start, id in sorted(starts)]


def _starts(own: str, kind: int, name: str) -> Iterator[tuple[int, str]]:
    """What begins alike is ordered by the skill's own name, which stands behind a tab."""
    behind = "" if kind == NAME else f"\t{own[:LONGEST]}"
    yield kind, name[:LONGEST] + behind
    at = name.find(" ")
    for _ in range(MOST_WORDS):
        if at < 0:
            return
        yield INSIDE, f"{name[at + 1 : at + 1 + LONGEST]}\t{own[:LONGEST]}"
        at = name.find(" ", at + 1)


@event.listens_for(Session, "after_flush")
def _keep(session: Session, _context: Any) -> None:
    """Whatever was written of a skill or an alias just now is found by its new words."""
    ids = set()
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, Skill):
            ids.add(row.id)
        elif isinstance(row, SkillAlias):
            ids.add(row.skill_id or row.skill.id)
    if ids:
        refresh(session.connection(), ids)
