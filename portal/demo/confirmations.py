"""What the people of the city say of each other's skills."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import insert, update

from portal import clock, outbox
from portal.db import db
from portal.demo.population import Member
from portal.demo.structure import City
from portal.skills.models import PersonSkill
from portal.validation.models import Validation, ValidationEvent
from portal.validation.rules import LASTS

NOBODY: dict[str, Any] = {"validated_level": None, "validated_by_id": None, "validated_at": None}
# Maya's skill, who says something of it, which level, how many days ago, in which words.
SAID = (
    ("Permit rules", "manager", 3, 150, "You know them better than the handbook does."),
    ("Case handling", "first", 3, 90, ""),
    ("Customer service", "third", 4, 320, "People come back to your counter on purpose."),
    ("Customer service", "first", 3, 40, ""),
    (
        "Stakeholder engagement",
        "mentor",
        3,
        25,
        "The harbour evening was yours, from start to end.",
    ),
    ("Plain-language writing", "second", 3, 700, "I still use your leaflet."),
    ("Spreadsheets", "third", 1, 210, "I have only seen the beginnings."),
)
QUESTION = "We did the street-market permits together in spring. Does this fit what you saw?"
SUGGESTION = (
    "You brought the market move to its day, with nine people and one list. "
    "That is a skill of its own."
)


def by_managers(members: Iterable[Member], city: City) -> list[dict[str, Any]]:
    """Let about one in nine have a skill or two confirmed by their manager. What was said.

    Drawn from the ids, so that the rest of the city stays as it is for a seed.
    """
    said = []
    for member in members:
        chosen = member.id.int % 9 == 0 and member.manager_id is not None
        for n, (name, row) in enumerate(member.skills.items()):
            row |= NOBODY
            if chosen and n in (1, 4) and row["level"]:
                said.append(_confirm(member, name, row, city))
    return said


def _confirm(member: Member, name: str, row: dict[str, Any], city: City) -> dict[str, Any]:
    draw = member.id.int >> 7
    level = max(1, min(4, row["level"] + (-1, 0, 0, 0, 1)[draw % 5]))
    at = clock.now() - timedelta(days=5 + draw % 800)
    row |= {"validated_level": level, "validated_by_id": member.manager_id, "validated_at": at}
    return _row(member, city.skills[name], member.manager_id, at) | {
        "state": "confirmed",
        "own_level": row["level"],
        "level": level,
        "answered_at": at,
    }


def _row(member: Member, skill_id: UUID, by_id: UUID | None, at: datetime) -> dict[str, Any]:
    return {
        "id": uuid5(member.id, f"{skill_id} {by_id} {at.isoformat()}"),
        "person_id": member.id,
        "skill_id": skill_id,
        "by_id": by_id,
        "origin": "asked",
        "message": "",
        "word": "",
        "reason": "",
        "reminded": 0,
        "created_at": at - timedelta(days=2),
        "expires_on": (at - timedelta(days=2) + LASTS).date(),
    }


def stories(cast: dict[str, Member], crew: list[Member], city: City) -> None:
    """Maya's confirmations, a question that waits for Daniel, a suggestion that waits for her."""
    maya = cast["employee"]
    people = dict(cast, first=crew[0], second=crew[1], third=crew[2])
    for name, who, level, days, word in SAID:
        at = clock.now() - timedelta(days=days)
        own = maya.skills[name]["level"]
        said = _row(maya, city.skills[name], people[who].id, at) | {"word": word}
        _write(said | {"state": "confirmed", "own_level": own, "level": level, "answered_at": at},
               maya, people[who], city)  # fmt: skip
        _show(maya, city.skills[name], people[who].id, level, at)
    now = clock.now()
    daniel, ingrid, other = cast["manager"], cast["mentor"], crew[3]
    open_: dict[str, Any] = {
        "answered_at": None,
        "level": None,
        "created_at": now - timedelta(days=2),
    }
    open_["expires_on"] = (now - timedelta(days=2) + LASTS).date()
    asked = _row(maya, city.skills["Event planning"], daniel.id, now) | open_
    _write(asked | {"state": "asked", "own_level": 1, "message": QUESTION}, maya, daniel, city)
    offered = _row(maya, city.skills["Project management"], ingrid.id, now) | open_
    _write(
        offered | {"state": "offered", "origin": "offered", "own_level": None, "level": 2,
                   "word": SUGGESTION}, maya, ingrid, city,
    )  # fmt: skip
    past = now - timedelta(days=30)
    declined = _row(maya, city.skills["Conflict resolution"], other.id, past) | {
        "state": "declined", "own_level": 2, "level": None, "answered_at": past,
        "reason": "not seen", "word": "Ask somebody from the counter: I am out on site visits.",
    }  # fmt: skip
    _write(declined, maya, other, city)


def _show(member: Member, skill_id: UUID, by_id: UUID, level: int, at: datetime) -> None:
    """The confirmation on the person's page; later ones of the same skill take its place."""
    db.session.execute(
        update(PersonSkill)
        .where(PersonSkill.person_id == member.id, PersonSkill.skill_id == skill_id)
        .values(validated_level=level, validated_by_id=by_id, validated_at=at)
    )


def _write(row: dict[str, Any], owner: Member, by: Member, city: City) -> None:
    """One of them with its history; what is open is told by the worker, as in service."""
    db.session.execute(insert(Validation), [row])
    asker, answerer = (owner, by) if row["origin"] == "asked" else (by, owner)
    events = [(row["origin"], None, row["origin"], asker, row["created_at"])]
    if row["answered_at"]:
        events.append((row["state"], row["origin"], row["state"], answerer, row["answered_at"]))
    for event, before, after, who, at in events:
        written = ValidationEvent(
            validation_id=row["id"],
            event=event,
            from_state=before,
            to_state=after,
            actor_id=who.id,
            department_id=city.departments[who.role.department],
            at=at,
        )
        db.session.add(written)
        db.session.flush()
        if not row["answered_at"]:
            outbox.put(f"notify.validation.{event}", f"event:{written.id}")
