"""Two people who are not matched again: what is open between them ends, in words of every day.

Whatever ends here reads as if it had been ended by hand, so that nobody learns why from how.
"""

from portal import outbox, timed
from portal.mentorship import apart, machine, standing
from portal.mentorship.models import Mentor
from portal.people.models import Person

NAME = "mentorship"


def part(mentor: Mentor, mentee: Person, by: Person) -> None:
    """Match these two never again, and end what is open between them; the mentor is locked.

    Whoever holds one mentor's row never waits for that of another: what there is the other way
    round is ended by the clock, which is asked to look at once.
    """
    apart.keep(mentor.id, mentee.id)
    for pair in standing.live_pairs(mentor.id):
        if pair.mentee_id == mentee.id:
            machine.advance(pair, "ended", by=by)
    mine = by.id == mentee.id
    for request in standing.open_requests(mentor.id):
        if request.mentee_id == mentee.id and request.open:
            machine.advance(request, "withdrawn" if mine else "closed", by=by if mine else None)
    for approach in standing.open_approaches(mentor.id):
        if approach.mentee_id == mentee.id:
            machine.advance(approach, "closed")
    outbox.put(timed.AGAIN, NAME)
