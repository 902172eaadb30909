"""HR brings members together: worked out by the worker, changed by hand, then sent."""

from datetime import timedelta
from importlib import import_module
from uuid import UUID

from sqlalchemy import delete, func, insert, select

from portal import clock, outbox
from portal.db import columns, db, lock, transaction
from portal.errors import Refused
from portal.programmes import machine, pool
from portal.programmes.fit import PLACED
from portal.programmes.models import Member, Programme, ProgrammePair
from portal.programmes.states import MATCHABLE, PairState

SOLVE, UNMATCHED = "programmes.solve", "notify.programme.unmatched"
ANSWER_WITHIN = timedelta(days=14)
APART = "These two cannot be proposed to each other. Choose somebody else."


def _matchable(programme: Programme) -> None:
    if programme.state not in MATCHABLE:
        raise Refused("Pairs can be made once joining has closed, and until the programme ends.")


def ask_for_pairs(programme: Programme) -> None:
    """Let the worker work out the pairs. Asked for twice, it is done once."""
    _matchable(programme)
    if not programme.solving:
        programme.solving_since = clock.now()
        outbox.put(SOLVE, programme.id)


def work_out(ref: str) -> None:
    """Work out the pairs and put them on HR's desk; what was locked stays. Done by the worker.

    It reads, thinks without holding anything, and writes what still holds then: whoever joined,
    left or was paired meanwhile is seen to under the lock.
    """
    programme_id = UUID(ref)
    if not _wanted(programme_id):
        return
    before = pool.read(programme_id)
    for mentee_id, mentor_id in _locked(programme_id):
        if before.may(mentee_id, mentor_id):
            before.take(mentee_id, mentor_id)
    db.session.rollback()
    solve = import_module("portal.programmes.solving").solve
    chosen = solve(list(before.wishes.values()), list(before.helps.values()), before.apart)
    with transaction():
        programme = lock(Programme, programme_id)
        if programme.solving_since is None or programme.state not in MATCHABLE:
            return
        _write(programme, chosen)
        programme.solving_since, programme.solved_at = None, clock.now()


def _wanted(programme_id: UUID) -> bool:
    asked = select(Programme.solving_since).where(Programme.id == programme_id)
    return columns(asked).scalar() is not None


def _locked(programme_id: UUID) -> list[tuple[UUID, UUID]]:
    kept = select(ProgrammePair.mentee_id, ProgrammePair.mentor_id).where(
        ProgrammePair.programme_id == programme_id,
        ProgrammePair.state == PairState.PROPOSED,
        ProgrammePair.locked,
    )
    return [(mentee_id, mentor_id) for mentee_id, mentor_id in columns(kept)]


def _write(programme: Programme, chosen: list[tuple[UUID, UUID, int]]) -> None:
    """Put the chosen pairs in place of those proposed before, but for locked ones that hold."""
    now = pool.read(programme.id)
    gone: list[UUID] = []
    for pair in [pair for pair in now.pairs if pair.state == PairState.PROPOSED]:
        if pair.locked and now.may(pair.mentee_id, pair.mentor_id):
            now.take(pair.mentee_id, pair.mentor_id)
        else:
            gone.append(pair.id)
    for start in range(0, len(gone), 500):
        these = ProgrammePair.id.in_(gone[start : start + 500])
        db.session.execute(delete(ProgrammePair).where(these))
    rows = []
    for mentee_id, mentor_id, points in chosen:
        if now.may(mentee_id, mentor_id):
            now.take(mentee_id, mentor_id)
            rows.append({"programme_id": programme.id, "mentee_id": mentee_id, "locked": False,
                         "mentor_id": mentor_id, "points": points, "state": PairState.PROPOSED,
                         "round": programme.round + 1})  # fmt: skip
    if rows:
        db.session.execute(insert(ProgrammePair), rows)


def _desk(programme: Programme) -> None:
    """What is on HR's desk is not changed by hand while it is being worked out."""
    _matchable(programme)
    if programme.solving:
        raise Refused("The pairs are being worked out. Try again in a moment.")


