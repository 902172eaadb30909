"""Suggesting something to a segment, and running it. The threat: docs/adr/0026."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, select

from portal import clock, outbox, timed
from portal.assigning import segments
from portal.assigning.models import SegmentAssignment, SegmentMember
from portal.assigning.segments import Segment
from portal.dates import day
from portal.db import Moment, db, lock, transaction
from portal.errors import Refused
from portal.learning.enrolling import rules as enrolling
from portal.learning.models import LearningItem, Payer

RUN = "assign.segment"
AGAIN = timedelta(days=90)
AT_ONCE = 50


def suggest(item: LearningItem, segment: Segment, by: UUID, due_on: date | None) -> UUID:
    """Ask the worker to suggest an item to everybody of a segment. Out: the assignment.

    The item is locked. Raises Refused for what costs a budget money, whose figures would tell who
    took it up, and for the same twice within 90 days.
    """
    if item.status != "active":
        raise Refused(f"“{item.title}” is not offered. Nothing was suggested.")
    if item.payer == Payer.BUDGET:
        raise Refused(
            "What a department pays for cannot be suggested this way: its budget would show who "
            "took it up. Choose something that is free or paid by the organisation."
        )
    if due_on is not None and due_on <= clock.today():
        raise Refused("Choose a day to come.")
    _not_lately(item.id, segment)
    row = SegmentAssignment(
        item_id=item.id, view=segment.view, key=segment.key, label=segment.label,
        split=segment.group.split, part=segment.group.part, part_label=segment.group_label,
        figure=segment.figure, counted_at=segment.counted_at, due_on=due_on, made_by_id=by,
        made_at=clock.now(),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    outbox.put(RUN, row.id)
    return row.id


def payer_refused(item_id: UUID, payer: str) -> str:
    """Why `payer` may not pay for an item, in words; empty where they may.

    Of what was ever suggested to an aim no department pays from then on.
    """
    found = select(SegmentAssignment.id).where(SegmentAssignment.item_id == item_id).limit(1)
    if payer != Payer.BUDGET or db.session.scalar(found) is None:
        return ""
    return (
        "This was suggested to people with an aim, and the budget of a department would show who "
        "took it up. Say that somebody else pays."
    )


def _not_lately(item_id: UUID, segment: Segment) -> None:
    last = db.session.scalar(
        select(func.max(SegmentAssignment.made_at, type_=Moment())).where(
            SegmentAssignment.item_id == item_id,
            SegmentAssignment.key == segment.key,
            SegmentAssignment.split == segment.group.split,
            SegmentAssignment.part == segment.group.part,
        )
    )
    if last is not None and clock.now() < last + AGAIN:
        raise Refused(
            f"This was suggested to them on {day(last)}. It can be again from {day(last + AGAIN)}."
        )


def run(ref: str) -> None:
    """Suggest it to everybody who is meant today, a few in each transaction. Called by the worker.

    Done twice it does nothing more. How many it reached is neither kept nor logged.
    """
    with transaction() as session:
        row = session.get(SegmentAssignment, UUID(ref))
        if row is None or row.ran_at is not None:
            return
        key, item_id, due_on = row.id, row.item_id, row.due_on
        meant = list(session.scalars(segments.people(row.view, row.key, row.split, row.part)))
    for start in range(0, len(meant), AT_ONCE):
        with transaction():
            _some(key, item_id, due_on, sorted(meant[start : start + AT_ONCE], key=str))
        timed.breathe()
    with transaction():
        lock(SegmentAssignment, key).ran_at = clock.now()


def _some(assignment_id: UUID, item_id: UUID, due_on: date | None, people: list[UUID]) -> None:
    item = db.session.get_one(LearningItem, item_id)
    for person_id in people:
        made = enrolling.suggest_for_an_aim(person_id, item, due_on)
        if made is not None:
            db.session.add(SegmentMember(assignment_id=assignment_id, enrolment_id=made.id))
    db.session.flush()


def made(most: int = 100) -> list[SegmentAssignment]:
    """What was suggested, the newest first."""
    statement = select(SegmentAssignment).order_by(SegmentAssignment.made_at.desc()).limit(most)
    return list(db.session.scalars(statement))


# For the worker: work that is no transaction.
ALONE = {RUN: run}
