"""A mentorship as evidence for skills: offered to the mentee, and never there without their yes."""

from collections.abc import Collection
from uuid import UUID

from portal import clock
from portal.dates import month
from portal.db import lock
from portal.errors import Refused
from portal.mentorship.models import Mentorship
from portal.people.models import Person
from portal.skills import evidence, own_queries
from portal.skills.evidence import Proof
from portal.skills.models import EvidenceKind, PersonSkill, Skill


def title(pair: Mentorship) -> str:
    """What it is called: without the mentor's name, which is not the mentee's to show."""
    end = pair.ended_at or clock.now()
    return f"Mentorship, {month(pair.started_at)} to {month(end)}"


def skills(pair: Mentorship) -> list[Skill]:
    """What the two set out to work on."""
    return list(pair.request.skills) if pair.request else []


def can_show(pair: Mentorship) -> list[PersonSkill]:
    """The mentee's own skills that this mentorship could show and does not show yet."""
    wanted = {skill.id for skill in skills(pair)}
    shown = {
        entry.skill_id
        for entries in evidence.of_person(pair.mentee_id).values()
        for entry in entries
        if entry.kind == EvidenceKind.MENTORSHIP and entry.title == title(pair)
    }
    mine = own_queries.of_person(pair.mentee_id)
    return [row for row in mine if row.skill_id in wanted - shown]


def add(pair: Mentorship, skill_ids: Collection[UUID], note: str) -> int:
    """The mentee says yes: it shows these skills of theirs. Out: how many. Raises Refused."""
    if pair.live:
        raise Refused("It is still under way. When it has ended, it can show your skills.")
    lock(Person, pair.mentee_id)
    chosen = [row.skill_id for row in can_show(pair) if row.skill_id in skill_ids]
    rows = own_queries.held_many(pair.mentee_id, chosen)
    for row in rows.values():
        when = (pair.ended_at or clock.now()).date().replace(day=1)
        kind = EvidenceKind.MENTORSHIP
        evidence.add(row, Proof(kind=kind, title=title(pair), note=note, happened_on=when))
    return len(rows)
