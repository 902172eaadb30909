"""Reading what a person keeps of their search: always their own, never anybody else's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    CompoundSelect,
    Select,
    String,
    Uuid,
    bindparam,
    func,
    literal,
    select,
    union_all,
)

from portal.composed import prepared
from portal.db import columns
from portal.errors import Refused
from portal.people.models import Person
from portal.people.queries import here
from portal.roles.models import Role
from portal.roles.queries import RoleLine, lines_of
from portal.saved.models import (
    Find,
    NotInterested,
    Of,
    RecentRole,
    SavedChoice,
    SavedSearch,
    Share,
    ShareSilence,
)
from portal.saved.wanted import read

KEEP_DAYS = (0, 30, 90)
MOST_RECENT, MOST_LAST, MOST_ASIDE, MOST_FOUND = 50, 3, 200, 100


@cache
def _me() -> Any:
    return bindparam("person_id", type_=Uuid())


def not_interested(person_id: UUID) -> set[UUID]:
    """The roles this person does not want to be shown."""
    return set(columns(_not_interested(), person_id=person_id).scalars())


@prepared
def _not_interested() -> Select[UUID]:
    return select(NotInterested.role_id).where(NotInterested.person_id == _me())


@dataclass(frozen=True)
class Kept:
    """What a result list needs to know: roles put aside, and the searches by their query."""

    aside: frozenset[UUID]
    searches: Mapping[tuple[str, str], UUID]

    def saved(self, query: str, kind: str = Of.ROLE) -> UUID | None:
        """The saved search of a kind with these words and filters, if there is one."""
        try:
            return self.searches.get((kind, read(query).query.casefold()))
        except Refused:  # more than can be saved
            return None


def kept(person_id: UUID) -> Kept:
    """The roles this person put aside and the searches they saved, in one statement."""
    rows = columns(_kept(), person_id=person_id).all()
    return Kept(
        frozenset(key for key, _, query in rows if query is None),
        {(kind, query.casefold()): key for key, kind, query in rows if query is not None},
    )


@prepared
def _kept() -> CompoundSelect[UUID, str, str | None]:
    aside = select(NotInterested.role_id, literal("", String()), literal(None, String())).where(
        NotInterested.person_id == _me()
    )
    searches = select(SavedSearch.id, SavedSearch.kind, SavedSearch.query).where(*_mine())
    return union_all(aside, searches)


def _mine() -> tuple[Any, ...]:
    return SavedSearch.person_id == _me(), SavedSearch.removed_at.is_(None)


class Listed(NamedTuple):
    """A role in a list of one's own, with when it came there and a word about it."""

    role: RoleLine
    at: datetime
    word: str


def found_by(search_id: UUID) -> list[Listed]:
    """The roles this search told of, the newest first, as they are now."""
    return _listed(columns(_found(), search_id=search_id).all())


@prepared
def _found() -> Select[UUID | None, datetime, str]:
    return (
        select(Find.role_id, func.coalesce(Find.told_at, Find.found_at), literal("", String()))
        .where(Find.search_id == bindparam("search_id", type_=Uuid()), Find.told_at.is_not(None))
        .order_by(Find.told_at.desc(), Find.id.desc())
        .limit(MOST_FOUND)
    )


def opportunities_found_by(search_id: UUID) -> list[tuple[UUID, datetime]]:
    """The opportunities this search told of, the newest first: (id, when)."""
    rows = columns(_opportunities_found(), search_id=search_id)
    return [(key, at) for key, at in rows if key and at]


@prepared
def _opportunities_found() -> Select[UUID | None, datetime | None]:
    return (
        select(Find.opportunity_id, Find.told_at)
        .where(Find.search_id == bindparam("search_id", type_=Uuid()), Find.told_at.is_not(None))
        .order_by(Find.told_at.desc(), Find.id.desc())
        .limit(MOST_FOUND)
    )


