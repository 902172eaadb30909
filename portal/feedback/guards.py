"""The conditions of the table: each returns quietly, or says in words what to do instead.

None of them tells anybody that somebody wants no feedback of theirs, or that two are kept apart.
"""

from datetime import timedelta

from portal import clock
from portal.accounts.queries import is_active
from portal.dates import day
from portal.errors import Refused
from portal.feedback import standing, words
from portal.feedback.models import Feedback
from portal.mentorship import apart

OPEN_ASKS = 5
PRAISES_A_DAY, PRAISES_A_WEEK = 5, 2
CHANGEABLE = timedelta(hours=24)


def may_ask(asked: Feedback) -> None:
    """Everything that must hold before a colleague is asked. Raises Refused."""
    name = asked.by.name
    if asked.person.id == asked.by.id:
        raise Refused("Ask somebody else: you know your own view.")
    if not is_active(asked.by.id) or apart.apart(asked.person.id, asked.by.id):
        raise Refused(f"{name} cannot be asked at present. Please turn to somebody else.")
    if standing.refused(asked.person.id, asked.by.id):
        raise Refused(f"You take no feedback of {name}. Allow it again before you ask.")
    if standing.open_between(asked.person.id, asked.by.id):
        raise Refused(f"You have asked {name} already. Wait for the answer, or take it back first.")
    if standing.open_asks(asked.person.id) >= OPEN_ASKS:
        raise Refused(
            f"You can wait for {OPEN_ASKS} answers at once. Take one question back, or wait for "
            "an answer, then ask again."
        )
    for state, ended_at in standing.past(asked.person.id, asked.by.id):
        lasts = words.COOL_DOWN.get(state)
        if lasts is not None and (ended_at + lasts).date() > clock.today():
            until = day(ended_at + lasts)
            raise Refused(f"You asked {name} not long ago. You can ask again from {until}.")


def may_praise(praise: Feedback) -> None:
    """Everything that must hold before somebody praises. Raises Refused."""
    name, now = praise.person.name, clock.now()
    if praise.person.id == praise.by.id:
        raise Refused("Praise is for others.")
    if not is_active(praise.person.id) or apart.apart(praise.person.id, praise.by.id):
        raise Refused(f"{name} cannot be reached here at present.")
    if standing.refused(praise.person.id, praise.by.id):
        raise Refused(f"{name} cannot be reached here at present.")
    if standing.praises(praise.by.id, now - timedelta(days=1)) >= PRAISES_A_DAY:
        raise Refused(
            f"You have praised {PRAISES_A_DAY} times since yesterday. Keep this for tomorrow: "
            "praise is read best one at a time."
        )
    week = standing.praises(praise.by.id, now - timedelta(days=7), praise.person.id)
    if week >= PRAISES_A_WEEK:
        raise Refused(f"You have praised {name} {week} times this week. Say this one in person.")


def both_here(answered: Feedback) -> None:
    """Nobody answers somebody who has left. Raises Refused."""
    if not is_active(answered.person_id):
        raise Refused("This cannot be answered any more. It will be closed.")


def still_fresh(given: Feedback) -> None:
    """What was given can be changed for a day. Raises Refused."""
    if not changeable(given):
        raise Refused(
            "It was given more than 24 hours ago. You can take it back, and give it anew."
        )


def changeable(given: Feedback) -> bool:
    """Whether the giver may still change what they gave."""
    return given.answered_at is not None and clock.now() < given.answered_at + CHANGEABLE
