"""Programmes of mentoring: one that runs, one whose pairs are to be found, one open for joining."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, or_, select

from portal import clock
from portal.accounts.models import Account
from portal.dates import months_on
from portal.db import db
from portal.demo.population import identity
from portal.demo.structure import City
from portal.mentorship.models import Mentor, Mentorship, MentorshipEvent, mentor_skill
from portal.mentorship.standing import LIVE
from portal.mentorship.together.models import MentorshipSession
from portal.people.models import Person
from portal.people.queries import here
from portal.programmes.models import (
    Member,
    MemberChoice,
    MemberSkill,
    Programme,
    ProgrammeEvent,
    ProgrammeOwner,
    ProgrammePair,
    ProgrammePart,
)
from portal.skills.models import PersonSkill

LEADING = ("Leading a team", "Facilitating meetings", "Public speaking", "Coaching",
           "Decision making under pressure", "Planning work")  # fmt: skip
FIGURES = ("Data analysis", "Spreadsheets", "Data visualisation", "Statistics",
           "Geographic information systems", "Budget management")  # fmt: skip
# What a programme is: name, purpose, days from today (join from, until, start, end), state, skills,
# how many mentees and mentors.
COHORTS: tuple[dict[str, Any], ...] = (
    {
        "name": "First steps into leading", "state": "running", "days": (-80, -55, -45, 230),
        "purpose": "So that nobody who begins to lead has to find out everything alone.",
        "words": "You meet every two weeks for an hour, half of it walking if you like.\n"
                 "In the middle we all have lunch together.",
        "skills": LEADING, "mentees": 20, "mentors": 17,
        "goals": ("Lead my first meeting without a script", "Say what I expect, and be heard",
                  "Find out whether leading is for me"),
    },
    {
        "name": "Figures without fear", "state": "matching", "days": (-30, -2, 12, 260),
        "purpose": "People who work with data help those who would like to.",
        "words": "Bring a question from your own work. That is all you need.",
        "skills": FIGURES, "mentees": 18, "mentors": 10,
        "goals": ("Show what our figures mean on one page", "Stop copying numbers by hand",
                  "Ask our data a question by myself"),
    },
    {
        "name": "A look into another department", "state": "open", "days": (-6, 15, 29, 300),
        "purpose": "Three months with somebody whose work you only know from the outside.",
        "words": "For everybody with some years here. You choose what you want to understand.",
        "skills": ("Stakeholder engagement", "Customer service", "Event planning",
                   "Public speaking", "Project management"),
        "mentees": 9, "mentors": 6,
        "goals": ("See how others solve what we struggle with", "Find out whether I could move"),
        "levels": ("2", "3", "4", "5"),
    },
)  # fmt: skip


OFFER = "I joined to mentor in our programme. Ask me anything."
FIXED = Account.email.like("%@demo.example")


def stories(city: City) -> None:
    """The three, in the present transaction, with those of the city whom they fit."""
    rng = Random(7)  # noqa: S311 - the same for every city; nothing secret
    fixed = _fixed()
    for cohort in COHORTS:
        _cohort(cohort, fixed, city, rng)


def _fixed() -> dict[str, UUID]:
    rows = db.session.execute(select(Account.email, Account.person_id).where(FIXED))
    return {email.partition("@")[0]: key for email, key in rows}


def _cohort(cohort: dict[str, Any], fixed: dict[str, UUID], city: City, rng: Random) -> None:
    key, today, now = identity(rng), clock.today(), clock.now()
    dates = [today + timedelta(days=n) for n in cohort["days"]]
    named = dict(zip(("joining_from", "joining_until", "starts_on", "ends_on"), dates, strict=True))
    db.session.execute(
        insert(Programme),
        [{
            "id": key, "name": cohort["name"], "purpose": cohort["purpose"],
            "words": cohort["words"], "state": cohort["state"], **named, "months_least": 3,
            "months": 6, "months_most": 9, "ready_at": now + timedelta(days=cohort["days"][0] - 7),
            "round": 1 if cohort["state"] == "running" else 0,
        }],
    )  # fmt: skip
    db.session.execute(insert(ProgrammeOwner), [{"programme_id": key, "person_id": fixed["hr"]}])
    levels = [{"programme_id": key, "kind": "level", "key": level}
              for level in cohort.get("levels", ())]  # fmt: skip
    if levels:
        db.session.execute(insert(ProgrammePart), levels)
    db.session.execute(
        insert(ProgrammeEvent),
        [{"thing_kind": "programme", "thing_id": key, "event": "opened", "from_state": "draft",
          "to_state": "open", "actor_id": None, "at": now + timedelta(days=cohort["days"][0])}],
    )  # fmt: skip
    skills = [city.skills[name] for name in cohort["skills"]]
    mentors = _mentors(skills, cohort, fixed)
    mentees = _mentees(skills, cohort, fixed, {person_id for person_id, _ in mentors})
    _join(key, mentees, mentors, skills, cohort, rng)
    if cohort["state"] == "running":
        _run(key, mentees, [person_id for person_id, _ in mentors], fixed, rng)


def _mentors(
    skills: list[UUID], cohort: dict[str, Any], fixed: dict[str, UUID]
) -> list[tuple[UUID, int]]:
    """Open mentors with a free place who know one of these skills well: person and places."""
    live = select(func.count()).where(Mentorship.mentor_id == Mentor.id, LIVE).scalar_subquery()
    knows = select(PersonSkill.person_id).where(
        PersonSkill.skill_id.in_(skills), PersonSkill.level >= 3
    )
    rows = db.session.execute(
        select(Mentor.id, Mentor.capacity - live)
        .where(Mentor.state == "open", Mentor.capacity > live, Mentor.id.in_(knows))
        .where(Mentor.id.not_in(list(fixed.values())))
        .order_by(Mentor.id)
        .limit(cohort["mentors"])
    ).all()
    found = [(key, min(2, free)) for key, free in rows]
    found += [(key, 2) for key in _volunteers(skills, cohort["mentors"] - len(found))]
    if cohort["state"] == "matching":
        found.append((fixed["mentor"], 1))
    return found


def _volunteers(skills: list[UUID], wanted: int) -> list[UUID]:
    """People who know two of these skills well and begin to mentor for this programme."""
    knows = (
        select(PersonSkill.person_id)
        .join(Person, Person.id == PersonSkill.person_id)
        .where(PersonSkill.skill_id.in_(skills), PersonSkill.level >= 3, here())
        .where(PersonSkill.person_id.not_in(select(Mentor.id)), Person.level >= 3)
        .where(PersonSkill.person_id.not_in(select(Account.person_id).where(FIXED)))
        .group_by(PersonSkill.person_id)
        .having(func.count() >= 2)
        .order_by(PersonSkill.person_id)
        .limit(max(0, wanted))
    )
    found = list(db.session.scalars(knows))
    since = clock.now() - timedelta(days=35)
    teaches = _levels(found, skills) if found else {}
    for model, many in (
        (Mentor, [{"id": key, "capacity": 2, "offer": OFFER, "since": since} for key in found]),
        (mentor_skill, [{"mentor_id": person_id, "skill_id": skill_id}
                        for (person_id, skill_id), level in teaches.items() if level >= 3]),
    ):  # fmt: skip
        if many:
            db.session.execute(insert(model), many)
    return found


def _mentees(
    skills: list[UUID], cohort: dict[str, Any], fixed: dict[str, UUID], but: set[UUID]
) -> list[UUID]:
    """People who want one of these skills, or know a little of it; and Maya in those that began."""
    wants = select(PersonSkill.person_id).where(
        PersonSkill.skill_id.in_(skills),
        or_(PersonSkill.interest.in_(("learn", "more")), PersonSkill.level <= 1),
    )
    rows = db.session.scalars(
        select(Person.id)
        .where(Person.id.in_(wants), here(), Person.id.not_in([*but, *fixed.values()]))
        .where(Person.level >= 2)
        .order_by(Person.id)
        .limit(cohort["mentees"])
    )
    return [*rows, *([fixed["employee"]] if cohort["state"] == "running" else [])]


def _join(
    key: UUID, mentees: list[UUID], mentors: list[tuple[UUID, int]], skills: list[UUID],
    cohort: dict[str, Any], rng: Random,
) -> None:  # fmt: skip
    """What everybody wrote: levels as in their profiles."""
    levels = _levels([*mentees, *(one for one, _ in mentors)], skills)
    plain = {"programme_id": key, "months": 6, "languages": 0,
             "joined_at": clock.now() + timedelta(days=cohort["days"][0] + 2)}  # fmt: skip
    rows: list[dict[str, Any]] = []
    wrote: list[dict[str, Any]] = []
    for person_id in mentees:
        member = identity(rng)
        goals = "\n".join(rng.sample(cohort["goals"], rng.choice((1, 2))))
        rows.append(plain | {"id": member, "person_id": person_id, "mentee": True,
                             "mentor": False, "places": 0, "goals": goals})  # fmt: skip
        for skill_id in rng.sample(skills, rng.choice((2, 3))):
            level = min(2, levels.get((person_id, skill_id), 0))
            wrote.append(_skill(member, skill_id, "wants", level))
    liked = [{"member_id": row["id"], "person_id": rng.choice(mentors)[0], "position": 1}
             for row in rows if mentors and rng.random() < 0.3]  # fmt: skip
    for person_id, places in mentors:
        member = identity(rng)
        rows.append(plain | {"id": member, "person_id": person_id, "mentee": False,
                             "mentor": True, "places": places, "goals": ""})  # fmt: skip
        own = ((skill_id, levels.get((person_id, skill_id), 0)) for skill_id in skills)
        wrote += [_skill(member, skill_id, "teaches", level, rng.random() < 0.4)
                  for skill_id, level in own if level >= 2]  # fmt: skip
    for model, many in ((Member, rows), (MemberSkill, wrote), (MemberChoice, liked)):
        if many:
            db.session.execute(insert(model), many)


def _levels(people: Sequence[UUID], skills: Sequence[UUID]) -> dict[tuple[UUID, UUID], int]:
    rows = db.session.execute(
        select(PersonSkill.person_id, PersonSkill.skill_id, PersonSkill.level).where(
            PersonSkill.person_id.in_(people), PersonSkill.skill_id.in_(skills)
        )
    )
    return {(person_id, skill_id): level for person_id, skill_id, level in rows}


def _skill(
    member: UUID, skill_id: UUID, use: str, level: int, proven: bool = False
) -> dict[str, Any]:
    return {"member_id": member, "skill_id": skill_id, "use": use, "level": level, "proven": proven}


def _run(
    key: UUID, mentees: list[UUID], mentors: list[UUID], fixed: dict[str, UUID], rng: Random
) -> None:
    """Pairs that said yes and meet, and one proposal that waits for Maya."""
    sent = clock.now() - timedelta(days=52)
    maya = fixed["employee"]
    couples = list(zip((one for one in mentees if one != maya), mentors[:-1], strict=False))
    pairs, begun, met, told = [], [], [], []
    for mentee_id, mentor_id in couples:
        same = {"mentee_id": mentee_id, "mentor_id": mentor_id}
        made, start = identity(rng), sent + timedelta(days=rng.randrange(2, 9))
        about = {"id": identity(rng), "programme_id": key, "sent_at": sent, "round": 1}
        pairs.append(about | same | {"state": "matched", "points": rng.randrange(55, 95),
                                     "due_on": (sent + timedelta(days=14)).date()})  # fmt: skip
        begun.append(same | {
            "id": made, "programme_id": key, "months_most": 9, "state": "active",
            "started_at": start, "ends_on": months_on(start.date(), 6),
        })  # fmt: skip
        told.append({"thing_kind": "mentorship", "thing_id": made, "event": "started",
                     "from_state": None, "to_state": "active", "at": start})  # fmt: skip
        for n in range(rng.choice((1, 2, 2, 3))):
            at = start + timedelta(days=5 + 14 * n)
            if at < clock.now():
                met.append(same | {"id": identity(rng), "mentorship_id": made, "state": "held",
                                   "starts_at": at, "topic": "What I tried since"})  # fmt: skip
    if mentors:
        now = clock.now() - timedelta(days=2)
        pairs.append({
            "id": identity(rng), "programme_id": key, "mentee_id": maya, "mentor_id": mentors[-1],
            "state": "sent", "points": 82, "round": 2, "sent_at": now,
            "due_on": (now + timedelta(days=14)).date(),
        })  # fmt: skip
    for model, many in ((ProgrammePair, pairs), (Mentorship, begun), (MentorshipSession, met),
                        (MentorshipEvent, told)):  # fmt: skip
        if many:
            db.session.execute(insert(model), many)
