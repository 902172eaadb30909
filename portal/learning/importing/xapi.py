"""Completions from elsewhere: statements of the Experience API (xAPI 1.0.3), one on a line.

Taken are "completed" and "passed" of somebody who works here about something in the catalogue. Such
a statement is the person's own word: what costs money still needs its yes, what somebody asked for
or certifies still needs to be confirmed, and skills change only when the person says so.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, or_, select

from portal import clock
from portal.accounts.models import Account
from portal.accounts.queries import active
from portal.db import db, transaction
from portal.errors import Refused
from portal.learning.enrolling import guards, queries, rules
from portal.learning.models import Enrolment, LearningItem, State
from portal.people.models import Person

VERBS = frozenset(f"http://adlnet.gov/expapi/verbs/{verb}" for verb in ("completed", "passed"))
LONGEST_LINE = 200_000
MOST_PROBLEMS = 50
MAILTO = "mailto:"
ENDED = (State.DONE,)


class Untaken(Exception):
    """This statement cannot be taken; the message says why."""


class _Tried(Exception):
    """It was done to see what would be done, and is taken back."""


@dataclass
class Taken:
    """What became of the statements of a file."""

    done: int = 0
    known: int = 0
    others: int = 0
    problems: list[str] = field(default_factory=list)
    untaken: int = 0


def bring_in(path: Path, tell: Callable[[str, float], None], *, dry_run: bool = False) -> Taken:
    """Take the completions of a file, each in a transaction of its own; again, it changes nothing.

    Raises Refused for a file that cannot be read. A line that cannot be taken is named and left.
    """
    taken = Taken()
    size = max(1, path.stat().st_size if path.is_file() else 1)
    read = 0
    for number, line in _lines(path):
        read += len(line)
        if number % 100 == 1:
            tell("Statements", min(1.0, read / size))
        try:
            _take(line, taken, dry_run)
        except (Untaken, Refused) as no:
            taken.untaken += 1
            if len(taken.problems) < MOST_PROBLEMS:
                taken.problems.append(f"line {number}: {no}")
    tell("Done", 1.0)
    return taken


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        with path.open(encoding="utf-8-sig") as file:
            number = 0
            while line := file.readline(LONGEST_LINE + 1):
                number += 1
                if len(line) > LONGEST_LINE:
                    raise Refused(f"{path.name}: line {number} is too long to be a statement.")
                if line.strip():
                    yield number, line
    except (OSError, UnicodeDecodeError) as problem:
        raise Refused(f"{path.name} cannot be read as UTF-8 text.") from problem


def _take(line: str, taken: Taken, dry_run: bool) -> None:
    said = _statement(line)
    if said is None:
        taken.others += 1
        return
    email, item_name, day = said
    new = False
    with suppress(_Tried), transaction():
        new = _complete(_person(email), _item(item_name), day)
        if dry_run:
            raise _Tried
    taken.done += new
    taken.known += not new


def _statement(line: str) -> tuple[str, str, date] | None:
    """Whose it is, about what, on which day; None for what is no completion. Raises Untaken."""
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        raise Untaken("this is not one statement in JSON.") from None
    verb, thing = _part(said, "verb").get("id"), _part(said, "object").get("id")
    result = said.get("result") if isinstance(said.get("result"), dict) else {}
    if (
        not isinstance(verb, str)
        or verb not in VERBS
        or result.get("completion") is False
        or result.get("success") is False
    ):
        return None
    if not isinstance(thing, str) or not thing:
        raise Untaken("it has no object with an id.")
    return _actor(_part(said, "actor")), thing, _day(said.get("timestamp"))


def _part(said: Any, name: str) -> dict[str, Any]:
    part = said.get(name) if isinstance(said, dict) else None
    if not isinstance(part, dict):
        raise Untaken(f"it has no {name}.")
    return part


def _actor(actor: dict[str, Any]) -> str:
    """The e-mail address of an actor, by mbox, or by the name of an account."""
    mbox, account = actor.get("mbox"), actor.get("account")
    if isinstance(mbox, str) and mbox.startswith(MAILTO):
        return mbox.removeprefix(MAILTO)
    name = account.get("name") if isinstance(account, dict) else None
    if isinstance(name, str) and "@" in name:
        return name
    raise Untaken("its actor has neither an mbox nor an account with an e-mail address.")


def _day(stamp: Any) -> date:
    try:
        at = datetime.fromisoformat(stamp)
    except (TypeError, ValueError):
        raise Untaken("it has no timestamp, such as 2026-04-23T10:30:00Z.") from None
    if at.date() > clock.today():
        raise Untaken("its timestamp is in the future.")
    return at.date()


def _person(email: str) -> Person:
    of_address = select(Account.person_id).where(func.lower(Account.email) == email.lower())
    who = select(Person).where(Person.id.in_(of_address), active())
    person = db.session.scalars(who).one_or_none()
    if person is None:
        raise Untaken("nobody who works here has this address.")
    return person


def _item(name: str) -> LearningItem:
    """What is called so by its address, or by the code its source knows it by."""
    called = or_(LearningItem.url == name, LearningItem.external_id == name)
    found = db.session.scalars(
        select(LearningItem).where(called, LearningItem.status != "draft").limit(2)
    ).all()
    if len(found) != 1:
        many = "several things have" if found else "nothing in the catalogue has"
        raise Untaken(f"{many} the address or code “{name[:80]}”.")
    return found[0]


def _complete(person: Person, item: LearningItem, day: date) -> bool:
    """Mark it as done by the person's word; whether that is new. Raises Refused, Untaken."""
    row = queries.live(person.id, item.id)
    if row is not None and row.state in ENDED:
        return False
    before = queries.before(person.id, item.id)
    if row is None and before is not None and before.done_on and before.done_on >= day:
        return False
    row = _placed(person, item, row)
    rules.done(row)
    row.done_on = day
    return True


def _placed(person: Person, item: LearningItem, row: Enrolment | None) -> Enrolment:
    """The person's place, taken where there is none yet."""
    if row is None or row.state in guards.STILL_WANTED:
        row = rules.ask(person, item)
    if row.state == State.APPROVAL:
        raise Untaken(f"the cost of “{item.title}” waits for a yes.")
    return row
