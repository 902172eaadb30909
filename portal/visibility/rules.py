"""Changing who sees what: one item, several, or a whole section; and whom a person has named."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, func, select

from portal.aspirations import consent
from portal.aspirations import showing as aspirations
from portal.aspirations.queries import profile_of
from portal.aspirations.words import PARTS
from portal.audience import Audience
from portal.checkins.models import CheckIn
from portal.db import db
from portal.errors import BadInput, Refused
from portal.people import manager
from portal.people.models import Experience, NamedReader, Person, Photo
from portal.plans.models import Plan
from portal.plans.rules import show as show_plan
from portal.skills import own_audiences as skills
from portal.visibility import queries
from portal.visibility.owner import owner_of

ASPIRATIONS = "aspirations"
MOST_NAMED = 30
# What is put back out of an address is told in it; more than this does not fit.
MOST_TO_PUT_BACK = 20


@dataclass(frozen=True)
class Shown:
    """What came of a change: how many items, who sees them now (None where that differs), and what
    it takes to undo it.

    `was` names the items with their audiences before; of skills, `steps` are their events.
    """

    changed: int
    audience: Audience | None
    was: Mapping[str, Audience]
    steps: range = range(0)


def show_many(
    person: Person, section: str, keys: Collection[str] | None, wanted: Audience, named: UUID | None
) -> Shown:
    """Open these items of a section, or all, to `wanted`. The person's row is locked.

    `named` is the line manager the page spoke of; with another one meanwhile the items wait.
    Raises KeyError for a section that is none.
    """
    before = _audiences(person, section)
    chosen = before.keys() if keys is None else before.keys() & set(keys)
    # The page shows what waits as waiting, so "my line manager" is always the one of now.
    audience = manager.choose(person, Audience.NOBODY, wanted, named)
    if section == "skills":
        changed, steps = skills.show(person, {UUID(key) for key in chosen}, audience)
        return Shown(changed, audience, {}, steps)
    return _put_all(person, section, before, dict.fromkeys(chosen, audience))


def show_each(
    person: Person,
    section: str,
    wanted: Mapping[str, Audience],
    named: UUID | None,
    hr: consent.Asked | None = None,
) -> Shown:
    """The same with an audience for each item; `hr` says for what HR may read aspirations that are
    opened to HR. Raises Refused where it does not.
    """
    before = _audiences(person, section)
    only = queries.ONLY.get(section)
    if only is not None and not set(only) >= set(wanted.values()):
        raise BadInput("A check-in is read by your line manager, or by nobody.")
    changes = {key: seen for key, seen in wanted.items() if before.get(key, seen) != seen}
    settled = {
        key: manager.choose(person, Audience.NOBODY, seen, named) for key, seen in changes.items()
    }
    shown = _put_all(person, section, before, settled)
    if section == ASPIRATIONS:
        consent.settle(profile_of(person.id), _open_to_hr(before | settled), hr)
    return shown


def _open_to_hr(audiences: Mapping[str, Audience]) -> list[str]:
    return [part for part, audience in audiences.items() if Audience.HR & audience]


def _put_all(
    person: Person, section: str, before: Mapping[str, Audience], wanted: Mapping[str, Audience]
) -> Shown:
    was = {key: before[key] for key, audience in wanted.items() if audience != before[key]}
    for key in was:
        _put(person, section, key, wanted[key])
    seen = {wanted[key] for key in was}
    one = seen.pop() if len(seen) == 1 else None
    return Shown(len(was), one, was if len(was) <= MOST_TO_PUT_BACK else {})


def put_back(person: Person, section: str, was: Mapping[str, Audience], named: UUID | None) -> int:
    """Give items the audiences they had. How many there were. The person's row is locked."""
    known = _audiences(person, section)
    for key, audience in was.items():
        if key in known:
            if not Audience.WAITING & audience:
                audience = manager.choose(person, Audience.NOBODY, audience, named)
            _put(person, section, key, audience)
    if section == ASPIRATIONS:
        opened = _open_to_hr(known | {key: was[key] for key in known.keys() & was.keys()})
        if opened and not _open_to_hr(known):
            consent.again(person.id)
        consent.settle(profile_of(person.id), opened, None)
    return len(known.keys() & was.keys())


def _audiences(person: Person, section: str) -> dict[str, Audience]:
    """The items of a section that are there now, each with the audience that holds today."""
    owner = owner_of(person.id)
    return {item.key: item.audience for item in queries.section(owner, section).items}


def _put(person: Person, section: str, key: str, audience: Audience) -> None:
    if section == "experience":
        row = db.session.get_one(Experience, UUID(key))
        row.audience = audience
    elif section == "check-ins":
        db.session.get_one(CheckIn, UUID(key)).audience = audience
    elif section == "plans":
        show_plan(db.session.get_one(Plan, UUID(key)), audience)
    elif key in PARTS:
        aspirations.show(person.id, key, audience)
    elif key == "photo":
        db.session.get_one(Photo, person.id).audience = audience
    else:
        person.about_audience = audience
    db.session.flush()


def name(person: Person, reader: Person) -> bool:
    """Put somebody on the list of people one names. False when they are on it. Raises Refused."""
    if reader.id == person.id or not reader.active:
        raise Refused("Choose a colleague who works here.")
    if db.session.get(NamedReader, (person.id, reader.id)) is not None:
        return False
    many = select(func.count()).where(NamedReader.person_id == person.id)
    if (db.session.scalar(many) or 0) >= MOST_NAMED:
        raise Refused(f"You have named {MOST_NAMED} people. Remove one before you add another.")
    db.session.add(NamedReader(person_id=person.id, reader_id=reader.id))
    db.session.flush()
    return True


def unname(person: Person, reader_id: UUID) -> None:
    """Take somebody off the list."""
    db.session.execute(
        delete(NamedReader).where(
            NamedReader.person_id == person.id, NamedReader.reader_id == reader_id
        )
    )
