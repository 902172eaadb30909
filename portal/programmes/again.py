"""A mentee whose mentorship of a programme is over would like to be matched once more.

That it is over only the two know: HR reads that somebody is free again when they ask for it.
"""

from uuid import UUID

from sqlalchemy import select

from portal.db import db
from portal.errors import Refused
from portal.mentorship.models import Mentorship
from portal.mentorship.standing import LIVE
from portal.people.models import Person
from portal.programmes import machine
from portal.programmes.models import Programme, ProgrammePair
from portal.programmes.states import PairState


def match_again(programme: Programme, person: Person) -> None:
    """Be matched with somebody else. The programme is locked. Raises Refused while the two work
    together, once no more pairs are found, and for who is in the matching already.
    """
    pair = db.session.scalar(
        select(ProgrammePair).where(
            ProgrammePair.programme_id == programme.id,
            ProgrammePair.mentee_id == person.id,
            ProgrammePair.state == PairState.MATCHED,
        )
    )
    if pair is None or machine.member_of(programme.id, person.id) is None:
        raise Refused("You are in the matching already, or no longer in this programme.")
    machine.advance([pair], "again", by=person)


def may(programme_id: UUID, mentee_id: UUID) -> bool:
    """Whether they found a mentor there, and what came of it is over."""
    live = select(Mentorship.id).where(Mentorship.request_id == ProgrammePair.request_id, LIVE)
    over = select(ProgrammePair.id).where(
        ProgrammePair.programme_id == programme_id,
        ProgrammePair.mentee_id == mentee_id,
        ProgrammePair.state == PairState.MATCHED,
        ~live.exists(),
    )
    return db.session.execute(over).first() is not None
