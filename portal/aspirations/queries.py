"""Reading what people want: their own page, what others may read of it, and who is counted."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import Select, case, exists, or_, select
from sqlalchemy.orm import aliased, joinedload

from portal import clock
from portal.access import Actor
from portal.accounts.models import Account
from portal.aspirations import sharing
from portal.aspirations.models import (
    Aspiration,
    AspirationEvent,
    AspirationProfile,
    Driver,
    State,
)
from portal.aspirations.words import PARTS
from portal.audience import Audience
from portal.db import db
from portal.mentorship.queries import groups_given, mentees_of, mentors_of
from portal.people.models import Person
from portal.people.queries import here
from portal.roles.models import Family, Role, RoleAlias

LIVE_STATES = (State.DRAFT, State.ACTIVE)


def profile_of(person_id: UUID) -> AspirationProfile | None:
    """The person's conditions and audiences, read afresh."""
    return db.session.scalars(
        select(AspirationProfile)
        .where(AspirationProfile.person_id == person_id)
        .execution_options(populate_existing=True)
    ).one_or_none()


def drivers_of(person_id: UUID) -> list[Driver]:
    """What matters to the person and what drains them."""
    return list(
        db.session.scalars(
            select(Driver)
            .where(Driver.person_id == person_id)
            .order_by(Driver.code)
            .execution_options(populate_existing=True)
        )
    )


def live(person_id: UUID) -> Select[Aspiration]:
    """The person's drafts and active aspirations: the ultimate objective last."""
    return (
        select(Aspiration)
        .where(Aspiration.person_id == person_id, Aspiration.state.in_(LIVE_STATES))
        .order_by(
            Aspiration.aim, Aspiration.priority, Aspiration.created_at, Aspiration.id
        )  # "next" before "ultimate"
        .execution_options(populate_existing=True)
    )


def live_of(person_id: UUID) -> list[Aspiration]:
    """The same, with the role and its family."""
    return list(
        db.session.scalars(
            live(person_id).options(
                joinedload(Aspiration.role).joinedload(Role.family),
                joinedload(Aspiration.role).joinedload(Role.department),
                joinedload(Aspiration.family),
            )
        )
    )


def own(person_id: UUID, ids: Collection[UUID]) -> list[Aspiration]:
    """Those of the aspirations that are this person's, in whatever state."""
    if not ids:
        return []
    return list(
        db.session.scalars(
            select(Aspiration)
            .where(Aspiration.id.in_(ids), Aspiration.person_id == person_id)
            .options(joinedload(Aspiration.role), joinedload(Aspiration.family))
            .order_by(Aspiration.created_at, Aspiration.id)
        )
    )


def last_event(aspiration_id: UUID) -> AspirationEvent | None:
    """How the aspiration came to be in its state."""
    return db.session.scalars(
        select(AspirationEvent)
        .where(AspirationEvent.aspiration_id == aspiration_id)
        .order_by(AspirationEvent.id.desc())
        .limit(1)
    ).one_or_none()


@dataclass(frozen=True)
class Board:
    """All that the page My aspirations shows of its owner."""

    person: Person
    manager: Person | None
    profile: AspirationProfile | None
    shared_with: Person | None
    drivers: list[Driver]
    aspirations: list[Aspiration]

    @property
    def asks_about_manager(self) -> bool:
        return sharing.asks_about_manager(self.profile, self.person.manager_id)


def board(person_id: UUID) -> Board:
    """The person's page, in three statements."""
    manager, shared_with = aliased(Person), aliased(Person)
    person, profile, boss, past = db.session.execute(
        select(Person, AspirationProfile, manager, shared_with)
        .outerjoin(AspirationProfile, AspirationProfile.person_id == Person.id)
        .outerjoin(manager, manager.id == Person.manager_id)
        .outerjoin(shared_with, shared_with.id == AspirationProfile.shared_with_manager_id)
        .where(Person.id == person_id)
        .execution_options(populate_existing=True)
    ).one()
    return Board(person, boss, profile, past, drivers_of(person_id), live_of(person_id))


@dataclass(frozen=True)
class Shared:
    """What a reader may read of one person's aspirations. A part that is not open is empty."""

    parts: frozenset[str] = sharing.NOTHING
    aspirations: list[Aspiration] = field(default_factory=list)
    drivers: list[str] = field(default_factory=list)
    drains: list[str] = field(default_factory=list)
    profile: AspirationProfile | None = None

    def __bool__(self) -> bool:
        """Whether there is anything to show."""
        return bool(
            self.aspirations or self.drivers or self.drains or self.preferences or self.words
        )

    @property
    def preferences(self) -> AspirationProfile | None:
        return self.profile if "preferences" in self.parts else None

    @property
    def words(self) -> str:
        return self.profile.words if self.profile and "words" in self.parts else ""


