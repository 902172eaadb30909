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
        said = f"{row.person.name} asks you to confirm {_skills(together)}"
        _put(row.by_id, event, said, _path(together), once=_asking(row))


def _reminded(row: Validation, event: ValidationEvent) -> None:
    if row.state == "offered":
        said = f"What {row.by.name} says of {row.skill.name} waits for your yes or no"
        _put(row.person_id, event, f"{said} until {day(row.expires_on)}", _path([row]))
        return
    together = queries.asked_together(row)
    if together:
        said = f"{row.person.name} hopes for your word on {_skills(together)}"
        until = f"{said} by {day(row.expires_on)}"
        once = f"{_asking(row)}:{event.reason}"
        _put(row.by_id, event, until, _path(together), once=once)


def _offered(row: Validation, event: ValidationEvent) -> None:
    if row.open:
        said = f"{row.by.name} sees {row.skill.name} in you: do you want it on your page?"
        _put(row.person_id, event, said, _path([row]))


def _confirmed(row: Validation, event: ValidationEvent) -> None:
    other = f" as {LEVELS[row.level]}" if row.level and row.level != row.own_level else ""
    said = f"{row.by.name} confirmed {row.skill.name}{other}"
    _put(row.person_id, event, said, _path([row]))


def _accepted(row: Validation, event: ValidationEvent) -> None:
    said = f"{row.person.name} said yes to your word on {row.skill.name}"
    _put(row.by_id, event, said, _path([row]))


def _declined(row: Validation, event: ValidationEvent) -> None:
    said = f"{row.by.name} has answered your question about {row.skill.name}"
    _put(row.person_id, event, said, _path([row]))


def _expired(row: Validation, event: ValidationEvent) -> None:
    said = f"{row.by.name} could not answer about {row.skill.name} in time"
    _ask_instead(row, event, said)


def _closed(row: Validation, event: ValidationEvent) -> None:
    if event.reason == "left" and row.person.active:
        _ask_instead(row, event, f"{row.by.name} can no longer answer about {row.skill.name}")


def _ask_instead(row: Validation, event: ValidationEvent, said: str) -> None:
    path = f"{LIST}/ask?skill={row.skill_id}"
    _put(row.person_id, event, f"{said}: here is whom you could ask instead", path)


def _skills(rows: Sequence[Validation]) -> str:
    first, more = rows[0].skill.name, len(rows) - 1
    if not more:
        return first
    return f"{first} and {'one more skill' if more == 1 else f'{more} more skills'}"


def _path(rows: Sequence[Validation]) -> str:
    return f"{LIST}/{rows[0].id}" if len(rows) == 1 else LIST


def _asking(row: Validation) -> str:
    return f"asking:{row.person_id}:{row.by_id}:{row.created_at.isoformat()}"


def _put(person_id: UUID, event: ValidationEvent, said: str, path: str, *, once: str = "") -> None:
    rules.tell(
        person_id,
        key=f"validation:{once or event.id}:{person_id}",
        kind=f"validation.{event.event}",
        words=said,
        path=path,
    )


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
