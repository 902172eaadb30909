"""What shows that somebody has a skill: who may change it is asked before, who may read it here."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import Integer, Select, bindparam, func, or_, select, type_coerce

from portal.audience import Audience
from portal.composed import prepared
from portal.db import columns, db
from portal.errors import Refused
from portal.light import Light
from portal.people.models import Experience
from portal.skills import own, own_queries
from portal.skills.freshness import SAYS_SOMETHING, Validity, validity
from portal.skills.models import Evidence, EvidenceKind, PersonSkill

MOST = 12
"""More than this for one skill nobody reads."""

LINK_LENGTH = 500


@dataclass(frozen=True, kw_only=True)
class Proof:
    """What somebody says of one piece of evidence."""

    kind: str
    experience_id: UUID | None = None
    title: str = ""
    url: str = ""
    note: str = ""
    happened_on: date | None = None
    valid_until: date | None = None


def proof_of(row: Evidence) -> Proof:
    """What the row says now."""
    return Proof(**{name: getattr(row, name) for name in Proof.__dataclass_fields__})


def link(typed: str) -> str:
    """An address people may follow safely, made whole; "" for none. Raises ValueError else."""
    if not typed:
        return ""
    address = typed if ":" in typed.partition("/")[0] else f"https://{typed}"
    parts = urlsplit(address)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or "." not in host or parts.username is not None:
        raise ValueError("no address of a page")
    if len(address) > LINK_LENGTH or not address.isprintable() or any(c in address for c in ' "<>'):
        raise ValueError("too long, or with signs an address has not")
    return address


def add(row: PersonSkill, proof: Proof) -> Evidence:
    """Show more for a skill; its row is locked.

    Raises Refused beyond a number that nobody reads, for a post that is not the person's, or one
    that is linked already.
    """
    known = of_skill(row.person_id, row.skill_id)
    if len(known) >= MOST:
        raise Refused(f"{row.skill.name} has {MOST} entries. Remove one before you add another.")
    _may_link(row.person_id, proof, known)
    entry = Evidence(person_id=row.person_id, skill_id=row.skill_id, **vars(proof))
    db.session.add(entry)
    _note(row, proof.kind, "added")
    return entry


def change(entry: Evidence, proof: Proof) -> bool:
    """The row is locked. False when it says that already. Raises Refused as `add` does, and for
    what somebody else said.
    """
    if proof == proof_of(entry):
        return False
    if entry.said_by_id is not None:
        raise Refused("These are somebody else’s words. You can remove them, not change them.")
    others = [e for e in of_skill(entry.person_id, entry.skill_id) if e.id != entry.id]
    _may_link(entry.person_id, proof, others)
    for name, value in vars(proof).items():
        setattr(entry, name, value)
    entry.version += 1
    _note(own_queries.held(entry.person_id, entry.skill_id), proof.kind, "changed")
    return True


def remove(entry: Evidence) -> None:
    """Show it no more; the row is locked. That there was something stays in the history."""
    row = own_queries.held(entry.person_id, entry.skill_id)
    db.session.delete(entry)
    _note(row, entry.kind, "removed")


def _may_link(person_id: UUID, proof: Proof, others: Sequence[Evidence]) -> None:
    if proof.experience_id is None:
        return
    done = db.session.get(Experience, proof.experience_id)
    if done is None or done.person_id != person_id:
        raise Refused("That entry of your experience is not there any more.")
    if any(entry.experience_id == done.id for entry in others):
        raise Refused(f"“{done.title}” is linked to this skill already.")


def _note(row: PersonSkill | None, kind: str, deed: str) -> None:
    """The history says that something came, changed or went, and of which kind."""
    if row is None:  # the skill was removed meanwhile; its history has ended
        return
    own.begin_history(row, own_queries.history(row.person_id, row.skill_id))
    own.append(row, "evidence", f"{kind} {deed}")


class Shown(NamedTuple):
    """How much there is for a skill, and until when the last of its certificates is valid."""

    entries: int
    valid_until: date | None

    @property
    def validity(self) -> Validity | None:
        return validity(self.valid_until)


def counts(person_id: UUID) -> dict[UUID, Shown]:
    """What there is for each of a person's skills, by skill. One statement."""
    rows = columns(_counts(), person_id=person_id)
    return {skill_id: Shown(count, until) for skill_id, count, until in rows}


@prepared
def _counts() -> Select[UUID, int, date | None]:
    return (
        select(Evidence.skill_id, func.count(), func.max(Evidence.valid_until))
        .where(Evidence.person_id == bindparam("person_id"))
        .group_by(Evidence.skill_id)
    )


SHOWN = Light(Evidence, experience=Light(Experience))


def of_skill(person_id: UUID, skill_id: UUID) -> list[Evidence]:
    """Everything that shows one skill of a person, the newest first, to be read by themselves."""
    return in_order(SHOWN.rows(_of_skill(), person_id=person_id, skill_id=skill_id))


def of_person(person_id: UUID) -> dict[UUID, list[Evidence]]:
    """What shows each of a person's skills, by skill, to be read by themselves. One statement."""
    return _by_skill(SHOWN.rows(_all(), person_id=person_id))


@prepared
def _all() -> Select[Any]:
    return SHOWN.select.where(Evidence.person_id == bindparam("person_id"))


@prepared
def _of_skill() -> Select[Any]:
    return _all().build().where(Evidence.skill_id == bindparam("skill_id"))


def open_to(
    person_id: UUID, groups: Audience, skill_ids: Collection[UUID]
) -> dict[UUID, list[Evidence]]:
    """What readers of these groups may see of it, by skill, for these skills. One statement.

    A skill that is not open to them shows nothing, nor does a post that is not.
    """
    bits = int(groups | Audience.EVERYONE)
    asked = {"person_id": person_id, "open_to": bits, "skill_ids": list(skill_ids)}
    return _by_skill(SHOWN.rows(_open(), **asked))


def _by_skill(entries: Sequence[Evidence]) -> dict[UUID, list[Evidence]]:
    found: dict[UUID, list[Evidence]] = {}
    for entry in in_order(entries):
        found.setdefault(entry.skill_id, []).append(entry)
    return found


@prepared
def _open() -> Select[Any]:
    bits = bindparam("open_to", type_=Integer())
    skill = type_coerce(PersonSkill.audience, Integer).op("&")(bits) != 0
    post = type_coerce(Experience.audience, Integer).op("&")(bits) != 0
    same = (PersonSkill.person_id == Evidence.person_id) & (
        PersonSkill.skill_id == Evidence.skill_id
    )
    return (
        _all()
        .build()
        .join(PersonSkill, same)
        .outerjoin(Experience, Experience.id == Evidence.experience_id)
        .where(
            Evidence.skill_id.in_(bindparam("skill_ids", expanding=True)),
            skill,
            SAYS_SOMETHING,
            or_(Evidence.experience_id.is_(None), post),
        )
    )


def in_order(entries: Sequence[Evidence]) -> list[Evidence]:
    """The newest first, what has no date last."""
    return sorted(entries, key=lambda e: (when(e) or date.min, e.created_at), reverse=True)


def when(entry: Evidence) -> date | None:
    """When it happened: what goes on is dated by its beginning."""
    if entry.kind == EvidenceKind.EXPERIENCE and entry.experience is not None:
        return entry.experience.ended_on or entry.experience.started_on
    return entry.happened_on
