"""What the first page shows, read in a fixed number of statements whatever the size of anything."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from uuid import UUID

from sqlalchemy import Select, Uuid, bindparam, or_, select
from sqlalchemy.orm import joinedload

from portal.access import Actor
from portal.aspirations import queries as aspirations
from portal.aspirations import readers, sharing
from portal.aspirations.models import Aspiration, AspirationProfile, State
from portal.aspirations.states import title
from portal.db import db
from portal.mentorship import queries as mentorship
from portal.mentorship.models import Mentor, Mentorship, MentorshipRequest, RequestState
from portal.mentorship.standing import LIVE, OPEN
from portal.pathways import queries as pathways
from portal.pathways.gap import Match, match
from portal.people.models import Person
from portal.people.queries import here
from portal.roles.queries import RoleLine, lines_of

MOST_NEAR = 3


@dataclass(frozen=True)
class Report:
    """Somebody I lead, with what they let me read of their aims."""

    person: Person
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
    near: list[pathways.Near]
    pairs: list[Mentorship]
    requests: list[MentorshipRequest]
    reports: list[Report] = field(default_factory=list)
    asks_about_manager: bool = False

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
    def waiting_for_me(self) -> list[MentorshipRequest]:
        """Requests I have to answer."""
        return [
            request
            for request in self.requests
            if request.mentor_id == self.actor.id and request.state == RequestState.REQUESTED
        ]

    @property
    def asked_by_me(self) -> list[MentorshipRequest]:
        """My requests that others have to answer."""
        return [request for request in self.requests if request.mentee_id == self.actor.id]

    def _match(self, role_id: UUID | None) -> Match | None:
        found = self.matches.get(role_id) if role_id else None
        return found if found is not None and found.lines else None


def today(actor: Actor) -> Today:
    """The page of the actor: seven statements, two more for those who lead people."""
    aims = aspirations.live_of(actor.id)
    levels = pathways.levels_of(actor.id)
    near = _near_ids(actor, levels, aims)
    wanted = {aim.role_id for aim in aims if aim.role_id} | {*near}
    if actor.role_id:
        wanted.add(actor.role_id)
    matches = _matches(levels, wanted)
    roles = lines_of([*near, *([actor.role_id] if actor.role_id else [])])
    pairs = _pairs(actor)
    profile, reports = _people(actor, pairs)
    here_now = roles.get(actor.role_id) if actor.role_id else None
    return Today(
        actor=actor,
        aims=aims,
        levels=levels,
        matches=matches,
        roles=roles,
        near=[
            pathways.Near(roles[key], matches[key], pathways.move_between(here_now, roles[key]))
            for key in near
        ],
        pairs=pairs,
        requests=_requests(actor),
        reports=reports,
        asks_about_manager=sharing.asks_about_manager(profile, actor.manager_id),
    )


def _near_ids(actor: Actor, levels: Mapping[UUID, int], aims: Sequence[Aspiration]) -> list[UUID]:
    """Roles close to the person that they do not aim for already."""
    if not any(levels.values()):
        return []
    aimed = {aim.role_id for aim in aims}
    found = pathways.nearest_ids(
        actor.id, role_id=actor.role_id, level=actor.level, limit=MOST_NEAR + len(aimed)
    )
    return [key for key in found if key not in aimed][:MOST_NEAR]


def _matches(levels: Mapping[UUID, int], role_ids: Collection[UUID]) -> dict[UUID, Match]:
    if not role_ids:
        return {}
    return {key: match(needs, levels) for key, needs in pathways.needs_of(role_ids).items()}


def _pairs(actor: Actor) -> list[Mentorship]:
    """The mentorships under way on either side."""
    return list(db.session.scalars(_live_pairs(), {"person_id": actor.id}))


@cache
def _live_pairs() -> Select[Mentorship]:
    return (
        mentorship.of_person()
        .where(LIVE)
        .options(
            joinedload(Mentorship.mentee),
            joinedload(Mentorship.mentor).joinedload(Mentor.person),
        )
        .order_by(Mentorship.started_at, Mentorship.id)
    )


def _requests(actor: Actor) -> list[MentorshipRequest]:
    """The open requests of and to the person, the oldest first."""
    return list(db.session.scalars(_open_requests(), {"person_id": actor.id}))


@cache
def _open_requests() -> Select[MentorshipRequest]:
    return (
        mentorship.requests_of_person()
        .where(OPEN)
        .options(
            joinedload(MentorshipRequest.mentee),
            joinedload(MentorshipRequest.mentor).joinedload(Mentor.person),
        )
        .order_by(MentorshipRequest.sent_at, MentorshipRequest.id)
    )


def _people(
    actor: Actor, pairs: Sequence[Mentorship]
) -> tuple[AspirationProfile | None, list[Report]]:
    """The actor's own audiences, and the people they lead with what those share."""
    rows = db.session.execute(_me_and_mine(), {"person_id": actor.id}).all()
    mine = next((profile for person, profile in rows if person.id == actor.id), None)
    mentees = {pair.mentee_id for pair in pairs if pair.mentor_id == actor.id}
    led = [(person, profile) for person, profile in rows if person.id != actor.id]
    parts = {
        person.id: sharing.open_parts(
            profile,
            mentorship.groups_given(actor.id, person, hr=actor.hr, mentors=person.id in mentees),
            actor.id,
        )
        for person, profile in led
    }
    aims = readers.active_of([key for key, open_ in parts.items() if "roles" in open_])
    return mine, [
        Report(person, bool(parts[person.id]), aims.get(person.id, [])) for person, _ in led
    ]


@cache
def _me_and_mine() -> Select[Person, AspirationProfile | None]:
    """A person and those they lead."""
    me = bindparam("person_id", type_=Uuid())
    return (
        select(Person, AspirationProfile)
        .outerjoin(AspirationProfile, AspirationProfile.person_id == Person.id)
        .where(or_(Person.id == me, Person.manager_id == me), here())
        .order_by(Person.name, Person.id)
    )
