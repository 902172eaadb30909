"""Merging one skill into another, and taking that back, without losing a rating.

A mover carries the rows of one table from a skill to the one it is merged into, says what each was,
and can bring them back from that. The tables of the skills have theirs in `movers`; tables of
higher layers hand in movers of their own. Both skills are locked against changes of each other and
of people's lists (`in_use`), so that nothing is left behind on a skill that is gone.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, insert, select

from portal import clock, outbox
from portal.dates import moment
from portal.db import db, lock
from portal.errors import Refused
from portal.skills.merging.models import SkillMerge, SkillMergeRow
from portal.skills.merging.rows import Values
from portal.skills.models import Skill, Status

SKILL, RATING, WORD = "skill", "rating", "alias"
SWEEP = "skills.sweep"
# Whoever began to write before a merger and ended after it has done so within this time.
SOON = timedelta(minutes=1)
Kept = tuple[UUID | None, Values]
"""Whose row it was, and how it was, in words JSON has; nobody's says what it belongs to as `of`."""


@dataclass(frozen=True)
class Mover:
    """Carries rows of one kind to another skill, and brings them back from what was kept."""

    kind: str
    carry: Callable[[SkillMerge], Iterable[Kept]]
    bring_back: Callable[[SkillMerge, Sequence[Values]], None]


def in_use(skill_id: UUID) -> Skill:
    """The skill, or the one it was merged into; it is not merged until this transaction ends.

    Raises NoResultFound without a row.
    """
    statement = select(Skill).where(Skill.id == skill_id).with_for_update(read=True)
    skill = db.session.scalars(statement.execution_options(populate_existing=True)).one()
    return skill if skill.merged_into_id is None else in_use(skill.merged_into_id)


def merge(from_id: UUID, into_id: UUID, by: UUID | None, movers: Sequence[Mover]) -> SkillMerge:
    """Make one skill of two: everything said of `from_id` is said of `into_id` from now on.

    Raises Refused when one of them cannot be merged now, NoResultFound for an unknown id.
    """
    source, target = _both(from_id, into_id)
    _may_become_one(source, target)
    made = SkillMerge(from_id=source.id, into_id=target.id, by_id=by, at=clock.now())
    db.session.add(made)
    db.session.flush()
    _keep(made, SKILL, [(None, {"status": source.status, "because": source.retired_because})])
    source.status, source.merged_into_id = Status.DEPRECATED, target.id
    _carry(made, movers)
    outbox.put(SWEEP, made.id, after=SOON)
    return made


def sweep(merge_id: UUID, movers: Sequence[Mover]) -> None:
    """Carry over what somebody wrote while the merger was made; harmless when done again."""
    made = db.session.get(SkillMerge, merge_id)
    if made is None or made.undone_at is not None:
        return
    _, target = _both(made.from_id, made.into_id)
    _carry(made, movers)
    if target.merged_into_id is not None:
        further = select(SkillMerge.id).where(
            SkillMerge.from_id == target.id, SkillMerge.undone_at.is_(None)
        )
        for key in db.session.scalars(further).all():
            sweep(key, movers)


def unmerge(made: SkillMerge, by: UUID | None, movers: Sequence[Mover]) -> Skill:
    """Take a merger back: what was moved comes back, as people left it. The skill that is back.

    What a person, a mentor or HR changed since holds. Raises Refused when it was taken back
    already, or when a later merger built on it.
    """
    source, target = _both(made.from_id, made.into_id)
    db.session.refresh(made)
    if made.undone_at is not None:
        raise Refused(f"This was taken back already, on {moment(made.undone_at)} UTC.")
    _nothing_built_on(made, target)
    _carry(made, movers)  # whatever still came to the old skill goes the same way back
    kept: dict[str, list[Values]] = {}
    rows = select(SkillMergeRow.kind, SkillMergeRow.was).where(SkillMergeRow.merge_id == made.id)
    for kind, was in db.session.execute(rows.order_by(SkillMergeRow.id)):
        kept.setdefault(kind, []).append(json.loads(was))
    before = kept[SKILL][0]
    source.merged_into_id = None
    source.status, source.retired_because = before["status"], before["because"]
    made.undone_at, made.undone_by_id = clock.now(), by
    db.session.flush()
    for mover in sorted(movers, key=lambda mover: mover.kind != RATING):  # the others follow it
        mover.bring_back(made, kept.get(mover.kind, []))
    stain([f"skill:{source.id}", f"skill:{target.id}"])
    db.session.expire_all()
    return source


