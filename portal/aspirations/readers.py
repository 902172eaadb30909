"""What each reader may read of a person's aspirations. The rule is in `sharing`; this asks it."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, or_, select

from portal.accounts.models import Account
from portal.aspirations import sharing
from portal.aspirations.models import Aspiration, AspirationProfile, State
from portal.aspirations.queries import ORDER, TITLED, Board, drivers_of, mine
from portal.aspirations.words import PARTS
from portal.audience import Audience
from portal.composed import prepared
from portal.conditions import Actor
from portal.db import columns, one_of
from portal.light import Light
from portal.mentorship.queries import groups_given, groups_of, mentors_of
from portal.people.models import Person
from portal.people.queries import Named, here, named_by


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
    return shared(next(iter(KEPT.rows(_kept(), person_id=person.id)), None), groups, person.id)


def shared(profile: AspirationProfile | None, groups: Audience, person_id: UUID) -> Shared:
    """The same where the person's profile has been read."""
    parts = sharing.open_parts(profile, groups)
    aims = active_of([person_id]) if "roles" in parts else {}
    chosen = drivers_of(person_id) if "drivers" in parts else []
    return Shared(
        parts,
        aims.get(person_id, []),
        [driver.code for driver in chosen if not driver.drains],
        [driver.code for driver in chosen if driver.drains],
        profile,
    )


KEPT = Light(AspirationProfile)


@prepared
def _kept() -> Select[Any]:
    return KEPT.select.where(AspirationProfile.person_id == bindparam("person_id"))


def active_of(person_ids: Collection[UUID]) -> dict[UUID, list[Aspiration]]:
    """The active aspirations of each person. Whoever shows them asks `sharing.open_parts` first."""
    found: dict[UUID, list[Aspiration]] = {}
    if person_ids:
        for aspiration in TITLED.rows(_active(), person_ids=list(person_ids)):
            found.setdefault(aspiration.person_id, []).append(aspiration)
    return found


@prepared
def _active() -> Select[Any]:
    return TITLED.select.where(_theirs()).order_by(*ORDER)


def _theirs() -> ColumnElement[bool]:
    theirs = Aspiration.person_id.in_(bindparam("person_ids", expanding=True))
    return and_(theirs, one_of(Aspiration.state, (State.ACTIVE,)))


def own_and_active_of(
    person_id: UUID, person_ids: Collection[UUID]
) -> tuple[list[Aspiration], dict[UUID, list[Aspiration]]]:
    """A person's own live aspirations, and the active ones of each of others, as `active_of`; in
    one statement.
    """
    given = {"person_id": person_id, "person_ids": list(person_ids)}
    found: dict[UUID, list[Aspiration]] = {}
    for aspiration in TITLED.rows(_own_and_active(), **given):
        found.setdefault(aspiration.person_id, []).append(aspiration)
    return found.pop(person_id, []), found


@prepared
def _own_and_active() -> Select[Any]:
    return TITLED.select.where(or_(mine(), _theirs())).order_by(*ORDER)


KINDS = ("mentor", "manager", "named")


@dataclass(frozen=True)
class Onlooker:
    """Somebody who might read a person's aspirations, and the parts they see now."""

    kind: str
    name: str
    person: Person | Named | None
    sees: list[str]
    hidden: list[str]


def onlookers(board: Board) -> list[Onlooker]:
    """What others see now, by the rule that decides it: those named, mentors, manager, HR, all."""
    hr, mentors, named = _hr_people(), mentors_of(board.person.id), named_by(board.person.id)
    guides, chosen = {mentor.id for mentor in mentors}, {reader.id for reader in named}
    known: list[tuple[str, Person | Named]] = [("named", reader) for reader in named]
    if board.manager is not None:
        known.append(("manager", board.manager))
    known += [("mentor", mentor) for mentor in mentors]
    kinds = {reader.id: (kind, reader) for kind, reader in known}  # the last says what they are
    found = []
    for kind, reader in sorted(kinds.values(), key=lambda each: KINDS.index(each[0])):
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
    board: Board, kind: str, name: str, reader: Person | Named | None, groups: Audience
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
    return {person_id: name for person_id, name in columns(_with_duty())}


@prepared
def _with_duty() -> Select[UUID, str]:
    return (
        select(Person.id, Person.name)
        .join(Account, Account.person_id == Person.id)
        .where(Account.hr, Account.disabled_at.is_(None), here())
    )
