"""How mentorships change state: their table. What it asks and does stands in `turns.course`."""

from portal.mentorship.engine import Thing, Who, go_by
from portal.mentorship.models import Mentorship, RelationState
from portal.mentorship.requests import settle_for
from portal.mentorship.together import sessions
from portal.mentorship.turns import course
from portal.transitions import Change, Step

ACTIVE = (RelationState.ACTIVE,)
PAUSED = (RelationState.PAUSED,)
LIVE = (RelationState.ACTIVE, RelationState.PAUSED)


def over(pair: Thing) -> None:
    """A mentorship is over: nothing is in the air, and the place is free again."""
    assert isinstance(pair, Mentorship)  # noqa: S101 - by the table below
    course.is_over(pair)
    sessions.call_off_all(pair)
    settle_for(pair)


def again(pair: Thing) -> None:
    """The end is taken back: what it took out of both calendars is there again."""
    assert isinstance(pair, Mentorship)  # noqa: S101 - by the table below
    sessions.put_on_all(pair)
    settle_for(pair)


def _stays(
    event: str,
    who: str,
    guard: Step = course.whenever,
    effect: Step = course.whenever,
    *,
    told: bool = True,
) -> tuple[Change, ...]:
    """A line for each state in which two work together, which it leaves as it is."""
    return tuple(Change((state,), event, state, who, guard, effect, told) for state in LIVE)


# fmt: off
go_by(Mentorship, (
    Change(ACTIVE, "paused", RelationState.PAUSED, Who.EITHER),
    Change(PAUSED, "resumed", RelationState.ACTIVE, Who.EITHER, effect=course.go_on),
    Change(PAUSED, "pause_over", RelationState.ACTIVE, Who.CLOCK, effect=course.go_on),
    *_stays("longer_asked", Who.EITHER, course.nothing_proposed),
    *_stays("longer_agreed", Who.OTHER, course.longer_proposed, course.prolong),
    *_stays("finish_asked", Who.EITHER, course.nothing_proposed),
    Change(LIVE, "finished", RelationState.COMPLETED, Who.OTHER, course.finish_proposed, over),
    *_stays("not_now", Who.OTHER, course.something_proposed, course.answered),
    *_stays("taken_back", Who.PROPOSER, course.something_proposed, course.answered, told=False),
    *_stays("lapsed", Who.CLOCK, course.something_proposed, course.answered),
    *_stays("ending", Who.CLOCK, effect=course.told_end),
    *_stays("leads_now", Who.CLOCK, effect=course.leads_now),
    *_stays("goes_on", Who.EITHER, told=False),
    Change(LIVE, "ended", RelationState.ENDED, Who.EITHER, effect=over),
    Change((RelationState.ENDED,), "reopened", RelationState.ACTIVE, Who.EITHER,
           course.may_reopen, again),
    Change(LIVE, "completed", RelationState.COMPLETED, Who.CLOCK, effect=over),
    Change(LIVE, "closed", RelationState.ENDED_BY_SYSTEM, Who.CLOCK, effect=over),
))
# fmt: on
