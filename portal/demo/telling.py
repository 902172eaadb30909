"""When the fixed accounts were told what happened to them, and how they like to be told."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from portal import clock
from portal.db import db
from portal.demo.population import Member
from portal.feedback import notices as feedback
from portal.feedback.models import FeedbackEvent
from portal.learning.enrolling import notices as learning
from portal.learning.models import Enrolment, EnrolmentEvent, State
from portal.notices import rhythm
from portal.notices.models import Notice
from portal.notices.rules import tell
from portal.outbox import OutboxRow
from portal.validation import notices as validation
from portal.validation.models import Validation, ValidationEvent

APART = timedelta(minutes=47)
READ_AFTER = timedelta(days=4)
QUIET_FROM, QUIET_UNTIL = 20, 7
TOLD: tuple[tuple[dict[str, Callable[[str], None]], Any], ...] = (
    (learning.HANDLERS, EnrolmentEvent),
    (validation.HANDLERS, ValidationEvent),
    (feedback.HANDLERS, FeedbackEvent),
)


def stories(cast: dict[str, Member]) -> None:
    """Maya and Daniel were told things day by day; Daniel gets one letter each morning."""
    for kind, ref in db.session.execute(
        select(OutboxRow.kind, OutboxRow.ref).where(OutboxRow.kind.startswith("notify."))
    ).all():
        for handlers, event in TOLD:
            if kind in handlers:
                row = db.session.get_one(event, int(ref.removeprefix("event:")))
                handlers[kind](ref)
                _told_at(row.at - APART * (row.id % 9))
    for at, told in (*_confirmed(cast["employee"].id), *_learned(cast["employee"].id)):
        tell(cast["employee"].id, **told)
        _told_at(at)
    likes = rhythm.of(cast["manager"].id)
    likes = likes._replace(rhythm=rhythm.DAILY, quiet_from=QUIET_FROM, quiet_until=QUIET_UNTIL)
    rhythm.choose(cast["manager"].id, likes)


def _told_at(at: datetime) -> None:
    """What was told just now was told then, and read when it is long ago."""
    now = clock.now()
    read = at + timedelta(hours=3) if at < now - READ_AFTER else None
    fresh = Notice.at >= now - timedelta(minutes=1), Notice.read_at.is_(None)
    db.session.execute(update(Notice).where(*fresh).values(at=at, read_at=read))


def _confirmed(person_id: UUID) -> Iterator[tuple[datetime, dict[str, Any]]]:
    """The words of colleagues in the last months."""
    since = clock.now() - timedelta(days=120)
    mine = Validation.person_id == person_id, Validation.state == "confirmed"
    for row in db.session.scalars(select(Validation).where(*mine, Validation.answered_at > since)):
        if row.answered_at:
            yield row.answered_at, {
                "key": f"validation:{row.id}:confirmed", "kind": "validation.confirmed",
                "path": f"/validation/{row.id}", "who": row.by.name, "skill": row.skill.name,
                "level": "",
            }  # fmt: skip


def _learned(person_id: UUID) -> Iterator[tuple[datetime, dict[str, Any]]]:
    mine = Enrolment.person_id == person_id, Enrolment.state == State.COMPLETED
    for row in db.session.scalars(select(Enrolment).where(*mine)):
        yield row.updated_at, {
            "key": f"learning:{row.id}:attended", "kind": "learning.attended",
            "path": f"/learning/{row.item_id}", "title": row.item.title,
        }  # fmt: skip
