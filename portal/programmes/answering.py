"""What the two say to a proposal. The mentee's yes asks the mentor, by the one machine of requests:
places, breaks, cool-downs and whoever is kept apart are looked at there. The mentor's yes accepts.
"""

from sqlalchemy import select

from portal import clock
from portal.db import db, lock
from portal.mentorship import rules as mentorship
from portal.mentorship.models import Mentor, MentorshipRequest, RequestState
from portal.people.models import Person
from portal.programmes import machine
from portal.programmes.models import MemberSkill, ProgrammePair
from portal.programmes.states import PairState, Use
from portal.skills.models import Skill
from portal.transitions import Past

# What became of a request → what becomes of the pair.
FOLLOWS = {
    RequestState.ACCEPTED: "matched",
    RequestState.DECLINED: "answered_no",
    RequestState.EXPIRED: "ran_out",
    RequestState.WITHDRAWN: "taken_back",
    RequestState.SUPERSEDED: "taken_back",
    RequestState.CLOSED: "taken_back",
}


def say_yes(pair: ProgrammePair, by: Person) -> None:
    """One of the two would like to. With both, the mentorship begins. Raises Refused, Past."""
    if pair.state == PairState.ASKED and by.id == pair.mentor_id and pair.request_id:
        mentorship.accept(lock(MentorshipRequest, pair.request_id))
        follow(pair)
    elif by.id == pair.mentor_id:
        if pair.state != PairState.SENT or pair.mentor_said_at is None:
            machine.advance([pair], "mentor_agreed", by=by)
            pair.mentor_said_at = clock.now()
    else:
        _ask(pair, by)


def _ask(pair: ProgrammePair, mentee: Person) -> None:
    if pair.state != PairState.SENT:
        machine.advance([pair], "asked", by=mentee)  # says what happened before
    mentor = lock(Mentor, pair.mentor_id)
    request = mentorship.ask(mentor, mentee, _words(pair))
    pair.request_id = request.id
    machine.advance([pair], "asked", by=mentee)
    if pair.mentor_said_at is not None and request.state == RequestState.REQUESTED:
        mentorship.accept(request)
        follow(pair)


def _words(pair: ProgrammePair) -> mentorship.Ask:
    """What the mentee wrote when joining, as a request."""
    programme = pair.programme
    member = machine.member_of(pair.programme_id, pair.mentee_id)
    if member is None:
        raise Past("You have left this programme. Nothing was changed.")
    skills = db.session.scalars(
        select(Skill)
        .join(MemberSkill, MemberSkill.skill_id == Skill.id)
        .where(MemberSkill.member_id == member.id, MemberSkill.use == Use.WANTS)
        .order_by(Skill.name)
    ).all()
    return mentorship.Ask(
        goals=member.goals.split("\n"),
        message=f"We were proposed to each other in “{programme.name}”, and I would like to.",
        months=member.months,
        skills=skills,
        programme_id=programme.id,
        months_most=programme.months_most,
    )


def say_no(pair: ProgrammePair, by: Person) -> None:
    """One of the two would rather not, and need not say why. The other is told in kind words."""
    if pair.state == PairState.ASKED and pair.request_id:
        request = lock(MentorshipRequest, pair.request_id)
        if by.id == pair.mentor_id:
            mentorship.decline(request, "other")
        else:
            mentorship.withdraw(request)
        follow(pair)
    else:
        machine.advance([pair], "declined", by=by)


def follow(pair: ProgrammePair) -> bool:
    """Bring a pair to where its request is. Out: whether that changed something."""
    if pair.state != PairState.ASKED:
        return False
    request = db.session.get(MentorshipRequest, pair.request_id) if pair.request_id else None
    event = FOLLOWS.get(RequestState(request.state)) if request else "taken_back"
    if event is None:
        return False
    machine.advance([pair], event)
    return True
