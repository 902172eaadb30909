"""What the two are told of conversations: that there is one and when, never what it says."""

from uuid import UUID

from portal.conversations.models import Conversation, ConversationEvent
from portal.db import db
from portal.mentorship.together.when import in_words
from portal.notices import rules as notices
from portal.people.models import Person

# What the other of the two is told. "ended" is told to both: the clock did it.
KINDS = {
    "proposed": "conversation.proposed",
    "accepted": "conversation.accepted",
    "suggested": "conversation.suggested",
    "moved": "conversation.moved",
    "cancelled": "conversation.cancelled",
    "opened": "",
    "closed": "conversation.closed",
    "reopened": "conversation.reopened",
    "objected": "conversation.objected",
    "ended": "conversation.ended",
}


def other_than(person_id: UUID, one: Conversation) -> UUID:
    """The other one of the two."""
    return one.manager_id if person_id == one.person_id else one.person_id


def of_change(one: Conversation, event: ConversationEvent, by: Person | None) -> None:
    """Tell whoever did not do it; both, where the clock did. Whoever may not read it any more is
    led to their own list.
    """
    kind = KINDS[event.event]
    told = [other_than(by.id, one)] if by else [one.person_id, one.manager_id]
    for person_id in told if kind else []:
        _tell(one, kind, person_id, str(event.id))


def soon(one: Conversation) -> None:
    """Remind both that it is soon."""
    for person_id in (one.person_id, one.manager_id):
        _tell(one, "conversation.soon", person_id, f"soon:{one.sequence}")


def _tell(one: Conversation, kind: str, person_id: UUID, key: str) -> None:
    person = db.session.get_one(Person, person_id)
    other = db.session.get_one(Person, other_than(person_id, one))
    reads = person_id in (one.person_id, one.reader_id)
    notices.tell(
        person_id,
        key=f"conversation:{one.id}:{key}:{person_id}",
        kind=kind,
        path=f"/conversations/{one.id}" if reads else "/conversations",
        other=other.name,
        when=in_words(one.starts_at, person.time_zone),
    )


def due(person_id: UUID, manager_id: UUID, name: str, manager: str, since: str) -> None:
    """Both hear once that the next conversation of an employee is due; `since` says which."""
    for who, kind, path, other in (
        (person_id, "conversation.due", "/conversations", manager),
        (manager_id, "conversation.due_with", f"/conversations/with/{person_id}", name),
    ):
        key = f"conversation.due:{person_id}:{since}:{who}"
        notices.tell(who, key=key, kind=kind, path=path, other=other)
