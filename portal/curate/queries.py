"""Reading the taxonomy for those who look after it.

What is counted of people is only what they show to everyone, which everyone may see anyway.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    Uuid,
    and_,
    bindparam,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from portal.audience import Audience
from portal.composed import prepared
from portal.db import columns, db
from portal.mentorship.models import mentor_skill
from portal.people.models import Person
from portal.roles.models import Role, RoleSkill
from portal.skills.fold import fold
from portal.skills.merging.models import SkillMerge
from portal.skills.models import PersonSkill, Skill, SkillAlias, SkillCode, Status

PAGE = 25
ENOUGH = 100
"""People are counted up to here: the price of a page grows no further."""
SHORTEST_CODE = 4
STATES = {
    "": (Status.ACTIVE,),
    "proposed": (Status.PROPOSED,),
    "retired": (Status.DEPRECATED,),
    "all": tuple(Status),
}
SHOWN = (PersonSkill.audience.op("&")(int(Audience.EVERYONE)) != 0, PersonSkill.level > 0)


@dataclass(frozen=True)
class Wanted:
    """Which skills to list; empty values narrow nothing."""

    words: str = ""
    kind: str = ""
    state: str = ""
    category: str = ""
    tag: str = ""

    def conditions(self) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = []
        found.append(Skill.status.in_(STATES.get(self.state, STATES[""])))
        if self.words:
            found.append(_named(self.words))
        if self.kind:
            found.append(Skill.kind == self.kind)
        if self.category:
            found.append(Skill.category == self.category)
        if self.tag in ("core", "critical"):
            found.append(getattr(Skill, self.tag))
        return found


def _named(words: str) -> ColumnElement[bool]:
    """Skills with these letters in the name, in another word for it, or with this very code."""
    folded = fold(words)
    by_alias = select(SkillAlias.skill_id).where(
        SkillAlias.folded.contains(folded, autoescape=True)
    )
    either = [Skill.folded.contains(folded, autoescape=True), Skill.id.in_(by_alias)]
    if len(words) >= SHORTEST_CODE:
        whole = or_(SkillCode.code == words, SkillCode.code.endswith("/" + words, autoescape=True))
        either.append(Skill.id.in_(select(SkillCode.skill_id).where(whole)))
    return or_(*either)


class Line(NamedTuple):
    """A skill in the list."""

    id: UUID
    name: str
    kind: str
    kind_guessed: bool
    category: str
    status: str
    core: bool
    critical: bool
    into: str | None


class Used(NamedTuple):
    """How many people show a skill to everyone, and how many roles ask for it."""

    people: int = 0
    roles: int = 0

    @property
    def shown_by(self) -> str:
        return f"{self.people:,}" if self.people <= ENOUGH else f"over {ENOUGH:,}"


def skills(wanted: Wanted, page: int) -> tuple[list[Line], int]:
    """A page of skills by name, and how many there are in all."""
    into = aliased(Skill)
    conditions = wanted.conditions()
    total = db.session.scalar(select(func.count()).select_from(Skill).where(*conditions)) or 0
    statement = (
        select(
            Skill.id, Skill.name, Skill.kind, Skill.kind_guessed, Skill.category, Skill.status,
            Skill.core, Skill.critical, into.name,
        )
        .outerjoin(into, into.id == Skill.merged_into_id)
        .where(*conditions)
        .order_by(Skill.folded)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )  # fmt: skip
    return [Line(*row) for row in db.session.execute(statement)], total


def used(ids: Collection[UUID], *, exact: bool = False) -> dict[UUID, Used]:
    """How much each of these skills is used; not `exact`, "over 100" is said without counting."""
    rows = columns(_used(exact), ids=list(ids)) if ids else ()
    return {key: Used(people, roles) for key, people, roles in rows}


@prepared
def _used(exact: bool) -> Select[UUID, int, int]:
    return select(Skill.id, *_uses(exact)).where(Skill.id.in_(bindparam("ids", expanding=True)))


def standing() -> tuple[int, int]:
    """How many skills are in use, and how many proposals wait."""
    in_use, waiting = columns(_standing()).one()
    return in_use, waiting


@prepared
def _standing() -> Select[int, int]:
    in_use, waits = Skill.status == Status.ACTIVE, Skill.status == Status.PROPOSED
    return select(func.count().filter(in_use), func.count().filter(waits))


def use_of(skill: Skill) -> tuple[Used, str | None]:
    """How much a skill is used, and who proposed it, where they show it to everyone."""
    statement = select(*_uses(), _proposer()).where(Skill.id == skill.id)
    people, roles, name = db.session.execute(statement).one()
    return Used(people, roles), name


def _uses(exact: bool = False) -> tuple[ScalarSelect[int], ScalarSelect[int]]:
    """People who show the skill, and roles in use that ask for it, of the skill around it."""
    showing = select(literal(1)).where(PersonSkill.skill_id == Skill.id, *SHOWN)
    counted = showing.correlate(Skill).limit(None if exact else ENOUGH + 1).subquery()
    people = select(func.count()).select_from(counted)
    asking = select(func.count()).select_from(RoleSkill).join(Role)
    roles = asking.where(RoleSkill.skill_id == Skill.id, Role.status == "active")
    return people.scalar_subquery(), roles.correlate(Skill).scalar_subquery()


def categories() -> Sequence[str]:
    """The categories there are, those with most skills first."""
    return columns(_categories()).scalars().all()


@prepared
def _categories() -> Select[str]:
    return (
        select(Skill.category)
        .where(Skill.category != "", Skill.status == Status.ACTIVE)
        .group_by(Skill.category)
        .order_by(func.count().desc(), Skill.category)
        .limit(100)
    )


def roles_asking(skill_id: UUID, limit: int = 8) -> list[tuple[UUID, str, int]]:
    """Some of the roles that ask for a skill, with the level, the highest first."""
    statement = (
        select(Role.id, Role.title, RoleSkill.level)
        .join(RoleSkill, RoleSkill.role_id == Role.id)
        .where(RoleSkill.skill_id == skill_id, Role.status == "active")
        .order_by(RoleSkill.level.desc(), Role.title)
        .limit(limit)
    )
    return [(key, title, level) for key, title, level in db.session.execute(statement)]


def codes(skill_id: UUID) -> list[tuple[str, str]]:
    """What published taxonomies call it."""
    statement = select(SkillCode.source, SkillCode.code).where(SkillCode.skill_id == skill_id)
    return [(source, code) for source, code in db.session.execute(statement.order_by("source"))]


def mentors(ids: Collection[UUID]) -> dict[UUID, int]:
    """How many mentors offer to teach each of these skills."""
    skill_id = mentor_skill.c.skill_id
    statement = select(skill_id, func.count()).where(skill_id.in_(ids)).group_by(skill_id)
    return {key: count for key, count in db.session.execute(statement)}


def _proposer() -> ScalarSelect[str]:
    """The name of who proposed the skill around it: only of those who show to everyone that they
    have it, since looking after words gives no sight of what people keep to themselves.
    """
    shown = exists().where(
        PersonSkill.person_id == Person.id, PersonSkill.skill_id == Skill.id, SHOWN[0]
    )
    name = select(Person.name).where(Person.id == Skill.proposed_by_id, shown)
    return name.correlate(Skill).scalar_subquery()


class Merger(NamedTuple):
    """One skill that was merged into another: by whom, and whether that was taken back."""

    id: UUID
    from_id: UUID
    source: str
    into_id: UUID
    target: str
    at: datetime
    by: str | None
    undone_at: datetime | None


def mergers(page: int = 1, *, of: UUID | None = None) -> tuple[list[Merger], bool]:
    """Mergers, the newest first, and whether there are more; with `of`, those of one skill.

    Of one skill only those that stand.
    """
    rows = [
        Merger(*row) for row in columns(_mergers(of is not None), of=of, first=(page - 1) * PAGE)
    ]
    return rows[:PAGE], len(rows) > PAGE


@prepared
def _mergers(of_one: bool) -> Select[*tuple[Any, ...]]:
    source, target = aliased(Skill), aliased(Skill)
    statement = (
        select(
            SkillMerge.id, source.id, source.name, target.id, target.name, SkillMerge.at,
            Person.name, SkillMerge.undone_at,
        )
        .join(source, source.id == SkillMerge.from_id)
        .join(target, target.id == SkillMerge.into_id)
        .outerjoin(Person, Person.id == SkillMerge.by_id)
        .order_by(SkillMerge.at.desc(), SkillMerge.id)
        .limit(PAGE + 1)
        .offset(bindparam("first"))
    )  # fmt: skip
    if not of_one:
        return statement
    of = bindparam("of", type_=Uuid())
    either = or_(SkillMerge.from_id == of, SkillMerge.into_id == of)
    return statement.where(and_(either, SkillMerge.undone_at.is_(None)))


class Proposal(NamedTuple):
    """A word somebody proposed, and how many show it by now."""

    id: UUID
    name: str
    since: datetime | None
    by: str | None
    people: int


def proposals(page: int) -> tuple[list[Proposal], int]:
    """A page of the proposals that wait, the longest first, and how many there are."""
    _, total = standing()
    return [Proposal(*row) for row in columns(_proposals(), first=(page - 1) * PAGE)], total


@prepared
def _proposals() -> Select[*tuple[Any, ...]]:
    people, _ = _uses(exact=True)
    return (
        select(Skill.id, Skill.name, Skill.proposed_at, _proposer(), people)
        .where(Skill.status == Status.PROPOSED)
        .order_by(Skill.proposed_at.is_(None).desc(), Skill.proposed_at, Skill.folded)
        .limit(PAGE)
        .offset(bindparam("first"))
    )


def names(ids: Collection[UUID]) -> dict[UUID, str]:
    """The names of these skills."""
    rows = db.session.execute(select(Skill.id, Skill.name).where(Skill.id.in_(ids)))
    return {key: name for key, name in rows}
