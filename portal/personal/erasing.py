"""Erasing a person: what they wrote goes, what others and the counts need stays without a name."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

from flask import current_app
from sqlalchemy import and_, delete, exists, func, select, update
from sqlalchemy.exc import IntegrityError

from portal import audit, clock, outbox
from portal.accounts.models import Account
from portal.db import db, lock
from portal.errors import Refused
from portal.mentorship.models import Mentor
from portal.notices import posting
from portal.notices.models import Notice
from portal.opportunities.models import Opportunity
from portal.people.models import Move, Person
from portal.personal.holding import NAMELESS, Erase, Holding
from portal.personal.holdings import HOLDINGS
from portal.personal.wiping import WIPE
from portal.roles.models import RoleSkill
from portal.search import indexing
from portal.skills.models import PersonSkill, Skill, Status

AGAIN = "erase.again"
# No request and no letter takes so long.
SOON = timedelta(minutes=2)


def erase(person_id: UUID, *, by: UUID | None) -> None:
    """Erase a person in this transaction. It cannot be taken back.

    In: who; who asked for it (None: the operator, or the clock). Their row stays, without a name,
    for counts and for the histories of others. Raises Refused for the only administrator left, and
    LookupError for somebody erased before.
    """
    # A mentor's row comes before any person's, here as everywhere: else two would wait for ever.
    mentor = select(Mentor.id).where(Mentor.id == person_id)
    db.session.scalar(mentor.with_for_update(key_share=True))
    person = lock(Person, person_id)
    if person.erased_at is not None:
        raise LookupError
    _not_the_last_administrator(person_id)
    words = _only_own_words(person_id)
    sought = select(Opportunity.id).where(Opportunity.seeker_id == person_id)
    looked_for = [f"opportunity:{key}" for key in db.session.scalars(sought)]
    _unname(person.name)
    _take_all(person_id)
    for skill_id in words:
        _drop(skill_id)
    _leave_no_day(person)
    # Closed in neutral words at the next round of the worker, as for everybody who leaves.
    audit.record("data.erase", actor_id=by, thing=person)
    outbox.put(outbox.INDEX, f"person:{person_id}")
    outbox.put(WIPE, person_id)
    outbox.put(AGAIN, person_id, after=SOON)
    db.session.flush()
    gone = [f"person:{person_id}", *(f"skill:{skill_id}" for skill_id in words), *looked_for]
    indexing.leave(current_app.config["SETTINGS"].index_folder, gone)


def again(ref: str) -> None:
    """Take once more what an erased person had. Whatever was under way during the erasure wrote
    after it: a form they had sent, a letter in a file that another worker had begun.
    """
    person = lock(Person, UUID(ref))
    if person.erased_at is not None:
        _take_all(person.id)
        posting.empty()


def _take_all(person_id: UUID) -> None:
    for holding in HOLDINGS:
        for step in holding.erase:
            _take(holding, step, person_id)


def _not_the_last_administrator(person_id: UUID) -> None:
    working = and_(Account.admin, Account.disabled_at.is_(None))
    left = select(Account.person_id).where(working).with_for_update(key_share=True)
    if set(db.session.scalars(left)) == {person_id}:
        raise Refused("You are the only administrator. Make somebody else one first.")


def _only_own_words(person_id: UUID) -> list[UUID]:
    """Proposals nobody else uses are only this person's words."""
    others = exists().where(PersonSkill.skill_id == Skill.id, PersonSkill.person_id != person_id)
    asked = exists().where(RoleSkill.skill_id == Skill.id)
    mine = (Skill.proposed_by_id == person_id, Skill.status == Status.PROPOSED)
    return list(db.session.scalars(select(Skill.id).where(*mine, ~others, ~asked)))


def _drop(skill_id: UUID) -> None:
    """Take a word out of the taxonomy; where a history still points to it, it loses its name."""
    try:
        with db.session.begin_nested():
            db.session.execute(delete(Skill).where(Skill.id == skill_id))
    except IntegrityError:
        nameless = {"name": f"erased {skill_id.hex}", "folded": f"erased {skill_id.hex}"}
        db.session.execute(
            update(Skill)
            .where(Skill.id == skill_id)
            .values(description="", status=Status.DEPRECATED, **nameless)
        )
    outbox.put(outbox.INDEX, f"skill:{skill_id}")


def _unname(name: str) -> None:
    """What others were told names nobody any more; a namesake loses nothing but a name there."""
    db.session.execute(
        update(Notice)
        .where(Notice.words.contains(name, autoescape=True))
        .values(words=func.replace(Notice.words, name, NAMELESS))
    )


def _take(holding: Holding, step: Erase, person_id: UUID) -> None:
    table = holding.table
    theirs = holding.whose((step.column,))
    if step.values is None:
        db.session.execute(delete(table).where(theirs), {"whose": person_id})
    elif step.values:
        statement = update(table).where(theirs).values(step.values)
        db.session.execute(statement, {"whose": person_id})


def _leave_no_day(person: Person) -> None:
    """The year somebody came and the months they moved in are enough to count by."""
    db.session.refresh(person)
    today = clock.today()
    person.left_on = min(person.left_on or today, today)
    person.hired_on = min(date(person.hired_on.year, 1, 1), person.left_on)
    person.erased_at = clock.now()
    person.version += 1
    for move in db.session.scalars(select(Move).where(Move.person_id == person.id)):
        move.effective_on = move.effective_on.replace(day=1)


HANDLERS: dict[str, Callable[[str], None]] = {AGAIN: again}
