"""The certificates somebody holds: earned in an enrolment, or shown beside a skill.

Whether one is current is worked out from its day whenever it is read. The state that an enrolment
has is what the clock has told the person so far.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, func, select

from portal.db import columns, one_of
from portal.learning.models import Enrolment, LearningItem, State
from portal.skills.fold import fold
from portal.skills.freshness import Validity, validity
from portal.skills.models import Evidence, EvidenceKind, Skill

CERTIFIED = (State.CURRENT, State.AT_RISK, State.EXPIRED)


@dataclass(frozen=True)
class Held:
    """A certificate of a person. `state` is current, at risk or expired; without an end current."""

    title: str
    until: date | None
    state: str
    item_id: UUID | None = None
    skill_id: UUID | None = None


def held(person_id: UUID) -> list[Held]:
    """The certificates of a person, what ends first before the others; two statements."""
    return newest(
        [*columns(_earned(), person_id=person_id), *columns(_shown(), person_id=person_id)]
    )


def newest(rows: Iterable[Sequence[Any]]) -> list[Held]:
    """Certificates out of (title, until, item, skill): of one that was renewed only the newest."""
    best: dict[str, Held] = {}
    for title, until, item_id, skill_id in rows:
        key = fold(title)
        if key not in best or _later(until, best[key].until):
            state = validity(until) or Validity.CURRENT
            best[key] = Held(title, until, str(state), item_id, skill_id)
    return sorted(best.values(), key=lambda one: (one.until or date.max, one.title))


def _later(one: date | None, other: date | None) -> bool:
    return other is not None and (one is None or one > other)


@cache
def _earned() -> Select[Any]:
    return (
        select(
            LearningItem.certificate,
            Enrolment.certificate_until,
            LearningItem.id,
            bindparam("none", None, type_=Skill.id.type),
        )
        .join(LearningItem, LearningItem.id == Enrolment.item_id)
        .where(Enrolment.person_id == bindparam("person_id"), one_of(Enrolment.state, CERTIFIED))
        .order_by(Enrolment.certificate_until, Enrolment.id)
    )


@cache
def _shown() -> Select[Any]:
    named = func.coalesce(func.nullif(Evidence.title, ""), Skill.name)
    return (
        select(named, Evidence.valid_until, bindparam("none", None, type_=Skill.id.type), Skill.id)
        .join(Skill, Skill.id == Evidence.skill_id)
        .where(
            and_(
                Evidence.person_id == bindparam("person_id"),
                Evidence.kind == EvidenceKind.CERTIFICATE,
                Evidence.valid_until.is_not(None),
            )
        )
        .order_by(Evidence.valid_until, Evidence.id)
    )
