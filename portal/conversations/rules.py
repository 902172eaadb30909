"""Proposing a conversation, answering, having it, and saying that it took place."""

from datetime import timedelta
from uuid import UUID

from portal import clock
from portal.conversations.machine import CHANGES, advance, begin
from portal.conversations.models import (
    EVERY,
    Conversation,
    ConversationOwnNote,
    ConversationRhythm,
    State,
)
from portal.conversations.words import AGENDA, RHYTHMS
from portal.db import db
from portal.errors import Refused
from portal.mentorship.together.sessions import When
from portal.people.models import Person

FURTHEST = timedelta(days=366)


def propose(person: Person, by: Person, when: When, agenda: str = AGENDA) -> Conversation:
    """A new one between an employee, whose row is locked, and their manager of today.

    Raises Refused for somebody without a manager, a time out of reach, and where the two have one
    under way already.
    """
    if person.manager_id is None:
        raise Refused("There is no line manager to talk with yet. Ask HR to enter who it is.")
    _in_reach(when)
    one = Conversation(
        person_id=person.id, manager_id=person.manager_id, state=State.PROPOSED, asked_by_id=by.id,
        starts_at=when.starts_at, minutes=when.minutes, place=when.place, agenda=agenda,
    )  # fmt: skip
    one.person = person
    begin(one, by)
    return one


def _in_reach(when: When) -> None:
    if when.ends_at <= clock.now():
        raise Refused("This time is over. Choose a time to come.")
    if when.starts_at > clock.now() + FURTHEST:
        raise Refused("Choose a day within a year from now.")


def accept(one: Conversation, by: Person) -> None:
    """The other one says yes to the time. Raises Refused for whoever named it."""
    if one.state == State.PROPOSED and by.id == one.asked_by_id:
        raise Refused("You named this time, so it waits for the other one of you.")
    advance(one, "accepted", by)


def set_for(one: Conversation) -> When:
    """When and where it is."""
    return When(one.starts_at, one.minutes, one.place)


def may_move(one: Conversation, by: Person) -> None:
    """Raises Past where it is not planned any more."""
    if (one.state, _moving(one)) not in CHANGES:
        advance(one, "moved", by)


def _moving(one: Conversation) -> str:
    return "suggested" if one.state == State.PROPOSED else "moved"


def move(one: Conversation, by: Person, when: When) -> None:
    """To another time or place. Of what is only proposed the other one says yes or no anew."""
    may_move(one, by)
    if when == set_for(one):
        return
    _in_reach(when)
    one.starts_at, one.minutes, one.place = when.starts_at, when.minutes, when.place
    event = _moving(one)
    if event == "suggested":
        one.asked_by_id = by.id
    advance(one, event, by)


def cancel(one: Conversation, by: Person) -> None:
    """It is called off, or a proposal is not taken up."""
    advance(one, "cancelled", by)


def open_it(one: Conversation, by: Person) -> None:
    """The two sit together."""
    advance(one, "opened", by)


def close(one: Conversation, by: Person) -> None:
    """It is over; whoever closes it says with that that they talked."""
    advance(one, "closed", by)
    confirm(one, by, yes=True)


def reopen(one: Conversation, by: Person) -> None:
    """There is more to say. Raises Refused after 30 days."""
    advance(one, "reopened", by)


def confirm(one: Conversation, by: Person, *, yes: bool) -> None:
    """One of the two says whether it took place; it counts at once when both say so.

    Raises Past for what is not closed, Refused 7 days after it was where it counts.
    """
    said = one.employee_agrees if by.id == one.person_id else one.manager_agrees
    if one.state == State.CLOSED and said is yes:
        return
    if one.state == State.CLOSED and by.id == one.person_id:
        one.employee_agrees = yes
    elif one.state == State.CLOSED:
        one.manager_agrees = yes
    advance(one, "agreed" if yes else "objected", by)
    if not yes:
        one.counted_at = None
    elif one.employee_agrees and one.manager_agrees and one.counted_at is None:
        one.counted_at = clock.now()


def say_agenda(one: Conversation, words: str) -> None:
    """What they want to talk about. Raises Refused once it is cancelled or closed."""
    _still_written(one)
    if words != one.agenda:
        one.agenda = words
        one.agenda_version += 1


def say_notes(one: Conversation, words: str) -> None:
    """What both want to remember. Raises Refused once it is cancelled or closed."""
    _still_written(one)
    if words != one.notes:
        one.notes = words
        one.notes_version += 1


def _still_written(one: Conversation) -> None:
    if not one.live:
        raise Refused("This conversation is over. Open it again to change what you wrote.")


def own_note(one: Conversation, person_id: UUID, words: str) -> None:
    """What one of the two writes for nobody else; nothing takes it out."""
    row = note_of(one.id, person_id)
    if row is None and words:
        row = ConversationOwnNote(person_id=person_id, conversation_id=one.id, words=words)
        db.session.add(row)
    elif row is not None and not words:
        db.session.delete(row)
    elif row is not None and row.words != words:
        row.words, row.changed_at = words, clock.now()
        row.version += 1
    db.session.flush()


def note_of(conversation_id: UUID, person_id: UUID) -> ConversationOwnNote | None:
    """What this person wrote for themselves about a conversation."""
    mine = {"conversation_id": conversation_id, "person_id": person_id}
    found: ConversationOwnNote | None = (
        db.session.query(ConversationOwnNote).filter_by(**mine).one_or_none()
    )
    return found


def show(one: Conversation, *, wanted: bool) -> None:
    """Show a conversation with an earlier manager to the one of now, or not any more.

    Raises Refused where there is no other manager now.
    """
    now = one.person.manager_id
    if not wanted:
        one.shown_to_id = None
    elif now is None or now == one.manager_id:
        raise Refused("You have no other line manager now, so there is nobody to show it to.")
    else:
        one.shown_to_id = now


def keep_rhythm(person: Person, days: int) -> None:
    """How often the two talk. Raises Refused for a number that is not offered."""
    if days not in RHYTHMS:
        raise Refused("Choose how often you talk from the list.")
    row = db.session.get(ConversationRhythm, person.id)
    if row is None and days != EVERY:
        db.session.add(ConversationRhythm(person_id=person.id, days=days))
    elif row is not None:
        row.days = days
    db.session.flush()
