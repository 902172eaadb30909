"""What HR does with a programme as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from portal import clock, outbox
from portal.db import db
from portal.errors import Refused
from portal.programmes import machine
from portal.programmes.models import Programme, ProgrammeOwner, ProgrammePart
from portal.programmes.states import OVER, State

LONGEST_DAYS = 3 * 365
OWNED = "notify.programme.owned"


@dataclass(frozen=True)
class Plan:
    """What HR writes of a programme. `parts` are (kind, key); none: it is for everyone."""

    name: str
    purpose: str
    words: str
    joining_from: date
    joining_until: date
    starts_on: date
    ends_on: date
    months_least: int = 3
    months: int = 6
    months_most: int = 9
    parts: Sequence[tuple[str, str]] = field(default_factory=tuple)


# What is set once people could read it and join.
SETTLED = ("joining_from", "months_least", "months", "months_most")
# And what stays once joining has closed.
PASSED = ("joining_until", "starts_on")


def check(what: Plan) -> dict[str, str]:
    """What is wrong, by field; empty when all of it can stand."""
    wrong = {}
    if what.joining_until < what.joining_from:
        wrong["joining_until"] = "Joining cannot end before it begins."
    if what.starts_on < what.joining_until:
        wrong["starts_on"] = "Let it start on the last day to join, or later."
    if what.ends_on <= what.starts_on:
        wrong["ends_on"] = "Choose a day after the start."
    elif (what.ends_on - what.joining_from).days > LONGEST_DAYS:
        wrong["ends_on"] = "Keep it within three years."
    if not what.months_least <= what.months <= what.months_most:
        wrong["months"] = "Choose a usual length between the shortest and the longest."
    return wrong


def make(what: Plan, owner_id: UUID) -> Programme:
    """A draft; whoever makes it looks after it. Raises Refused for what cannot stand."""
    _sound(what)
    programme = Programme(
        **_plain(what),
        parts=[ProgrammePart(kind=kind, key=key) for kind, key in what.parts],
        owners=[ProgrammeOwner(person_id=owner_id)],
    )
    db.session.add(programme)
    db.session.flush()
    return programme


def edit(programme: Programme, what: Plan) -> None:
    """Change it. Once people could join, what was promised stays. Raises Refused."""
    _sound(what)
    if programme.state in OVER:
        raise Refused("This programme is over, so it stays as it was.")
    new = _plain(what)
    if _changed(programme, new, SETTLED) and programme.state != State.DRAFT:
        raise Refused(
            "People have read when joining began and how long a mentorship lasts: that stays. "
            "Cancel this programme and make another one instead."
        )
    if _changed(programme, new, PASSED) and programme.state not in (State.DRAFT, State.OPEN):
        raise Refused("Joining has closed, so its last day and the start stay as they were.")
    for name, value in new.items():
        setattr(programme, name, value)
    wanted = set(what.parts)
    if wanted != {(part.kind, part.key) for part in programme.parts}:
        machine.announced(programme)  # for some it may be open now
    programme.parts = [part for part in programme.parts if (part.kind, part.key) in wanted]
    known = {(part.kind, part.key) for part in programme.parts}
    programme.parts += [ProgrammePart(kind=k, key=v) for k, v in what.parts if (k, v) not in known]
    programme.version += 1


def _changed(programme: Programme, new: dict[str, object], names: tuple[str, ...]) -> bool:
    return any(new[name] != getattr(programme, name) for name in names)


def _plain(what: Plan) -> dict[str, object]:
    return {name: value for name, value in vars(what).items() if name != "parts"}


def _sound(what: Plan) -> None:
    wrong = check(what)
    if wrong:
        raise Refused(" ".join(wrong.values()))


def ready(programme: Programme, hr: UUID) -> bool:
    """Let it open on its day, or now where that has come. Out: whether it is open."""
    machine.may_open(programme)
    if programme.state == State.DRAFT:
        programme.ready_at = programme.ready_at or clock.now()
    if programme.joining_from > clock.today() and programme.state == State.DRAFT:
        return False
    machine.advance([programme], "opened", hr=hr)
    return True


def close_joining(programme: Programme, hr: UUID) -> None:
    """Nobody joins any more, before the day; the matching begins."""
    machine.advance([programme], "joining_closed", hr=hr)


def cancel(programme: Programme, hr: UUID) -> None:
    """It takes place no longer. Mentorships that began go on: they belong to the two."""
    machine.advance([programme], "cancelled", hr=hr)


def own(programme: Programme, person_id: UUID) -> None:
    """Look after it too. Members agreed to who reads what they wrote, so they are told."""
    if person_id not in programme.owner_ids:
        programme.owners.append(ProgrammeOwner(person_id=person_id))
        outbox.put(OWNED, f"{programme.id}:{person_id}")


def leave_to_others(programme: Programme, person_id: UUID) -> None:
    """Look after it no longer. Raises Refused for the last who does."""
    left = [owner for owner in programme.owners if owner.person_id != person_id]
    if not left:
        raise Refused("Somebody has to look after it. Ask a colleague of HR to do so first.")
    programme.owners = left
