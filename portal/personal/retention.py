"""The clocks: what is forgotten when. Months come from the settings; twice does no harm."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import ColumnElement, delete, select

from portal.aspirations import resting
from portal.audit import AuditEvent
from portal.checkins.models import CheckIn
from portal.concerns.models import Concern
from portal.config import Keep
from portal.dates import months_on
from portal.db import db, transaction
from portal.feedback.models import Feedback
from portal.feedback.models import State as Said
from portal.learning.models import Enrolment
from portal.learning.models import State as Learned
from portal.mentorship.approaches.models import Approach
from portal.mentorship.approaches.models import State as Offered
from portal.mentorship.models import MentorshipEvent, MentorshipRequest, RequestState
from portal.notices.models import Notice
from portal.people.models import Look, Person
from portal.personal.erasing import erase
from portal.saved import forgetting
from portal.validation.models import State, Validation

AT_ONCE = 200
UNANSWERED = (
    RequestState.DECLINED,
    RequestState.WITHDRAWN,
    RequestState.EXPIRED,
    RequestState.SUPERSEDED,
    RequestState.CLOSED,
)


def tick(now: datetime) -> None:
    """Forget what is past its time, hide aspirations nobody looks after, erase long-gone people."""
    keep: Keep = current_app.config["SETTINGS"].keep
    for model, past in _past(now, keep):
        while _some(model, past):
            pass
    resting.tick(now, months=keep.aspirations)
    forgetting.tick(now, notices_before=_before(now, keep.notices))
    for person_id in _long_gone(months_on(now.date(), -keep.leavers)):
        with transaction():
            erase(person_id, by=None)


def _past(now: datetime, keep: Keep) -> Iterator[tuple[type[Any], ColumnElement[bool]]]:
    ended = _before(now, keep.requests)
    unanswered = MentorshipRequest.state.in_(UNANSWERED)
    yield MentorshipRequest, unanswered & (MentorshipRequest.ended_at < ended)
    offered = Approach.state.in_(
        (Offered.DECLINED, Offered.WITHDRAWN, Offered.EXPIRED, Offered.CLOSED)
    )
    yield Approach, offered & (Approach.ended_at < ended)
    refused = Validation.state.in_((State.DECLINED, State.WITHDRAWN, State.EXPIRED))
    yield Validation, refused & (Validation.created_at < ended)
    unsaid = Feedback.state.in_((Said.DECLINED, Said.WITHDRAWN, Said.EXPIRED, Said.TAKEN_BACK))
    yield Feedback, unsaid & (Feedback.created_at < ended)
    never = Enrolment.state.in_((Learned.CANCELLED, Learned.DECLINED, Learned.WAIVED))
    yield Enrolment, never & (Enrolment.updated_at < ended)
    yield Look, Look.day < months_on(now.date(), -keep.looks)
    yield Notice, Notice.at < _before(now, keep.notices)
    yield Concern, Concern.closed_at < _before(now, keep.concerns)
    yield CheckIn, CheckIn.at < _before(now, keep.check_ins)
    yield AuditEvent, AuditEvent.at < _before(now, keep.audit)


def _before(now: datetime, months: int) -> datetime:
    return now - (now.date() - months_on(now.date(), -months))


def _some(model: type[Any], past: ColumnElement[bool]) -> bool:
    """Forget a few at a time, so that nobody waits for all; False when none were left."""
    with transaction() as session:
        ids = session.scalars(select(model.id).where(past).limit(AT_ONCE)).all()
        if model in (MentorshipRequest, Approach) and ids:
            session.execute(delete(MentorshipEvent).where(MentorshipEvent.thing_id.in_(ids)))
        if ids:
            session.execute(delete(model).where(model.id.in_(ids)))
    return bool(ids)


def _long_gone(before: date) -> list[UUID]:
    """People who left before this day and still have a name here."""
    gone = select(Person.id).where(Person.left_on < before, Person.erased_at.is_(None))
    ids = list(db.session.scalars(gone))
    db.session.rollback()
    return ids
