"""Every change of concerns and of who is named to read them, as verbs."""

from uuid import UUID

from portal import clock
from portal.accounts import queries as accounts
from portal.concerns import queries, words
from portal.concerns.models import Concern, ConcernEvent, ConcernNote, Safeguarding, State
from portal.db import db
from portal.errors import Refused
from portal.mentorship.approaches.models import Approach
from portal.mentorship.models import Mentorship, MentorshipRequest
from portal.mentorship.turns.parting import part
from portal.notices.rules import tell
from portal.people import events
from portal.people.models import Person
from portal.transitions import Change, Past, by_state

Between = Mentorship | MentorshipRequest | Approach
CAME_FROM = {Mentorship: "mentorship", MentorshipRequest: "request", Approach: "offer"}
LISTED, MINE = "/concerns", "/concerns/mine"
OPEN, IN_HAND, CLOSED = (State.OPEN,), (State.IN_HAND,), (State.CLOSED,)
READER, REPORTER = "reader", "reporter"
ANY = (State.OPEN, State.IN_HAND, State.CLOSED)

# fmt: off
TABLE: tuple[Change, ...] = (
    Change(OPEN, "taken", State.IN_HAND, READER),
    Change(OPEN + IN_HAND, "closed", State.CLOSED, READER),
    Change(CLOSED, "reopened", State.IN_HAND, READER),
    *(Change((state,), event, state, who) for state in ANY for event, who in (
        ("looked", READER), ("noted", READER), ("told", READER), ("added", REPORTER),
    )),
)
# fmt: on
CHANGES = by_state(TABLE)


def leave(thing: Between, by: Person) -> None:
    """End what is open between the two at once, and match them never again. Nobody is told why.

    In: a mentorship, a request or an offer of theirs, locked behind its mentor.
    """
    part(thing.mentor, thing.mentee, by)


def report(thing: Between, by: Person, said: str) -> Concern:
    """Tell the people named for it what is wrong, and leave. Raises Refused where nobody reads it.

    They are told that there is something to read; whom it is about never learns of it.
    """
    about = thing.mentor.person if by.id == thing.mentee_id else thing.mentee
    told = queries.readers(by.id, about.id)
    if not told:
        raise Refused(
            "Nobody is named to read this at present, so it was not sent. Turn to somebody you "
            "trust; you can still end it and be kept apart."
        )
    leave(thing, by)
    concern = Concern(
        reporter_id=by.id,
        about_id=about.id,
        came_from=CAME_FROM[type(thing)],
        words=said,
        state=State.OPEN,
        at=clock.now(),
    )
    db.session.add(concern)
    db.session.flush()
    _tell(concern, told, "concern.reported", str(concern.id))
    return concern


def _tell(concern: Concern, people: list[Person], kind: str, key: str) -> None:
    """That there is something to read; never what, nor about whom."""
    for person in people:
        tell(person.id, key=f"{kind}:{key}:{person.id}", kind=kind, path=LISTED)


def advance(concern: Concern, event: str, by: Person) -> None:
    """The only way to change a concern, which is locked. Raises Past where a click came late."""
    change = CHANGES.get((concern.state, event))
    if change is None:
        raise Past.after(queries.last_change(concern.id), words.happened)
    if (by.id == concern.reporter_id) != (change.who == REPORTER) or by.id == concern.about_id:
        raise ValueError(f"{event} is set off by: {change.who}")
    before, concern.state = concern.state, change.after
    if before != change.after:
        concern.closed_at = clock.now() if change.after == State.CLOSED else None
    events.record(ConcernEvent, event, before, change.after, by=by, concern_id=concern.id)


def note(concern: Concern, by: Person, said: str, *, shared: bool) -> None:
    """One of the readers notes something for the others, or tells it to the reporter."""
    advance(concern, "told" if shared else "noted", by)
    row = _write(concern, by, said, shared=shared)
    if shared:
        tell(
            concern.reporter_id, key=f"mentorship.news:{row.id}", kind="mentorship.news", path=MINE
        )


def add(concern: Concern, by: Person, said: str) -> None:
    """The reporter adds to what they reported; its readers are told that there is more."""
    advance(concern, "added", by)
    row = _write(concern, by, said, shared=True)
    told = queries.readers(concern.reporter_id, concern.about_id)
    _tell(concern, told, "concern.added", str(row.id))


def _write(concern: Concern, by: Person, said: str, *, shared: bool) -> ConcernNote:
    row = ConcernNote(concern_id=concern.id, by_id=by.id, words=said, shared=shared, at=clock.now())
    db.session.add(row)
    db.session.flush()
    return row


def name(email: str, by_id: UUID) -> Person:
    """An administrator names somebody to read concerns. Raises Refused for oneself and nobody."""
    account = accounts.by_email(email)
    if account is None or not accounts.is_active(account.person_id):
        raise Refused("Nobody here signs in with that address. Look for it under Accounts.")
    if account.person_id == by_id:
        raise Refused("Nobody names themselves. Ask another administrator to name you.")
    if db.session.get(Safeguarding, account.person_id) is None:
        db.session.add(Safeguarding(person_id=account.person_id, named_by_id=by_id, at=clock.now()))
        db.session.flush()
        tell(
            account.person_id,
            key=f"concern.named:{account.person_id}:{clock.now().isoformat()}",
            kind="concern.named",
            path=LISTED,
        )
    return account.person


def no_longer(person: Person) -> None:
    """Somebody reads concerns no more. Raises Refused where nobody would be left."""
    row = db.session.get(Safeguarding, person.id)
    if row is None:
        return
    if not queries.readers(person.id):
        raise Refused("Name somebody else first, so that concerns always reach a person.")
    db.session.delete(row)
    db.session.flush()
