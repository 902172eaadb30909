"""The searches a person saved, with how much each told of that can still be seen."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    Select,
    String,
    Uuid,
    and_,
    bindparam,
    case,
    column,
    exists,
    func,
    or_,
    select,
    table,
)

from portal.composed import prepared
from portal.db import columns
from portal.roles.models import Role
from portal.saved.models import Find, NotInterested, SavedSearch

_OFFERED = table("opportunity", column("id", Uuid()), column("state", String()))
"""Opportunities stand above what is saved: only whether one can still be seen is asked here."""


class Saved(NamedTuple):
    """A saved search in the list of its owner: how much it told of that can still be seen, ever and
    since they looked.
    """

    id: UUID
    kind: str
    query: str
    name: str
    rhythm: str
    fresh: int
    told: int


def searches(person_id: UUID) -> list[Saved]:
    """The searches this person saved, those with something new first, in one statement."""
    return [Saved(*row) for row in columns(_searches(), person_id=person_id)]


@prepared
def _searches() -> Select[UUID, str, str, str, str, int, int]:
    me = bindparam("person_id", type_=Uuid())
    aside = exists().where(NotInterested.person_id == me, NotInterested.role_id == Find.role_id)
    # What is over is what a search of that tab looks for, and no other.
    wanted = case((SavedSearch.query.contains("show=done"), "completed"), else_="published")
    told = (
        select(func.count())
        .join_from(Find, Role, Role.id == Find.role_id, isouter=True)
        .join(_OFFERED, _OFFERED.c.id == Find.opportunity_id, isouter=True)
        .where(
            Find.search_id == SavedSearch.id,
            or_(_OFFERED.c.state == wanted, and_(Role.status == "active", ~aside)),
        )
        .correlate(SavedSearch)
    )
    since = told.where(Find.told_at > SavedSearch.seen_at).scalar_subquery().label("fresh")
    ever = told.where(Find.told_at.is_not(None)).scalar_subquery().label("told")
    return (
        select(
            SavedSearch.id,
            SavedSearch.kind,
            SavedSearch.query,
            SavedSearch.name,
            SavedSearch.rhythm,
            since,
            ever,
        )
        .where(SavedSearch.person_id == me, SavedSearch.removed_at.is_(None))
        .order_by(since.desc(), SavedSearch.created_at.desc(), SavedSearch.id)
    )
