"""What search may find of opportunities: those that take applications, and what others learned."""

from collections.abc import Collection, Iterator
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from portal.db import db, one_of
from portal.opportunities.models import Opportunity, OpportunitySkill
from portal.opportunities.states import State, Use
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
        )
        .execution_options(yield_per=AT_ONCE)
    )
    if ids is not None:
        statement = statement.where(Opportunity.id.in_(ids))
    for one in db.session.scalars(statement):
        yield _document(one)


def _where(one: Opportunity) -> str:
    """Under which tab of the list it stands."""
    if one.state == State.COMPLETED:
        return "done"
    return "seeking" if one.seeking else "open"


def _document(one: Opportunity) -> Document:
    teaches = sorted(s.skill.name for s in one.skills if s.use == Use.LEARNED)
    asks = {s.skill.name for s in one.skills if s.use != Use.LEARNED}
    return Document(
        id=f"opportunity:{one.id}",
        kind="opportunity",
        title=one.title,
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
