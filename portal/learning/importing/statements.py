"""What statements of the Experience API (xAPI 1.0.3) say of somebody's learning, and taking it.

Understood are "completed" and "passed", and that somebody began ("attempted", "initialized",
"progressed"), of somebody who works here about something in the catalogue. Such a statement is the
person's own word: what costs money still needs its yes, what somebody asked for or certifies still
needs to be confirmed, and skills change only when the person says so.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, TypeGuard
from uuid import UUID

from sqlalchemy import func, or_, select

from portal import clock
from portal.accounts.models import Account
from portal.accounts.queries import active
from portal.db import db
from portal.errors import Refused
from portal.learning.enrolling import guards, queries, rules
from portal.learning.enrolling.meaning import LATELY
from portal.learning.models import Enrolment, LearningItem, State
from portal.notices import rules as notices
from portal.people.models import Person

ADL = "http://adlnet.gov/expapi/verbs/"
DONE = frozenset(ADL + verb for verb in ("completed", "passed"))
BEGUN = frozenset(ADL + verb for verb in ("attempted", "initialized", "progressed"))
MAILTO = "mailto:"
LONGEST = 2000


class Untaken(Exception):
    """This statement cannot be taken; the message says why."""


class Malformed(Untaken):
    """This is no statement; the message says what is wrong with it."""


class NobodyKnown(Untaken):
    """It is about nobody who works here."""


class NothingKnown(Untaken):
    """It is about nothing in the catalogue, or about several things."""


class Outcome(StrEnum):
    """What became of a statement that was taken, or need not be."""

    NEW = "new"
    KNOWN = "known"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class Said:
    """Who learned what on which day, and whether they finished it."""

    email: str
    thing: str
    day: date
    done: bool


def read(said: Any) -> Said | None:
    """What a statement says; None for what is not about learning something. Raises Untaken."""
    verb, thing = _text(_part(said, "verb"), "id"), _part(said, "object").get("id")
    result = said["result"] if isinstance(said.get("result"), dict) else {}
    done = verb in DONE
    failed = done and False in (result.get("completion"), result.get("success"))
    if failed or not (done or verb in BEGUN):
        return None
    if not _plain(thing):
        raise Malformed("it has no object with an id.")
    day = _day(said.get("timestamp"))
    return Said(email=_actor(_part(said, "actor")), thing=thing, day=day, done=done)


def _part(said: Any, name: str) -> dict[str, Any]:
    part = said.get(name) if isinstance(said, dict) else None
    if not isinstance(part, dict):
        raise Malformed(f"it has no {name}.")
    return part


def _text(part: dict[str, Any], name: str) -> str:
    text = part.get(name)
    return text if isinstance(text, str) else ""


def _plain(text: Any) -> TypeGuard[str]:
    """Whether it is text of a length that a name has, which a database can be asked for."""
    if not isinstance(text, str) or not 0 < len(text) <= LONGEST:
        return False
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _actor(actor: dict[str, Any]) -> str:
    """The e-mail address of an actor, by mbox, or by the name of an account."""
    mbox, account = actor.get("mbox"), actor.get("account")
    if _plain(mbox) and mbox.startswith(MAILTO):
        return mbox.removeprefix(MAILTO)
    name = account.get("name") if isinstance(account, dict) else None
    if _plain(name) and "@" in name:
        return name
    raise NobodyKnown("its actor has neither an mbox nor an account with an e-mail address.")


def _day(stamp: Any) -> date:
    try:
        at = datetime.fromisoformat(stamp)
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        raise Malformed("it has no timestamp, such as 2026-04-23T10:30:00Z.") from None
    if at.date() > clock.today():
        raise Malformed("its timestamp is in the future.")
    return at.date()


def take(said: Said, only: UUID | None = None) -> Outcome:
    """Mark it as begun or done by the person's word, in the transaction of the caller.

    In: `only` a person whose learning it may be, None for everybody's. Raises Untaken, and Refused
    where a rule of the portal says no; then the caller takes back what was begun.
    """
    person = _person(said.email)
    if only is not None and person.id != only:
        raise NobodyKnown("this token may only tell of its own person.")
    item = _item(said.thing)
    return Outcome.NEW if _new(person, item, said) else Outcome.KNOWN


def _person(email: str) -> Person:
    of_address = select(Account.person_id).where(func.lower(Account.email) == email.lower())
    who = select(Person).where(Person.id.in_(of_address), active())
    person = db.session.scalars(who).one_or_none()
    if person is None:
        raise NobodyKnown("nobody who works here has this address.")
    return person


def _item(name: str) -> LearningItem:
    """What is called so by its address, or by the code its source knows it by."""
    called = or_(LearningItem.url == name, LearningItem.external_id == name)
    found = db.session.scalars(
        select(LearningItem).where(called, LearningItem.status != "draft").limit(2)
    ).all()
    if len(found) != 1:
        many = "several things have" if found else "nothing in the catalogue has"
        raise NothingKnown(f"{many} the address or code “{name[:80]}”.")
    return found[0]


def _new(person: Person, item: LearningItem, said: Said) -> bool:
    row = queries.live(person.id, item.id)
    if row is not None and row.state == State.DONE:
        return False
    before = queries.before(person.id, item.id)
    # Whoever looks into something again that they have done has not begun it anew.
    if row is None and before is not None and _covers(before, said):
        return False
    if not said.done and row is not None and row.state == State.STARTED:
        return False
    row = _placed(person, item, row)
    if not said.done:
        rules.start(row)
        return True
    rules.done(row)
    row.done_on = said.day
    _tell(row, said.day)
    return True


def _tell(row: Enrolment, day: date) -> None:
    """The person did not say it on a page: they are told. Of long ago, nobody is asked any more."""
    if day >= clock.today() - LATELY:
        notices.tell(
            row.person_id,
            key=f"learning:{row.id}:reported",
            kind="learning.reported",
            path=f"/learning/{row.item_id}",
            title=row.item.title,
        )


def _covers(before: Enrolment, said: Said) -> bool:
    return not said.done or (before.done_on is not None and before.done_on >= said.day)


def _placed(person: Person, item: LearningItem, row: Enrolment | None) -> Enrolment:
    """The person's place, taken where there is none yet."""
    if row is None or row.state in guards.STILL_WANTED:
        row = rules.ask(person, item)
    if row.state == State.APPROVAL:
        raise Refused(f"The cost of “{item.title}” waits for a yes.")
    return row
