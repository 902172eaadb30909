"""What the clock does with communities: whoever left the organisation belongs to none of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, not_, or_, select

from portal.accounts.queries import active
from portal.communities import rules
from portal.communities.models import Community, CommunityMember
from portal.communities.queries import BELONGS
from portal.db import db
from portal.people.models import Person
from portal.timed import one_by_one

AT_ONCE = 2000


def tick(now: datetime) -> None:
    """Behind the row of each community whom somebody left; done again, it does nothing."""
    one_by_one(Community, ((_left, _leave_behind),), now)


def _left(_now: datetime) -> Select[Any]:
    return _gone(CommunityMember.community_id).distinct()


def _leave_behind(one: Community, _now: datetime) -> None:
    here = CommunityMember.community_id == one.id
    gone = db.session.scalars(_gone(CommunityMember.person_id).where(here)).all()
    rules.leave_behind(one, list(gone))


def _gone(column: Any) -> Select[Any]:
    """This column of who belongs to a community, or asked to, and is not here any more."""
    return (
        select(column)
        .join(Person, Person.id == CommunityMember.person_id)
        .where(or_(BELONGS, CommunityMember.asked), not_(active()))
        .limit(AT_ONCE)
    )
