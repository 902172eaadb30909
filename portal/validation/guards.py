"""The conditions of the table: each returns quietly, or says in words what to do instead.

None of them may tell a colleague whether somebody has a skill that is not open to them.
"""

from portal import clock
from portal.accounts.queries import is_active
from portal.dates import day
from portal.errors import Refused
from portal.skills import own_queries
from portal.validation import standing, words
from portal.validation.models import Validation

OPEN_ASKS = 10
OPEN_OFFERS = 3


def may_ask(asked: Validation) -> None:
    """Everything that must hold before a colleague is asked. Raises Refused."""
    name, skill = asked.by.name, asked.skill.name
    if asked.person.id == asked.by.id:
        raise Refused("You cannot confirm your own skill. Ask a colleague.")
    if not is_active(asked.by.id):
        raise Refused(f"{name} cannot be asked any more. Please ask somebody else.")
    if not asked.own_level:
        raise Refused(f"Say first how well you do {skill}; then ask somebody to confirm it.")
    _nothing_open(
        asked,
        asked=f"You have already asked {name} about {skill}.",
        offered=f"{name} has something to say about {skill} already: it waits for your answer.",
    )
    if standing.open_asks(asked.person.id) >= OPEN_ASKS:
        raise Refused(
            f"You wait for {OPEN_ASKS} answers. Take one question back, or wait for an answer, "
            "then ask again."
        )
    _cooled_down(asked, f"You asked {name} about {skill} not long ago. You can ask again from")


def may_offer(offered: Validation) -> None:
    """Everything that must hold before somebody says something unasked. Raises Refused."""
    name, skill = offered.person.name, offered.skill.name
    if offered.person.id == offered.by.id:
        raise Refused("Add your own skills on your own page.")
    if not is_active(offered.person.id):
        raise Refused(f"{name} cannot be reached here any more.")
    _nothing_open(
        offered,
        asked=f"{name} has asked you about {skill} already: it waits for your answer.",
        offered=f"You have already suggested {skill} to {name}.",
    )
    if standing.open_offers(offered.by.id, offered.person.id) >= OPEN_OFFERS:
        raise Refused(
            f"{OPEN_OFFERS} of your suggestions wait for {name} already. Let them answer first."
        )
    _cooled_down(offered, f"You suggested {skill} to {name} not long ago. You can again from")


def both_here(answered: Validation) -> None:
    """Nobody answers for, or is confirmed by, somebody who has left. Raises Refused."""
    if not is_active(answered.asker_id):
        raise Refused("This cannot be answered any more. It will be closed.")


def still_listed(asked: Validation) -> None:
    """The skill is still on the list of who asked. Raises Refused."""
    both_here(asked)
    if own_queries.held(asked.person_id, asked.skill_id) is None:
        raise Refused(
            f"{asked.person.name} has taken {asked.skill.name} off their list meanwhile. "
            "There is nothing to confirm any more."
        )


def _nothing_open(row: Validation, *, asked: str, offered: str) -> None:
    state = standing.open_between(row.person.id, row.skill.id, row.by.id)
    if state is not None:
        raise Refused(asked if state == "asked" else offered)


def _cooled_down(row: Validation, message: str) -> None:
    for state, ended_at in standing.past(row.person.id, row.skill.id, row.by.id, row.origin):
        lasts = words.COOL_DOWN.get(state)
        if lasts is not None and (ended_at + lasts).date() > clock.today():
            raise Refused(f"{message} {day(ended_at + lasts)}.")
