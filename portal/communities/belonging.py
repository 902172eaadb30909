"""Reading who belongs to communities: for their pages, and for whoever is to be told."""

from uuid import UUID

from sqlalchemy import exists, select

from portal.audience import Audience
from portal.communities.models import Community, CommunityMember, Standing
from portal.communities.queries import BELONGS, PER_PAGE
from portal.db import db
from portal.people.models import Person
from portal.people.queries import here


def shown(community_id: UUID, page: int) -> list[Person]:
    """Who lets it be seen that they belong to it, one more than a page has, whoever joined first
    first; hosts are no part.
    """
    statement = (
        select(Person)
        .join(CommunityMember, CommunityMember.person_id == Person.id)
        .where(
            CommunityMember.community_id == community_id,
            CommunityMember.standing == Standing.MEMBER,
            CommunityMember.audience == Audience.EVERYONE,
            here(),
        )
        .order_by(CommunityMember.joined_at, Person.id)
        .offset((page - 1) * PER_PAGE)
        .limit(PER_PAGE + 1)
    )
    return list(db.session.scalars(statement))


def without_host() -> list[Community]:
    """Open communities that nobody looks after, by name."""
    hosted = exists().where(
        CommunityMember.community_id == Community.id, CommunityMember.standing == Standing.HOST
    )
    statement = select(Community).where(Community.closed_at.is_(None), ~hosted)
    return list(db.session.scalars(statement.order_by(Community.name).limit(200)))


def longest(community_id: UUID) -> UUID | None:
    """Who has belonged to it longest."""
    statement = (
        select(CommunityMember.person_id)
        .where(CommunityMember.community_id == community_id, BELONGS)
        .order_by(CommunityMember.joined_at, CommunityMember.person_id)
        .limit(1)
    )
    return db.session.scalar(statement)


def members_after(community_id: UUID, after: UUID, most: int) -> list[UUID]:
    """The next of those who belong to it, in the order of their ids."""
    statement = (
        select(CommunityMember.person_id)
        .where(
            CommunityMember.community_id == community_id,
            BELONGS,
            CommunityMember.person_id > after,
        )
        .order_by(CommunityMember.person_id)
        .limit(most)
    )
    return list(db.session.scalars(statement))
