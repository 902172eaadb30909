"""Career conversations of the demo organisation: some teams talk often, some hardly ever; Daniel's
team has one in every state.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from portal import clock
from portal.conversations.models import (
    Conversation,
    ConversationEvent,
    ConversationGoal,
    ConversationOwnNote,
    ConversationRhythm,
)
from portal.conversations.words import AGENDA
from portal.db import db
from portal.demo.population import Member, identity

PLACES = ("A walk round the block", "Room 2.14", "The canteen, corner table", "By phone", "")
NEW = 60
WEEK = timedelta(days=7)
# What is agreed: the goal, what the employee does for it, what the manager does.
GOALS = (
    ("Lead a project from beginning to end", "Write one page about what it should be",
     "Find the hours and speak to the department"),
    ("Be heard beyond our team", "Present our work at the open day", "Put it on the agenda there"),
    ("Know the new rules before they begin", "Take the course this spring", "Pay for it and cover"),
    ("Hand over what I know", "Show two colleagues how it is done", "Keep one afternoon free"),
)  # fmt: skip


def fill(members: Iterable[Member]) -> None:
    """Conversations of some people with their managers. The same people talk the same each time."""
    rows: list[dict[str, Any]] = []
    agreed: list[dict[str, Any]] = []
    for member in members:
        rng = Random(member.id.int + 1)  # noqa: S311
        rows += _of(member, rng)
        if rows and rows[-1]["person_id"] == member.id and rng.random() < 0.4:
            agreed.append(_goal(rows[-1], GOALS[rng.randrange(len(GOALS))], rng, days=40))
    _write(rows)
    _insert(ConversationGoal, agreed)


def _of(member: Member, rng: Random) -> Iterator[dict[str, Any]]:
    """The latest comes last. How often a team talks is a habit of its manager."""
    if member.manager_id is None or member.left_on or _days(member) < NEW:
        return
    habit = Random(member.manager_id.int).random()  # noqa: S311
    if rng.random() > 0.25 + 0.6 * habit:
        return
    ago = rng.randrange(5, 150)
    past = [ago + n * rng.randrange(80, 130) for n in range(rng.choice((1, 1, 2, 3)))]
    for days in reversed([days for days in past if days < _days(member)]):
        yield _row(member.id, member.manager_id, rng, -days)
    if rng.random() < 0.15:
        state = "scheduled" if rng.random() < 0.7 else "proposed"
        yield _row(member.id, member.manager_id, rng, rng.randrange(2, 25), state)


def _days(member: Member) -> int:
    return (clock.today() - member.hired_on).days


def _at(days: float, rng: Random) -> datetime:
    """A time of a working day, so many days from now."""
    at = clock.now() + timedelta(days=days)
    weekend = max(0, at.weekday() - 4)
    if weekend:
        at += timedelta(days=-weekend if days < 0 else 3 - weekend)
    return at.replace(hour=rng.choice((8, 9, 10, 13, 14)), minute=30, second=0, microsecond=0)


def _row(
    person_id: UUID, manager_id: UUID, rng: Random, days: float, state: str = "closed", **more: Any
) -> dict[str, Any]:
    """A conversation so many days from now; a closed one counts unless it says otherwise."""
    at = _at(days, rng)
    closed = state == "closed"
    talked = at if closed or state == "open" else None
    return {
        "id": identity(rng), "person_id": person_id, "manager_id": manager_id, "state": state,
        "asked_by_id": person_id if rng.random() < 0.4 else manager_id, "starts_at": at,
        "minutes": rng.choice((30, 45, 45, 60)), "place": rng.choice(PLACES), "agenda": AGENDA,
        "notes": "", "made_at": at - WEEK * 2, "changed_at": min(at, clock.now() - WEEK),
        "opened_at": talked, "closed_at": at if closed else None,
        "employee_agrees": True if closed else None, "manager_agrees": True if closed else None,
        "counted_at": at if closed else None, "shown_to_id": None,
    } | more  # fmt: skip


def _goal(
    row: dict[str, Any], words: tuple[str, str, str], rng: Random, days: int, **more: Any
) -> dict[str, Any]:
    """A goal agreed in a conversation, the first part due so many days from now."""
    due = clock.today() + timedelta(days=days)
    goal, employee, manager = words
    return {
        "id": identity(rng), "conversation_id": row["id"], "person_id": row["person_id"],
        "manager_id": row["manager_id"], "words": goal, "employee_does": employee,
        "employee_by": due, "employee_done_on": None, "manager_does": manager,
        "manager_by": due + WEEK, "manager_done_on": None, "dropped_on": None,
        "made_at": row["starts_at"],
    } | more  # fmt: skip


def _insert(model: type[Any], rows: list[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(insert(model), rows)


LEADS = {
    "proposed": ("proposed",),
    "scheduled": ("proposed", "accepted"),
    "open": ("proposed", "accepted", "opened"),
    "closed": ("proposed", "accepted", "opened", "closed"),
    "cancelled": ("proposed", "cancelled"),
    "missed": ("proposed", "accepted", "missed"),
}
STATE_AFTER = {"accepted": "scheduled", "opened": "open"}


def _write(rows: list[dict[str, Any]]) -> None:
    """With the history that led there."""
    _insert(Conversation, rows)
    _insert(ConversationEvent, [event for row in rows for event in _events(row)])


def _events(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    both = {row["person_id"], row["manager_id"]}
    asked = row["asked_by_id"]
    other = next(iter(both - {asked}))
    before = None
    for event in LEADS[row["state"]]:
        after = STATE_AFTER.get(event, event)
        told = row["made_at"] if event in ("proposed", "accepted") else row["changed_at"]
        actor = {"proposed": asked, "missed": None}.get(event, other)
        yield {"conversation_id": row["id"], "event": event, "from_state": before,
               "to_state": after, "reason": "", "actor_id": actor, "department_id": None,
               "at": told}  # fmt: skip
        before = after


def stories(cast: dict[str, Member], crew: list[Member], heads: dict[str, UUID]) -> None:
    """Maya and Daniel, in several states; of his team one in every state; others talk, too."""
    maya, daniel = cast["employee"].id, cast["manager"].id
    rng = Random(maya.int + 1)  # noqa: S311
    first = _row(maya, daniel, rng, -208, notes=NOTES[0])
    lately = _row(maya, daniel, rng, -5, notes=NOTES[2], employee_agrees=None, counted_at=None)
    middle = _row(maya, daniel, rng, -103, notes=NOTES[1])
    rows = [
        _row(maya, heads[cast["employee"].role.department], rng, -460, notes=NOTES[3]),
        first,
        _row(maya, daniel, rng, -150, "cancelled"),
        middle,
        _row(maya, daniel, rng, -40, "missed"),
        lately,
        _row(maya, daniel, rng, 9, "proposed", asked_by_id=daniel, place="The harbour office",
             agenda=TALK, minutes=45),
    ]  # fmt: skip
    rows += _team(daniel, crew, rng)
    for part in ("manager", "mentor", "hr", "other"):
        member = cast[part]
        if member.manager_id is not None and member.manager_id != member.id:
            rows.append(_row(member.id, member.manager_id, rng, -70))
    _write(rows)
    done = clock.today() - timedelta(days=60)
    _insert(ConversationGoal, [
        _goal(first, MAYAS[0], rng, -120, employee_done_on=done, manager_done_on=done),
        _goal(middle, MAYAS[1], rng, 25, manager_done_on=done),
        _goal(lately, MAYAS[2], rng, 48),
    ])  # fmt: skip
    _insert(ConversationOwnNote, [
        {"id": identity(rng), "person_id": maya, "conversation_id": lately["id"],
         "words": "Ask again about Fridays: it mattered more to me than I said."},
        {"id": identity(rng), "person_id": daniel, "conversation_id": lately["id"],
         "words": "Speak to the partnerships team about a first evening in May."},
    ])  # fmt: skip


def _team(daniel: UUID, crew: list[Member], rng: Random) -> list[dict[str, Any]]:
    """Somebody proposes a time, one is planned, one is open, one is due; one objected."""
    ids = [member.id for member in crew]
    rows = [
        _row(ids[0], daniel, rng, -95),
        _row(ids[0], daniel, rng, 6, "proposed", asked_by_id=ids[0]),
        _row(ids[1], daniel, rng, -80),
        _row(ids[1], daniel, rng, 2, "scheduled"),
        _row(ids[2], daniel, rng, -1, "open", notes="To try next: training others."),
        _row(ids[3], daniel, rng, -130),
        _row(ids[4], daniel, rng, -20, employee_agrees=False, counted_at=None),
    ]  # fmt: skip
    _insert(ConversationRhythm, [{"person_id": ids[1], "days": 60}])
    return rows


TALK = (
    "- How were the outreach evenings, and what did you learn there?\n"
    "- Where do you stand on the way to partnerships?\n"
    "- Who covers the counter on the days you shadow Ingrid?"
)
NOTES = (
    "Maya likes the days with people in the room best. We look for more of them, and for less fee "
    "calculation. The counter is two people short until autumn.",
    "The outreach evenings go well. Daniel asks the partnerships team whether Maya can sit in on "
    "an agreement. Public speaking comes up again and again: begin small.",
    "First evening led alone, 40 people came. Next: write down what worked, so that others can do "
    "it, too. Grant writing is new to both of us; the course begins in six weeks.",
    "Maya feels at home with the rules and would like to see other parts of the city.",
)
MAYAS = (
    ("Take part in the outreach evenings", "Join three of them", "Change the counter rota"),
    ("See how a partnership comes about", "Shadow Ingrid for two days", "Cover the counter then"),
    ("Write a first grant application", "Take the grants course",
     "Ask finance for an old one to learn from"),
)  # fmt: skip
