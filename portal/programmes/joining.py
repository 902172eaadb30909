"""Joining a programme and leaving it: people do it themselves, and nobody does it for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import exists, select

from portal.db import db, lock
from portal.errors import Refused
from portal.mentorship import machine as mentorships
from portal.mentorship.mentors.offering import LANGUAGES
from portal.mentorship.models import Mentor, MentorshipRequest
from portal.people.models import Person
from portal.programmes import audiences, machine
from portal.programmes.models import Member, MemberSkill, Programme, ProgrammePair
from portal.programmes.states import PairState, State, Use
from portal.skills.models import Evidence, PersonSkill

MOST_SKILLS, MOST_GOALS = 5, 5


@dataclass(frozen=True)
class Joining:
    """What somebody writes for the matching. `places` 0: not as a mentor."""

    mentee: bool
    places: int = 0
    months: int = 6
    goals: Sequence[str] = ()
    wants: Sequence[UUID] = ()
    teaches: Sequence[UUID] = ()
    languages: Sequence[str] = ()


def may_join(programme: Programme, person: Person) -> None:
    """It is open, and for this person. Raises Refused."""
    if programme.state != State.OPEN:
        raise Refused("Nobody can join this programme at present.")
    if not audiences.meant(programme.parts, person):
        raise Refused("This programme is for others. There may be one for you later.")


def join(programme: Programme, person: Person, what: Joining) -> Member:
    """Join, or change what one wrote while joining is open. The programme is locked.

    Skills carry the level and the evidence their owner says they have now: what HR sees is what
    stands there. Raises Refused in words.
    """
    member = machine.member_of(programme.id, person.id)
    may_join(programme, person)
    _check(programme, person, what)
    if member is None:
        member = Member(programme_id=programme.id, person_id=person.id, mentee=True, mentor=False)
        db.session.add(member)
    member.mentee, member.mentor, member.places = what.mentee, what.places > 0, what.places
    member.months = what.months
    member.goals = "\n".join(what.goals) if what.mentee else ""
    member.languages = LANGUAGES.number(what.languages)
    levels = _levels(person.id, {*what.wants, *what.teaches})
    member.skills = []
    if not what.mentee:
        member.choices = [row for row in member.choices if not row.position]
    db.session.flush()
    member.skills = [*_skills(what, levels)]
    db.session.flush()
    return member


def _check(programme: Programme, person: Person, what: Joining) -> None:
    if not what.mentee and not what.places:
        raise Refused("Say whether you would like a mentor, be one, or both.")
    if what.mentee and not (what.wants and what.goals):
        raise Refused("Name at least one skill and one goal, so that a mentor can be found.")
    if not programme.months_least <= what.months <= programme.months_most:
        raise Refused(
            f"Choose {programme.months_least} to {programme.months_most} months: a mentorship of "
            "this programme lasts so long."
        )
    if what.places:
        mentor = db.session.get(Mentor, person.id)
        if mentor is None or mentor.state == "closed":
            raise Refused("Say first what you offer as a mentor, under My offer.")
        if what.places > mentor.capacity:
            raise Refused(
                f"You offer {mentor.capacity} places in all. Give some of these, or offer more "
                "under My offer first."
            )
        if not what.teaches:
            raise Refused("Name at least one skill you can teach.")


def _levels(person_id: UUID, wanted: set[UUID]) -> Mapping[UUID, tuple[int, bool]]:
    """Level, and whether there is evidence, of these skills of somebody."""
    shown = exists().where(
        Evidence.person_id == person_id, Evidence.skill_id == PersonSkill.skill_id
    )
    rows = db.session.execute(
        select(PersonSkill.skill_id, PersonSkill.level, PersonSkill.validated_level, shown).where(
            PersonSkill.person_id == person_id, PersonSkill.skill_id.in_(wanted)
        )
    )
    return {key: (level, evidence or said is not None) for key, level, said, evidence in rows}


def _skills(what: Joining, levels: Mapping[UUID, tuple[int, bool]]) -> list[MemberSkill]:
    uses = {Use.WANTS: what.wants if what.mentee else (),
            Use.TEACHES: what.teaches if what.places else ()}  # fmt: skip
    made = []
    for use, ids in uses.items():
        for skill_id in dict.fromkeys(ids):
            level, proven = levels.get(skill_id, (0, False))
            made.append(MemberSkill(skill_id=skill_id, use=use, level=level,
                                    proven=proven and use == Use.TEACHES))  # fmt: skip
    return made


def leave(programme: Programme, person: Person) -> None:
    """Leave, at any time: what was written is gone, and who was proposed is told in neutral words.

    A request of theirs in the programme that waits is taken back; a mentorship goes on. The
    programme is locked.
    """
    member = machine.member_of(programme.id, person.id)
    if member is None:
        raise Refused("You are not in this programme.")
    drop_pairs(programme, person)
    db.session.delete(member)


def drop_pairs(programme: Programme, person: Person) -> None:
    """Nobody is proposed to this person any more."""
    pairs = db.session.scalars(
        select(ProgrammePair)
        .where(
            ProgrammePair.programme_id == programme.id,
            (ProgrammePair.mentee_id == person.id) | (ProgrammePair.mentor_id == person.id),
        )
        .order_by(ProgrammePair.mentor_id)
    ).all()
    for pair in pairs:
        if pair.state == PairState.PROPOSED:
            db.session.delete(pair)
        elif pair.state == PairState.SENT:
            machine.advance([pair], "closed")
        elif pair.state == PairState.ASKED and pair.mentee_id == person.id:
            _take_back(pair, person)
    db.session.flush()


def _take_back(pair: ProgrammePair, person: Person) -> None:
    if pair.request_id is None:
        return
    request = lock(MentorshipRequest, pair.request_id)
    if request.open:
        mentorships.advance(request, "withdrawn", by=person)
        machine.advance([pair], "taken_back")
