"""Who sees what in the demo organisation: audiences, people named, and those who looked."""

from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import insert, select, update

from portal import clock
from portal.audience import Audience
from portal.db import db
from portal.demo.population import Member
from portal.people.models import Experience, Look, NamedReader, Person
from portal.skills.models import PersonSkill, Skill

# Maya's skills and posts that are not for everyone.
SKILLS = {
    "Event planning": Audience.MENTORS | Audience.MANAGER,
    "Public speaking": Audience.NAMED | Audience.MENTORS,
    "Conflict resolution": Audience.MANAGER,
}
POSTS = {"Shop supervisor": Audience.NAMED}


def stories(cast: dict[str, Member], crew: list[Member], rng: Random) -> None:
    """Maya shows things to different people, some of whom looked; Tomás has a new line manager."""
    maya, tomas = cast["employee"], cast["other"]
    for name, audience in SKILLS.items():
        _show(maya, name, audience)
    for title, audience in POSTS.items():
        db.session.execute(
            update(Experience)
            .where(Experience.person_id == maya.id, Experience.title == title)
            .values(audience=audience)
        )
    named = [tomas, crew[0]]
    db.session.execute(
        insert(NamedReader),
        [{"person_id": maya.id, "reader_id": m.id, "at": clock.now()} for m in named],
    )
    db.session.execute(insert(Look), list(_looks(cast, crew, rng)))
    _changed_manager(tomas, cast["mentor"])


def _show(member: Member, name: str, audience: Audience) -> None:
    skill = select(Skill.id).where(Skill.name == name).scalar_subquery()
    db.session.execute(
        update(PersonSkill)
        .where(PersonSkill.person_id == member.id, PersonSkill.skill_id == skill)
        .values(audience=audience)
    )


def _looks(cast: dict[str, Member], crew: list[Member], rng: Random) -> list[dict[str, Any]]:
    maya = cast["employee"]
    who = [
        (cast["manager"], "manager", 1), (cast["mentor"], "mentor", 3), (cast["hr"], "hr", 8),
        (cast["other"], "named", 12), (crew[1], "colleague", 20), (crew[0], "named", 31),
        (cast["manager"], "manager", 45), (cast["mentor"], "colleague", rng.randrange(60, 90)),
    ]  # fmt: skip
    return [
        {
            "person_id": maya.id,
            "reader_id": reader.id,
            "reader_as": as_whom,
            "surface": "page",
            "day": clock.today() - timedelta(days=days),
            "at": clock.now() - timedelta(days=days),
        }
        for reader, as_whom, days in sorted(who, key=lambda look: -look[2])
    ]


def _changed_manager(member: Member, before: Member) -> None:
    """What the member shared with an earlier line manager waits for an answer."""
    shared = [*member.skills][:3]
    for name in shared:
        _show(member, name, Audience.MANAGER)
    db.session.execute(
        update(Person)
        .where(Person.id == member.id)
        .values(
            shared_with_manager_id=before.id,
            shared_with_manager_at=clock.now() - timedelta(days=400),
            about_audience=Audience.MENTORS | Audience.MANAGER,
            headline="I help good ideas find their money.",
        )
    )