def visible_to(actor: Actor, person: Person) -> Shared:
    """Exactly what `actor` may read of `person`'s aspirations, as a reader among others."""
    return visible_among(actor, [person])[person.id]


def visible_among(actor: Actor, people: Sequence[Person]) -> dict[UUID, Shared]:
    """The same for several people, in four statements however many they are."""
    profiles = _profiles_of(people)
    mentees = {mentee.id for mentee in mentees_of(actor.id)} if profiles else set()
    groups = {
        person.id: groups_given(actor.id, person, hr=actor.hr, mentors=person.id in mentees)
        for person in people
    }
    return _shared(
        profiles,
        {
            key: sharing.open_parts(profiles.get(key), member_of, actor.id)
            for key, member_of in groups.items()
        },
    )


def visible_as(groups: Audience, person: Person) -> Shared:
    """What a reader who belongs to `groups` reads; as manager, the one the person has now."""
    profiles = _profiles_of([person])
    reader_id = person.manager_id if groups & Audience.MANAGER else None
    parts = sharing.open_parts(profiles.get(person.id), groups, reader_id)
    return _shared(profiles, {person.id: parts})[person.id]


def _profiles_of(people: Sequence[Person]) -> dict[UUID, AspirationProfile]:
    statement = select(AspirationProfile).where(
        AspirationProfile.person_id.in_([person.id for person in people])
    )
    return {profile.person_id: profile for profile in db.session.scalars(statement)}


def _shared(
    profiles: Mapping[UUID, AspirationProfile], parts: Mapping[UUID, frozenset[str]]
) -> dict[UUID, Shared]:
    """The open parts of each person, read in two statements."""
    aspirations = active_of([key for key, open_ in parts.items() if "roles" in open_])
    drivers = _drivers_of([key for key, open_ in parts.items() if "drivers" in open_])
    return {
        key: Shared(
            open_,
            aspirations.get(key, []),
            [code for code, drains in drivers.get(key, []) if not drains],
            [code for code, drains in drivers.get(key, []) if drains],
            profiles.get(key),
        )
        for key, open_ in parts.items()
    }


def active_of(person_ids: Collection[UUID]) -> dict[UUID, list[Aspiration]]:
    """The active aspirations of each person. Whoever shows them asks `sharing.open_parts` first."""
    found: dict[UUID, list[Aspiration]] = {}
    if person_ids:
        statement = (
            select(Aspiration)
            .where(Aspiration.person_id.in_(person_ids), Aspiration.state == State.ACTIVE)
            .options(joinedload(Aspiration.role), joinedload(Aspiration.family))
            .order_by(Aspiration.aim, Aspiration.priority, Aspiration.created_at, Aspiration.id)
        )
        for aspiration in db.session.scalars(statement):
            found.setdefault(aspiration.person_id, []).append(aspiration)
    return found


def _drivers_of(person_ids: Collection[UUID]) -> dict[UUID, list[tuple[str, bool]]]:
    found: dict[UUID, list[tuple[str, bool]]] = {}
    if person_ids:
        statement = (
            select(Driver.person_id, Driver.code, Driver.drains)
            .where(Driver.person_id.in_(person_ids))
            .order_by(Driver.code)
        )
        for person_id, code, drains in db.session.execute(statement):
            found.setdefault(person_id, []).append((code, drains))
    return found


@dataclass(frozen=True)
class Onlooker:
    """Somebody who might read a person's aspirations, and the parts they see now."""

    kind: str
    name: str
    person: Person | None
    sees: list[str]
    hidden: list[str]


def onlookers(board: Board) -> list[Onlooker]:
    """What others see now, by the rule that decides it: mentors, manager, HR, everyone else."""
    hr = _hr_people()
    mentors = mentors_of(board.person.id)
    known = [("mentor", mentor) for mentor in mentors]
    if board.manager is not None and board.manager not in mentors:
        known.append(("manager", board.manager))
    ids = {mentor.id for mentor in mentors}
    found = [
        _onlooker(
            board,
            kind,
            reader.name,
            reader,
            groups_given(reader.id, board.person, hr=reader.id in hr, mentors=reader.id in ids),
        )
        for kind, reader in known
    ]
    found.append(_onlooker(board, "hr", ", ".join(sorted(hr.values())), None, Audience.HR))
    found.append(_onlooker(board, "everyone", "Everyone else", None, Audience.NOBODY))
    return found


