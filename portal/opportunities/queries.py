"""Reading opportunities and applications."""

from collections.abc import Collection
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    Select,
    Uuid,
    bindparam,
    func,
    or_,
    select,
)
from sqlalchemy.orm import joinedload, selectinload

from portal import clock
from portal.composed import prepared
from portal.db import columns, db, one_of
from portal.opportunities.models import (
    Application,
    Opportunity,
    OpportunityEvent,
    OpportunitySkill,
)
from portal.opportunities.states import TAKEN, WAITING, Standing, State
from portal.people import events
from portal.people.models import Department, Location, Person

MOST = 200


def whole(opportunity_id: UUID) -> Opportunity:
    """One with all its page says of it. Raises NoResultFound without one."""
    return db.session.scalars(
        _whole().where(Opportunity.id == opportunity_id).execution_options(populate_existing=True)
    ).one()


def _whole() -> Select[Opportunity]:
    return select(Opportunity).options(
        joinedload(Opportunity.owner).joinedload(Person.photo),
        joinedload(Opportunity.co_owner),
        joinedload(Opportunity.department),
        joinedload(Opportunity.location),
        joinedload(Opportunity.role),
        selectinload(Opportunity.skills).joinedload(OpportunitySkill.skill),
    )


class Line(NamedTuple):
    """An opportunity as lists show it."""

    id: UUID
    kind: str
    title: str
    summary: str
    state: str
    places: int
    hours: int
    starts_on: Any
    ends_on: Any
    apply_by: Any
    work_mode: str
    learned: str
    department: str
    location: str | None
    owner: str | None
    seeker_id: UUID | None
    location_id: UUID | None

    @property
    def seeking(self) -> bool:
        """Whether somebody seeks it, and nobody offers it."""
        return self.seeker_id is not None


def lines_of(ids: Collection[UUID]) -> dict[UUID, Line]:
    """Those of these that search may show, in one statement."""
    rows = columns(_lines(), ids=[*ids]) if ids else ()
    return {row[0]: Line._make(row) for row in rows}


@prepared
def _lines() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Opportunity.id, Opportunity.kind, Opportunity.title, Opportunity.summary,
            Opportunity.state, Opportunity.places, Opportunity.hours, Opportunity.starts_on,
            Opportunity.ends_on, Opportunity.apply_by, Opportunity.work_mode, Opportunity.learned,
            Department.name, Location.name, Person.name,
            Opportunity.seeker_id, Opportunity.location_id,
        )
        .join(Department, Department.id == Opportunity.department_id)
        .outerjoin(Location, Location.id == Opportunity.location_id)
        .outerjoin(Person, Person.id == Opportunity.owner_id)
        .where(
            Opportunity.id.in_(bindparam("ids", type_=Uuid(), expanding=True)),
            one_of(Opportunity.state, (State.PUBLISHED, State.COMPLETED)),
        )
    )  # fmt: skip


def titled(text: str, *, offset: int = 0, most: int = 20) -> tuple[list[UUID], int]:
    """Open ones with every one of these words in their titles, and how many there are."""
    conditions = [Opportunity.state == State.PUBLISHED, Opportunity.seeker_id.is_(None)]
    for word in text.split()[:8]:
        conditions.append(func.lower(Opportunity.title).contains(word.lower(), autoescape=True))
    statement = select(Opportunity.id).where(*conditions)
    total = db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    listed = statement.order_by(Opportunity.apply_by, Opportunity.id).offset(offset).limit(most)
    return list(db.session.scalars(listed)), total


def applied_for(opportunity_id: UUID, person_id: UUID) -> Application | None:
    """The newest application of this person for it."""
    statement = (
        select(Application)
        .where(Application.opportunity_id == opportunity_id, Application.person_id == person_id)
        .order_by(Application.applied_at.desc(), Application.id)
        .limit(1)
    )
    return db.session.scalar(statement)


