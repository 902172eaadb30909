"""What to tell whom about programmes. Called by the worker; told once, however often it is done."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import select

from portal.dates import day
from portal.db import db
from portal.notices import rules
from portal.people.models import Person
from portal.programmes import announcing, pool
from portal.programmes.matching import UNMATCHED
from portal.programmes.models import Member, Programme, ProgrammeEvent, ProgrammePair
from portal.programmes.rules import OWNED
from portal.programmes.states import OVER, PairState

FIND = "/mentors"
OWNERS = {
    "opened": "mentorship.programme_open",
    "joining_closed": "mentorship.programme_matching",
}
MEMBERS = {
    "cancelled": "mentorship.programme_cancelled",
    "finished": "mentorship.programme_over",
}
PAIRS = {
    "sent": "mentorship.proposal",
    "mentor_agreed": "mentorship.proposal_yes",
    "declined": "mentorship.proposal_over",
    "expired": "mentorship.proposal_over",
    "closed": "mentorship.proposal_over",
}
# Events after which a pair must still wait for an answer to be told of.
WAITS = ("sent", "mentor_agreed")


def tell(ref: str) -> None:
    """Tell the people an event concerns. In: "event:<id>"; a row that is gone tells nothing."""
    event = db.session.get(ProgrammeEvent, int(ref.removeprefix("event:")))
    if event is None:
        return
    if event.thing_kind == Programme.__tablename__:
        programme = db.session.get(Programme, event.thing_id)
        if programme is not None:
            _of_programme(event, programme)
    else:
        pair = db.session.get(ProgrammePair, event.thing_id)
        if pair is not None:
            _of_pair(event, pair)


def _of_programme(event: ProgrammeEvent, programme: Programme) -> None:
    names = {"programme": programme.name, "until": day(programme.joining_until)}
    if event.event in OWNERS:
        matching = event.event == "joining_closed"
        path = f"/programmes/{programme.id}" + ("/matching" if matching else "")
        for person_id in programme.owner_ids:
            _once(event, person_id, OWNERS[event.event], path, names)
    if event.event in MEMBERS:
        joined = select(Member.person_id).where(Member.programme_id == programme.id)
        path = f"/mentorship/programmes/{programme.id}"
        for person_id in db.session.scalars(joined).all():
            _once(event, person_id, MEMBERS[event.event], path, names)


def _of_pair(event: ProgrammeEvent, pair: ProgrammePair) -> None:
    if event.event in WAITS and pair.state != PairState.SENT:
        return
    if pair.programme.state in OVER:  # all members hear that it is over, once
        return
    for me, other in ((pair.mentee, pair.mentor), (pair.mentor, pair.mentee)):
        if me.id != event.actor_id and _in_it(pair, me.id):
            _once(event, me.id, PAIRS[event.event], _path(pair), _names(pair, other))


def _in_it(pair: ProgrammePair, person_id: UUID) -> bool:
    """Whoever has left the programme hears no more of it."""
    asked = select(Member.id).where(
        Member.programme_id == pair.programme_id, Member.person_id == person_id
    )
    return db.session.scalar(asked) is not None


def _path(pair: ProgrammePair) -> str:
    return f"/mentorship/proposals/{pair.id}"


def _names(pair: ProgrammePair, other: Person) -> dict[str, str]:
    due = day(pair.due_on) if pair.due_on else ""
    return {"programme": pair.programme.name, "other": other.name, "due": due}


def remind(pair: ProgrammePair) -> None:
    """Tell whoever has not answered a proposal yet; once."""
    sides = [(pair.mentee_id, pair.mentor)]
    if pair.mentor_said_at is None:
        sides.append((pair.mentor_id, pair.mentee))
    for person_id, other in sides:
        rules.tell(
            person_id,
            key=f"programme.waits:{pair.id}:{person_id}",
            kind="mentorship.proposal_waits",
            path=_path(pair),
            **_names(pair, other),
        )


def unmatched(ref: str) -> None:
    """Tell those who have no pair after a round, kindly. In: "<programme id>:<round>"."""
    key, round_ = ref.split(":")
    programme = db.session.get(Programme, UUID(key))
    if programme is None or programme.state in OVER:
        return
    for wish in pool.read(programme.id, drafts=True).wishes.values():
        skill_id = next(iter(wish.wants), None)
        rules.tell(
            wish.person_id,
            key=f"programme.no_pair:{key}:{round_}:{wish.person_id}",
            kind="mentorship.no_pair",
            path=f"{FIND}?skill={skill_id}" if skill_id else FIND,
            programme=programme.name,
        )


def owned(ref: str) -> None:
    """Tell members who else reads what they wrote. In: "<programme id>:<person id>"."""
    key, owner = ref.split(":")
    programme, person = db.session.get(Programme, UUID(key)), db.session.get(Person, UUID(owner))
    if programme is None or person is None or person.id not in programme.owner_ids:
        return
    joined = select(Member.person_id).where(Member.programme_id == programme.id)
    for person_id in db.session.scalars(joined).all():
        rules.tell(
            person_id,
            key=f"programme.owned:{ref}:{person_id}",
            kind="mentorship.programme_owned",
            path=f"/mentorship/programmes/{programme.id}",
            programme=programme.name,
            who=person.name,
        )


def _once(
    event: ProgrammeEvent, person_id: UUID, kind: str, path: str, names: dict[str, str]
) -> None:
    rules.tell(person_id, key=f"programme:{event.id}:{person_id}", kind=kind, path=path, **names)


# Outbox kind → what to do: the worker takes these over as they are.
HANDLERS: dict[str, Callable[[str], None]] = {
    **{f"notify.programme.{event}": tell for event in (*OWNERS, *MEMBERS, *PAIRS)},
    **announcing.HANDLERS,
    UNMATCHED: unmatched,
    OWNED: owned,
}
