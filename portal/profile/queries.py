"""What the page about a person shows, joined from the capabilities below."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, and_, bindparam, case, exists, select

from portal.aspirations import readers
from portal.aspirations.models import Aspiration, AspirationProfile, State
from portal.audience import Audience
from portal.checkins import queries as check_ins
from portal.checkins.models import CheckIn
from portal.composed import prepared
from portal.conditions import Actor
from portal.db import columns, db, one_of
from portal.mentorship import apart
from portal.mentorship import queries as mentorship
from portal.mentorship.approaches import guards as approaches
from portal.mentorship.models import Mentor, Mentorship
from portal.mentorship.standing import LIVE
from portal.pathways import queries as pathways
from portal.people import photos
from portal.people import queries as people
from portal.people.models import Experience, Person
from portal.plans.models import Plan
from portal.plans.outlines import OPEN
from portal.profile import suggestions
from portal.profile.completeness import Completeness
from portal.prompts.queries import waiting
from portal.prompts.words import Prompt
from portal.roles.models import RoleSkill
from portal.skills import evidence, own_queries
from portal.skills.freshness import stale
from portal.skills.models import PersonSkill

SUGGESTIONS = 2
# Up to so many skills stand on a page with all there is to say; of more, the first few do.
WHOLE, FIRST = 20, 3
# Of those without, so many and what is to be looked over stand on my page; all on one of their own.
BRIEF = 30


@dataclass(frozen=True)
class Mine:
    """Everything on the page about me."""

    person: Person
    skills: list[PersonSkill]
    experience: list[Experience]
    suggested: list[suggestions.Suggestion]
    complete: Completeness
    reports: list[Person]
    shown: dict[UUID, evidence.Shown]
    prompts: list[Prompt]
    photo: str | None

    @property
    def open_to_all(self) -> int:
        """How many of the skills everyone sees."""
        return sum(row.audience.includes(Audience.NOBODY) for row in self.skills)

    @property
    def to_some(self) -> int:
        """How many are open to some, but not to everyone."""
        return len(self.skills) - self.open_to_all - self.only_me

    @property
    def last_change(self) -> datetime | None:
        return max((row.updated_at for row in self.skills), default=None)

    @property
    def only_me(self) -> int:
        return sum(row.audience == Audience.NOBODY for row in self.skills)


def mine(actor: Actor) -> Mine:
    """The page about the actor, in nine statements, one more for those who lead people."""
    person = people.whole(actor.id)
    skills = own_queries.of_person(actor.id)
    shown = evidence.counts(actor.id)
    has_aim, asked_for = aim_and_role(actor.id)
    return Mine(
        person=person,
        skills=skills,
        experience=people.experience_of(actor.id),
        suggested=suggestions.for_person(actor.id, SUGGESTIONS) if len(skills) <= WHOLE else [],
        complete=Completeness.of(skills, has_aim=has_aim, asked_for=asked_for, shown=shown),
        reports=people.reports_of(actor.id) if actor.leads else [],
        shown=shown,
        prompts=waiting(actor.id),
        photo=photos.digest(person),
    )


def whole_rows(skills: int) -> int:
    """How many of so many skills a page shows in full; the others with name and level."""
    return skills if skills <= WHOLE else FIRST


def brief_rows(skills: list[PersonSkill], pinned: list[PersonSkill]) -> list[PersonSkill]:
    """Those that stand on my page by name and level, beside the ones in full and the pinned."""
    others = [row for row in skills[whole_rows(len(skills)) :] if row not in pinned]
    return [row for number, row in enumerate(others) if number < BRIEF or stale(row)]


def me(person_id: UUID) -> Person:
    """The person as they are kept."""
    return db.session.get_one(Person, person_id)


def role_title(role_id: UUID | None) -> str:
    """What a role is called; "" for none."""
    role = pathways.role_of(role_id) if role_id else None
    return role.title if role else ""


def aim_and_role(person_id: UUID) -> tuple[bool, set[UUID]]:
    """Whether the person aims for something, and the skills their role asks for as essential."""
    rows = columns(_aim_and_role(), person_id=person_id).all()
    return bool(rows and rows[0][0]), {skill_id for _, skill_id in rows if skill_id}


@prepared
def _aim_and_role() -> Select[bool, UUID | None]:
    active = one_of(Aspiration.state, (State.ACTIVE,))
    aims = exists().where(Aspiration.person_id == Person.id, active)
    asks = and_(RoleSkill.role_id == Person.role_id, RoleSkill.essential)
    return (
        select(aims, RoleSkill.skill_id)
        .select_from(Person)
        .outerjoin(RoleSkill, asks)
        .where(Person.id == bindparam("person_id"))
    )


class Beside(NamedTuple):
    """A person beside whoever looks at them: the groups the reader belongs to, whether the person
    is a mentor who takes requests now, whether the reader is one whom they would let reach out to
    them, what of their wishes the reader may read, whether a plan of theirs is open to them, and
    the check-ins that are.
    """

    groups: Audience
    mentors: bool
    welcome: bool
    shared: readers.Shared
    plans: bool
    check_ins: list[CheckIn]


def beside(actor: Actor, person: Person, groups: Audience | None = None) -> Beside:
    """In one statement, two more for what is open of the person's wishes, one for check-ins.

    `groups` are those of somebody else, where the actor looks at their own page as they would.
    """
    rows = columns(_beside(), reader_id=actor.id, person_id=person.id).all()
    first: Any = rows[0]
    if groups is None:
        ties = {"mentors": first.guides, "named": first.named}
        groups = mentorship.groups_given(actor.id, person, hr=actor.hr, **ties)
    kept = None if first.person_id is None else first
    return Beside(
        groups,
        first.mentors,
        first.welcome,
        readers.shared(kept, groups, person.id),
        any(row.plan is not None and row.plan.includes(groups) for row in rows),
        check_ins.of_person(person.id, groups) if first.shares_check_in else [],
    )


def _welcome() -> ColumnElement[bool]:
    """The reader mentors others, not this person, and may reach out to them first."""
    me = bindparam("reader_id", type_=Uuid())
    mentors = exists().where(Mentor.id == me, Mentor.id != Person.id, Mentor.state != "closed")
    guides = exists().where(Mentorship.mentor_id == me, Mentorship.mentee_id == Person.id, LIVE)
    kept = apart.between(me, Person.id)
    # As a case, since SQLite works out all parts of an "and", and most readers mentor nobody.
    return case((mentors, and_(approaches.welcome(me, Person.id), ~guides, ~kept)), else_=False)


@prepared
def _beside() -> Select[*tuple[Any, ...]]:
    """A row for each open plan that is shared; one without a plan where there is none."""
    guides, named = mentorship.as_reader()
    taking = exists().where(Mentor.id == Person.id, Mentor.state == "open", Mentor.capacity > 0)
    shown = and_(Plan.person_id == Person.id, one_of(Plan.state, OPEN), Plan.audience != 0)
    return (
        select(
            *AspirationProfile.__table__.columns,
            AspirationProfile.hr_until.label("hr_until"),
            guides.label("guides"),
            named.label("named"),
            taking.label("mentors"),
            _welcome().label("welcome"),
            Plan.audience.label("plan"),
            check_ins.shares_one().label("shares_check_in"),
        )
        .select_from(Person)
        .outerjoin(AspirationProfile, AspirationProfile.person_id == Person.id)
        .outerjoin(Plan, shown)
        .where(Person.id == bindparam("person_id", type_=Uuid()))
    )
