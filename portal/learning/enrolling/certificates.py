"""The certificates somebody holds: earned in an enrolment, or shown beside a skill.

Whether one is current is worked out from its day whenever it is read. The state that an enrolment
has is what the clock has told the person so far.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Date,
    Select,
    SQLColumnExpression,
    Uuid,
    bindparam,
    exists,
    func,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from portal import clock
from portal.composed import prepared
from portal.db import columns, one_of
from portal.learning.models import Enrolment, LearningItem, State
from portal.skills.fold import fold
from portal.skills.freshness import AT_RISK, Validity, validity
from portal.skills.models import Evidence, EvidenceKind, Skill

CERTIFIED = (State.CURRENT, State.AT_RISK, State.EXPIRED)
_NAMED = func.coalesce(func.nullif(Evidence.title, ""), Skill.name)
_SHOWN = Evidence.kind == EvidenceKind.CERTIFICATE, Evidence.valid_until.is_not(None)


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


@prepared
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


@prepared
def _shown() -> Select[Any]:
    return (
        select(_NAMED, Evidence.valid_until, bindparam("none", None, type_=Skill.id.type), Skill.id)
        .join(Skill, Skill.id == Evidence.skill_id)
        .where(Evidence.person_id == bindparam("person_id"), *_SHOWN)
        .order_by(Evidence.valid_until, Evidence.id)
    )


def ending() -> tuple[SQLColumnExpression[Any], ...]:
    """Of the person given as `person_id`, for any statement: the certificate that runs out first,
    or has run out, and was not renewed; until when it is; and how many such there are.
    """
    me = bindparam("person_id", type_=Uuid())
    title, until = LearningItem.certificate.label("title"), Enrolment.certificate_until
    earned = (
        select(title, until.label("until"))
        .join(Enrolment, Enrolment.item_id == LearningItem.id)
        .where(Enrolment.person_id == me, one_of(Enrolment.state, CERTIFIED))
    )
    shown = (
        select(_NAMED, Evidence.valid_until)
        .join(Skill, Skill.id == Evidence.skill_id)
        .where(Evidence.person_id == me, *_SHOWN)
    )
    every = union_all(earned, shown).cte("certificates")
    renewed = aliased(every)
    later = exists().where(
        func.lower(renewed.c.title) == func.lower(every.c.title),
        or_(renewed.c.until.is_(None), renewed.c.until > every.c.until),
    )
    soon = bindparam(None, callable_=lambda: clock.today() + AT_RISK, type_=Date())
    open_ = every.c.until <= soon, ~later
    first = select(every.c.title, every.c.until).where(*open_)
    first = first.order_by(every.c.until, every.c.title).limit(1)
    one = [
        first.with_only_columns(part).scalar_subquery() for part in (every.c.title, every.c.until)
    ]
    number = select(func.count(func.distinct(func.lower(every.c.title)))).where(*open_)
    return *one, number.scalar_subquery()
