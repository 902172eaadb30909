"""What the first page shows, read in a fixed number of statements whatever the size of anything."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Date,
    Select,
    Uuid,
    and_,
    bindparam,
    case,
    exists,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)

from portal.aspirations import readers, sharing
from portal.aspirations.models import Aspiration, AspirationProfile, State
from portal.aspirations.states import title
from portal.audience import Audience
from portal.composed import prepared
from portal.conditions import Actor
from portal.conversations import standing
from portal.conversations.models import ConversationRhythm
from portal.conversations.standing import Talk
from portal.db import columns, one_of
from portal.home.matching import levels_and_wishes
from portal.home.ties import Other, Tie
from portal.learning.enrolling import certificates
from portal.mentorship import queries as mentorship
from portal.mentorship.models import Mentorship, MentorshipRequest, RequestState
from portal.mentorship.standing import LIVE, OPEN
from portal.pathways import queries as pathways
from portal.pathways.gap import Match, match
from portal.pathways.recommending import Order, Recommended, Standing, in_order, told
from portal.people import manager
from portal.people.models import NamedReader, Person
from portal.people.queries import here
from portal.plans.models import Plan, PlanState
from portal.plans.queries import Following, following
from portal.roles.queries import RoleLine, lines_of
from portal.validation.queries import asked_of

MOST_NEAR = 3


class Led(NamedTuple):
    """Myself or somebody I lead, and what they share, as far as the rules about it look."""

    id: UUID
    name: str
    job_title: str
    manager_id: UUID | None
    shared_with_manager_id: UUID | None
    roles_audience: Audience
    drivers_audience: Audience
    preferences_audience: Audience
    words_audience: Audience
    hr_until: date | None
    named: bool
    asks: bool
    confirms: int
    certificate: str | None
    ends_on: date | None
    ending: int


_LED = len(Led._fields)
_TALK = -len(Talk._fields)


@dataclass(frozen=True)
class Report:
    """Somebody I lead, with what they let me read of their aims."""

    person: Led
    shares: bool
    aims: list[Aspiration]

    @property
    def in_words(self) -> str:
        if self.aims:
            return f"Aims for {', '.join(title(aim) for aim in self.aims)}"
        return "Shares something with you" if self.shares else "Keeps their aspirations private"


@dataclass(frozen=True)
class Today:
    """One person's first page."""

    actor: Actor
    aims: list[Aspiration]
    levels: Mapping[UUID, int]
    matches: Mapping[UUID, Match]
    roles: Mapping[UUID, RoleLine]
    near: list[Recommended]
    ties: list[Tie]
    reports: list[Report] = field(default_factory=list)
    asks_about_manager: bool = False
    to_confirm: int = 0
    certificate: str | None = None
    ends_on: date | None = None
    ending: int = 0
    plan: Following | None = None
    # How I stand with my manager, and those I lead with me.
    talk: Talk | None = None
    talks: Mapping[UUID, Talk] = field(default_factory=dict)

    @property
    def active(self) -> list[Aspiration]:
        return [aim for aim in self.aims if aim.state == State.ACTIVE]

    @property
    def drafts(self) -> list[Aspiration]:
        return [aim for aim in self.aims if aim.state == State.DRAFT]

    @property
    def target(self) -> Aspiration | None:
        """The aim the page is about: the first that is a role, else the first."""
        with_role = [aim for aim in self.active if aim.role_id]
        return next(iter(with_role or self.active), None)

    @property
    def match(self) -> Match | None:
        """Me beside the target, where it is a role with skills."""
        return self._match(self.target.role_id if self.target else None)

    @property
    def role(self) -> RoleLine | None:
        """My role today."""
        return self.roles.get(self.actor.role_id) if self.actor.role_id else None

    @property
    def role_match(self) -> Match | None:
        return self._match(self.actor.role_id)

    @property
    def pairs(self) -> list[Tie]:
        """The mentorships under way on either side."""
        return [tie for tie in self.ties if tie.until]

    @property
    def waiting_for_me(self) -> list[Tie]:
        """Requests I have to answer."""
        return [
            tie
            for tie in self.ties
            if tie.mentor_id == self.actor.id and tie.state == RequestState.REQUESTED
        ]

    @property
    def asked_by_me(self) -> list[Tie]:
        """My requests that others have to answer."""
        return [tie for tie in self.ties if not tie.until and tie.mentee_id == self.actor.id]

    def _match(self, role_id: UUID | None) -> Match | None:
        found = self.matches.get(role_id) if role_id else None
        return found if found is not None and found.lines else None


