"""What the two say when it is over: read by the other once both have spoken, or after 14 days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, Uuid, bindparam, func, select

from portal import clock
from portal.composed import prepared
from portal.db import columns, db
from portal.errors import Refused
from portal.light import Light
from portal.mentorship import apart
from portal.mentorship.models import Mentorship, RelationState
from portal.mentorship.turns.models import Feedback
from portal.mentorship.turns.words import HELPED
from portal.notices.rules import tell
from portal.people.models import Person

OPENS = timedelta(days=14)
ASKED_FOR = timedelta(days=90)
GIVEN = Light(Feedback)


@dataclass(frozen=True)
class Said:
    """What one of the two says."""

    helped: Sequence[str]
    again: str
    word: str = ""
    may_show: bool = False


class Both(NamedTuple):
    """What I said, what the other said, and whether either is open to read."""

    mine: Feedback | None
    theirs: Feedback | None
    open: bool

    @property
    def read(self) -> Feedback | None:
        """What the other said, where it may be read."""
        return self.theirs if self.open else None


def both(pair: Mentorship, me: UUID) -> Both:
    """What the two said of this mentorship, as one of them may know it."""
    rows = GIVEN.rows(_of_pair(), pair=pair.id)
    mine = next((row for row in rows if row.person_id == me), None)
    theirs = next((row for row in rows if row.person_id != me), None)
    kept = apart.since(pair.mentor_id, pair.mentee_id) if theirs else None
    if theirs is not None and kept is not None and theirs.at >= kept:
        theirs = None  # nothing reaches anybody who wanted to be left in peace
    return Both(mine, theirs, is_open(pair, len(rows)))


@prepared
def _of_pair() -> Select[Any]:
    return GIVEN.select.where(Feedback.mentorship_id == bindparam("pair"))


def is_open(pair: Mentorship, given: int) -> bool:
    """Whether either is read: both have spoken, or the time to speak first is over."""
    late = pair.ended_at is not None and clock.now() - pair.ended_at >= OPENS
    return given == 2 or (given == 1 and late)


def asked_for(pair: Mentorship) -> bool:
    """Whether there is still something to say: it is over, and not for too long."""
    return pair.ended_at is not None and clock.now() - pair.ended_at < ASKED_FOR


def give(pair: Mentorship, by: Person, said: Said) -> None:
    """Say what helped; the mentorship is locked. Raises Refused before the end, long after it, and
    once the other may have read it.
    """
    if not asked_for(pair):
        raise Refused("This is asked when a mentorship has ended, and for 90 days.")
    known = {row.person_id: row for row in _locked(pair)}
    row = known.get(by.id)
    if row is not None and is_open(pair, len(known)):
        raise Refused("The other can read this already, so it stays as it is.")
    if row is None:
        row = Feedback(mentorship_id=pair.id, person_id=by.id)
        db.session.add(row)
    row.helped = " ".join(code for code in said.helped if code in HELPED)
    row.again, row.word, row.at = said.again, said.word.strip(), clock.now()
    row.may_show = said.may_show and by.id == pair.mentee_id and bool(row.word)
    db.session.flush()
    first = next((other for key, other in known.items() if key != by.id), None)
    if first is not None and not apart.apart(pair.mentor_id, pair.mentee_id):
        _tell_open(pair, by, first)


def _tell_open(pair: Mentorship, by: Person, first: Feedback) -> None:
    key = f"mentorship.feedback:{pair.id}"
    path = f"/mentorship/{pair.id}"
    tell(first.person_id, key=key, kind="mentorship.feedback", path=path, other=by.name)


def _locked(pair: Mentorship) -> list[Feedback]:
    return list(db.session.scalars(select(Feedback).where(Feedback.mentorship_id == pair.id)))


def allow(pair: Mentorship, may: bool) -> None:
    """The mentee lets the mentor show their word, or no longer: then it is taken off at once."""
    row = _of(pair, pair.mentee_id)
    row.may_show = may and bool(row.word)
    row.shown = row.shown and row.may_show
    db.session.flush()


def show(pair: Mentorship, shown: bool) -> None:
    """The mentor shows the mentee's word where people look for a mentor, or takes it off."""
    row = _of(pair, pair.mentee_id)
    if shown and not (row.may_show and both(pair, pair.mentor_id).read):
        raise Refused("This is not yours to show.")
    row.shown = shown
    db.session.flush()


def _of(pair: Mentorship, person_id: UUID) -> Feedback:
    row = next((given for given in _locked(pair) if given.person_id == person_id), None)
    if row is None:
        raise Refused("Nothing was said yet.")
    return row


class Word(NamedTuple):
    """A word that a mentee lets a mentor show."""

    name: str
    word: str
    at: datetime


def shown_of(mentor_id: UUID) -> list[Word]:
    """The words a mentor shows, the newest first, with the names of who said them; at most three.

    Not of those who are kept apart from the mentor.
    """
    return [Word(*row) for row in columns(_shown(), mentor=mentor_id)]


@prepared
def _shown() -> Select[str, str, datetime]:
    return (
        select(Person.name, Feedback.word, Feedback.at)
        .join(Mentorship, Mentorship.id == Feedback.mentorship_id)
        .join(Person, Person.id == Feedback.person_id)
        .where(
            Mentorship.mentor_id == bindparam("mentor", type_=Uuid()),
            Feedback.shown,
            ~apart.between(Mentorship.mentor_id, Mentorship.mentee_id),
        )
        .order_by(Feedback.at.desc(), Feedback.id)
        .limit(3)
    )


def helped_people(mentor_id: UUID) -> int:
    """How many mentorships this mentor has brought to their end: told to the mentor alone."""
    return columns(_helped(), mentor=mentor_id).scalar_one()


@prepared
def _helped() -> Select[int]:
    return select(func.count()).where(
        Mentorship.mentor_id == bindparam("mentor", type_=Uuid()),
        Mentorship.state == RelationState.COMPLETED,
    )
