"""What shows that the people of the city have their skills, and how Maya's came to be."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid5

from sqlalchemy import insert, select, update

from portal import clock
from portal.audience import Audience
from portal.db import db
from portal.demo import confirmations
from portal.demo.population import Member
from portal.demo.structure import City
from portal.people.models import Experience
from portal.skills.models import Evidence, EvidenceKind, PersonSkill, PersonSkillEvent

# Kind, title, note: what people of any post may have to show.
SHOWN = (
    ("project", "New forms for the counter", "Half as many questions as before."),
    ("project", "Move of the archive", "Planned and done without a lost file."),
    ("learning", "Two-day course at the city academy", ""),
    ("learning", "Evening class at the harbour college", "Twelve weeks, with a test."),
    ("feedback", "A thank-you from the festival team", "For staying calm when it rained."),
    ("feedback", "Feedback after the open day", ""),
    ("certificate", "Certificate of the regional training centre", ""),
)
# Maya's: skill, kind, title, link, note, days ago, days from today on which it ends.
MAYA = (
    ("Stakeholder engagement", "project", "Harbour evening for 120 neighbours", "",
     "Invitations, agenda and moderation. Eleven questions were settled that night.", 45, None),
    ("Stakeholder engagement", "learning", "Listening to the public: online course",
     "https://example.org/courses/listening", "", 410, None),
    ("Customer service", "feedback", "Letter from a family on Quay Street", "",
     "“She explained it until it made sense, and smiled all the while.”", 130, None),
    ("Permit rules", "certificate", "Permit technician, level 2", "", "", 690, 40),
    ("Community languages: Spanish", "certificate", "Spanish B2", "", "Spoken and written.",
     900, None),
)  # fmt: skip
LINKED = (
    ("Community languages: Spanish", "Volunteer host, harbour festival",
     "Every summer, in both languages."),
    ("Customer service", "Shop supervisor", "Four years at the till before the counter."),
)  # fmt: skip
# Skills Maya has not touched for long, and how many days.
OLD = {"Spreadsheets": 640, "Conflict resolution": 590}
# How often and when a skill changed: days ago, event, level, interest.
CAME = {
    "Stakeholder engagement": ((1300, "added", 0, "learn"), (800, "changed", 1, "more"),
                               (200, "changed", 2, "more"), (30, "reviewed", 2, "more")),
    "Customer service": ((1400, "added", 2, "happy"), (700, "changed", 3, "happy"),
                         (55, "reviewed", 3, "happy")),
    "Permit rules": ((1390, "added", 1, "happy"), (900, "changed", 2, "happy"),
                     (300, "changed", 3, "happy"), (95, "reviewed", 3, "happy")),
    "Plain-language writing": ((1200, "added", 2, "more"), (710, "changed", 3, "more"),
                               (320, "reviewed", 3, "more")),
}  # fmt: skip
FIRST_YEAR = 1100
"""So many days ago Maya came to her present department."""


def evidence_of(members: Iterable[Member], city: City) -> Iterator[dict[str, Any]]:
    """What about one in five has to show, for one or two skills; drawn from the ids."""
    for member in members:
        draw = member.id.int >> 11
        if draw % 5 or not member.skills:
            continue
        names = [name for name, row in member.skills.items() if row["level"] >= 2]
        for n, name in enumerate(names[: 1 + draw % 2]):
            kind, title, note = SHOWN[(draw // 7 + 3 * n) % len(SHOWN)]
            days = 60 + draw % 900
            yield _entry(member, city, name, kind, title, note=note, days=days) | {
                "valid_until": _day(-(200 - draw % 500)) if kind == "certificate" else None
            }


def _entry(
    member: Member, city: City, name: str, kind: str, title: str, *, note: str, days: int
) -> dict[str, Any]:
    return {
        "id": uuid5(member.id, f"{name} {kind} {title}"),
        "person_id": member.id,
        "skill_id": city.skills[name],
        "kind": kind,
        "experience_id": None,
        "title": title,
        "url": "",
        "note": note,
        "happened_on": _day(days).replace(day=1),
        "valid_until": None,
        "version": 1,
        "created_at": clock.now() - timedelta(days=max(1, days - 20)),
    }


def _day(days: int) -> Any:
    """The day so many days ago."""
    return clock.today() - timedelta(days=days)


def stories(cast: dict[str, Member], crew: list[Member], city: City) -> None:
    """Maya's evidence of each kind, her stale skills, and how some of hers came to be."""
    maya = cast["employee"]
    db.session.execute(insert(Evidence), [*_mayas(maya, city), *_linked(maya, city)])
    for name, days in OLD.items():
        then = clock.now() - timedelta(days=days)
        _set(maya, city, name, created_at=then - timedelta(days=300), reviewed_at=then,
             updated_at=then, last_used_on=_day(days))  # fmt: skip
    people = dict(cast, first=crew[0], second=crew[1], third=crew[2])
    events = []
    for name, steps in CAME.items():
        since, last = (clock.now() - timedelta(days=days) for days, *_ in (steps[0], steps[-1]))
        _set(maya, city, name, created_at=since, updated_at=last, reviewed_at=last,
             last_used_on=_day(steps[-1][0]).replace(day=1))  # fmt: skip
        events += list(_events(maya, city, name, steps, people))
    db.session.execute(insert(PersonSkillEvent), sorted(events, key=lambda row: row["at"]))


