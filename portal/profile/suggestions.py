"""Skills a person may have and has not named, each with its reasons.

A skill's points are the sum of

    2.0 if the person's role asks for it as essential, 1.5 if as helpful;
    1.0 or 0.75 likewise for the first role they aim for that asks for it, 0.5 for each further;
    1.0 if they worked on it with a mentor;
    how much it goes with the skills they have (`portal.pathways.completing`).

Most points first, then by name. So a newcomer sees what the role asks for, and whoever has that
sees what goes with what they do. No other attribute of the person enters.
"""

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Uuid,
    bindparam,
    case,
    cast,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from portal.aspirations.models import Aspiration, State
from portal.composed import prepared
from portal.db import columns
from portal.mentorship.models import Mentorship, RelationState, request_skill
from portal.pathways.completing import Goes, goes_with, new
from portal.people.models import Person
from portal.roles.models import Role, RoleSkill
from portal.skills.models import Skill

MINE, AIM, MENTOR = "mine", "aim", "mentor"
WORKED = (RelationState.ACTIVE, RelationState.PAUSED, RelationState.COMPLETED)
_ESSENTIAL = {MINE: 2.0, AIM: 1.0}
_HELPFUL = {MINE: 1.5, AIM: 0.75}
_AGAIN, _WORKED_ON = 0.5, 1.0
_TOLD = 2
"""Roles and mentors named as a reason; more would be read by nobody."""


@dataclass
class Suggestion:
    """A skill, and what speaks for it."""

    skill_id: UUID
    name: str
    points: float = 0.0
    asked: list[str] = field(default_factory=list)
    goes: Goes | None = None

    @property
    def total(self) -> float:
        return self.points + (self.goes.points if self.goes else 0.0)

    @property
    def why(self) -> str:
        """The reasons in words, the weightiest first."""
        told = self.asked[:_TOLD] + ([self.goes.why] if self.goes else [])
        words = "; ".join(told)
        return words[:1].upper() + words[1:] + "."


def for_person(person_id: UUID, limit: int) -> list[Suggestion]:
    """The best suggestions for a person, without what they have or do not want.

    Three statements.
    """
    found: dict[UUID, Suggestion] = {}
    told: set[tuple[UUID, str]] = set()
    asked = columns(_asked(), person_id=person_id)
    for why, skill_id, name, about, essential in sorted(asked, key=_order):
        one = found.setdefault(skill_id, Suggestion(skill_id, name))
        if why == MENTOR:
            one.points += _WORKED_ON
        elif (skill_id, why) in told:
            one.points += _AGAIN
        else:
            one.points += (_ESSENTIAL if essential else _HELPFUL)[why]
        told.add((skill_id, why))
        one.asked.append(_reason(why, about))
    for goes in goes_with(person_id):
        if goes.skill_id not in found:
            found[goes.skill_id] = Suggestion(goes.skill_id, goes.name)
        found[goes.skill_id].goes = goes
    return sorted(found.values(), key=lambda one: (-one.total, one.name))[:limit]


def _order(row: tuple[str, UUID, str, str, int]) -> tuple[int, str]:
    return (MINE, AIM, MENTOR).index(row[0]), row[3]


def _reason(why: str, about: str) -> str:
    if why == MENTOR:
        return f"you worked on it with {about or 'a mentor'}"
    return f"your role, {about}, asks for it" if why == MINE else f"{about}, your aim, asks for it"


def _person() -> ColumnElement[UUID]:
    return bindparam("person_id", type_=Uuid())


@prepared
def _asked() -> Select[str, UUID, str, str, int]:
    """What the person's role and the roles they aim for ask for, and what mentors helped with."""
    # Read from the person's side: by the role, thousands would aim for each.
    aims = select(Aspiration.role_id).where(
        Aspiration.person_id == _person(),
        Aspiration.state == State.ACTIVE,
        Aspiration.role_id.is_not(None),
    )
    wanted = union_all(select(Person.role_id).where(Person.id == _person()), aims)
    own = Person.role_id == Role.id
    kind = case((own, literal(MINE)), else_=literal(AIM))
    essential = cast(RoleSkill.essential, Integer)
    roles = (
        select(kind.label("why"), Skill.id, Skill.name, Role.title, essential)
        .select_from(RoleSkill)
        .join(Role, Role.id == RoleSkill.role_id)
        .join(Skill, Skill.id == RoleSkill.skill_id)
        .join(Person, Person.id == _person())
        .where(Role.id.in_(wanted), Role.status == "active", new())
    )
    mentor = aliased(Person)
    worked = (
        select(literal(MENTOR), Skill.id, Skill.name, mentor.name, literal(1))
        .select_from(Mentorship)
        .join(request_skill, request_skill.c.request_id == Mentorship.request_id)
        .join(Skill, Skill.id == request_skill.c.skill_id)
        .join(mentor, mentor.id == Mentorship.mentor_id)
        .where(Mentorship.mentee_id == _person(), Mentorship.state.in_(WORKED), new())
    )
    return select(union_all(roles, worked).subquery())
