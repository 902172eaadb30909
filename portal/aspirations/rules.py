"""Changing what a person wants, and who may know."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from uuid import UUID

from portal import clock
from portal.aspirations import consent, queries, sharing
from portal.aspirations import drivers as known
from portal.aspirations.models import Aim, Aspiration, AspirationProfile, Driver, State
from portal.aspirations.states import Event, advance, plan_review, title
from portal.aspirations.targets import Target
from portal.aspirations.words import PARTS
from portal.audience import Audience
from portal.db import db, lock
from portal.errors import Refused
from portal.people import manager
from portal.people.models import Person

MOST_WORDS = 200


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a person says of one thing they aim for."""

    aim: str
    horizon: str
    move_type: str | None
    sureness: int
    priority: int
    why: str


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """The rest of the page: drivers, conditions, words, and who sees which part."""

    drivers: frozenset[str] = frozenset()
    drains: frozenset[str] = frozenset()
    words: str = ""
    work_mode: str = ""
    relocation: str = ""
    travel: str = ""
    hours: str = ""
    leading: str = ""
    gig_hours: int = 0
    open_to_approaches: bool = False
    counted: bool = True
    roles_audience: Audience = Audience.NOBODY
    drivers_audience: Audience = Audience.NOBODY
    preferences_audience: Audience = Audience.NOBODY
    words_audience: Audience = Audience.NOBODY


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The whole page as its owner sends it, with the versions it was opened with.

    `seen` are the aims that were on it, whether or not they still are on the list; `manager_id` is
    the line manager it named; `agreed` answers "share with your new manager too?", None without an
    answer; `hr` says for what HR may read what is opened to HR, and until when.
    """

    version: int
    wishes: Wishes
    terms: Mapping[UUID, tuple[int, Terms]]
    seen: frozenset[UUID] = frozenset()
    manager_id: UUID | None = None
    agreed: bool | None = None
    hr: consent.Asked | None = None


@dataclass(frozen=True)
class Difference:
    """Something that was saved elsewhere after the page was opened, beside what was typed here."""

    aspiration_id: UUID | None
    name: str
    theirs: object
    yours: object


class SavedElsewhere(Exception):
    """Nothing was written: another window, or the directory, was faster."""

    def __init__(self, differences: list[Difference]) -> None:
        super().__init__()
        self.differences = differences


class SayAboutManager(Refused):
    """A new share with the line manager needs an answer about the old ones first."""


def wishes_of(profile: AspirationProfile | None, chosen: list[Driver]) -> Wishes:
    """What is kept now. Without a profile, what is there before the page was ever saved."""
    mine = Wishes(
        drivers=frozenset(driver.code for driver in chosen if not driver.drains),
        drains=frozenset(driver.code for driver in chosen if driver.drains),
    )
    if profile is None:
        return mine
    kept = {
        name: getattr(profile, name)
        for name in (field.name for field in fields(Wishes))
        if name not in ("drivers", "drains")
    }
    return _with(replace(mine, **kept), sharing.audiences_of(profile))


def terms_of(aspiration: Aspiration) -> Terms:
    """What is kept of one aim now."""
    return Terms(**{field.name: getattr(aspiration, field.name) for field in fields(Terms)})


def add(person_id: UUID, target: Target | None, words: str) -> Aspiration:
    """Put something new on the list, as a draft that nobody sees until the page is saved.

    `target` is a role or a family; without one the person's own words. Raises Refused.
    """
    person = lock(Person, person_id)
    if target is None and not 0 < len(words) <= MOST_WORDS:
        raise Refused(f"Describe it in 1 to {MOST_WORDS} characters.")
    aspiration = Aspiration(
        person_id=person.id,
        role_id=target.id if target and target.kind == "role" else None,
        family_id=target.id if target and target.kind == "family" else None,
        words="" if target else words,
    )
    advance(aspiration, Event.ADD, actor_id=person.id)
    return aspiration


def drop(aspiration: Aspiration) -> None:
    """Take it off the list; it can be put back."""
    advance(aspiration, Event.DROP, actor_id=aspiration.person_id)


def achieve(aspiration: Aspiration) -> None:
    """It is reached."""
    advance(aspiration, Event.ACHIEVE, actor_id=aspiration.person_id)


def restore(aspiration: Aspiration) -> None:
    """Undo: back to what it was, a draft or not."""
    last = queries.last_event(aspiration.id)
    was_draft = last is not None and last.from_state == State.DRAFT
    event = Event.REDRAFT if was_draft else Event.RESTORE
    advance(aspiration, event, actor_id=aspiration.person_id)


def save(person_id: UUID, sheet: Sheet) -> list[str]:
    """Keep the whole page, and let drafts on it count from now on.

    Out: the titles of what was on the page but has left the list meanwhile. Raises SavedElsewhere
    when something else was saved after the page was opened, and Refused.
    """
    person = lock(Person, person_id)
    rows = {row.id: row for row in queries.live_of(person_id)}
    profile = queries.profile_of(person_id)
    chosen = queries.drivers_of(person_id)
    _stop_at_differences(person, rows, profile, chosen, sheet)
    wishes = _settled(person, profile, sheet)
    _allowed(wishes, wishes_of(profile, chosen))
    _keep_wishes(person, profile, chosen, wishes)
    opened = [part for part, seen in _audiences(wishes).items() if Audience.HR & seen]
    consent.settle(queries.profile_of(person_id), opened, sheet.hr)
    for key, (_, terms) in sheet.terms.items():
        if key in rows:
            _keep_terms(rows[key], terms)
    if sum(row.aim == Aim.ULTIMATE for row in rows.values()) > 1:
        raise Refused("Only one of your aims can be the ultimate objective.")
    for key in sheet.terms.keys() & rows.keys():
        if rows[key].state == State.DRAFT:
            advance(rows[key], Event.START, actor_id=person_id)
    return [title(row) for row in queries.own(person_id, sheet.seen - rows.keys())]


def _stop_at_differences(
    person: Person,
    rows: Mapping[UUID, Aspiration],
    profile: AspirationProfile | None,
    chosen: list[Driver],
    sheet: Sheet,
) -> None:
    found: list[Difference] = []
    kept = wishes_of(profile, chosen)
    if sheet.version != (profile.version if profile else 0):
        as_kept = sharing.settle(person, profile, _audiences(sheet.wishes), None)
        found += _compare(None, kept, _with(sheet.wishes, as_kept))
    for key, (version, terms) in sheet.terms.items():
        if key in rows and version != rows[key].version:
            found += _compare(key, terms_of(rows[key]), terms)
    opened = sheet.agreed or sharing.newly_opened(person, profile, _audiences(sheet.wishes))
    if opened and sheet.manager_id != person.manager_id:
        found.append(Difference(None, "manager", person.manager_id, sheet.manager_id))
    if found:
        raise SavedElsewhere(found)


def _compare(key: UUID | None, kept: object, typed: object) -> list[Difference]:
    theirs, yours = vars(kept), vars(typed)
    return [
        Difference(key, name, theirs[name], yours[name])
        for name in theirs
        if theirs[name] != yours[name]
    ]


def _audiences(wishes: Wishes) -> dict[str, Audience]:
    return {part: getattr(wishes, f"{part}_audience") for part in PARTS}


def _settled(person: Person, profile: AspirationProfile | None, sheet: Sheet) -> Wishes:
    """The wishes with the shares as they may be kept; the answer about a new manager is for all
    that the person shares, not only for what is on this page.
    """
    wanted = _audiences(sheet.wishes)
    asked = manager.asks(person)
    agreed = sheet.agreed if asked else None
    if agreed is not None:
        manager.answer(person, agreed, sheet.manager_id)
    elif asked and sharing.newly_opened(person, profile, wanted):
        raise SayAboutManager("Say first whether your new manager may see what you share.")
    settled = sharing.settle(person, profile, wanted, agreed)
    before = sharing.audiences_of(profile)
    if any(manager.opens(person, before[part], settled[part]) for part in settled):
        manager.hand_over(person)
    return _with(sheet.wishes, settled)


def _with(wishes: Wishes, shares: Mapping[str, Audience]) -> Wishes:
    audiences = {f"{part}_audience": audience for part, audience in shares.items()}
    return replace(wishes, **audiences)  # type: ignore[arg-type]


def _allowed(wishes: Wishes, kept: Wishes) -> None:
    """What the form says too, kept here for every way in."""
    offered = known.DRIVERS.keys() | kept.drivers | kept.drains
    if not (wishes.drivers | wishes.drains) <= offered:
        raise Refused("Choose from the list of what matters at work.")
    if wishes.drivers & wishes.drains:
        raise Refused("The same thing cannot matter to you and drain you.")
    if len(wishes.drivers) > known.MOST_DRIVERS or len(wishes.drains) > known.MOST_DRAINS:
        raise Refused("Choose up to 3 things that matter and 2 that drain you.")


def _keep_wishes(
    person: Person,
    profile: AspirationProfile | None,
    chosen: list[Driver],
    wishes: Wishes,
) -> None:
    if profile is not None and wishes == wishes_of(profile, chosen):
        profile.updated_at = clock.now()  # saving also says that it still holds
        return
    if profile is None:
        profile = AspirationProfile(person_id=person.id, version=0)
        db.session.add(profile)
    for name, value in vars(wishes).items():
        if name not in ("drivers", "drains"):
            setattr(profile, name, value)
    profile.version += 1
    profile.updated_at = clock.now()
    _keep_drivers(person, chosen, wishes)
    db.session.flush()


def _keep_drivers(person: Person, chosen: list[Driver], wishes: Wishes) -> None:
    wanted = dict.fromkeys(wishes.drivers, False) | dict.fromkeys(wishes.drains, True)
    for driver in chosen:
        if driver.code in wanted:
            driver.drains = wanted.pop(driver.code)
        else:
            db.session.delete(driver)
    db.session.add_all(
        Driver(person_id=person.id, code=code, drains=drains) for code, drains in wanted.items()
    )


def _keep_terms(row: Aspiration, terms: Terms) -> None:
    """Saving is also the answer to "is this still what you want?"."""
    moved = row.horizon != terms.horizon
    if terms != terms_of(row):
        for name, value in vars(terms).items():
            setattr(row, name, value)
        row.version += 1
        row.updated_at = clock.now()
    if row.state == State.ACTIVE and (moved or queries.needs_review(row)):
        plan_review(row)
