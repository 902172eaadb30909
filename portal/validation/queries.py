"""Reading what colleagues say of people's skills."""

from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    ScalarSelect,
    Select,
    Uuid,
    bindparam,
    func,
    or_,
    select,
)
from sqlalchemy.orm import joinedload
from sqlalchemy.sql.base import ExecutableOption

from portal.audience import Audience
from portal.composed import prepared
from portal.conditions import Actor
from portal.db import db, one_of
from portal.light import Light
from portal.people import events
from portal.people.models import Person
from portal.people.queries import NAMED, here
from portal.skills.models import PersonSkill, Skill
from portal.validation.models import OPEN_STATES, State, Validation, ValidationEvent

SHOWN = (*OPEN_STATES, State.CONFIRMED, State.REMOVED)


def of_skill(person_id: UUID, skill_id: UUID) -> list[Validation]:
    """What was said of one skill, and what is open, to be read by its owner: the newest first."""
    return SAID.rows(_of_skill(), person_id=person_id, skill_id=skill_id)


SAID = Light(Validation, by=NAMED)
LISTED = Light(Validation, person=NAMED, by=NAMED, skill=Light(Skill, "name"))


@prepared
def _of_skill() -> Select[Any]:
    return SAID.select.where(
        Validation.person_id == bindparam("person_id"),
        Validation.skill_id == bindparam("skill_id"),
        one_of(Validation.state, SHOWN),
    ).order_by(Validation.created_at.desc(), Validation.id)


def visible_to(actor: Actor) -> Select[Validation]:
    """The validations `validation.see` allows, as one statement."""
    return _mine().params(me=actor.id)


@cache
def _mine() -> Select[Validation]:
    return select(Validation).where(_on_a_side())


@cache
def _on_a_side() -> ColumnElement[bool]:
    me = bindparam("me", type_=Uuid())
    return or_(Validation.person_id == me, Validation.by_id == me)


def inbox(actor: Actor) -> list[Validation]:
    """Everything open on either side of this person, the oldest first, to be read."""
    return LISTED.rows(_inbox(), me=actor.id)


@prepared
def _inbox() -> Select[Any]:
    return (
        LISTED.select.where(_on_a_side(), one_of(Validation.state, OPEN_STATES))
        .order_by(Validation.created_at, Validation.id)
        .limit(200)
    )


def said(actor: Actor, most: int = 60) -> list[Validation]:
    """What is over on either side of this person, the newest first, to be read."""
    return LISTED.rows(_said(), me=actor.id, most=most)


@prepared
def _said() -> Select[Any]:
    return (
        LISTED.select.where(_on_a_side(), ~one_of(Validation.state, OPEN_STATES))
        .order_by(Validation.answered_at.desc(), Validation.id)
        .limit(bindparam("most", type_=Integer()))
    )


def parts() -> tuple[ExecutableOption, ...]:
    """What a validation is shown with, in one statement."""
    return (
        joinedload(Validation.person).joinedload(Person.department),
        joinedload(Validation.by).joinedload(Person.department),
        joinedload(Validation.skill),
    )


def asked_of(person: BindParameter[UUID]) -> ScalarSelect[int]:
    """How many questions wait for the answer of a person, as a part of another statement."""
    mine = (Validation.by_id == person, one_of(Validation.state, (State.ASKED,)))
    return select(func.count()).where(*mine).scalar_subquery()


def history(validation_id: UUID) -> list[tuple[ValidationEvent, str | None]]:
    """The events of one validation, oldest first, each with the name of who acted."""
    return [(event, name) for event, name in db.session.execute(_events(), {"id": validation_id})]


def last_change(validation_id: UUID) -> tuple[ValidationEvent, str | None] | None:
    """The event that brought it into its present state, with the name of who acted."""
    moved = events.moved(ValidationEvent)
    return events.last(ValidationEvent, ValidationEvent.validation_id == validation_id, moved)


@cache
def _events() -> Select[ValidationEvent, str | None]:
    mine = ValidationEvent.validation_id == bindparam("id")
    return events.named(ValidationEvent).where(mine).order_by(ValidationEvent.id)


def asked_together(row: Validation) -> list[Validation]:
    """What the same person asked the same colleague at the same moment and is still open."""
    return list(
        db.session.scalars(
            select(Validation)
            .where(
                Validation.person_id == row.person_id,
                Validation.by_id == row.by_id,
                Validation.created_at == row.created_at,
                Validation.state == State.ASKED,
            )
            .options(joinedload(Validation.skill))
            .order_by(Validation.id)
        )
    )


def who_know(skill_id: UUID, asker: Actor, most: int = 6) -> list[Person]:
    """People who show everybody that they do this skill well, those of one's department first."""
    given = {"skill_id": skill_id, "me": asker.id, "department": asker.department_id}
    return list(db.session.scalars(_who_know(), given | {"most": most}))


@cache
def _who_know() -> Select[Person]:
    # Of a skill that thousands have, the first few are enough to choose from.
    able = (
        select(PersonSkill.person_id, PersonSkill.level)
        .where(
            PersonSkill.skill_id == bindparam("skill_id"),
            PersonSkill.level >= 3,
            PersonSkill.audience.op("&")(int(Audience.EVERYONE)) != 0,
        )
        .order_by(PersonSkill.level.desc())
        .limit(100)
        .subquery()
    )
    same = Person.department_id == bindparam("department", type_=Uuid())
    return (
        select(Person)
        .join(able, able.c.person_id == Person.id)
        .where(here(), Person.id != bindparam("me", type_=Uuid()))
        .options(joinedload(Person.department))
        .order_by(same.desc(), able.c.level.desc(), Person.name)
        .limit(bindparam("most", type_=Integer()))
    )


def whole(validation_id: UUID) -> Validation:
    """One validation with everything its page shows, as it is now."""
    return db.session.scalars(_whole(), {"id": validation_id}).one()


@cache
def _whole() -> Select[Validation]:
    return (
        select(Validation)
        .where(Validation.id == bindparam("id"))
        .options(*parts())
        .execution_options(populate_existing=True)
    )


def listed(person_id: UUID, skill_id: UUID) -> PersonSkill | None:
    """This skill in a person's list; None when it is not there."""
    return db.session.scalar(_listed(), {"person_id": person_id, "skill_id": skill_id})


@cache
def _listed() -> Select[PersonSkill]:
    return select(PersonSkill).where(
        PersonSkill.person_id == bindparam("person_id"),
        PersonSkill.skill_id == bindparam("skill_id"),
    )