def place(programme: Programme, mentee_id: UUID, mentor_id: UUID) -> ProgrammePair:
    """Propose these two, by hand: it is locked, and takes the place of what was proposed to the
    mentee. Raises Refused without a place, or where the two are not to be proposed.
    """
    _desk(programme)
    old = _proposed(programme.id, mentee_id)
    if old is not None:
        db.session.delete(old)
        db.session.flush()
    now = pool.read(programme.id, drafts=True)
    if mentee_id not in now.wishes:
        raise Refused("This member is not free to be matched at present.")
    if mentor_id not in now.helps or not now.helps[mentor_id].places:
        raise Refused("This mentor has no free place here. Choose somebody else.")
    if not now.may(mentee_id, mentor_id):
        raise Refused(APART)
    found = now.fit(mentee_id, mentor_id)
    pair = ProgrammePair(
        programme_id=programme.id, mentee_id=mentee_id, mentor_id=mentor_id, locked=True,
        points=found.points if found else PLACED, round=programme.round + 1,
    )  # fmt: skip
    db.session.add(pair)
    db.session.flush()
    return pair


def _proposed(programme_id: UUID, mentee_id: UUID) -> ProgrammePair | None:
    return db.session.scalar(
        select(ProgrammePair).where(
            ProgrammePair.programme_id == programme_id,
            ProgrammePair.mentee_id == mentee_id,
            ProgrammePair.state == PairState.PROPOSED,
        )
    )


def keep(pair: ProgrammePair, kept: bool) -> None:
    """Lock a pair for when the pairs are worked out again, or let it go."""
    _still_draft(pair)
    pair.locked = kept


def take_out(pair: ProgrammePair) -> None:
    """Propose nobody to this mentee until they are put back."""
    _still_draft(pair)
    member = machine.member_of(pair.programme_id, pair.mentee_id)
    if member is not None:
        member.aside = True
    db.session.delete(pair)


def put_aside(member: Member, aside: bool) -> None:
    """Leave a mentee out of the matching, or take them in again."""
    _desk(member.programme)
    pair = _proposed(member.programme_id, member.person_id)
    if aside and pair is not None:
        db.session.delete(pair)
    member.aside = aside


def _still_draft(pair: ProgrammePair) -> None:
    _desk(pair.programme)
    if pair.state != PairState.PROPOSED:
        raise Refused("This was sent already, so it stays as it is.")


def send(programme: Programme, hr: UUID) -> tuple[int, int]:
    """Send everything on the desk to both of each pair, who each say yes or no.

    Out: how many were sent, and how many were dropped because somebody is no longer free. Whoever
    has no pair this time is told so, kindly. Raises Refused with nothing to send.
    """
    _desk(programme)
    desk = db.session.scalars(
        select(ProgrammePair)
        .where(
            ProgrammePair.programme_id == programme.id, ProgrammePair.state == PairState.PROPOSED
        )
        .order_by(ProgrammePair.id)
    ).all()
    if not desk:
        raise Refused("There is nothing to send yet. Work out the pairs first.")
    free, going = pool.read(programme.id), []
    for pair in desk:
        if free.may(pair.mentee_id, pair.mentor_id):
            free.take(pair.mentee_id, pair.mentor_id)
            going.append(pair)
        else:
            db.session.delete(pair)
    if not going:
        raise Refused("Nobody on your desk is free any more. Work out the pairs again.")
    programme.round += 1
    now = clock.now()
    for pair in going:
        pair.sent_at, pair.due_on = now, now.date() + ANSWER_WITHIN
        pair.round, pair.locked = programme.round, False
    machine.advance(going, "sent", hr=hr)
    outbox.put(UNMATCHED, f"{programme.id}:{programme.round}")
    return len(going), len(desk) - len(going)


def drafts(programme_id: UUID) -> int:
    """How many pairs are on HR's desk."""
    counted = select(func.count()).where(
        ProgrammePair.programme_id == programme_id, ProgrammePair.state == PairState.PROPOSED
    )
    return columns(counted).scalar_one()


ALONE = {SOLVE: work_out}