def _mayas(maya: Member, city: City) -> Iterator[dict[str, Any]]:
    for name, kind, title, url, note, days, ends in MAYA:
        until = _day(-ends) if ends else None
        entry = _entry(maya, city, name, kind, title, note=note, days=days)
        yield entry | {"url": url, "valid_until": until}


def _linked(maya: Member, city: City) -> Iterator[dict[str, Any]]:
    mine = select(Experience.title, Experience.id).where(Experience.person_id == maya.id)
    posts = {title: key for title, key in db.session.execute(mine)}
    for name, title, note in LINKED:
        entry = _entry(maya, city, name, EvidenceKind.EXPERIENCE, title, note=note, days=200)
        yield entry | {"title": "", "experience_id": posts[title], "happened_on": None}


def _set(member: Member, city: City, name: str, **values: Any) -> None:
    db.session.execute(
        update(PersonSkill)
        .where(PersonSkill.person_id == member.id, PersonSkill.skill_id == city.skills[name])
        .values(**values)
    )


def _events(
    maya: Member,
    city: City,
    name: str,
    steps: tuple[tuple[int, str, int, str], ...],
    people: dict[str, Member],
) -> Iterator[dict[str, Any]]:
    """What she said, what shows it, who confirmed it; with the department of the time."""
    row = maya.skills[name]

    def event(days: int, kind: str, **more: Any) -> dict[str, Any]:
        level, interest = next((s[2:] for s in reversed(steps) if s[0] >= days), steps[0][2:])
        place = "Customer Services" if days > FIRST_YEAR else maya.role.department
        said = {"level": level, "interest": interest, "detail": "", "actor_id": maya.id}
        return said | more | {
            "person_id": maya.id,
            "skill_id": city.skills[name],
            "event": kind,
            "audience": Audience(row["audience"]),
            "can_teach": row["can_teach"],
            "last_used_on": _day(days).replace(day=1) if days <= steps[-1][0] else None,
            "department_id": city.departments[place],
            "at": clock.now() - timedelta(days=days),
        }  # fmt: skip

    for days, kind, *_ in steps:
        yield event(days, kind)
    for what, kind, _, _, _, days, _ in MAYA:
        if what == name:
            yield event(max(1, days - 20), "evidence", detail=f"{kind} added")
    for what, who, level, days, _ in confirmations.SAID:
        if what == name:
            yield event(days, "validated", level=level, actor_id=people[who].id)