def of_person(person_id: UUID) -> list[Application]:
    """What this person applied for, what is open first, the newest first."""
    statement = (
        select(Application)
        .where(Application.person_id == person_id)
        .options(
            joinedload(Application.opportunity).joinedload(Opportunity.owner),
            joinedload(Application.manager),
        )
        .order_by(Application.ended_at.is_not(None), Application.applied_at.desc(), Application.id)
        .limit(MOST)
    )
    return list(db.session.scalars(statement))


class Led(NamedTuple):
    """What somebody leads, how many wait for their answer, and how many have a place."""

    one: Opportunity
    waiting: int
    taken: int


def led_by(person_id: UUID) -> list[Led]:
    """What this person leads, what is over last."""
    counts = (
        select(
            Application.opportunity_id,
            func.count().filter(Application.state.in_(WAITING)).label("waiting"),
            func.count().filter(Application.state.in_((*TAKEN, Standing.COMPLETED))).label("taken"),
        )
        .group_by(Application.opportunity_id)
        .subquery()
    )
    statement = (
        select(Opportunity, func.coalesce(counts.c.waiting, 0), func.coalesce(counts.c.taken, 0))
        .outerjoin(counts, counts.c.opportunity_id == Opportunity.id)
        .where(or_(Opportunity.owner_id == person_id, Opportunity.co_owner_id == person_id))
        .order_by(Opportunity.ended_at.is_not(None), Opportunity.starts_on.desc(), Opportunity.id)
        .limit(MOST)
    )
    return [Led(*row) for row in db.session.execute(statement)]


def to_release(manager_id: UUID) -> list[Application]:
    """Whom this manager is asked to let go, the most urgent first."""
    statement = (
        select(Application)
        .where(Application.manager_id == manager_id, Application.state == Standing.RELEASE)
        .options(joinedload(Application.opportunity), joinedload(Application.person))
        .order_by(Application.due_at, Application.id)
        .limit(MOST)
    )
    return list(db.session.scalars(statement))


def offered_by(person_id: UUID) -> list[tuple[UUID, str]]:
    """What this person offers and takes applications for: (id, title), by title."""
    statement = (
        select(Opportunity.id, Opportunity.title)
        .where(
            or_(Opportunity.owner_id == person_id, Opportunity.co_owner_id == person_id),
            Opportunity.seeker_id.is_(None),
            Opportunity.state == State.PUBLISHED,
            Opportunity.apply_by >= clock.today(),
        )
        .order_by(Opportunity.title, Opportunity.id)
        .limit(MOST)
    )
    return [(key, title) for key, title in db.session.execute(statement)]


def with_hr() -> tuple[list[Opportunity], list[Opportunity]]:
    """What waits for approval, and what has lost its owner; both the oldest first."""
    alive = (*(s for s in State if s not in ("completed", "cancelled", "expired")),)
    statement = (
        _whole()
        .where(
            or_(
                Opportunity.state == State.SUBMITTED,
                Opportunity.owner_id.is_(None) & Opportunity.state.in_(alive),
            )
        )
        .order_by(Opportunity.created_at, Opportunity.id)
        .limit(MOST)
    )
    found = list(db.session.scalars(statement))
    return [one for one in found if one.owner_id], [one for one in found if not one.owner_id]


def of_opportunity(opportunity_id: UUID) -> list[Application]:
    """Everybody who applied, those who wait first, the oldest first."""
    statement = (
        select(Application)
        .where(Application.opportunity_id == opportunity_id)
        .options(
            joinedload(Application.person).joinedload(Person.photo),
            joinedload(Application.person).joinedload(Person.department),
            joinedload(Application.opportunity),
            joinedload(Application.suggested),
        )
        .order_by(Application.ended_at.is_not(None), Application.applied_at, Application.id)
        .limit(MOST)
    )
    return list(db.session.scalars(statement))


def history(*things: UUID) -> list[tuple[OpportunityEvent, str | None]]:
    """The events of these, the oldest first, each with the name of who set it off."""
    rows = db.session.execute(
        events.named(OpportunityEvent)
        .where(OpportunityEvent.thing_id.in_(things))
        .order_by(OpportunityEvent.id)
    )
    return [(event, name) for event, name in rows]
