"""How a mentor's offer to somebody changes state: its table."""

from portal.mentorship.approaches import guards
from portal.mentorship.approaches.models import Approach, State
from portal.mentorship.engine import Who, go_by
from portal.mentorship.requests import begin, settle_for
from portal.transitions import Change


def start(approach: Approach) -> None:
    """The mentee said yes: the two work together, and the place that was held is taken."""
    begin(approach.mentor, approach.mentee_id, approach.months, approach.mentee)


OPEN = (State.OFFERED,)

# fmt: off
go_by(Approach, (
    Change((None,), "offered", State.OFFERED, Who.MENTOR, guards.may_offer),
    Change(OPEN, "accepted", State.ACCEPTED, Who.MENTEE, guards.still_stands, start),
    Change(OPEN, "declined", State.DECLINED, Who.MENTEE, effect=settle_for),
    Change(OPEN, "withdrawn", State.WITHDRAWN, Who.MENTOR, effect=settle_for),
    Change(OPEN, "reminded", State.OFFERED, Who.CLOCK),
    Change(OPEN, "expired", State.EXPIRED, Who.CLOCK, effect=settle_for),
    Change(OPEN, "closed", State.CLOSED, Who.CLOCK),
))
# fmt: on
