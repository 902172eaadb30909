"""What search may find of opportunities: those that take applications, and what others learned."""

from collections.abc import Collection, Iterator
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from portal.db import db, one_of
from portal.opportunities.models import Opportunity, OpportunitySkill
from portal.opportunities.states import State, Use
from portal.roles.models import Role, RoleSkill
from search_index import Document

EVERYONE = ("everyone",)
AT_ONCE = 500
BANDS = {"4": "Up to 4 hours a week", "8": "5 to 8 hours", "40": "More than 8 hours"}


def found() -> ColumnElement[bool]:
    """The condition that search may find it."""
    done = and_(one_of(Opportunity.state, (State.COMPLETED,)), Opportunity.learned != "")
    return or_(one_of(Opportunity.state, (State.PUBLISHED,)), done)


def of(ids: Collection[UUID] | None = None) -> Iterator[Document]:
    """The documents of these opportunities, or of all."""
    statement = (
        select(Opportunity)
        .where(found())
        .options(
            joinedload(Opportunity.department),
            joinedload(Opportunity.location),
            selectinload(Opportunity.skills).joinedload(OpportunitySkill.skill),
            selectinload(Opportunity.role).options(
                selectinload(Role.aliases),
                selectinload(Role.skills).joinedload(RoleSkill.skill),
            ),
        )
        .execution_options(yield_per=AT_ONCE)
    )
    if ids is not None:
        statement = statement.where(Opportunity.id.in_(ids))
    for one in db.session.scalars(statement):
        yield _document(one)


def openings(role_ids: Collection[UUID]) -> Iterator[UUID]:
    """The openings for these roles: their documents say what a role is called and asks for."""
    statement = select(Opportunity.id).where(Opportunity.role_id.in_(role_ids), found())
    yield from db.session.scalars(statement)


def _where(one: Opportunity) -> str:
    """Under which tab of the list it stands."""
    if one.state == State.COMPLETED:
        return "done"
    return "seeking" if one.seeking else "open"


def _document(one: Opportunity) -> Document:
    teaches = sorted(s.skill.name for s in one.skills if s.use == Use.LEARNED)
    asks = {s.skill.name for s in one.skills if s.use != Use.LEARNED}
    titles: list[str] = []
    if one.role:  # an opening is found by whatever finds its role
        asks |= {ask.skill.name for ask in one.role.skills}
        named = (one.role.title, *(alias.title for alias in one.role.aliases))
        titles = [title for title in named if title != one.title]
    return Document(
        id=f"opportunity:{one.id}",
        kind="opportunity",
        title=one.title,
        aliases=titles,
        body=" ".join(part for part in (one.summary, one.learned) if part),
        keywords=[*teaches, *sorted(asks - {*teaches})],
        facets={
            "kind": [one.kind],
            "department": [one.department.name],
            "mode": [one.work_mode],
            "hours": [next(band for band in BANDS if one.hours <= int(band))],
            "skill": teaches,
            "location": [one.location.name] if one.location else [],
            "state": [_where(one)],
            "id": [str(one.id)],
        },
        audience=EVERYONE,
    )
