"""Telling people each morning which day of their course has opened.

The first day opens when they begin, and needs no word. What was missed is told later, for a week;
told again, it is told once.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from portal import timed
from portal.accounts.queries import active
from portal.db import columns, db, one_of, transaction
from portal.learning.drip.models import DripRead, DripUnit
from portal.learning.drip.queries import BEGUN, began, opens
from portal.learning.models import Enrolment, LearningItem
from portal.notices import rules
from portal.people.models import Person

NAME = "days of courses"
LATE = timedelta(days=7)
AT_ONCE = 100


def tick(now: datetime) -> None:
    """Tell of what has opened; done again, nothing happens."""
    units: dict[UUID, list[Any]] = {}
    for row in columns(
        select(DripUnit.item_id, DripUnit.id, DripUnit.day, LearningItem.title, DripUnit.title)
        .join(LearningItem, LearningItem.id == DripUnit.item_id)
        .where(DripUnit.day > 1)
        .order_by(DripUnit.day)
    ):
        units.setdefault(row[0], []).append(row[1:])
    learners = (
        began(one_of(Enrolment.state, BEGUN), Enrolment.item_id.in_(list(units)))
        .join(Person, Person.id == Enrolment.person_id)
        .where(active())
    )
    due = columns(learners).all() if units else []
    db.session.rollback()
    for start in range(0, len(due), AT_ONCE):
        with transaction():
            _tell(due[start : start + AT_ONCE], units, now)
        timed.breathe()


def _tell(due: Sequence[Any], units: dict[UUID, list[Any]], now: datetime) -> None:
    read = {
        (person_id, unit_id)
        for person_id, unit_id in db.session.execute(
            select(DripRead.person_id, DripRead.unit_id).where(
                DripRead.person_id.in_([person_id for _, person_id, _, _ in due])
            )
        )
    }
    for enrolment_id, person_id, item_id, at in due:
        for unit_id, day, course, title in units[item_id]:
            when = opens(at.date(), day)
            if when is None or not (now - LATE).date() < when <= now.date():
                continue
            if (person_id, unit_id) not in read:
                rules.tell(
                    person_id,
                    key=f"drip:{enrolment_id}:{unit_id}",
                    kind="learning.day",
                    path=f"/learning/days/{unit_id}",
                    number=day,
                    course=course,
                    title=title,
                )
