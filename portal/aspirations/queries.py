"""Reading what people want: their own page, what others may read of it, and who is counted."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, or_, select
from sqlalchemy.orm import aliased, joinedload

from portal import clock
from portal.aspirations.models import (
    Aspiration,
    AspirationEvent,
    AspirationProfile,
    Driver,
    HrConsent,
    State,
)
from portal.composed import prepared
from portal.db import db, one_of
from portal.light import Light
from portal.people import manager
from portal.people.models import Person
from portal.people.queries import here, today
from portal.roles.models import Family, Role

LIVE_STATES = (State.DRAFT, State.ACTIVE)


def profile_of(person_id: UUID) -> AspirationProfile | None:
    """The person's conditions and audiences, read afresh."""
    return db.session.scalars(_profile(), {"person_id": person_id}).one_or_none()


@cache
def _profile() -> Select[AspirationProfile]:
    return (
        select(AspirationProfile)
        .where(AspirationProfile.person_id == bindparam("person_id"))
        .execution_options(populate_existing=True)
    )


def drivers_of(person_id: UUID) -> list[Driver]:
    """What matters to the person and what drains them."""
    return list(db.session.scalars(_drivers(), {"person_id": person_id}))


@cache
def _drivers() -> Select[Driver]:
    return (
        select(Driver)
        .where(Driver.person_id == bindparam("person_id"))
        .order_by(Driver.code)
        .execution_options(populate_existing=True)
    )


def live(person_id: UUID) -> Select[Aspiration]:
    """The person's drafts and active aspirations: the ultimate objective last."""
    return _live().params(person_id=person_id)


@cache
def _live() -> Select[Aspiration]:
    return _in_order(select(Aspiration)).execution_options(populate_existing=True)


def _in_order(statement: Select[Any]) -> Select[Any]:
    """Those that are live of one person; "next" before "ultimate"."""
    return statement.where(mine()).order_by(*ORDER)


ORDER = (Aspiration.aim, Aspiration.priority, Aspiration.created_at, Aspiration.id)


def mine() -> ColumnElement[bool]:
    """The drafts and active aspirations of the parameter "person_id"."""
    own = Aspiration.person_id == bindparam("person_id")
    return and_(own, one_of(Aspiration.state, LIVE_STATES))


def live_of(person_id: UUID) -> list[Aspiration]:
    """The same, with the role and its family."""
    return list(db.session.scalars(_live_whole(), {"person_id": person_id}))


def aims_of(person_id: UUID) -> list[Aspiration]:
    """The same to be read, with no more of the role or the family than what they are called."""
    return TITLED.rows(_live_titles(), person_id=person_id)


TITLED = Light(Aspiration, role=Light(Role, "title"), family=Light(Family, "name"))


@prepared
def _live_titles() -> Select[Any]:
    return _in_order(TITLED.select)


@cache
def _live_whole() -> Select[Aspiration]:
    return _live().options(
        joinedload(Aspiration.role).joinedload(Role.family),
        joinedload(Aspiration.role).joinedload(Role.department),
        joinedload(Aspiration.family),
    )


def own(person_id: UUID, ids: Collection[UUID]) -> list[Aspiration]:
    """Those of the aspirations that are this person's, in whatever state."""
    if not ids:
        return []
    return list(
        db.session.scalars(
            select(Aspiration)
            .where(Aspiration.id.in_(ids), Aspiration.person_id == person_id)
            .options(joinedload(Aspiration.role), joinedload(Aspiration.family))
            .order_by(Aspiration.created_at, Aspiration.id)
        )
    )


def last_event(aspiration_id: UUID) -> AspirationEvent | None:
    """How the aspiration came to be in its state."""
    return db.session.scalars(
        select(AspirationEvent)
        .where(AspirationEvent.aspiration_id == aspiration_id)
        .order_by(AspirationEvent.id.desc())
        .limit(1)
    ).one_or_none()


@dataclass(frozen=True)
class Board:
    """All that the page My aspirations shows of its owner."""

    person: Person
    manager: Person | None
    profile: AspirationProfile | None
    shared_with: Person | None
    asks_about_manager: bool
    consent: HrConsent | None
    drivers: list[Driver]
    aspirations: list[Aspiration]

    @property
    def shared_before(self) -> Person | None:
        """The earlier line manager whom shares were made for, where that is still known."""
        return None if manager.agreed(self.person) else self.shared_with


def board(person_id: UUID) -> Board:
    """The person's page, in three statements."""
    row = db.session.execute(_board(), {"person_id": person_id}).one()
    return Board(*row, drivers_of(person_id), live_of(person_id))


@cache
def _board() -> Select[
    Person, Person | None, AspirationProfile | None, Person | None, bool, HrConsent | None
]:
    boss, shared_with = aliased(Person), aliased(Person)
    return (
        select(Person, boss, AspirationProfile, shared_with, manager.waiting(), HrConsent)
        .outerjoin(AspirationProfile, AspirationProfile.person_id == Person.id)
        .outerjoin(boss, boss.id == Person.manager_id)
        .outerjoin(shared_with, shared_with.id == Person.shared_with_manager_id)
        .outerjoin(HrConsent, and_(HrConsent.person_id == Person.id, holding()))
        .where(Person.id == bindparam("person_id"))
        .execution_options(populate_existing=True)
    )


@cache
def holding() -> ColumnElement[bool]:
    """The condition that a consent to be read by HR holds on the day the statement runs."""
    return and_(HrConsent.ended_at.is_(None), HrConsent.until >= today())


def counted_people() -> Select[UUID]:
    """The people whose aspirations count in the aggregates, as a statement of ids.

    Everyone who has not left and has not said "do not count me". Somebody who never saved the
    page has no profile and counts with what there is, which is nothing.
    """
    return (
        select(Person.id)
        .outerjoin(AspirationProfile, AspirationProfile.person_id == Person.id)
        .where(
            or_(AspirationProfile.person_id.is_(None), AspirationProfile.counted),
            here(),
        )
    )


def needs_review(aspiration: Aspiration) -> bool:
    """Whether to ask if this is still what the person wants."""
    return (
        aspiration.state == State.ACTIVE
        and aspiration.review_on is not None
        and aspiration.review_on <= clock.today()
    )


def due_for_review(since: date) -> list[UUID]:
    """The active aspirations, by id, whose review came after `since`, of people who are here."""
    return list(
        db.session.scalars(
            select(Aspiration.id)
            .join(Person, Person.id == Aspiration.person_id)
            .where(
                Aspiration.state == State.ACTIVE,
                Aspiration.review_on > since,
                Aspiration.review_on <= clock.today(),
                here(),
            )
            .order_by(Aspiration.id)
        )
    )


def left_behind() -> list[UUID]:
    """The live aspirations of people who have left, by id."""
    return list(
        db.session.scalars(
            select(Aspiration.id)
            .join(Person, Person.id == Aspiration.person_id)
            .where(Aspiration.state.in_(LIVE_STATES), Person.left_on <= clock.today())
        )
    )
