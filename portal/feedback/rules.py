"""Every change of feedback, as verbs. All of them go by the one table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete

from portal import clock
from portal.db import db, lock
from portal.errors import Refused
from portal.feedback import machine, showing, standing
from portal.feedback.models import Feedback, FeedbackRefusal, State
from portal.feedback.topics import Topic
from portal.people.models import Person
from portal.skills.merging import rules as merging

LASTS = timedelta(days=14)
AT_ONCE = 3


@dataclass(frozen=True)
class Said:
    """What somebody gives: what went well, what to try next, and whether the first may be shown."""

    went_well: str = ""
    next_time: str = ""
    may_show: bool = False


def said(row: Feedback) -> Said:
    """What it says, to lay it beside what was typed."""
    return Said(row.went_well, row.next_time, row.may_show)


def ask(owner: Person, of: Sequence[Person], topic: Topic, question: str) -> list[Feedback]:
    """Ask colleagues the same question. All of them are asked, or none. Raises Refused."""
    if not 1 <= len({person.id for person in of}) == len(of) <= AT_ONCE:
        raise Refused(f"Choose 1 to {AT_ONCE} colleagues.")
    owner, now = lock(Person, owner.id), clock.now()
    asked = []
    for by in of:
        fresh = _fresh(owner, by, "asked", topic)
        fresh.question, fresh.expires_on = question.strip(), (now + LASTS).date()
        machine.begin(fresh, "asked", by=owner)
        asked.append(fresh)
    return asked


def praise(person: Person, by: Person, topic: Topic, words: Said) -> Feedback:
    """Say unasked what somebody does well. Raises Refused."""
    if not topic.names_something:
        raise Refused("Choose what it is about.")
    # Both are held, as they are counted both; in one order, so that nobody waits for ever.
    for key in sorted((person.id, by.id), key=str):
        lock(Person, key)
    fresh = _fresh(person, by, "praise", topic)
    fresh.went_well, fresh.may_show = words.went_well, words.may_show and topic.skill_id is not None
    machine.begin(fresh, "praised", by=by)
    return fresh


def _fresh(person: Person, by: Person, origin: str, topic: Topic) -> Feedback:
    skill = merging.in_use(topic.skill_id) if topic.skill_id else None
    return Feedback(
        person=person, person_id=person.id, by=by, by_id=by.id, origin=origin,
        skill_id=skill.id if skill else None, goal_id=topic.goal_id, step_id=topic.step_id,
        about=topic.about, created_at=clock.now(),
    )  # fmt: skip


def give(asked: Feedback, words: Said) -> None:
    """The colleague answers. Raises Past when it is over, Refused when the other has left."""
    machine.check(asked, "given")
    _take(asked, words)
    machine.advance(asked, "given", by=asked.by)


def change(given: Feedback, words: Said) -> bool:
    """The giver says it otherwise; False when it says that already. Raises Refused after a day."""
    machine.check(given, "changed")
    if words == said(given):
        return False
    _take(given, words)
    machine.advance(given, "changed", by=given.by)
    return True


def _take(row: Feedback, words: Said) -> None:
    if not (words.went_well or words.next_time):
        raise Refused("Write at least one of the two.")
    row.went_well, row.next_time = words.went_well, words.next_time
    row.may_show = words.may_show and row.skill_id is not None


def decline(asked: Feedback, reason: str = "", word: str = "") -> None:
    """The colleague says no, with a reason and a kind word if they like."""
    machine.check(asked, "declined")
    asked.reason, asked.word = reason, word.strip()
    machine.advance(asked, "declined", by=asked.by, reason=reason)


def withdraw(asked: Feedback) -> None:
    """Who asked takes the question back. Raises Past when it was answered before."""
    machine.advance(asked, "withdrawn", by=asked.person)


def take_back(given: Feedback) -> None:
    """The giver takes it back; the words go, wherever they stand."""
    machine.advance(given, "taken back", by=given.by)


def show(row: Feedback) -> None:
    """The receiver shows it as evidence of its skill. Raises Refused where that may not be."""
    showing.show(row)


def hide(row: Feedback) -> None:
    """It stays between the two again."""
    showing.hide(row)


def put_aside(row: Feedback) -> None:
    """The receiver wants it out of the way: nowhere as evidence. The giver is not told."""
    if row.state == State.GIVEN and row.put_aside_at is None:
        showing.hide(row)
        row.put_aside_at = clock.now()


def bring_back(row: Feedback) -> None:
    """Among the rest again, shown to nobody."""
    row.put_aside_at = None


def refuse(person: Person, from_id: UUID, *, wanted: bool) -> None:
    """Whether a person takes feedback of this colleague, who is not told. Twice is once."""
    lock(Person, person.id)
    if wanted:
        mine = FeedbackRefusal.person_id == person.id, FeedbackRefusal.from_id == from_id
        db.session.execute(delete(FeedbackRefusal).where(*mine))
    elif not standing.refused(person.id, from_id):
        db.session.add(FeedbackRefusal(person_id=person.id, from_id=from_id))
        db.session.flush()
