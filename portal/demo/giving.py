"""Feedback of the demo organisation: Maya in the middle, and some among the others."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid5

from sqlalchemy import insert

from portal import clock, outbox
from portal.db import db
from portal.demo.population import Member
from portal.demo.structure import City
from portal.feedback.models import Feedback, FeedbackEvent
from portal.feedback.rules import LASTS
from portal.feedback.words import QUESTIONS
from portal.skills.models import Evidence

TOLD_SINCE = 20


@dataclass(frozen=True, kw_only=True)
class Given:
    """Who receives it of whom, about which skill, how many days ago; a question makes it asked."""

    to: str
    by: str
    days: int
    skill: str = ""
    question: str = ""
    well: str = ""
    next: str = ""
    may_show: bool = False
    shown: bool = False
    declined: str = ""


STORIES = (
    Given(to="employee", by="first", days=3, skill="Conflict resolution", well=(
        "When the stallholder began to shout on Tuesday you moved a step to the side, and so did "
        "he. Nobody behind him in the queue had to hear it."
    ), may_show=True),
    Given(to="employee", by="mentor", days=16, skill="Stakeholder engagement", well=(
        "Three of the harbour families told me that they came because you had asked them yourself, "
        "in Spanish. That is how an evening fills."
    ), may_show=True, shown=True),
    Given(to="employee", by="manager", days=33, skill="Public speaking",
          question=QUESTIONS["both"], well=(
        "You began with the question everybody had, and the room was with you from there on."
    ), next=(
        "Leave the last slide out. You had said it already, and better, without it."
    )),
    Given(to="employee", by="second", days=52, skill="Plain-language writing",
          question=QUESTIONS["better"], declined="rather talk"),
    Given(to="employee", by="third", days=4, skill="Event planning",
          question="How did the plan for the market day look from the counter?"),
    Given(to="third", by="employee", days=1, question=QUESTIONS["start"]),
    Given(to="manager", by="employee", days=9, question=QUESTIONS["start"], well=(
        "You asked what I wanted to do next before you said what you needed. Please carry on."
    ), next="Say a week earlier who has the Saturday shift; then we can swap among ourselves."),
    Given(to="manager", by="second", days=9, question=QUESTIONS["start"], well=(
        "The Monday round is short and everybody leaves knowing what comes."
    )),
    Given(to="mentor", by="employee", days=6, question=QUESTIONS["both"], well=(
        "You let me find the answer about the grants myself, and then told me that it was one."
    )),
    Given(to="mentor", by="manager", days=2, question=QUESTIONS["strength"]),
    Given(to="other", by="mentor", days=12, question=QUESTIONS["both"], well=(
        "Your table of last year’s grants saved us a whole meeting."
    )),
    Given(to="first", by="manager", days=20, question=QUESTIONS["better"], next=(
        "Send me the hard cases on the day they come in, not on the day before they are due."
    )),
)  # fmt: skip


def stories(cast: dict[str, Member], crew: list[Member], city: City) -> None:
    """All of them, with their histories; what is recent is told by the worker, as in service."""
    people = dict(cast, first=crew[0], second=crew[1], third=crew[2])
    for n, one in enumerate(STORIES):
        _write(n, one, people[one.to], people[one.by], city)


def _write(n: int, one: Given, person: Member, by: Member, city: City) -> None:
    at = clock.now() - timedelta(days=one.days)
    state = "declined" if one.declined else "given" if one.well or one.next else "asked"
    row: dict[str, Any] = {
        "id": uuid5(person.id, f"feedback {n}"),
        "person_id": person.id,
        "by_id": by.id,
        "origin": "asked" if one.question else "praise",
        "state": state,
        "skill_id": city.skills[one.skill] if one.skill else None,
        "question": one.question,
        "went_well": one.well,
        "next_time": one.next,
        "may_show": one.may_show,
        "reason": one.declined,
        "created_at": at,
        "answered_at": at + timedelta(hours=5) if one.question and state != "asked" else at,
        "expires_on": (at + LASTS).date() if one.question else None,
    }
    if state == "asked":
        row["answered_at"] = None
    if one.shown:
        row["evidence_id"] = _shown(row, by)
    db.session.execute(insert(Feedback), [row])
    first = "asked" if one.question else "praised"
    _happened(row, first, None, state if first == "praised" else "asked",
              person if one.question else by, city)  # fmt: skip
    if one.question and state != "asked":
        _happened(row, state, "asked", state, by, city)


def _shown(row: dict[str, Any], by: Member) -> Any:
    entry = {
        "id": uuid5(row["id"], "evidence"), "person_id": row["person_id"],
        "skill_id": row["skill_id"], "kind": "feedback", "title": f"Feedback from {by.name}",
        "note": row["went_well"], "happened_on": row["answered_at"].date(), "said_by_id": by.id,
    }  # fmt: skip
    db.session.execute(insert(Evidence), [entry])
    return entry["id"]


def _happened(
    row: dict[str, Any], event: str, before: str | None, after: str, who: Member, city: City
) -> None:
    at = row["answered_at"] if before else row["created_at"]
    written = FeedbackEvent(
        feedback_id=row["id"], event=event, from_state=before, to_state=after, actor_id=who.id,
        department_id=city.departments[who.role.department], at=at,
    )  # fmt: skip
    db.session.add(written)
    db.session.flush()
    over = event == "asked" and row["state"] != "asked"
    if not over and at > clock.now() - timedelta(days=TOLD_SINCE):
        outbox.put(f"notify.feedback.{event}", f"event:{written.id}")
