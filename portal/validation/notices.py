"""What to tell whom when a colleague's word on a skill was asked for, given or ran out.

A reference is "event:<id of the ValidationEvent>"; words are ours and carry no private message.
What was asked in one go is told in one notice.
"""

from collections.abc import Callable, Sequence
from uuid import UUID

from portal.dates import day
from portal.db import db
from portal.notices import rules
from portal.skills.models import LEVELS
from portal.validation import queries
from portal.validation.models import Validation, ValidationEvent

LIST = "/validation"


def tell(ref: str) -> None:
    """Tell the one an event concerns. In: "event:<id>"; a row that is gone tells nothing."""
    event = db.session.get(ValidationEvent, int(ref.removeprefix("event:")))
    row = db.session.get(Validation, event.validation_id) if event else None
    if event is not None and row is not None:
        TELLERS[event.event](row, event)


def _asked(row: Validation, event: ValidationEvent) -> None:
    together = queries.asked_together(row)
    if together:
        names = {"who": row.person.name, "skills": _skills(together)}
        _put(row.by_id, event, "validation.asked", _path(together), names, once=_asking(row))


def _reminded(row: Validation, event: ValidationEvent) -> None:
    if row.state == "offered":
        names = {**_of(row), "day": day(row.expires_on)}
        _put(row.person_id, event, "validation.waits", _path([row]), names)
        return
    together = queries.asked_together(row)
    if together:
        names = {"who": row.person.name, "skills": _skills(together), "day": day(row.expires_on)}
        once = f"{_asking(row)}:{event.reason}"
        _put(row.by_id, event, "validation.reminded", _path(together), names, once=once)


def _offered(row: Validation, event: ValidationEvent) -> None:
    if row.open:
        _put(row.person_id, event, "validation.offered", _path([row]), _of(row))


def _confirmed(row: Validation, event: ValidationEvent) -> None:
    other = f" as {LEVELS[row.level]}" if row.level and row.level != row.own_level else ""
    names = {**_of(row), "level": other}
    _put(row.person_id, event, "validation.confirmed", _path([row]), names)


def _accepted(row: Validation, event: ValidationEvent) -> None:
    names = {"who": row.person.name, "skill": row.skill.name}
    _put(row.by_id, event, "validation.accepted", _path([row]), names)


def _declined(row: Validation, event: ValidationEvent) -> None:
    _put(row.person_id, event, "validation.declined", _path([row]), _of(row))


def _expired(row: Validation, event: ValidationEvent) -> None:
    _ask_instead(row, event, "validation.expired")


def _closed(row: Validation, event: ValidationEvent) -> None:
    if event.reason == "left" and row.person.active:
        _ask_instead(row, event, "validation.closed")


def _ask_instead(row: Validation, event: ValidationEvent, kind: str) -> None:
    _put(row.person_id, event, kind, f"{LIST}/ask?skill={row.skill_id}", _of(row))


def _of(row: Validation) -> dict[str, str]:
    return {"who": row.by.name, "skill": row.skill.name}


def _skills(rows: Sequence[Validation]) -> str:
    first, more = rows[0].skill.name, len(rows) - 1
    if not more:
        return first
    return f"{first} and {'one more skill' if more == 1 else f'{more} more skills'}"


def _path(rows: Sequence[Validation]) -> str:
    return f"{LIST}/{rows[0].id}" if len(rows) == 1 else LIST


def _asking(row: Validation) -> str:
    return f"asking:{row.person_id}:{row.by_id}:{row.created_at.isoformat()}"


def _put(
    person_id: UUID, event: ValidationEvent, kind: str, path: str, names: dict[str, str],
    *, once: str = "",
) -> None:  # fmt: skip
    key = f"validation:{once or event.id}:{person_id}"
    rules.tell(person_id, key=key, kind=kind, path=path, **names)


TELLERS: dict[str, Callable[[Validation, ValidationEvent], None]] = {
    "asked": _asked,
    "reminded": _reminded,
    "offered": _offered,
    "confirmed": _confirmed,
    "accepted": _accepted,
    "declined": _declined,
    "expired": _expired,
    "closed": _closed,
}

# Outbox kind → what to do: the worker takes these over as they are.
HANDLERS: dict[str, Callable[[str], None]] = {
    f"notify.validation.{event}": tell for event in TELLERS
}
