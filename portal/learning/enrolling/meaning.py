"""What something learned means for one's skills: said by the person, and by nobody else."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Date, Select, bindparam, exists, func, select

from portal import clock
from portal.audience import Audience
from portal.composed import prepared
from portal.db import columns, lock, one_of
from portal.learning.enrolling import machine, queries
from portal.learning.models import Enrolment, EnrolmentEvent, LearningItem, LearningSkill
from portal.skills import evidence, own, own_queries
from portal.skills.evidence import MOST, Proof
from portal.skills.merging import rules as merging
from portal.skills.models import EvidenceKind, Interest, PersonSkill, Skill

# What was learned longer ago says little about a skill now.
LATELY = timedelta(days=90)


class Meaning(NamedTuple):
    """What something learned may mean for a skill: the level it leads to, and the one I have."""

    enrolment_id: UUID
    item_id: UUID
    title: str
    skill_id: UUID
    skill: str
    level: int
    have: int


def meanings(person_id: UUID, item_id: UUID | None = None) -> dict[UUID, list[Meaning]]:
    """What was completed and the person was not asked about yet, by enrolment; one statement.

    Only skills it leads further than they are; of one item, or of all.
    """
    found: dict[UUID, list[Meaning]] = {}
    for row in columns(_meanings(), person_id=person_id):
        if item_id in (None, row[1]):
            found.setdefault(row[0], []).append(Meaning._make(row))
    return found


@prepared
def _meanings() -> Select[*tuple[Any, ...]]:
    have = func.coalesce(PersonSkill.level, 0)
    lately = bindparam(None, callable_=lambda: clock.today() - LATELY, type_=Date())
    mine = (PersonSkill.skill_id == Skill.id) & (PersonSkill.person_id == Enrolment.person_id)
    answered = exists().where(
        EnrolmentEvent.enrolment_id == Enrolment.id, EnrolmentEvent.event == queries.SAID_SKILLS
    )
    return (
        select(
            Enrolment.id, LearningItem.id, LearningItem.title, Skill.id, Skill.name,
            LearningSkill.level, have,
        )
        .join(LearningItem, LearningItem.id == Enrolment.item_id)
        .join(LearningSkill, LearningSkill.item_id == LearningItem.id)
        .join(Skill, Skill.id == LearningSkill.skill_id)
        .outerjoin(PersonSkill, mine)
        .where(
            Enrolment.person_id == bindparam("person_id"),
            one_of(Enrolment.state, queries.LEARNED),
            Enrolment.done_on >= lately,
            LearningSkill.level > have,
            Skill.status == "active",
            ~answered,
        )
        .order_by(Enrolment.done_on.desc(), Enrolment.id, Skill.name)
        .limit(30)
    )  # fmt: skip


def say(row: Enrolment, wanted: Collection[UUID]) -> list[str]:
    """The person's answer: the skills they want set to where it led; none leaves all as they are.

    In: the enrolment, locked with its person. Out: what was set, in words. What was learned stands
    beside each as evidence. Raises Past when they answered before, Refused as `own.add` does.
    """
    found = meanings(row.person_id, row.item_id).get(row.id, [])
    machine.advance(row, queries.SAID_SKILLS, by=row.person)
    chosen = [meaning for meaning in found if meaning.skill_id in wanted]
    for meaning in chosen:
        _set(row, meaning)
    return [meaning.skill for meaning in chosen]


def _set(row: Enrolment, meaning: Meaning) -> None:
    skill = merging.in_use(meaning.skill_id)
    held = own_queries.held(row.person_id, skill.id)
    if held is None:
        fresh = own.Rating(level=meaning.level, interest=Interest.HAPPY, audience=Audience.EVERYONE)
        held, _ = own.add(row.person_id, skill, fresh)
    else:
        held = lock(PersonSkill, held.id)
        now = own.rating_of(held)
        own.change(held, own.Rating(**(vars(now) | {"level": max(now.level, meaning.level)})))
    _show(row, held)


def _show(row: Enrolment, held: PersonSkill) -> None:
    """As evidence; a skill that shows as much as anybody reads is left as it is."""
    certified = bool(row.item.certificate)
    proof = Proof(
        kind=EvidenceKind.CERTIFICATE if certified else EvidenceKind.LEARNING,
        title=row.item.certificate or row.item.title,
        happened_on=row.done_on,
        valid_until=row.certificate_until,
    )
    if len(evidence.of_skill(held.person_id, held.skill_id)) < MOST:
        evidence.add(held, proof)
