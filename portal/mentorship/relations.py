"""How mentorships change state: their table."""

from portal.mentorship.engine import Who, go_by
from portal.mentorship.models import Mentorship, RelationState
from portal.mentorship.requests import settle_for
from portal.transitions import Change

ACTIVE = (RelationState.ACTIVE,)
PAUSED = (RelationState.PAUSED,)
LIVE = (RelationState.ACTIVE, RelationState.PAUSED)

# fmt: off
go_by(Mentorship, (
    Change(ACTIVE, "ending", RelationState.ACTIVE, Who.CLOCK),
    Change(PAUSED, "ending", RelationState.PAUSED, Who.CLOCK),
    Change(LIVE, "ended", RelationState.ENDED, Who.EITHER, effect=settle_for),
    Change(LIVE, "completed", RelationState.COMPLETED, Who.CLOCK, effect=settle_for),
    Change(LIVE, "closed", RelationState.ENDED_BY_SYSTEM, Who.CLOCK, effect=settle_for),
))
# fmt: on
