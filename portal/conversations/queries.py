"""Reading conversations: one, those of an employee, what waits, who is due, and agreed goals."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    Uuid,
    and_,
    bindparam,
    func,
    or_,
    select,
)
from sqlalchemy.orm import aliased, joinedload

from portal.composed import prepared
from portal.conditions import Actor
from portal.conversations.agreed import still_open
from portal.conversations.models import (
    Conversation,
    ConversationEvent,
    ConversationGoal,
    ConversationOwnNote,
    State,
)
from portal.db import columns, db, one_of
from portal.people.models import Person

MOST = 60


def whole(conversation_id: UUID) -> Conversation:
    """A conversation with the two. Raises NoResultFound without one."""
    found = select(Conversation).where(Conversation.id == conversation_id)
    loads = (
        joinedload(Conversation.person, innerjoin=True),
        joinedload(Conversation.manager, innerjoin=True),
    )
    return db.session.scalars(found.options(*loads)).unique().one()


def goals_at(one: Conversation) -> list[ConversationGoal]:
    """What was agreed in it, and what the two have open from before; the oldest first."""
    goal = ConversationGoal
    before = and_(goal.person_id == one.person_id, goal.manager_id == one.manager_id, still_open())
    here_too = goal.conversation_id == one.id
    found = or_(here_too, before) if one.live else here_too
    rows = select(goal).where(found, goal.dropped_on.is_(None)).order_by(goal.made_at, goal.id)
    return list(db.session.scalars(rows))


def visible_to(actor: Actor) -> Select[UUID]:
    """The ids of the conversations that `conversation.see` allows."""
    return (
        select(Conversation.id)
        .join(Person, Person.id == Conversation.person_id)
        .where(or_(Conversation.person_id == actor.id, _led_by(actor.id)))
    )


def _led_by(reader: Any) -> ColumnElement[bool]:
    """The reader leads its employee, and it was with them or was shown to them."""
    theirs = or_(Conversation.manager_id == reader, Conversation.shown_to_id == reader)
    return and_(Person.manager_id == reader, theirs)


class Line(NamedTuple):
    """A conversation in a list."""

    id: UUID
    state: str
    starts_at: datetime
    minutes: int
    place: str
    asked_by_id: UUID
    closed_at: datetime | None
    counted_at: datetime | None
    shown_to_id: UUID | None
    person_id: UUID
    person: str
    manager_id: UUID
    manager: str
    leads_now: UUID | None

    @property
    def past_manager(self) -> bool:
        """Whether it was with somebody who is not the manager any more."""
        return self.leads_now != self.manager_id


def _lines() -> Select[*tuple[Any, ...]]:
    boss = aliased(Person)
    return (
        select(
            Conversation.id, Conversation.state, Conversation.starts_at, Conversation.minutes,
            Conversation.place, Conversation.asked_by_id, Conversation.closed_at,
            Conversation.counted_at, Conversation.shown_to_id, Conversation.person_id,
            Person.name.label("person"), Conversation.manager_id, boss.name.label("manager"),
            Person.manager_id.label("leads_now"),
        )
        .join(Person, Person.id == Conversation.person_id)
        .join(boss, boss.id == Conversation.manager_id)
    )  # fmt: skip


def of_employee(person_id: UUID, reader_id: UUID) -> list[Line]:
    """The conversations of an employee that this reader may read, the newest first."""
    rows = columns(_of_employee(), person_id=person_id, reader_id=reader_id)
    return [Line(*row) for row in rows]


@prepared
def _of_employee() -> Select[*tuple[Any, ...]]:
    reader, person = (bindparam(name, type_=Uuid()) for name in ("reader_id", "person_id"))
    return (
        _lines()
        .where(Conversation.person_id == person, or_(person == reader, _led_by(reader)))
        .order_by(Conversation.starts_at.desc(), Conversation.id)
        .limit(MOST)
    )


def waiting(actor: Actor) -> list[Line]:
    """What waits for this person's word: a time that was proposed, or whether they talked."""
    return [Line(*row) for row in columns(_waiting(), reader_id=actor.id)]


@prepared
def _waiting() -> Select[*tuple[Any, ...]]:
    me = bindparam("reader_id", type_=Uuid())
    mine = Conversation.person_id == me
    theirs = and_(Conversation.manager_id == me, Person.manager_id == me)
    asked = and_(one_of(Conversation.state, (State.PROPOSED,)), Conversation.asked_by_id != me)
    unsaid = or_(
        and_(mine, Conversation.employee_agrees.is_(None)),
        and_(theirs, Conversation.manager_agrees.is_(None)),
    )
    closed = one_of(Conversation.state, (State.CLOSED,))
    return (
        _lines()
        .where(
            or_(mine, theirs),
            or_(and_(asked, Person.manager_id == Conversation.manager_id),
                and_(closed, Conversation.counted_at.is_(None), unsaid)),
        )
        .order_by(Conversation.starts_at, Conversation.id)
        .limit(MOST)
    )  # fmt: skip


class Happened(NamedTuple):
    """Something that happened to a conversation, and who did it; None: the clock."""

    event: str
    at: datetime
    name: str | None


def history(conversation_id: UUID) -> list[Happened]:
    """What happened to it, the newest first."""
    return [Happened(*row) for row in columns(_history(), conversation_id=conversation_id)]


@prepared
def _history() -> Select[*tuple[Any, ...]]:
    return (
        select(ConversationEvent.event, ConversationEvent.at, Person.name)
        .outerjoin(Person, Person.id == ConversationEvent.actor_id)
        .where(ConversationEvent.conversation_id == bindparam("conversation_id", type_=Uuid()))
        .order_by(ConversationEvent.id.desc())
        .limit(MOST)
    )


class OwnNote(NamedTuple):
    """What somebody wrote for themselves; `reads`: whether they may still open what it is about."""

    id: UUID
    words: str
    changed_at: datetime
    conversation_id: UUID
    starts_at: datetime
    person: str
    reads: bool


def own_notes(person_id: UUID) -> list[OwnNote]:
    """All that this person wrote for themselves about conversations, the newest first."""
    return [OwnNote(*row) for row in columns(_own_notes(), person_id=person_id)]


@prepared
def _own_notes() -> Select[*tuple[Any, ...]]:
    me, boss, note = bindparam("person_id", type_=Uuid()), aliased(Person), ConversationOwnNote
    mine = Conversation.person_id == me
    return (
        select(
            note.id, note.words, note.changed_at, note.conversation_id, Conversation.starts_at,
            func.coalesce(boss.name, Person.name).label("person"),
            or_(mine, _led_by(me)).label("reads"),
        )
        .join(Conversation, Conversation.id == note.conversation_id)
        .join(Person, Person.id == Conversation.person_id)
        .outerjoin(boss, and_(boss.id == Conversation.manager_id, mine))
        .where(note.person_id == me)
        .order_by(Conversation.starts_at.desc(), note.id)
        .limit(MOST)
    )  # fmt: skip
