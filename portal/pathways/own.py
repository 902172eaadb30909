"""What of a person enters the page of a role besides their skills: read in one statement."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    CompoundSelect,
    Date,
    Integer,
    Select,
    String,
    Uuid,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    null,
    select,
    union_all,
)

from portal.aspirations.models import Aspiration, State
from portal.composed import prepared
from portal.conversations.models import ConversationGoal
from portal.db import columns, one_of
from portal.learning.enrolling.certificates import Held, newest
from portal.learning.models import Enrolment, LearningItem, LearningSkill
from portal.opportunities.models import Application, Opportunity
from portal.opportunities.states import State as OpportunityState
from portal.pathways.offers import APPLIED, CHOSEN, LEARNED
from portal.pathways.together import Together, about, in_order
from portal.people.queries import today
from portal.plans.models import Plan, PlanStep
from portal.plans.outlines import OPEN
from portal.roles.models import Role, RoleRequirement
from portal.saved.models import NotInterested
from portal.skills.models import Evidence, EvidenceKind, Kind, PersonSkill, Skill

STEPS = {
    "learning": PlanStep.item_id,
    "opportunity": PlanStep.opportunity_id,
    "mentor": PlanStep.mentor_id,
    "community": PlanStep.community_id,
    "skill": PlanStep.skill_id,
}
WORKING = 2
"""From this level on a language is one to learn in."""


class Here(NamedTuple):
    """The role a person has today."""

    id: UUID
    family_id: UUID
    title: str
    level: int


class Opening(NamedTuple):
    """A vacancy for the role, and the last day to apply for it."""

    id: UUID
    title: str
    apply_by: date


class Asked(NamedTuple):
    """What a role asks for besides skills."""

    words: str
    kind: str
    required: bool


class Agreed(NamedTuple):
    """A goal agreed in a conversation, what the person still does for it, and whether that is in a
    plan of theirs.
    """

    id: UUID
    words: str
    does: str
    due_on: date | None
    planned: bool


@dataclass(frozen=True)
class Own:
    """A person beside a role, but for their skills.

    `aim` is their aim for it; `asked` what the role of today asks for besides skills; `standing`
    the state of what they learn or learned and of their applications, by item and opportunity;
    `renewals` the certificates that items give,
    where they teach a skill the person has a certificate for; `planned` what their plans hold:
    "learning", "opportunity", "mentor", "community" and "skill", each with its id; `together` are
    communities about what is to grow; `openings` are the vacancies for the role that take
    applications.
    """

    here: Here | None = None
    asked: list[Asked] = field(default_factory=list)
    aim: UUID | None = None
    aside: bool = False
    standing: Mapping[UUID, str] = field(default_factory=dict)
    certificates: list[Held] = field(default_factory=list)
    renewals: Mapping[UUID, str] = field(default_factory=dict)
    languages: Collection[str] = frozenset()
    planned: Collection[tuple[str, UUID]] = frozenset()
    agreed: list[Agreed] = field(default_factory=list)
    together: list[Together] = field(default_factory=list)
    openings: list[Opening] = field(default_factory=list)

    @property
    def chosen(self) -> set[UUID]:
        """The items and opportunities they plan, learn or applied for."""
        planned = {key for kind, key in self.planned if kind in ("learning", "opportunity")}
        return planned | {key for key, state in self.standing.items() if state in CHOSEN}

    @property
    def applied(self) -> set[UUID]:
        """The opportunities for which an application is under way."""
        return {key for key, state in self.standing.items() if state in APPLIED}


def own(person_id: UUID, role_id: UUID, here_id: UUID | None) -> Own:
    """What the person has beside this role; `here_id` is the role they have today."""
    given = {"person_id": person_id, "role_id": role_id, "here_id": here_id or UUID(int=0)}
    found: dict[str, list[tuple[Any, ...]]] = {}
    for part, *row in columns(_own(), **given):
        found.setdefault(part, []).append(tuple(row))
    learned = found.get("learning", []) + found.get("applied", [])
    held = [
        (words, day, key, None)
        for key, words, state, day, _ in learned
        if words and state in LEARNED
    ]
    held += [(words, day, None, key) for key, words, _, day, _ in found.get("certificate", [])]
    here = [Here(here_id, key, words, number) for key, words, _, _, number in found.get("here", [])]  # type: ignore[arg-type]
    return Own(
        here=next(iter(here), None),
        asked=[Asked(words, kind, bool(n)) for _, words, kind, _, n in found.get("asked", [])],
        aim=next((key for key, *_ in found.get("aim", [])), None),
        aside="aside" in found,
        # What is under way now comes after what was learned before.
        standing={row[0]: row[2] for row in sorted(learned, key=lambda row: row[2] in CHOSEN)},
        certificates=newest(held),
        renewals={key: words for key, words, *_ in found.get("renews", [])},
        languages=frozenset(words.casefold() for _, words, *_ in found.get("language", [])),
        together=in_order(found.get("together", [])),
        openings=[Opening(key, title, day) for key, title, _, day, _ in found.get("opening", [])],
        planned={(kind, key) for kind in STEPS for key, *_ in found.get(f"to {kind}", [])},
        agreed=_in_order(found.get("agreed", [])),
    )


def _in_order(rows: Iterable[tuple[Any, ...]]) -> list[Agreed]:
    """What is due first; what has no day comes last."""
    goals = [Agreed(key, words, does, day, bool(n)) for key, words, does, day, n in rows]
    return sorted(goals, key=lambda one: (one.due_on is None, one.due_on, one.words))


@prepared
def _own() -> CompoundSelect[*tuple[Any, ...]]:
    role_id, here_id = (bindparam(name, type_=Uuid()) for name in ("role_id", "here_id"))
    kind, kept = LearningItem.certificate, Enrolment.certificate_until
    named = func.coalesce(func.nullif(Evidence.title, ""), Skill.name)
    return union_all(
        _part("here", Role.family_id, Role.title, number=Role.level).where(Role.id == here_id),
        _part(
            "asked", words=RoleRequirement.words, state=RoleRequirement.kind,
            number=cast(RoleRequirement.required, Integer),
        ).where(RoleRequirement.role_id == here_id),
        _part("aim", Aspiration.id).where(
            Aspiration.person_id == _me(),
            Aspiration.role_id == role_id,
            one_of(Aspiration.state, (State.ACTIVE,)),
        ),
        _part("aside", NotInterested.role_id).where(
            NotInterested.person_id == _me(), NotInterested.role_id == role_id
        ),
        _part("learning", Enrolment.item_id, kind, Enrolment.state, kept)
        .join(LearningItem, LearningItem.id == Enrolment.item_id)
        .where(Enrolment.person_id == _me()),
        _agreed(), *_of_opportunities(role_id),
        _part("certificate", Skill.id, named, day=Evidence.valid_until)
        .join(Skill, Skill.id == Evidence.skill_id)
        .where(Evidence.person_id == _me(), Evidence.kind == EvidenceKind.CERTIFICATE),
        _part("renews", LearningItem.id, kind)
        .join(LearningSkill, LearningSkill.item_id == LearningItem.id)
        .where(
            LearningSkill.skill_id.in_(
                select(Evidence.skill_id).where(
                    Evidence.person_id == _me(), Evidence.kind == EvidenceKind.CERTIFICATE
                )
            ),
            LearningItem.status == "active",
            kind != "",
        ),
        _of_kind("certificate", Skill.name, Kind.CERTIFICATE, 1),
        _of_kind("language", Skill.name, Kind.LANGUAGE, WORKING),
        *(_planned(kind, key) for kind, key in STEPS.items()), _together(role_id),
    )  # fmt: skip


def _agreed() -> Select[*tuple[Any, ...]]:
    """The goals agreed in conversations for which the person still has something to do."""
    goal = ConversationGoal
    planned = exists().where(
        Plan.id == PlanStep.plan_id,
        Plan.person_id == goal.person_id,
        one_of(Plan.state, OPEN),
        PlanStep.removed_at.is_(None),
        PlanStep.title == goal.employee_does,
        PlanStep.note == goal.words,
    )
    there = case((planned, 1), else_=0)
    return _part("agreed", goal.id, goal.words, goal.employee_does, goal.employee_by, there).where(
        goal.person_id == _me(), goal.dropped_on.is_(None), goal.employee_done_on.is_(None)
    )


def _together(role_id: Any) -> Select[*tuple[Any, ...]]:
    found = about(_me(), role_id).subquery().c
    return _part("together", found[0], found[1], found[2], number=found[3])


def _of_opportunities(role_id: Any) -> tuple[Select[*tuple[Any, ...]], ...]:
    """What the person applied for, and what is open for the role."""
    return (
        _part("applied", Application.opportunity_id, state=Application.state).where(
            Application.person_id == _me()
        ),
        _part("opening", Opportunity.id, Opportunity.title, day=Opportunity.apply_by).where(
            Opportunity.role_id == role_id,
            one_of(Opportunity.state, (OpportunityState.PUBLISHED,)),
            Opportunity.apply_by >= today(),
        ),
    )


def _planned(kind: str, key: Any) -> Select[*tuple[Any, ...]]:
    """What the steps of one's open plans point to, but for those that are done."""
    return (
        _part(f"to {kind}", key)
        .join(Plan, Plan.id == PlanStep.plan_id)
        .where(
            Plan.person_id == _me(),
            one_of(Plan.state, OPEN),
            PlanStep.removed_at.is_(None),
            PlanStep.done_on.is_(None),
            key.is_not(None),
        )
    )


def _of_kind(part: str, words: Any, kind: str, least: int) -> Select[*tuple[Any, ...]]:
    """The skills of a kind that the person has at this level or above."""
    return (
        _part(part, Skill.id, words)
        .join(PersonSkill, PersonSkill.skill_id == Skill.id)
        .where(PersonSkill.person_id == _me(), PersonSkill.level >= least, Skill.kind == kind)
    )


def _part(
    part: str, key: Any = None, words: Any = None, state: Any = None, day: Any = None,
    number: Any = None,
) -> Select[*tuple[Any, ...]]:  # fmt: skip
    """One of the selects that are joined: each with the same columns, of the same types."""
    return select(
        literal(part, String()).label("part"),
        (cast(null(), Uuid()) if key is None else key).label("key"),
        (literal("", String()) if words is None else words).label("words"),
        (literal("", String()) if state is None else state).label("state"),
        (cast(null(), Date()) if day is None else day).label("day"),
        (cast(null(), Integer()) if number is None else number).label("number"),
    )


def _me() -> Any:
    return bindparam("person_id", type_=Uuid())
