"""Reading feedback: what waits, what one received, asked and gave."""

from collections.abc import Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Select, Uuid, bindparam, or_, select
from sqlalchemy.orm import joinedload

from portal.composed import prepared
from portal.conditions import Actor
from portal.db import db, one_of
from portal.feedback.models import Feedback, FeedbackEvent, FeedbackRefusal, State
from portal.light import Light
from portal.people import events
from portal.people.models import Person
from portal.people.queries import NAMED, here
from portal.skills.models import Skill

PER_PAGE = 20
LISTED = Light(Feedback, person=NAMED, by=NAMED, skill=Light(Skill, "name"))
ME = bindparam("me", type_=Uuid())


def visible_to(actor: Actor) -> Select[Feedback]:
    """The feedback `feedback.see` allows, as one statement."""
    either = or_(Feedback.person_id == ME, Feedback.by_id == ME)
    return select(Feedback).where(either).params(me=actor.id)


def waiting(actor: Actor) -> list[Feedback]:
    """Questions that wait for the answer of this person, the oldest first, to be read."""
    return LISTED.rows(_waiting(), me=actor.id)


@prepared
def _waiting() -> Select[Any]:
    asked = one_of(Feedback.state, (State.ASKED,))
    rows = LISTED.select.where(Feedback.by_id == ME, asked)
    return rows.order_by(Feedback.created_at, Feedback.id).limit(60)


def listed(actor: Actor, what: str, number: int) -> list[Feedback]:
    """A page of one of the lists of this person, the newest first, and one row more if there is
    more. In: "received", "asked", "given" or "aside"; the number of the page.
    """
    rest = {"most": PER_PAGE + 1, "first": (number - 1) * PER_PAGE}
    return LISTED.rows(_listed(what), me=actor.id, **rest)


@prepared
def _listed(what: str) -> Select[Any]:
    newest = Feedback.created_at if what == "asked" else Feedback.answered_at
    return (
        LISTED.select.where(*_in(what))
        .order_by(newest.desc(), Feedback.id)
        .limit(bindparam("most", type_=Integer()))
        .offset(bindparam("first", type_=Integer()))
    )


def _in(what: str) -> Sequence[ColumnElement[bool]]:
    given = one_of(Feedback.state, (State.GIVEN,))
    if what == "asked":
        return (Feedback.person_id == ME, Feedback.origin == "asked")
    if what == "given":
        return (Feedback.by_id == ME, given)
    aside = Feedback.put_aside_at.is_not(None)
    return (Feedback.person_id == ME, given, aside if what == "aside" else ~aside)


def whole(feedback_id: UUID) -> Feedback:
    """One with everything its page shows, as it is now. Raises NoResultFound without one."""
    return db.session.scalars(_whole(), {"id": feedback_id}).one()


@cache
def _whole() -> Select[Feedback]:
    parts = (
        joinedload(Feedback.person), joinedload(Feedback.by), joinedload(Feedback.skill),
    )  # fmt: skip
    rows = select(Feedback).where(Feedback.id == bindparam("id")).options(*parts)
    return rows.execution_options(populate_existing=True)


def last_change(feedback_id: UUID) -> tuple[FeedbackEvent, str | None] | None:
    """The newest event, with the name of who acted."""
    here = FeedbackEvent.feedback_id == feedback_id
    return events.last(FeedbackEvent, here, FeedbackEvent.event != "reminded")


def refused(actor: Actor) -> list[Person]:
    """Of whom this person wants no feedback, by name, to be read."""
    return NAMED.rows(_refused(), me=actor.id)


@prepared
def _refused() -> Select[Any]:
    theirs = select(FeedbackRefusal.from_id).where(FeedbackRefusal.person_id == ME)
    return NAMED.select.where(Person.id.in_(theirs)).order_by(Person.name, Person.id)


def near(actor: Actor, most: int = 8) -> list[Person]:
    """Colleagues who report to the same line manager, by name, to be read."""
    if actor.manager_id is None:
        return []
    return NAMED.rows(_near(), me=actor.id, boss=actor.manager_id, most=most)


@prepared
def _near() -> Select[Any]:
    same = Person.manager_id == bindparam("boss", type_=Uuid())
    rows = NAMED.select.where(same, here(), Person.id != ME)
    return rows.order_by(Person.name, Person.id).limit(bindparam("most", type_=Integer()))


def among(ids: Sequence[UUID]) -> list[Person]:
    """These people, as far as they work here, in the order of the ids, to be read."""
    if not ids:
        return []
    found = {one.id: one for one in NAMED.rows(_among(), ids=list(ids))}
    return [found[key] for key in dict.fromkeys(ids) if key in found]


@prepared
def _among() -> Select[Any]:
    return NAMED.select.where(Person.id.in_(bindparam("ids", expanding=True)), here())