def stain(refs: Iterable[str]) -> None:
    """Ask for these documents of the search to be made anew, after changes in bulk."""
    now = clock.now()
    row = {"kind": outbox.INDEX, "created_at": now, "due_at": now}
    rows = [row | {"ref": ref} for ref in sorted(set(refs))]
    if rows:
        db.session.execute(insert(outbox.OutboxRow), rows)


def _both(from_id: UUID, into_id: UUID) -> tuple[Skill, Skill]:
    """The two skills, locked in an order that is the same for everybody."""
    if from_id == into_id:
        raise Refused("That is the same skill. Choose another one.")
    rows = {key: lock(Skill, key) for key in sorted((from_id, into_id), key=str)}
    return rows[from_id], rows[into_id]


def _may_become_one(source: Skill, target: Skill) -> None:
    if source.merged_into_id is not None:
        into = db.session.get_one(Skill, source.merged_into_id)
        raise Refused(f"“{source.name}” was already merged into “{into.name}”.")
    if target.status != Status.ACTIVE:
        raise Refused(
            f"“{target.name}” is not a skill in use, so nothing can be merged into it. "
            "Choose another one."
        )


def _nothing_built_on(made: SkillMerge, target: Skill) -> None:
    """The last merger is the first to be taken back, where one stands on another."""
    if target.merged_into_id is not None:
        into = db.session.get_one(Skill, target.merged_into_id)
        raise Refused(
            f"“{target.name}” was itself merged into “{into.name}” later. Take that merger back "
            "first, then this one."
        )
    order = func.min(SkillMergeRow.id)
    place = select(order).where(SkillMergeRow.merge_id == made.id).scalar_subquery()
    later = (
        select(SkillMerge.id, Skill.name)
        .join(Skill, Skill.id == SkillMerge.from_id)
        .where(
            SkillMerge.into_id == target.id,
            SkillMerge.undone_at.is_(None),
            select(order).where(SkillMergeRow.merge_id == SkillMerge.id).scalar_subquery() > place,
        )
        .order_by(SkillMerge.at.desc())
    )
    ours = _touched(made.id)
    for key, name in db.session.execute(later).all():
        if ours & _touched(key):
            raise Refused(
                f"“{name}” was merged into “{target.name}” later. Take that merger back first, "
                "then this one."
            )


def _touched(merge_id: UUID) -> set[tuple[str, str]]:
    """Whose rows a merger carried, or of what: two that share none do not stand on each other."""
    row = SkillMergeRow
    rows = select(row.kind, row.person_id, row.was).where(
        row.merge_id == merge_id, row.kind.not_in((SKILL, WORD))
    )
    return {
        (kind, str(person_id) if person_id else json.loads(was)["of"])
        for kind, person_id, was in db.session.execute(rows)
    }


def _carry(made: SkillMerge, movers: Sequence[Mover]) -> None:
    db.session.flush()
    for mover in movers:
        _keep(made, mover.kind, mover.carry(made))
    stain([f"skill:{made.from_id}", f"skill:{made.into_id}"])
    db.session.expire_all()


def _keep(made: SkillMerge, kind: str, rows: Iterable[Kept]) -> None:
    values = [
        {"merge_id": made.id, "person_id": person_id, "kind": kind, "was": json.dumps(was)}
        for person_id, was in rows
    ]
    if values:
        db.session.execute(insert(SkillMergeRow), values)
