"""Communities all over the city, who belongs to them and what they keep."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import insert, select

from portal import clock
from portal.audience import Audience
from portal.communities.models import (
    Community,
    CommunityMeeting,
    CommunityMember,
    CommunityPost,
    CommunityReport,
    CommunitySkill,
    Kind,
)
from portal.dates import FRIDAY
from portal.db import db
from portal.demo.community_texts import COMMUNITIES, Told, Wrote
from portal.demo.population import Member
from portal.demo.structure import City
from portal.people.models import Person
from portal.people.queries import here

HOME = UUID("0c9f2c55-3b6e-4f0a-8a53-7d2f5f2c9d11")
SOLD = ("I have four nearly new saws from my brother-in-law, half the price of the depot's. Ask me "
        "at the gate, cash only.")  # fmt: skip


def stories(cast: dict[str, Member], city: City) -> None:
    """Every community with its people, what they wrote, and when they meet."""
    crews = {told.name: _crew(told, cast, city) for told in COMMUNITIES}
    rows: dict[type, list[dict[str, Any]]] = {}
    for told in COMMUNITIES:
        crew = crews[told.name]
        _put(rows, Community, [_community(told)])
        _put(rows, CommunitySkill, _skills(told, city))
        _put(rows, CommunityMember, _members(told, crew))
        _put(rows, CommunityMeeting, _dates(told))
        for wrote in told.wrote:
            _put(rows, CommunityPost, _posts(told, wrote, crew))
    for model, values in rows.items():
        db.session.execute(insert(model), values)
    _reported(crews["Trees of Port Ashby"])


def _put(rows: dict[type, list[dict[str, Any]]], model: type, values: Iterable[Any]) -> None:
    rows.setdefault(model, []).extend(values)


def _crew(told: Told, cast: dict[str, Member], city: City) -> list[UUID]:
    """Who belongs to it: those of the cast first, then people of its departments, by their ids."""
    named = [cast[part].id for part in told.cast]
    departments = [city.departments[name] for name in told.departments]
    fixed = {member.id for member in cast.values()}
    statement = (
        select(Person.id)
        .where(Person.department_id.in_(departments), Person.id.not_in(fixed), here())
        .order_by(Person.id)
        .limit(told.most - len(named))
    )
    return [*named, *db.session.scalars(statement)]


def _community(told: Told) -> dict[str, Any]:
    return {"id": uuid5(HOME, told.name), "name": told.name, "purpose": told.purpose,
            "meets": told.meets, "created_at": _at(-400 - len(told.name))}  # fmt: skip


def _skills(told: Told, city: City) -> list[dict[str, Any]]:
    return [
        {"community_id": uuid5(HOME, told.name), "skill_id": city.skills[name], "position": n}
        for n, name in enumerate(told.skills)
    ]


def _members(told: Told, crew: list[UUID]) -> list[dict[str, Any]]:
    """Every third lets it be seen."""
    return [
        {"community_id": uuid5(HOME, told.name), "person_id": key,
         "standing": "host" if n < told.hosts else "member",
         "audience": Audience.NOBODY if n % 3 else Audience.EVERYONE,
         "joined_at": _at(-390 + 7 * n)}
        for n, key in enumerate(crew)
    ]  # fmt: skip


def _dates(told: Told) -> list[dict[str, Any]]:
    home = uuid5(HOME, told.name)
    return [
        {"id": uuid5(home, title), "community_id": home, "title": title, "place": place,
         "begins": datetime.combine(_working(days), time(11, 0), UTC),
         "minutes": 60, "changed_at": _at(-2)}
        for days, title, place in told.dates
    ]  # fmt: skip


def _working(days: int) -> date:
    """So many days from now; the Monday after, where that is a weekend."""
    day = clock.today() + timedelta(days=days)
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > FRIDAY else 0)


def _posts(told: Told, wrote: Wrote, crew: list[UUID]) -> list[dict[str, Any]]:
    """What was written and the answers to it; whoever is not there is the last one who is."""
    home = uuid5(HOME, told.name)
    key, at = uuid5(home, wrote.title), _at(-wrote.ago)
    kept = wrote.keeps or wrote.kind == Kind.NOTE
    first = {"id": key, "community_id": home, "reply_to_id": None, "kind": wrote.kind,
             "title": wrote.title, "words": wrote.words, "at": at,
             "person_id": _by(wrote.by, crew), "kept_at": at if kept else None}  # fmt: skip
    answers = [
        {"id": uuid5(key, str(n)), "community_id": home, "reply_to_id": key, "kind": Kind.REPLY,
         "title": "", "words": words, "person_id": _by(by, crew),
         "at": min(at + timedelta(hours=5 * (n + 1)), clock.now()),
         "kept_at": at + timedelta(days=1) if keeps else None}
        for n, (by, words, keeps) in enumerate(wrote.answers)
    ]  # fmt: skip
    return [first, *answers]


def _by(n: int, crew: list[UUID]) -> UUID:
    return crew[min(n, len(crew) - 1)]


def _reported(crew: list[UUID]) -> None:
    """Something for sale stands among the trees, and somebody said so."""
    home = uuid5(HOME, "Trees of Port Ashby")
    key = uuid5(home, "saws")
    db.session.execute(insert(CommunityPost), [
        {"id": key, "community_id": home, "kind": Kind.IDEA, "title": "Saws, nearly new",
         "words": SOLD, "person_id": _by(8, crew), "at": _at(-1)},
    ])  # fmt: skip
    db.session.execute(insert(CommunityReport), [
        {"id": uuid5(key, "report"), "post_id": key, "person_id": _by(2, crew), "at": _at(0),
         "words": "This is an advertisement, and nobody knows where the saws come from."},
    ])  # fmt: skip


def _at(days: int) -> datetime:
    """A moment in the morning, so many days from today."""
    moment = datetime.combine(clock.today() + timedelta(days=days), time(8, 40), UTC)
    return min(moment, clock.now())
