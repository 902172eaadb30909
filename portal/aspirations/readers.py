"""What each reader may read of a person's aspirations. The rule is in `sharing`; this asks it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload

from portal.access import Actor
from portal.accounts.models import Account
from portal.aspirations import sharing
from portal.aspirations.models import Aspiration, AspirationProfile, Driver, State
from portal.aspirations.queries import Board
from portal.aspirations.words import PARTS
from portal.audience import Audience
from portal.db import db
from portal.mentorship.queries import groups_given, groups_of, mentors_of
from portal.people.models import Person
from portal.people.queries import here, named_by


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
    return visible_as(groups_of(actor, person), person)


def visible_as(groups: Audience, person: Person) -> Shared:
    """What a reader who belongs to `groups` reads; in one statement, two more for what is open."""
    profiles = _profiles_of([person.id])
    parts = sharing.open_parts(profiles.get(person.id), groups)
    return _shared(profiles, {person.id: parts})[person.id]


def _profiles_of(person_ids: Sequence[UUID]) -> dict[UUID, AspirationProfile]:
    asked = {"person_ids": person_ids}
    return {profile.person_id: profile for profile in db.session.scalars(_profiles(), asked)}


@cache
def _profiles() -> Select[AspirationProfile]:
    return select(AspirationProfile).where(
        AspirationProfile.person_id.in_(bindparam("person_ids", expanding=True))
    )


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
        for aspiration in db.session.scalars(_active(), {"person_ids": person_ids}):
            found.setdefault(aspiration.person_id, []).append(aspiration)
    return found


@cache
def _active() -> Select[Aspiration]:
    return (
        select(Aspiration)
        .where(
            Aspiration.person_id.in_(bindparam("person_ids", expanding=True)),
            Aspiration.state == State.ACTIVE,
        )
        .options(joinedload(Aspiration.role), joinedload(Aspiration.family))
        .order_by(Aspiration.aim, Aspiration.priority, Aspiration.created_at, Aspiration.id)
    )


def _drivers_of(person_ids: Collection[UUID]) -> dict[UUID, list[tuple[str, bool]]]:
    found: dict[UUID, list[tuple[str, bool]]] = {}
    if person_ids:
        for person_id, code, drains in db.session.execute(_drivers(), {"person_ids": person_ids}):
            found.setdefault(person_id, []).append((code, drains))
    return found


@cache
def _drivers() -> Select[UUID, str, bool]:
    return (
        select(Driver.person_id, Driver.code, Driver.drains)
        .where(Driver.person_id.in_(bindparam("person_ids", expanding=True)))
        .order_by(Driver.code)
    )


KINDS = ("mentor", "manager", "named")


@dataclass(frozen=True)
class Onlooker:
    """Somebody who might read a person's aspirations, and the parts they see now."""

    kind: str
    name: str
    person: Person | None
    sees: list[str]
    hidden: list[str]


def onlookers(board: Board) -> list[Onlooker]:
    """What others see now, by the rule that decides it: those named, mentors, manager, HR, all."""
    hr, mentors, named = _hr_people(), mentors_of(board.person.id), named_by(board.person.id)
    guides, chosen = {mentor.id for mentor in mentors}, {reader.id for reader in named}
    kinds = {reader: "named" for reader in named}
    if board.manager is not None:
        kinds[board.manager] = "manager"
    kinds |= {mentor: "mentor" for mentor in mentors}
    found = []
    for reader, kind in sorted(kinds.items(), key=lambda each: KINDS.index(each[1])):
        groups = groups_given(
            reader.id,
            board.person,
            hr=reader.id in hr,
            mentors=reader.id in guides,
            named=reader.id in chosen,
        )
        found.append(_onlooker(board, kind, reader.name, reader, groups))
    found.append(_onlooker(board, "hr", ", ".join(sorted(hr.values())), None, Audience.HR))
    found.append(_onlooker(board, "everyone", "Everyone else", None, Audience.NOBODY))
    return found


def _onlooker(
    board: Board, kind: str, name: str, reader: Person | None, groups: Audience
) -> Onlooker:
    sees = sharing.open_parts(board.profile, groups)
    return Onlooker(
        kind,
        name,
        reader,
        [words for part, words in PARTS.items() if part in sees],
        [words for part, words in PARTS.items() if part not in sees],
    )


def _hr_people() -> dict[UUID, str]:
    """Those with the duty HR: id to name."""
    return {person_id: name for person_id, name in db.session.execute(_with_duty())}


@cache
def _with_duty() -> Select[UUID, str]:
    return (
        select(Person.id, Person.name)
        .join(Account, Account.person_id == Person.id)
        .where(Account.hr, Account.disabled_at.is_(None), here())
    )
