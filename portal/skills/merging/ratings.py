"""Carrying what people say of a skill to the one it is merged into, and bringing it back."""

from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, delete, exists, func, insert, or_, select
from sqlalchemy import update as update_rows

from portal import clock
from portal.batches import batches
from portal.db import db
from portal.people.models import Person
from portal.skills.merging.joining import FACTS, VALIDATED, joined, parted
from portal.skills.merging.models import SkillMerge, SkillMergeRow
from portal.skills.merging.rows import AT_ONCE, Values, packed, table_of, unpacked
from portal.skills.merging.rules import RATING as KIND
from portal.skills.merging.rules import Kept, Mover, stain
from portal.skills.models import PersonSkill, PersonSkillEvent, Skill

RATING, EVENT = table_of(PersonSkill), table_of(PersonSkillEvent)
SAID = ("level", "interest", "audience", "can_teach", "last_used_on")


def _carry_ratings(made: SkillMerge) -> Iterable[Kept]:
    """Who has one of the two has the other now; who has both has them joined."""
    ours = select(RATING.c.person_id).where(RATING.c.skill_id == made.from_id)
    both = and_(RATING.c.skill_id == made.into_id, RATING.c.person_id.in_(ours))
    concerned = select(RATING).where(or_(RATING.c.skill_id == made.from_id, both))
    rows = db.session.execute(concerned.order_by(RATING.c.id).with_for_update()).mappings().all()
    theirs = {row["person_id"]: dict(row) for row in rows if row["skill_id"] == made.into_id}
    mine = [dict(row) for row in rows if row["skill_id"] == made.from_id]
    if not mine:
        return []
    before = _kept_already(made)
    now, kept, changed, history = clock.now(), [], [], []
    for row in mine:
        other = theirs.get(row["person_id"])
        result = joined(row, other) if other else {name: row[name] for name in FACTS}
        history.append((other or dict.fromkeys(VALIDATED), row | result))
        if other:
            changed.append({"_id": other["id"], "version": other["version"] + 1,
                            "updated_at": now, **result})  # fmt: skip
        if row["person_id"] not in before:
            was = {"a": _as_kept(row), "b": _as_kept(other), "made": packed(result)}
            kept.append((row["person_id"], was))
    gone = [row["id"] for row in mine if row["person_id"] in theirs]
    for some in batches(gone, AT_ONCE):
        db.session.execute(delete(RATING).where(RATING.c.id.in_(some)))
    if changed:
        db.session.execute(_change_one(), changed)
    moved = update_rows(RATING).where(RATING.c.skill_id == made.from_id)
    db.session.execute(moved.values(skill_id=made.into_id))
    _append(made, "merged", made.into_id, history)
    return kept


def _kept_already(made: SkillMerge) -> Collection[UUID | None]:
    """People of whom the merger knows what they had, since it goes over them a second time."""
    statement = select(SkillMergeRow.person_id).where(
        SkillMergeRow.merge_id == made.id, SkillMergeRow.kind == KIND
    )
    return set(db.session.scalars(statement))


def _as_kept(row: Values | None) -> Values | None:
    if row is None:
        return None
    return packed({name: row[name] for name in ("id", "person_id", *FACTS)})


@cache
def _change_one() -> Any:
    return update_rows(RATING).where(RATING.c.id == bindparam("_id"))


def _bring_ratings_back(made: SkillMerge, kept: Sequence[Values]) -> None:
    """Who had one has that again, as they see it now; who had both has both (see `parted`)."""
    of = {UUID(was["a"]["person_id"]): was for was in kept}
    present = _present(made, of)
    now, moved, changed, put = clock.now(), [], [], []
    returned, stayed = [], []
    for person_id, row in present.items():
        was = of[person_id]
        one = unpacked(RATING, was["a"])
        if was["b"] is None:
            moved.append(row["id"])
            returned.append((one, row))
            continue
        made_of = unpacked(RATING, was["made"])
        back, stays = parted(one, unpacked(RATING, was["b"]), made_of, row)
        put.append({"id": one["id"], "person_id": person_id, "skill_id": made.from_id,
                    "version": row["version"] + 1, "updated_at": now, **back})  # fmt: skip
        changed.append({"_id": row["id"], "version": row["version"] + 1, "updated_at": now,
                        **stays})  # fmt: skip
        returned.append((one, row | back))
        stayed.append((row, row | stays))
    for some in batches(moved, AT_ONCE):
        back_again = update_rows(RATING).where(RATING.c.id.in_(some))
        db.session.execute(back_again.values(skill_id=made.from_id))
    if changed:
        db.session.execute(_change_one(), changed)
        db.session.execute(insert(RATING), put)
    _append(made, "unmerged", made.from_id, returned)
    _append(made, "unmerged", made.into_id, stayed)


def _present(made: SkillMerge, people: Collection[UUID]) -> dict[UUID, Values]:
    """What those of these people have now who did not choose the other skill anew since.

    Who removed the joined skill has removed it; who then added it by its name means that one.
    """
    later, merged = EVENT.alias(), EVENT.alias()
    when = select(func.max(merged.c.id)).where(
        merged.c.person_id == RATING.c.person_id,
        merged.c.skill_id == made.into_id,
        merged.c.event == "merged",
    )
    anew = exists().where(
        later.c.person_id == RATING.c.person_id,
        later.c.skill_id == made.into_id,
        later.c.event == "added",
        later.c.id > when.correlate(RATING).scalar_subquery(),
    )
    statement = select(RATING).where(RATING.c.skill_id == made.into_id, ~anew)
    rows = db.session.execute(statement.order_by(RATING.c.id).with_for_update()).mappings()
    return {row["person_id"]: dict(row) for row in rows if row["person_id"] in people}


def _append(
    made: SkillMerge, event: str, skill_id: UUID, rows: Sequence[tuple[Values, Values]]
) -> None:
    """A line in each person's history, of (what it was, what it is), and who confirmed it."""
    other_id = made.into_id if skill_id == made.from_id else made.from_id
    other = db.session.get_one(Skill, other_id).name
    by = made.by_id if event == "merged" else made.undone_by_id
    for some in batches(rows, AT_ONCE):
        people = [row["person_id"] for _, row in some]
        asked = select(Person.id, Person.department_id).where(Person.id.in_(people))
        departments = {key: department for key, department in db.session.execute(asked)}
        lines = []
        for before, row in some:
            line = {"person_id": row["person_id"], "skill_id": skill_id, "event": event,
                    "at": clock.now(), "actor_id": by, "detail": other,
                    "department_id": departments[row["person_id"]],
                    **{name: row[name] for name in SAID}}  # fmt: skip
            lines += [line, *_confirmation(line, before, row)]
        db.session.execute(insert(EVENT), lines)
        stain(f"person:{person_id}" for person_id in people)


def _confirmation(line: Values, before: Values, row: Values) -> list[Values]:
    """Who confirmed the skill from now on, where that is not who did before."""
    if all(before[name] == row[name] for name in VALIDATED):
        return []
    if row["validated_at"] is None:
        return [line | {"event": "unvalidated", "detail": ""}]
    confirmed = {"level": row["validated_level"], "actor_id": row["validated_by_id"]}
    return [line | confirmed | {"event": "validated", "detail": "", "at": row["validated_at"]}]


RATINGS = Mover(KIND, _carry_ratings, _bring_ratings_back)
