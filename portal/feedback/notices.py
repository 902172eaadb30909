"""What to tell whom when feedback was asked for, given, or ran out.

A reference is "event:<id of the FeedbackEvent>"; a notice says that something is there, never what
it says nor what it is about.
"""

from collections.abc import Callable

from portal.dates import day
from portal.db import db
from portal.feedback.models import Feedback, FeedbackEvent, State
from portal.notices import rules


def tell(ref: str) -> None:
    """Tell the one an event concerns. In: "event:<id>"; a row that is gone tells nothing."""
    event = db.session.get(FeedbackEvent, int(ref.removeprefix("event:")))
    row = db.session.get(Feedback, event.feedback_id) if event else None
    if event is not None and row is not None:
        TELLERS[event.event](row, event)


def _asked(row: Feedback, event: FeedbackEvent) -> None:
    if row.state == State.ASKED:
        _giver(row, event, "feedback.asked")


def _reminded(row: Feedback, event: FeedbackEvent) -> None:
    if row.state == State.ASKED and row.expires_on:
        _giver(row, event, "feedback.reminded", day=day(row.expires_on))


def _given(row: Feedback, event: FeedbackEvent) -> None:
    if row.state == State.GIVEN:
        _receiver(row, event, "feedback.given")


def _praised(row: Feedback, event: FeedbackEvent) -> None:
    if row.state == State.GIVEN:
        _receiver(row, event, "feedback.praised")


def _declined(row: Feedback, event: FeedbackEvent) -> None:
    _receiver(row, event, "feedback.declined")


def _expired(row: Feedback, event: FeedbackEvent) -> None:
    _receiver(row, event, "feedback.expired")


def _closed(row: Feedback, event: FeedbackEvent) -> None:
    if row.person.active:
        _receiver(row, event, "feedback.closed")


def _taken_back(row: Feedback, event: FeedbackEvent) -> None:
    _receiver(row, event, "feedback.taken_back")


def _giver(row: Feedback, event: FeedbackEvent, kind: str, **names: str) -> None:
    names["who"] = row.person.name
    key, path = f"feedback:{event.id}:{row.by_id}", f"/feedback/{row.id}"
    rules.tell(row.by_id, key=key, kind=kind, path=path, **names)


def _receiver(row: Feedback, event: FeedbackEvent, kind: str) -> None:
    key, path = f"feedback:{event.id}:{row.person_id}", f"/feedback/{row.id}"
    rules.tell(row.person_id, key=key, kind=kind, path=path, who=row.by.name)


TELLERS: dict[str, Callable[[Feedback, FeedbackEvent], None]] = {
    "asked": _asked,
    "reminded": _reminded,
    "given": _given,
    "praised": _praised,
    "declined": _declined,
    "expired": _expired,
    "closed": _closed,
    "taken back": _taken_back,
}

# Outbox kind → what to do: the worker takes these over as they are.
HANDLERS: dict[str, Callable[[str], None]] = {
    f"notify.feedback.{event.replace(' ', '_')}": tell for event in TELLERS
}
