"""What to tell the two of a mentorship about its turns. Called by `portal.mentorship.notices`."""

from datetime import date
from uuid import UUID

from portal.dates import day
from portal.db import db
from portal.mentorship.models import Mentorship, MentorshipEvent
from portal.mentorship.turns import course
from portal.notices import rules

# Event: the kind that each of the two is told about the other, but not who set it off.
OF_PAIRS = {
    "paused": "mentorship.pair_paused",
    "resumed": "mentorship.pair_resumed",
    "pause_over": "mentorship.pair_resumed",
    "longer_asked": "mentorship.longer_asked",
    "longer_agreed": "mentorship.longer_agreed",
    "finish_asked": "mentorship.finish_asked",
    "finished": "mentorship.finished",
    "not_now": "mentorship.not_now",
    "lapsed": "mentorship.lapsed",
    "ending": "mentorship.ending",
    "leads_now": "mentorship.leads_now",
    "reopened": "mentorship.reopened",
    "ended": "mentorship.ended",
    "completed": "mentorship.completed",
    "closed": "mentorship.closed",
}
QUESTIONS = ("longer_asked", "finish_asked")


def of_pair(event: MentorshipEvent) -> None:
    """Tell both of a mentorship what an event means; a question that is settled asks nobody."""
    pair = db.session.get(Mentorship, event.thing_id)
    kind = OF_PAIRS.get(event.event)
    if pair is None or kind is None or _is_settled(event, pair):
        return
    mentor, mentee = pair.mentor.person, pair.mentee
    for person, other in ((mentor, mentee), (mentee, mentor)):
        if person.id == event.actor_id or _not_theirs(event, person.id):
            continue
        said, path = kind, f"/mentorship/{pair.id}"
        if event.event == "closed" and person is mentee:
            said, path = "mentorship.go_on", search_for(pair)
        rules.tell(
            person.id,
            key=f"mentorship:{event.id}:{person.id}",
            kind=said,
            path=path,
            other=other.name,
            ends=day(pair.ends_on),
            **_of_event(event),
        )


def _is_settled(event: MentorshipEvent, pair: Mentorship) -> bool:
    """Whether it says nothing any more: a question was answered, or who set it off was erased."""
    if event.event in QUESTIONS and not course.proposer(pair):
        return True
    return event.event in ("paused", "longer_asked") and not event.reason


def _not_theirs(event: MentorshipEvent, person_id: UUID) -> bool:
    """That there was no answer in time is news to whoever asked."""
    return event.event == "lapsed" and event.reason != str(person_id)


def _of_event(event: MentorshipEvent) -> dict[str, str]:
    """What only this kind of event says: it stands in its reason, as a code."""
    if event.event == "paused":
        return {"until": day(date.fromisoformat(event.reason))}
    if event.event == "longer_asked":
        return {"months": "1 month" if event.reason == "1" else f"{event.reason} months"}
    return {}


def search_for(pair: Mentorship) -> str:
    """Where the mentee finds somebody else for what the two worked on."""
    skills = pair.request.skills if pair.request else []
    return f"/mentors?skill={skills[0].id}" if skills else "/mentors"
