"""What else speaks of a skill, and goes with it: roles, learning, mentors, validations."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Table, and_, delete, exists, insert, or_, select
from sqlalchemy import update as update_rows

from portal.batches import batches
from portal.curate.offered import OFFERED
from portal.curate.practised import PRACTISED
from portal.curate.said import FEEDBACK
from portal.db import db
from portal.learning.models import LearningSkill
from portal.mentorship.models import MentorshipRequest, mentor_skill, request_skill
from portal.roles.models import RoleSkill
from portal.skills.merging.models import SkillMerge
from portal.skills.merging.movers import MOVERS as OWN
from portal.skills.merging.movers import has_only
from portal.skills.merging.rows import AT_ONCE, Values, table_of
from portal.skills.merging.rules import Kept, Mover, stain
from portal.validation.models import OPEN_STATES, State, Validation

SAYS = table_of(Validation)


class Asking(NamedTuple):
    """A table of what asks for, or teaches, skills up to a level: whose rows they are, what they
    say of a skill, and the kind of document that names it.
    """

    table: Table
    owner: str
    said: tuple[str, ...]
    kind: str

    @property
    def whose(self) -> Column[UUID]:
        return self.table.c[self.owner]

    def of(self, row: Values) -> Values:
        return {name: row[name] for name in self.said}


ROLE = Asking(table_of(RoleSkill), "role_id", ("level", "essential", "weight"), "role")
ITEM = Asking(table_of(LearningSkill), "item_id", ("level",), "learning")


def _joined(one: Values, other: Values) -> Values:
    """What is asked for, or taught, where both were: the more of each."""
    return {name: max(value, other[name]) for name, value in one.items()}


def _carry_asking(asking: Asking, made: SkillMerge) -> Iterable[Kept]:
    table, skill_id = asking.table, asking.table.c.skill_id
    here = skill_id.in_((made.from_id, made.into_id))
    whose = select(asking.whose).where(skill_id == made.from_id)
    rows = db.session.execute(select(table).where(here, asking.whose.in_(whose))).mappings().all()
    theirs = {row[asking.owner]: dict(row) for row in rows if row["skill_id"] == made.into_id}
    kept: list[Kept] = []
    for row in rows:
        if row["skill_id"] != made.from_id:
            continue
        key = row[asking.owner]
        one, other = asking.of(dict(row)), theirs.get(key)
        result = _joined(one, other) if other else one
        if other:
            _ask(asking, key, made.into_id, result)
        was = {"a": one, "b": asking.of(other) if other else None, "made": result}
        kept.append((None, {"of": str(key), **was}))
    for some in batches(theirs, AT_ONCE):
        gone = and_(skill_id == made.from_id, asking.whose.in_(some))
        db.session.execute(delete(table).where(gone))
    moved = update_rows(table).where(skill_id == made.from_id)
    db.session.execute(moved.values(skill_id=made.into_id))
    stain(f"{asking.kind}:{was['of']}" for _, was in kept)
    return kept


def _bring_asking_back(asking: Asking, made: SkillMerge, kept: Sequence[Values]) -> None:
    """As they were, unless somebody changed since what is asked for."""
    table = asking.table
    for was in kept:
        key = UUID(was["of"])
        here = and_(asking.whose == key, table.c.skill_id == made.into_id)
        row = db.session.execute(select(table).where(here)).mappings().one_or_none()
        if row is None or asking.of(dict(row)) != was["made"]:
            continue
        if was["b"] is None:
            db.session.execute(update_rows(table).where(here).values(skill_id=made.from_id))
        else:
            _ask(asking, key, made.into_id, was["b"])
            again = {asking.owner: key, "skill_id": made.from_id, **was["a"]}
            db.session.execute(insert(table).values(**again))
        stain([f"{asking.kind}:{key}"])


def _ask(asking: Asking, key: UUID, skill_id: UUID, said: Values) -> None:
    here = and_(asking.whose == key, asking.table.c.skill_id == skill_id)
    db.session.execute(update_rows(asking.table).where(here).values(**said))


def _carry_pairs(table: Table, owner: str, made: SkillMerge) -> Iterable[Kept]:
    """Pairs of somebody and a skill: whose pair it was, and whether they had the other too."""
    column = table.c[owner]
    both = select(column, table.c.skill_id).where(
        table.c.skill_id.in_((made.from_id, made.into_id))
    )
    rows = db.session.execute(both).all()
    had = {key for key, skill_id in rows if skill_id == made.into_id}
    mine = [key for key, skill_id in rows if skill_id == made.from_id]
    for some in batches(set(mine) & had, AT_ONCE):
        twice = and_(table.c.skill_id == made.from_id, column.in_(some))
        db.session.execute(delete(table).where(twice))
    moved = update_rows(table).where(table.c.skill_id == made.from_id)
    db.session.execute(moved.values(skill_id=made.into_id))
    whose = _mentees(mine) if table is request_skill else {key: key for key in mine}
    return [(whose[key], {"of": str(key), "both": key in had}) for key in mine]


def _mentees(requests: Sequence[UUID]) -> dict[UUID, UUID]:
    found: dict[UUID, UUID] = {}
    for some in batches(requests, AT_ONCE):
        asked = select(MentorshipRequest.id, MentorshipRequest.mentee_id)
        rows = db.session.execute(asked.where(MentorshipRequest.id.in_(some)))
        found.update({key: mentee for key, mentee in rows})
    return found


def _bring_pairs_back(table: Table, owner: str, made: SkillMerge, kept: Sequence[Values]) -> None:
    """As they were, for those who still name the skill."""
    here = table.c.skill_id == made.into_id
    for some in batches((UUID(was["of"]) for was in kept if not was["both"]), AT_ONCE):
        moved = update_rows(table).where(here, table.c[owner].in_(some))
        db.session.execute(moved.values(skill_id=made.from_id))
    for some in batches((UUID(was["of"]) for was in kept if was["both"]), AT_ONCE):
        still = db.session.scalars(select(table.c[owner]).where(here, table.c[owner].in_(some)))
        rows = [{owner: key, "skill_id": made.from_id} for key in still]
        if rows:
            db.session.execute(insert(table), rows)


def _carry_validations(made: SkillMerge) -> Iterable[Kept]:
    """A colleague who is asked about both is asked once: the question about the merged one ends."""
    rows = db.session.execute(
        select(SAYS).where(SAYS.c.skill_id == made.from_id).order_by(SAYS.c.id).with_for_update()
    ).mappings()
    kept: list[Kept] = [
        (row["person_id"], {"id": str(row["id"]), "state": row["state"]}) for row in rows
    ]
    here = SAYS.c.skill_id == made.from_id
    ended = update_rows(SAYS).where(here, SAYS.c.state.in_(OPEN_STATES), _open_for(made.into_id))
    db.session.execute(ended.values(state=State.WITHDRAWN, answered_at=made.at))
    db.session.execute(update_rows(SAYS).where(here).values(skill_id=made.into_id))
    return kept


def _bring_validations_back(made: SkillMerge, kept: Sequence[Values]) -> None:
    """What was carried, as it stands now; a question that only the merger ended is open again."""
    for some in batches((UUID(was["id"]) for was in kept), AT_ONCE):
        ours = and_(SAYS.c.id.in_(some), SAYS.c.skill_id == made.into_id)
        db.session.execute(update_rows(SAYS).where(ours).values(skill_id=made.from_id))
    for was in kept:
        if was["state"] in OPEN_STATES:
            ended = and_(
                SAYS.c.id == UUID(was["id"]),
                SAYS.c.state == State.WITHDRAWN,
                SAYS.c.answered_at == made.at,
            )
            again = update_rows(SAYS).where(ended)
            db.session.execute(again.values(state=was["state"], answered_at=None))
    once = or_(SAYS.c.state.not_in(OPEN_STATES), ~_open_for(made.from_id))
    alone = update_rows(SAYS).where(has_only(SAYS, made), once)
    db.session.execute(alone.values(skill_id=made.from_id))


def _open_for(skill_id: UUID) -> ColumnElement[bool]:
    """Whether the same question to the same colleague waits for an answer about this skill."""
    twin = SAYS.alias()
    return exists().where(
        twin.c.skill_id == skill_id,
        twin.c.person_id == SAYS.c.person_id,
        twin.c.by_id == SAYS.c.by_id,
        twin.c.state.in_(OPEN_STATES),
    )


ROLES = Mover("role", partial(_carry_asking, ROLE), partial(_bring_asking_back, ROLE))
LEARNING = Mover("learning", partial(_carry_asking, ITEM), partial(_bring_asking_back, ITEM))
MENTORS = Mover(
    "mentor",
    partial(_carry_pairs, mentor_skill, "mentor_id"),
    partial(_bring_pairs_back, mentor_skill, "mentor_id"),
)
REQUESTS = Mover(
    "request",
    partial(_carry_pairs, request_skill, "request_id"),
    partial(_bring_pairs_back, request_skill, "request_id"),
)
VALIDATIONS = Mover("validation", _carry_validations, _bring_validations_back)
# A colleague's answer holds its question before the rating or the evidence: so do we.
ALL = (VALIDATIONS, FEEDBACK, *OWN, ROLES, LEARNING, MENTORS, REQUESTS, OFFERED, PRACTISED)
