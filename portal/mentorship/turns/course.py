"""The course of a mentorship: what must hold before it turns, and what follows.

Called by the table in `portal.mentorship.relations`, with the mentorship locked.
"""

from datetime import timedelta
from uuid import UUID

from portal import clock
from portal.accounts.queries import is_active
from portal.dates import months_on
from portal.db import adding, db
from portal.errors import Refused
from portal.mentorship import apart, queries, standing, words
from portal.mentorship.models import Mentorship, MentorshipEvent
from portal.mentorship.turns.models import Turn
from portal.people import events
from portal.transitions import Past

REOPEN = timedelta(hours=24)


def turn_of(pair: Mentorship) -> Turn:
    """What goes on about this mentorship, to be changed; made when there was nothing yet."""
    turn = db.session.get(Turn, pair.id, populate_existing=True)
    if turn is None:
        # Whoever leads the other from the beginning knew it before. The clock may write it, too.
        first = {"mentorship_id": pair.id, "proposed": "", "one_leads": one_leads(pair)}
        db.session.execute(adding(Turn).values(**first).on_conflict_do_nothing())
        turn = db.session.get_one(Turn, pair.id)
    return turn


def one_leads(pair: Mentorship) -> bool:
    """Whether one of the two is the other's line manager today."""
    mentor = pair.mentor.person
    return pair.mentee.manager_id == mentor.id or mentor.manager_id == pair.mentee_id


def proposer(pair: Mentorship) -> UUID | None:
    """Who of the two proposed what is open; None where nothing is."""
    by = turn_of(pair).proposed_by
    return None if by is None else pair.mentor_id if by == "mentor" else pair.mentee_id


def whenever(_pair: Mentorship) -> None:
    """No condition, no consequence."""


def nothing_proposed(pair: Mentorship) -> None:
    """One thing at a time. Raises Refused."""
    if turn_of(pair).proposed:
        raise Refused("Something is proposed already. It needs an answer first, or is taken back.")


def something_proposed(pair: Mentorship) -> None:
    """There is still something to answer or take back. Raises Past."""
    _proposed(pair, ("longer", "finish"))


def longer_proposed(pair: Mentorship) -> None:
    """A longer time is still proposed. Raises Past."""
    _proposed(pair, ("longer",))


def finish_proposed(pair: Mentorship) -> None:
    """That it is complete is still proposed. Raises Past."""
    _proposed(pair, ("finish",))


def _proposed(pair: Mentorship, kinds: tuple[str, ...]) -> None:
    if turn_of(pair).proposed not in kinds:
        last = _last_answer(pair.id) if pair.live else queries.last_change(pair.id)
        raise Past.after(last, words.happened)


def _last_answer(pair_id: UUID) -> tuple[MentorshipEvent, str | None] | None:
    answers = MentorshipEvent.event.in_(words.ANSWERS)
    return events.last(MentorshipEvent, MentorshipEvent.thing_id == pair_id, answers)


def may_reopen(pair: Mentorship) -> None:
    """An end is taken back on the same day, where the place is still free. Raises Refused."""
    if pair.ended_at is None or clock.now() - pair.ended_at > REOPEN:
        raise Refused("It ended more than a day ago. You can ask for a new mentorship.")
    here = is_active(pair.mentor_id) and is_active(pair.mentee_id)
    now = standing.of(pair.mentor_id, pair.mentee_id)
    free = pair.mentor.capacity > now.live
    if now.asked or now.offered:
        raise Refused("Something new is open between you. Answer that instead.")
    if not here or not free or now.together or apart.apart(pair.mentor_id, pair.mentee_id):
        raise Refused("The place is taken by now. You can ask for a new mentorship.")


def go_on(pair: Mentorship) -> None:
    """A pause is over: the days of it that were not needed are given back."""
    turn = turn_of(pair)
    if turn.paused_until is not None:
        early = max(0, (turn.paused_until - clock.today()).days)
        pair.ends_on -= timedelta(days=early)
    turn.paused_on = turn.paused_until = None


def prolong(pair: Mentorship) -> None:
    """Both want to go on for longer: from the end, or from today where that has passed."""
    turn = turn_of(pair)
    pair.ends_on = months_on(max(pair.ends_on, clock.today()), turn.proposed_months or 0)
    turn.settle()


def answered(pair: Mentorship) -> None:
    """What was proposed is answered, taken back or too old."""
    turn_of(pair).settle()


def is_over(pair: Mentorship) -> None:
    """Nothing is in the air about a mentorship that has ended."""
    turn = turn_of(pair)
    turn.paused_on = turn.paused_until = None
    turn.settle()


def told_end(pair: Mentorship) -> None:
    """Both are reminded of this end; of another one they will be reminded anew."""
    turn_of(pair).told_end = pair.ends_on


def leads_now(pair: Mentorship) -> None:
    """Both are told that one leads the other since."""
    turn_of(pair).one_leads = True
