"""What Maya asks of mentors beside Ingrid, and a mentor who reaches out to Leo."""

from sqlalchemy import select

from portal.accounts.models import Account
from portal.accounts.queries import active
from portal.db import db, lock
from portal.mentorship import drafts, guards, rules, standing
from portal.mentorship.approaches import rules as approaches
from portal.mentorship.approaches.models import OpenTo
from portal.mentorship.models import Mentor
from portal.people.models import Person

MESSAGE = (
    "I work in Permits and want to move into outreach. I have never written a grant. By summer I "
    "would like to have written a small one, with you looking over it."
)
LATER = "I read about the workshops you run with residents and would like to"
WELCOME = (
    "You are new here, and I remember my own first weeks. I could show you around, introduce you "
    "to people and answer the questions nobody writes down."
)
NEEDED, LOOKED_AT = 5, 60


def stories() -> None:
    """What the fixed people have under way with mentors beside Ingrid, where there are enough."""
    maya, leo = _by_mail("employee"), _by_mail("newcomer")
    free = [mentor for mentor in _mentors() if _could_start(mentor, maya)][:NEEDED]
    if len(free) < NEEDED:
        return
    first, *then = free[:3]
    what = rules.Ask(
        goals=["Write one small grant", "Learn who decides, and how"], message=MESSAGE, months=4
    )
    rules.ask(lock(Mentor, first.id), maya, what, then)
    drafts.keep(lock(Mentor, free[3].id), maya, rules.Ask(goals=[], message=LATER, months=3))
    approaches.be_open_to(leo.id, OpenTo.ANYONE)
    approaches.offer(lock(Mentor, free[4].id), leo, WELCOME, 3)


def _by_mail(part: str) -> Person:
    mail = Account.email == f"{part}@demo.example"
    return db.session.scalars(select(Person).join(Account).where(mail)).one()


def _mentors() -> list[Mentor]:
    """Some who mentor, by name."""
    open_ = (
        select(Mentor)
        .join(Person, Person.id == Mentor.id)
        .where(Mentor.state == "open", Mentor.capacity > 0, active())
        .order_by(Person.name, Person.id)
    )
    return list(db.session.scalars(open_.limit(LOOKED_AT)))


def _could_start(mentor: Mentor, mentee: Person) -> bool:
    """Whether a place is free and nobody else waits for an answer."""
    now = standing.of(mentor.id, mentee.id)
    return (
        guards.could_start(mentor, now)
        and not now.asked
        and not now.together
        and not standing.open_requests(mentor.id)
        and mentor.id not in (mentee.id, mentee.manager_id)
    )
