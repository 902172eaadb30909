"""Who could mentor in what: counted at night over the whole organisation, never in a request.

Mentors who are open are found by everybody, so these are plain numbers and no figures about wishes.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import case, delete, func, insert, select, union_all

from portal import clock
from portal.accounts.queries import active
from portal.db import db, transaction
from portal.insights.models import MentorSupply, MentorSupplying
from portal.mentorship.approaches.models import Approach
from portal.mentorship.models import Mentor, Mentorship, mentor_skill
from portal.mentorship.standing import LIVE, OFFERED
from portal.people.models import Person


def prepare(_now: datetime | None = None) -> int:
    """Count the open mentors of each skill anew, and their free places. How many skills have some.

    Inside an application context, outside a transaction; doing it again changes nothing else.
    """
    rows = [
        {"skill_id": skill, "mentors": mentors, "places": places}
        for skill, mentors, places in db.session.execute(_counted())
    ]
    db.session.rollback()
    with transaction() as session:
        session.execute(delete(MentorSupply))
        if rows:
            session.execute(insert(MentorSupply), rows)
        session.merge(MentorSupplying(id=1, at=clock.now()))
    return len(rows)


def _counted() -> Any:
    taken = union_all(
        select(Mentorship.mentor_id).where(LIVE), select(Approach.mentor_id).where(OFFERED)
    ).subquery()
    per = (
        select(taken.c.mentor_id, func.count().label("number"))
        .group_by(taken.c.mentor_id)
        .subquery()
    )
    free = Mentor.capacity - func.coalesce(per.c.number, 0)
    return (
        select(mentor_skill.c.skill_id, func.count(), func.sum(case((free > 0, free), else_=0)))
        .join(Mentor, Mentor.id == mentor_skill.c.mentor_id)
        .join(Person, Person.id == Mentor.id)
        .outerjoin(per, per.c.mentor_id == Mentor.id)
        .where(Mentor.state == "open", Mentor.capacity > 0, active())
        .group_by(mentor_skill.c.skill_id)
    )