def today(actor: Actor) -> Today:
    """The page of the actor: seven statements."""
    ties = _ties(actor)
    me, plan, led, talks = _people(actor, ties)
    open_roles = [one.id for one, parts in led if "roles" in parts]
    aims, theirs = readers.own_and_active_of(actor.id, open_roles)
    levels, aside, wishes = levels_and_wishes(actor.id)
    who = Standing(actor.id, actor.role_id, actor.level, wishes)
    order = in_order(who, aims, aside) if any(levels.values()) else Order([])
    near = order.role_ids[:MOST_NEAR]
    wanted = {aim.role_id for aim in aims if aim.role_id} | {*near}
    if actor.role_id:
        wanted.add(actor.role_id)
    matches = _matches(levels, wanted)
    roles = lines_of(order.named(near) | ({actor.role_id} if actor.role_id else set()))
    return Today(
        actor=actor,
        aims=aims,
        levels=levels,
        matches=matches,
        roles=roles,
        near=told(order, near, matches, roles),
        ties=ties,
        reports=[Report(one, bool(parts), theirs.get(one.id, [])) for one, parts in led],
        asks_about_manager=me.asks,
        to_confirm=me.confirms,
        certificate=me.certificate,
        ends_on=me.ends_on,
        ending=me.ending,
        plan=plan,
        talk=talks.pop(actor.id),
        talks=talks,
    )


def _matches(levels: Mapping[UUID, int], role_ids: Collection[UUID]) -> dict[UUID, Match]:
    if not role_ids:
        return {}
    return {key: match(needs, levels) for key, needs in pathways.needs_of(role_ids).items()}


def _ties(actor: Actor) -> list[Tie]:
    """The mentorships under way and the open requests of the person, the oldest first."""
    rows = columns(_of_both(), person_id=actor.id)
    ties = [Tie(Other(*row[:3]), *row[3:]) for row in rows]
    return sorted(ties, key=lambda tie: (tie.since, tie.id))


@prepared
def _of_both() -> CompoundSelect[*tuple[Any, ...]]:
    no_end = type_coerce(null(), Date())
    return union_all(
        _of_one(Mentorship, Mentorship.ends_on, Mentorship.started_at, LIVE),
        _of_one(MentorshipRequest, no_end, MentorshipRequest.sent_at, OPEN),
    )


def _of_one(
    model: Any, until: Any, since: Any, condition: ColumnElement[bool]
) -> Select[*tuple[Any, ...]]:
    me = bindparam("person_id", type_=Uuid())
    other = case((model.mentor_id == me, model.mentee_id), else_=model.mentor_id)
    return (
        select(
            Person.id.label("person_id"), Person.name, Person.job_title,
            model.id, model.mentor_id, model.mentee_id, model.state,
            until.label("until"), since.label("since"),
        )
        .join(Person, Person.id == other)
        .where(or_(model.mentor_id == me, model.mentee_id == me), condition)
    )  # fmt: skip


def _people(
    actor: Actor, ties: Sequence[Tie]
) -> tuple[Led, Following | None, list[tuple[Led, frozenset[str]]], dict[UUID, Talk]]:
    """The actor (asked about a new manager? by how many to confirm a skill? which certificate ends
    first?), the plan they follow, the people they lead with the parts those share, and how each of
    all these stands with their manager.
    """
    found = columns(_me_and_mine(), person_id=actor.id).all()
    plan = next((Following(*row[_LED:_TALK]) for row in found if row[_LED] is not None), None)
    rows = [Led(*row[:_LED]) for row in found]
    talks = {row[0]: Talk(*row[_TALK:]) for row in found}
    me = next(row for row in rows if row.id == actor.id)
    mentees = {tie.mentee_id for tie in ties if tie.until and tie.mentor_id == actor.id}

    def parts(row: Led) -> frozenset[str]:
        groups = mentorship.groups_given(
            actor.id, row, hr=actor.hr, mentors=row.id in mentees, named=row.named
        )
        return sharing.open_parts(row if row.roles_audience is not None else None, groups)

    return me, plan, [(row, parts(row)) for row in rows if row.id != actor.id], talks


@prepared
def _me_and_mine() -> Select[*tuple[Any, ...]]:
    """A person and those they lead; whether these named them, what the person is asked, and the
    plan they follow.
    """
    me = bindparam("person_id", type_=Uuid())
    named = exists().where(NamedReader.person_id == Person.id, NamedReader.reader_id == me)
    asks = case((Person.id == me, manager.waiting()), else_=False)
    confirms = case((Person.id == me, asked_of(me)), else_=0)
    talk = standing.joined()
    ends = [case((Person.id == me, part), else_=null()) for part in certificates.ending()]
    return (
        select(
            *(getattr(Person, name) for name in Led._fields[:5]),
            *(getattr(AspirationProfile, name) for name in Led._fields[5:10]),
            named, asks, confirms, *ends, *following(), *talk.selected,
        )
        .select_from(Person)
        .outerjoin(ConversationRhythm, talk.rhythm)
        .outerjoin(talk.live, talk.together)
        .outerjoin(Plan, and_(Plan.person_id == Person.id, Plan.person_id == me,
                              one_of(Plan.state, (PlanState.NOW,))))
        .outerjoin(AspirationProfile, AspirationProfile.person_id == Person.id)
        .where(or_(Person.id == me, Person.manager_id == me), here())
        .order_by(Person.name, Person.id)
    )  # fmt: skip
