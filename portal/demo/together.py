"""What mentors and mentees do together: Maya and Ingrid in full, the others with their goals."""

from datetime import datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from portal import clock
from portal.dates import zone
from portal.db import db
from portal.demo.population import Member, identity
from portal.mentorship.models import Mentorship, MentorshipEvent, RequestGoal
from portal.mentorship.together.models import (
    MentorshipAction,
    MentorshipGoal,
    MentorshipNote,
    MentorshipSession,
    PrivateNote,
)

GOALS = (
    ("Chair one public meeting by the summer", 3),
    ("Know five residents’ groups by name", 2),
    ("Write one small grant with Tomás", 0),
)
# Days from today, minutes, place, what it is about, what to talk about.
SESSIONS = (
    (-34, 45, "Café at the Riverside Depot", "Getting to know each other", ""),
    (-20, 180, "Partnerships team, second floor", "A morning with the partnerships team",
     "Who does what?\nWhich groups do you see every month?"),
    (-7, 45, "By video", "How a public meeting works", "Who speaks first?\nWho writes it down?"),
    (6, 45, "Riverside Depot, or by video", "Practise opening a meeting",
     "What do I do when somebody shouts?"),
)  # fmt: skip
NOTES = (
    (1, "mentor", "Three groups to meet first: Harbour Wards, Quay Street Traders, the Allotment "
     "Society. I write to each of them that you will call."),
    (2, "employee", "A good meeting has one question. Say it in the first minute, write it on the "
     "wall, and come back to it at the end."),
)  # fmt: skip
OWN = (
    (2, "employee", "I was more nervous than I showed. Ask her how she was, the first time."),
    (1, "mentor", "Maya listens very well. Let her open the May meeting, not only help with it."),
)
# What, who, due in days, done before so many days (None: still to do).
ACTIONS = (
    ("Sit in on the March meeting of the Harbour Wards", "employee", -14, 15),
    ("Call the Allotment Society", "employee", 4, None),
    ("Draft three sentences to open a meeting with", "employee", 6, None),
    ("Ask Tomás for last year’s small grants", "mentor", 3, None),
)


def stories(cast: dict[str, Member], rng: Random) -> None:
    """Three sessions held, one to come, and what came of them."""
    maya, ingrid = cast["employee"], cast["mentor"]
    two = (Mentorship.mentor_id == ingrid.id, Mentorship.mentee_id == maya.id)
    pair = db.session.scalars(select(Mentorship).where(*two)).one()
    of_pair = {"mentorship_id": pair.id, "mentor_id": pair.mentor_id, "mentee_id": pair.mentee_id}
    made = pair.started_at
    _insert(MentorshipGoal, [
        of_pair | {"id": identity(rng), "words": words, "progress": far, "version": 1 + far,
                   "made_at": made + timedelta(minutes=n)}
        for n, (words, far) in enumerate(GOALS)
    ])  # fmt: skip
    sessions = [_session(of_pair, rng, *row) for row in SESSIONS]
    _insert(MentorshipSession, sessions)
    began = _event("mentorship", pair.id, ("started", None, "active", ingrid.id, made))
    met = [event for row in sessions for event in _history(row, cast)]
    _insert(MentorshipEvent, [began, *met])
    _insert(MentorshipNote, [
        of_pair | _note(sessions[n], words, rng) | {"author_id": cast[who].id}
        for n, who, words in NOTES
    ])  # fmt: skip
    _insert(PrivateNote, [
        _note(sessions[n], words, rng) | {"person_id": cast[who].id, "mentorship_id": pair.id}
        for n, who, words in OWN
    ])  # fmt: skip
    _insert(MentorshipAction, [
        of_pair | {"id": identity(rng), "words": words, "doer_id": cast[who].id, "version": 1,
                   "due_on": clock.today() + timedelta(days=due), "reminded": 0,
                   "done_on": clock.today() - timedelta(days=done) if done else None,
                   "made_at": clock.now() - timedelta(days=20)}
        for words, who, due, done in ACTIONS
    ])  # fmt: skip


def _session(
    of_pair: dict[str, Any], rng: Random, days: int, minutes: int, place: str, *words: str
) -> dict[str, Any]:
    at = _afternoon(days)
    topic, agenda = words
    return of_pair | {
        "id": identity(rng), "starts_at": at, "minutes": minutes, "place": place, "topic": topic,
        "agenda": agenda, "state": "held" if days < 0 else "planned", "sequence": 0,
        "reminded": 0 if days < 0 else -1, "version": 1,
        "made_at": at - timedelta(days=3), "changed_at": at - timedelta(days=3),
    }  # fmt: skip


def _afternoon(days: int) -> datetime:
    """Three o'clock so many days from now, on a working day."""
    day = clock.today() + timedelta(days=days)
    day += timedelta(days=max(0, 8 - day.isoweekday()) if day.isoweekday() > 5 else 0)
    return datetime.combine(day, time(15), zone(""))


def _history(session: dict[str, Any], cast: dict[str, Member]) -> list[dict[str, Any]]:
    told: list[tuple[Any, ...]] = [
        ("session_planned", None, "planned", cast["employee"].id, session["made_at"])
    ]
    if session["state"] == "held":
        after = session["starts_at"] + timedelta(hours=2)
        told.append(("session_held", "planned", "held", cast["mentor"].id, after))
    return [_event("mentorship_session", session["id"], what) for what in told]


def _event(kind: str, key: UUID, what: tuple[Any, ...]) -> dict[str, Any]:
    event, before, after, who, at = what
    return {"thing_kind": kind, "thing_id": key, "event": event, "from_state": before,
            "to_state": after, "reason": "", "actor_id": who, "department_id": None,
            "at": at}  # fmt: skip


def _note(session: dict[str, Any], words: str, rng: Random) -> dict[str, Any]:
    at = session["starts_at"] + timedelta(hours=1)
    return {"id": identity(rng), "session_id": session["id"], "words": words, "version": 1,
            "made_at": at, "changed_at": at}  # fmt: skip


def fill(rng: Random) -> None:
    """Mentorships that have no goals yet have those they were asked with, some of them begun."""
    known = select(MentorshipGoal.mentorship_id).distinct()
    found = db.session.execute(
        select(Mentorship, RequestGoal.words)
        .join(RequestGoal, RequestGoal.request_id == Mentorship.request_id)
        .where(Mentorship.id.not_in(known))
        .order_by(Mentorship.started_at, Mentorship.id, RequestGoal.position)
    ).all()
    _insert(MentorshipGoal, [
        {"id": identity(rng), "mentorship_id": pair.id, "mentor_id": pair.mentor_id,
         "mentee_id": pair.mentee_id, "words": words, "progress": rng.choice((0, 1, 1, 2)),
         "version": 1, "made_at": pair.started_at}
        for pair, words in found
    ])  # fmt: skip


def _insert(model: type[Any], rows: list[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(insert(model), rows)