def _onlooker(
    board: Board, kind: str, name: str, reader: Person | None, groups: Audience
) -> Onlooker:
    sees = sharing.open_parts(board.profile, groups, reader.id if reader else None)
    return Onlooker(
        kind,
        name,
        reader,
        [words for part, words in PARTS.items() if part in sees],
        [words for part, words in PARTS.items() if part not in sees],
    )


def _hr_people() -> dict[UUID, str]:
    """Those with the duty HR: id to name."""
    statement = (
        select(Person.id, Person.name)
        .join(Account, Account.person_id == Person.id)
        .where(Account.hr, Account.disabled_at.is_(None), here())
    )
    return {person_id: name for person_id, name in db.session.execute(statement)}


def counted_people() -> Select[UUID]:
    """The people whose aspirations count in the aggregates, as a statement of ids.

    Everyone who has not left and has not said "do not count me". Somebody who never saved the
    page has no profile and counts with what there is, which is nothing.
    """
    return (
        select(Person.id)
        .outerjoin(AspirationProfile, AspirationProfile.person_id == Person.id)
        .where(
            or_(AspirationProfile.person_id.is_(None), AspirationProfile.counted),
            here(),
        )
    )


@dataclass(frozen=True)
class Target:
    """Something to aim for: a role or a family of roles."""

    kind: str
    id: UUID
    title: str
    note: str

    @property
    def code(self) -> str:
        """As a form sends it: "role:<id>"."""
        return f"{self.kind}:{self.id}"


def find_targets(text: str, *, limit: int = 8) -> list[Target]:
    """Roles by title or other title, then families of roles, that contain the text."""
    text = " ".join(text.split())
    if not text:
        return []
    folded = text.casefold()
    alias = exists().where(
        RoleAlias.role_id == Role.id, RoleAlias.folded.contains(folded, autoescape=True)
    )
    near = case(
        (Role.title.istartswith(text, autoescape=True), 0),
        (Role.title.icontains(text, autoescape=True), 1),
        else_=2,
    )
    roles = db.session.execute(
        select(Role.id, Role.title, Family.name)
        .join(Family, Family.id == Role.family_id)
        .where(Role.status == "active", or_(Role.title.icontains(text, autoescape=True), alias))
        .order_by(near, Role.title, Role.id)
        .limit(limit)
    )
    found = [Target("role", key, title, family) for key, title, family in roles]
    families = db.session.execute(
        select(Family.id, Family.name)
        .where(Family.name.icontains(text, autoescape=True))
        .order_by(Family.name)
        .limit(3)
    )
    return found + [Target("family", key, name, "A kind of work") for key, name in families]


def target(code: str) -> Target | None:
    """The target a form names as "role:<id>" or "family:<id>", if there is one."""
    kind, _, key = code.partition(":")
    try:
        key_id = UUID(key)
    except ValueError:
        return None
    if kind == "role":
        role = db.session.get(Role, key_id, options=[joinedload(Role.family)])
        if role is not None and role.status == "active":
            return Target("role", role.id, role.title, role.family.name)
    if kind == "family":
        family = db.session.get(Family, key_id)
        if family is not None:
            return Target("family", family.id, family.name, "A kind of work")
    return None


def needs_review(aspiration: Aspiration) -> bool:
    """Whether to ask if this is still what the person wants."""
    return (
        aspiration.state == State.ACTIVE
        and aspiration.review_on is not None
        and aspiration.review_on <= clock.today()
    )


def due_for_review(since: date) -> list[UUID]:
    """The active aspirations, by id, whose review came after `since`, of people who are here."""
    return list(
        db.session.scalars(
            select(Aspiration.id)
            .join(Person, Person.id == Aspiration.person_id)
            .where(
                Aspiration.state == State.ACTIVE,
                Aspiration.review_on > since,
                Aspiration.review_on <= clock.today(),
                here(),
            )
            .order_by(Aspiration.id)
        )
    )


def left_behind() -> list[UUID]:
    """The live aspirations of people who have left, by id."""
    return list(
        db.session.scalars(
            select(Aspiration.id)
            .join(Person, Person.id == Aspiration.person_id)
            .where(Aspiration.state.in_(LIVE_STATES), Person.left_on <= clock.today())
        )
    )