def recent(person_id: UUID, most: int = MOST_RECENT) -> list[Listed]:
    """The roles this person looked at lately, the last first."""
    return _listed(columns(_recent(), person_id=person_id, most=most).all())


@prepared
def _recent() -> Select[UUID, datetime, str]:
    return (
        select(RecentRole.role_id, RecentRole.at, literal("", String()))
        .where(RecentRole.person_id == _me())
        .order_by(RecentRole.at.desc(), RecentRole.role_id)
        .limit(bindparam("most"))
    )


def last_looked_at(person_id: UUID) -> list[tuple[UUID, str]]:
    """The few roles this person looked at last: (id, title), in one statement."""
    return [(key, title) for key, title in columns(_last_looked_at(), person_id=person_id)]


@prepared
def _last_looked_at() -> Select[UUID, str]:
    return (
        select(Role.id, Role.title)
        .join(RecentRole, RecentRole.role_id == Role.id)
        .where(RecentRole.person_id == _me(), Role.status == "active")
        .order_by(RecentRole.at.desc(), Role.id)
        .limit(MOST_LAST)
    )


def put_aside(person_id: UUID) -> list[Listed]:
    """The roles this person does not want to see, with their reasons, the last first."""
    return _listed(columns(_put_aside(), person_id=person_id).all(), retired=True)


@prepared
def _put_aside() -> Select[UUID, datetime, str]:
    return (
        select(NotInterested.role_id, NotInterested.at, NotInterested.reason)
        .where(NotInterested.person_id == _me())
        .order_by(NotInterested.at.desc(), NotInterested.role_id)
        .limit(MOST_ASIDE)
    )


def _listed(rows: Any, *, retired: bool = False) -> list[Listed]:
    lines = lines_of([row[0] for row in rows])
    return [
        Listed(lines[key], at, word)
        for key, at, word in rows
        if key in lines and (retired or lines[key].active)
    ]


class Choice(NamedTuple):
    """How a person wants it, or how it is where they never said."""

    keep_days: int
    shares: bool


def choice(person_id: UUID) -> Choice:
    """What this person chose."""
    row = columns(_choice(), person_id=person_id).first()
    return Choice(*row) if row else Choice(KEEP_DAYS[-1], True)


@prepared
def _choice() -> Select[int, bool]:
    return select(SavedChoice.keep_days, SavedChoice.shares).where(SavedChoice.person_id == _me())


class Shared(NamedTuple):
    """A role somebody pointed out to me."""

    id: UUID
    sharer_id: UUID
    name: str
    role_id: UUID
    title: str
    word: str
    at: datetime


def shared_with(person_id: UUID, most: int = 20) -> list[Shared]:
    """What colleagues shared with this person, the last first, without those they silenced."""
    return [Shared(*row) for row in columns(_shared_with(), person_id=person_id, most=most)]


@prepared
def _shared_with() -> Select[*tuple[Any, ...]]:
    silenced = select(ShareSilence.sharer_id).where(ShareSilence.person_id == _me())
    return (
        select(Share.id, Share.sharer_id, Person.name, Role.id, Role.title, Share.word, Share.at)
        .join(Person, Person.id == Share.sharer_id)
        .join(Role, Role.id == Share.role_id)
        .where(Share.receiver_id == _me(), Share.told, Share.sharer_id.not_in(silenced))
        .order_by(Share.at.desc(), Share.id)
        .limit(bindparam("most"))
    )


def silenced(person_id: UUID) -> list[tuple[UUID, str]]:
    """Whose shares this person does not want to be told of: (id, name), by name."""
    return [(key, name) for key, name in columns(_silenced(), person_id=person_id)]


@prepared
def _silenced() -> Select[UUID, str]:
    return (
        select(Person.id, Person.name)
        .join(ShareSilence, ShareSilence.sharer_id == Person.id)
        .where(ShareSilence.person_id == _me(), here())
        .order_by(Person.name, Person.id)
    )
