"""Mentors, and requests to them in every state."""

from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from portal import clock, outbox
from portal.db import db
from portal.demo import offering
from portal.demo.population import Member, identity
from portal.demo.structure import City
from portal.mentorship.models import (
    Mentor,
    Mentorship,
    MentorshipEvent,
    MentorshipRequest,
    RequestGoal,
    mentor_skill,
    request_skill,
)

OFFERS = (
    "An hour every two weeks, over coffee or on the phone.",
    "I like to walk and talk. Bring one real question each time.",
    "Best for people who want to try something and look back on it together.",
    "I can show you how we work, and introduce you to the people who do it.",
)
MESSAGES = (
    "I heard you speak at the staff day and would like to learn how you got there.",
    "I am thinking of moving into your field and would value an honest view.",
    "I have just started to lead a team and would like someone to think aloud with.",
    "Could you help me to prepare for work with residents' groups? I have some ideas.",
)
GOALS = (
    "Find out whether this work is for me",
    "Prepare one small project of my own",
    "Learn to speak in front of groups",
    "Plan my next two years",
    "Get honest feedback on my work",
)
# State → how often, and after how many days it was reached (None: still open).
STATES: dict[str, tuple[int, int | None]] = {
    "requested": (5, None), "waitlisted": (0, None), "accepted": (6, 3), "declined": (3, 5),
    "withdrawn": (1, 4), "expired": (2, 14), "closed": (1, 20),
}  # fmt: skip
TOLD_WITHIN = timedelta(days=45)
REASONS = (
    ("timing", "The next months are full for me. Please ask again in the autumn."),
    ("not my area", "This is not what I know best. You would be in better hands elsewhere."),
    ("no capacity", "I already guide two people and want to do it well."),
)


def mentor(member: Member, city: City, rng: Random, *, capacity: int | None = None) -> int:
    """Make somebody a mentor in up to four skills they can teach. How many they take on."""
    teaches = [name for name, row in member.skills.items() if row["can_teach"]][:4]
    takes = capacity if capacity is not None else rng.choice((1, 1, 2, 2, 3))
    db.session.execute(
        insert(Mentor),
        [{
            "id": member.id,
            "capacity": takes,
            "state": "open" if capacity or rng.random() < 0.88 else "closed",
            "offer": rng.choice(OFFERS),
            "since": clock.now() - timedelta(days=rng.randrange(40, 800)),
            **offering.offer(member),
        }],
    )  # fmt: skip
    if teaches:
        db.session.execute(
            insert(mentor_skill),
            [{"mentor_id": member.id, "skill_id": city.skills[name]} for name in teaches],
        )
    return takes


def can_mentor(member: Member) -> bool:
    """Whether somebody teaches enough to be asked."""
    teaches = [row for row in member.skills.values() if row["can_teach"]]
    return member.left_on is None and member.role.level >= 2 and len(teaches) >= 2


def request(
    mentor_member: Member,
    mentee: Member,
    city: City,
    rng: Random,
    state: str,
    *,
    message: str = "",
    days: int | None = None,
) -> UUID:
    """A request in a state, with goals, history and, if accepted, the mentorship."""
    after = STATES[state][1]
    sent = clock.now() - timedelta(days=days or rng.randrange(1, 12) + (after or 0) * 2, hours=3)
    ended = sent + timedelta(days=after) if after is not None else None
    reason, answer = rng.choice(REASONS) if state == "declined" else (None, "")
    key = identity(rng)
    db.session.execute(
        insert(MentorshipRequest),
        [{
            "id": key, "mentor_id": mentor_member.id, "mentee_id": mentee.id, "state": state,
            "message": message or rng.choice(MESSAGES), "months": rng.choice((3, 6, 6, 12)),
            "decline_reason": reason, "answer": answer, "sent_at": sent, "ended_at": ended,
        }],
    )  # fmt: skip
    goals = rng.sample(GOALS, rng.randrange(1, 4))
    db.session.execute(
        insert(RequestGoal),
        [{"request_id": key, "position": n, "words": words} for n, words in enumerate(goals, 1)],
    )
    taught = [name for name, row in mentor_member.skills.items() if row["can_teach"]][:2]
    if taught:
        db.session.execute(
            insert(request_skill),
            [{"request_id": key, "skill_id": city.skills[name]} for name in taught],
        )
    _history(key, mentor_member, mentee, city, state, sent, ended)
    if state == "accepted" and ended is not None:
        _mentorship(key, mentor_member, mentee, rng, ended)
    return key


def _history(
    key: UUID, mentor_member: Member, mentee: Member, city: City, state: str, sent: Any, ended: Any
) -> None:
    department = city.departments[mentee.role.department]
    events: list[tuple[str, str, str, UUID | None, Any]] = [
        ("asked", "draft", "requested", mentee.id, sent)
    ]
    if ended is not None:
        by = {"withdrawn": mentee.id, "expired": None, "closed": None}.get(state, mentor_member.id)
        events.append((state, "requested", state, by, ended))
    elif state == "waitlisted":
        events.append(("waitlisted", "requested", state, None, sent + timedelta(hours=1)))
    rows = [
        MentorshipEvent(
            thing_kind="mentorship_request",
            thing_id=key,
            event=verb,
            from_state=before,
            to_state=after,
            actor_id=by,
            department_id=department,
            at=at,
        )
        for verb, before, after, by, at in events
    ]
    db.session.add_all(rows)
    db.session.flush()
    for row in rows:
        if clock.now() - row.at < TOLD_WITHIN:  # the worker tells, as it does in service
            outbox.put(f"notify.mentorship.{row.event}", f"event:{row.id}")


def _mentorship(key: UUID, mentor_member: Member, mentee: Member, rng: Random, start: Any) -> None:
    db.session.execute(
        insert(Mentorship),
        [{
            "id": identity(rng), "request_id": key, "mentor_id": mentor_member.id,
            "mentee_id": mentee.id, "state": "active", "started_at": start,
            "ends_on": (start + timedelta(days=180)).date(), "ended_at": None,
        }],
    )  # fmt: skip
