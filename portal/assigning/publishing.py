"""How many completed what was suggested to them: counted at night, shown like every figure."""

from datetime import datetime
from functools import cache
from typing import Any

from flask import current_app
from sqlalchemy import Select, bindparam, exists, func, select
from sqlalchemy.orm import aliased

from portal import disclosure
from portal.assigning.models import SegmentAssignment, SegmentMember
from portal.db import Moment, db, lock, transaction
from portal.insights.models import Snapshot
from portal.learning.models import Enrolment, EnrolmentEvent, State

FINISHED = (State.COMPLETED, State.CURRENT, State.AT_RISK, State.EXPIRED)


def publish(now: datetime) -> None:
    """Publish how many completed what was suggested, after a new snapshot and like one.

    A figure stays until at least k more people have completed it, is rounded and never below k;
    and it is withheld while nearly everybody who completed the item came from the suggestion,
    since the names of those are known to whoever notes attendance.
    """
    newest = db.session.scalar(select(func.max(Snapshot.taken_at, type_=Moment())))
    due = select(SegmentAssignment.id).where(SegmentAssignment.ran_at <= newest)
    keys = list(db.session.scalars(due)) if newest is not None else []
    db.session.rollback()
    for key in keys:
        with transaction():
            row = lock(SegmentAssignment, key)
            if row.completed_at is None or newest is None or row.completed_at < newest:
                _count(row, now)


def _count(row: SegmentAssignment, now: datetime) -> None:
    k = current_app.config["SETTINGS"].k
    since = row.completed_at or row.made_at
    given = {"assignment_id": row.id, "item_id": row.item_id, "made_at": row.made_at}
    mine, new, by_themselves = db.session.execute(_completions(), given | {"since": since}).one()
    if by_themselves < k or not disclosure.enough_changed(0, new, k):
        return
    row.completed, row.completed_at = disclosure.shown(mine, k), now


@cache
def _completions() -> Select[*tuple[Any, ...]]:
    """How many completed the item since it was suggested: of the suggestion, of it lately, and
    without being suggested it for any aim.
    """
    finished_at = func.max(EnrolmentEvent.at, type_=Moment())
    done = (
        select(Enrolment.id, finished_at.label("at"))
        .join(EnrolmentEvent, EnrolmentEvent.enrolment_id == Enrolment.id)
        .where(
            Enrolment.item_id == bindparam("item_id"),
            Enrolment.state.in_(FINISHED),
            EnrolmentEvent.to_state == State.COMPLETED,
            EnrolmentEvent.from_state != State.COMPLETED,
        )
        .group_by(Enrolment.id)
        .having(finished_at > bindparam("made_at", type_=Moment()))
        .subquery()
    )
    mine = (SegmentMember.enrolment_id == done.c.id) & (
        SegmentMember.assignment_id == bindparam("assignment_id")
    )
    member = aliased(SegmentMember)
    late = done.c.at > bindparam("since", type_=Moment())
    return select(
        func.count(SegmentMember.enrolment_id),
        func.count(SegmentMember.enrolment_id).filter(late),
        func.count().filter(~exists().where(member.enrolment_id == done.c.id)),
    ).select_from(done.outerjoin(SegmentMember, mine))
