"""Every turn of a mentorship, as verbs: each goes by the one table and is its own person's to do.

The mentorship is locked. Raises Past where a click came late, Refused where it cannot be.
"""

from datetime import date, timedelta

from portal import clock
from portal.dates import months_on
from portal.errors import Refused
from portal.mentorship import machine, queries
from portal.mentorship.models import Mentorship, RelationState
from portal.mentorship.turns import course
from portal.people.models import Person

LONGEST_PAUSE = 60
LONGEST = 6
ANSWER_WITHIN = timedelta(days=14)


def pause(pair: Mentorship, by: Person, until: date) -> None:
    """Take a break together until a day. The end moves along by as many days."""
    today = clock.today()
    days = (until - today).days
    if not 1 <= days <= LONGEST_PAUSE:
        last = today + timedelta(days=LONGEST_PAUSE)
        raise Refused(f"Choose a day from tomorrow to {last:%d %B %Y}: 60 days at most.")
    machine.advance(pair, "paused", by=by, reason=until.isoformat())
    turn = course.turn_of(pair)
    turn.paused_on, turn.paused_until = today, until
    pair.ends_on += timedelta(days=days)


def resume(pair: Mentorship, by: Person) -> None:
    """Go on before the day that was said."""
    machine.advance(pair, "resumed", by=by)


def ask_longer(pair: Mentorship, by: Person, months: int) -> None:
    """Propose to go on for so many months more; the other says yes or no within 14 days."""
    if not 1 <= months <= LONGEST:
        raise Refused(f"Choose 1 to {LONGEST} months.")
    _within_programme(pair, months)
    machine.advance(pair, "longer_asked", by=by, reason=str(months))
    _propose(pair, "longer", by, months)


def _within_programme(pair: Mentorship, months: int) -> None:
    end = months_on(max(pair.ends_on, clock.today()), months)
    most = pair.months_most
    if most is not None and end > months_on(pair.started_at.date(), most):
        raise Refused(
            f"A mentorship of this programme lasts {most} months at most. Choose fewer months, "
            "or go on without the programme when this one has ended."
        )


def ask_to_finish(pair: Mentorship, by: Person) -> None:
    """Propose that what the two set out for is reached; with the other's yes it is complete."""
    machine.advance(pair, "finish_asked", by=by)
    _propose(pair, "finish", by)


def _propose(pair: Mentorship, what: str, by: Person, months: int | None = None) -> None:
    side = "mentor" if by.id == pair.mentor_id else "mentee"
    course.turn_of(pair).propose(what, side, clock.today() + ANSWER_WITHIN, months)


def agree(pair: Mentorship, by: Person) -> None:
    """Say yes to what the other proposed."""
    proposed = course.turn_of(pair).proposed
    course.something_proposed(pair)
    _not_own(pair, by)
    machine.advance(pair, "longer_agreed" if proposed == "longer" else "finished", by=by)


def not_now(pair: Mentorship, by: Person) -> None:
    """Say no to it: everything stays as it is."""
    course.something_proposed(pair)
    _not_own(pair, by)
    machine.advance(pair, "not_now", by=by)


def _not_own(pair: Mentorship, by: Person) -> None:
    if course.proposer(pair) == by.id:
        raise Refused("You proposed this yourself: it waits for the other's answer.")


def take_back(pair: Mentorship, by: Person) -> None:
    """Take back what one proposed oneself."""
    course.something_proposed(pair)
    if course.proposer(pair) != by.id:
        raise Refused("The other proposed this: you can say yes or no to it.")
    machine.advance(pair, "taken_back", by=by)


def go_on(pair: Mentorship, by: Person) -> None:
    """Somebody has read that one leads the other now, and goes on."""
    machine.advance(pair, "goes_on", by=by)


def reopen(pair: Mentorship, by: Person) -> None:
    """Whoever ended it takes that back within a day, while the place is free."""
    last = queries.last_change(pair.id)
    if pair.state == RelationState.ENDED and (last is None or last[0].actor_id != by.id):
        raise Refused("Only whoever ended it can take that back. You can ask for a new one.")
    machine.advance(pair, "reopened", by=by)
