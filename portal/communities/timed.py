"""What the clock does with communities: whoever left the organisation belongs to none of them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import not_, or_, select

from portal.accounts.queries import active
from portal.communities import rules
from portal.communities.models import Community, CommunityMember
from portal.communities.queries import BELONGS
from portal.db import db, lock, transaction
from portal.people.models import Person

AT_ONCE = 2000


def tick(_now: datetime) -> None:
    """One short transaction for each community; done again, it does nothing."""
    statement = (
        select(CommunityMember.community_id, CommunityMember.person_id)
        .join(Person, Person.id == CommunityMember.person_id)
        .where(or_(BELONGS, CommunityMember.asked), not_(active()))
        .limit(AT_ONCE)
    )
    gone: dict[UUID, list[UUID]] = {}
    for community_id, person_id in db.session.execute(statement):
        gone.setdefault(community_id, []).append(person_id)
    db.session.rollback()
    for community_id, people in gone.items():
        with transaction():
            rules.leave_behind(lock(Community, community_id), people)
