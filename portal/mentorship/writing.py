"""What a mentee writes to a mentor, and the row it becomes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from portal import clock
from portal.errors import Refused
from portal.mentorship.models import Mentor, MentorshipRequest, RequestGoal, RequestState
from portal.people.models import Person
from portal.skills.models import Skill

MOST_GOALS, SHORTEST, LONGEST = 5, 20, 1000


@dataclass(frozen=True)
class Ask:
    """What a mentee writes to a mentor."""

    goals: Sequence[str]
    message: str
    months: int = 6
    skills: Sequence[Skill] = field(default_factory=tuple)
    # Within a programme: which one, and how long one of its mentorships may last.
    programme_id: UUID | None = None
    months_most: int | None = None


def complete(mentor: Mentor, mentee: Person, what: Ask) -> MentorshipRequest:
    """A request that can be sent, not written yet. Raises Refused where something is missing."""
    request = as_typed(mentor, mentee, what)
    if not 1 <= len(request.goals) <= MOST_GOALS:
        raise Refused("Name 1 to 5 goals.")
    if not SHORTEST <= len(request.message) <= LONGEST:
        raise Refused("Write a message of 20 to 1,000 letters.")
    return request


def as_typed(mentor: Mentor, mentee: Person, what: Ask) -> MentorshipRequest:
    """A request as far as it is written."""
    goals = [words for goal in what.goals if (words := " ".join(goal.split()))]
    return MentorshipRequest(
        mentor=mentor,
        mentor_id=mentor.id,
        mentee=mentee,
        mentee_id=mentee.id,
        state=RequestState.DRAFT,
        unsent=True,
        message=what.message.replace("\r\n", "\n").strip(),
        months=what.months,
        goals=[RequestGoal(position=n, words=goal) for n, goal in enumerate(goals, 1)],
        skills=list(what.skills)[:5],
        programme_id=what.programme_id,
        months_most=what.months_most,
        sent_at=clock.now(),
    )
