"""The conditions of the table: each returns quietly, or says in words what to do instead."""

from typing import NamedTuple, Protocol
from uuid import UUID

from portal import clock
from portal.accounts.queries import is_active
from portal.dates import day
from portal.errors import Refused
from portal.mentorship import standing, words
from portal.mentorship.models import Mentor, MentorshipRequest, RequestState
from portal.mentorship.standing import Standing

OPEN_REQUESTS = 3
WAITING_LIST = 5


def may_ask(request: MentorshipRequest) -> None:
    """Everything that must hold before a request is sent. Raises Refused."""
    asking(request, standing.of(request.mentor.id, request.mentee.id))


def may_ask_next(request: MentorshipRequest) -> None:
    """As for asking somebody whose turn has come: with a place free now. Raises Refused."""
    now = standing.of(request.mentor.id, request.mentee.id)
    if not is_active(request.mentee_id):
        raise Refused("Whoever asked is not here any more.")
    _takes_requests(request.mentor, now)
    _not_yet_together(request, now)
    _cooled_down(request)
    if not could_start(request.mentor, now):
        raise Refused(f"{request.mentor.person.name} has no free place just now.")


def may_wait(request: MentorshipRequest) -> None:
    """As for asking; besides, the waiting list has room. Raises Refused."""
    asking(request, standing.of(request.mentor.id, request.mentee.id), waits=True)


def could_start(mentor: Mentor, now: Standing) -> bool:
    """Whether a place is free that nobody waits for."""
    return mentor.capacity > now.live and not now.waiting


class Asker(Protocol):
    """Whoever asks."""

    @property
    def id(self) -> UUID: ...


class Asking(NamedTuple):
    """The two sides of a request that is not made yet."""

    mentor: Mentor
    mentee: Asker


def asking(request: MentorshipRequest | Asking, now: Standing, *, waits: bool = False) -> None:
    """The conditions of asking, for two people who stand like this. Raises Refused."""
    _choosable(request, now)
    if now.open >= OPEN_REQUESTS:
        raise Refused(
            f"You have {OPEN_REQUESTS} requests open. Wait for an answer or take one back, "
            "then ask again."
        )
    if waits and now.waiting >= WAITING_LIST:
        raise Refused(
            f"{request.mentor.person.name} has no free place, and enough people wait already. "
            "Please ask somebody else."
        )


def may_be_chosen(request: Asking) -> None:
    """This mentor could be asked by this mentee once others have said no. Raises Refused."""
    _choosable(request, standing.of(request.mentor.id, request.mentee.id))


def _choosable(request: MentorshipRequest | Asking, now: Standing) -> None:
    if request.mentor.id == request.mentee.id:
        raise Refused("You cannot be your own mentor. Choose somebody else.")
    _takes_requests(request.mentor, now)
    _not_yet_together(request, now)
    if now.queued:
        raise Refused(
            f"{request.mentor.person.name} is one of your choices already, and is asked when it is "
            "their turn. You see it under My mentoring."
        )
    _cooled_down(request)


def has_place(request: MentorshipRequest) -> None:
    """The mentor has a place, and both are still here. Raises Refused."""
    if not is_active(request.mentee_id):
        raise Refused("This request cannot be answered any more. It will be closed.")
    live = standing.live_count(request.mentor_id)
    room(request.mentor, live, standing.taken(request.mentor_id) - live)


def room(mentor: Mentor, live: int, offered: int) -> None:
    """The mentor has a free place beside so many who have one; as they read it. Raises Refused."""
    if live + offered >= mentor.capacity:
        people = "1 person" if live == 1 else f"{live} people"
        have = f" and have offered a place to {offered} more" if offered else ""
        raise Refused(
            f"You already mentor {people}{have}, and that is all the places you offer. "
            "Offer one more place, or end a mentorship first."
        )


def _takes_requests(mentor: Mentor, now: Standing) -> None:
    name = mentor.person.name
    if not now.active or mentor.state == "closed":
        raise Refused(f"{name} does not mentor at present. Please ask somebody else.")
    if mentor.state == "paused":
        until = f" until {day(mentor.paused_until)}" if mentor.paused_until else ""
        raise Refused(f"{name} takes a break from new requests{until}. Please ask somebody else.")


def _not_yet_together(request: MentorshipRequest | Asking, now: Standing) -> None:
    name = request.mentor.person.name
    if now.together:
        raise Refused(f"{name} is your mentor already.")
    if now.asked:
        raise Refused(f"You have already asked {name}. You see your request under My mentoring.")
    if now.offered:
        raise Refused(f"{name} has reached out to you already. Say yes under My mentoring.")


def _cooled_down(request: MentorshipRequest | Asking) -> None:
    for state, ended_at in standing.past_requests(request.mentor.id, request.mentee.id):
        lasts = words.COOL_DOWN.get(RequestState(state))
        if lasts is not None and (ended_at + lasts).date() > clock.today():
            raise Refused(
                f"You asked {request.mentor.person.name} not long ago. You can ask again from "
                f"{day(ended_at + lasts)}; until then, somebody else may help."
            )
