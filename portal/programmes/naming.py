"""People a member names, one by one: whom they would like as a mentor, and whom they never want to
be matched with. Found by name and chosen from those found, so nobody is taken for a namesake.
"""

from uuid import UUID

from portal.db import db
from portal.errors import Refused
from portal.people.models import Person
from portal.programmes import machine
from portal.programmes.models import Member, MemberChoice, Programme
from portal.programmes.states import OVER

MOST_LIKED, MOST_NEVER = 3, 10


def name(programme: Programme, me: Person, other: Person, *, never: bool) -> bool:
    """Put somebody on a list, and off the other. Out: whether they are new there. The programme is
    locked. Raises Refused for who has not joined, and for a list that is full.
    """
    member = _member(programme, me)
    if other.id == me.id:
        raise Refused("Name somebody else than yourself.")
    if not never and not member.mentee:
        raise Refused("You have joined as a mentor. Say first that you would like one yourself.")
    known = {row.person_id: row for row in member.choices}
    row = known.get(other.id)
    if row is not None and (not row.position) == never:
        return False
    there = [one for one in member.choices if (not one.position) == never]
    if len(there) >= (MOST_NEVER if never else MOST_LIKED):
        most = "ten people" if never else "three mentors"
        raise Refused(f"You have named {most} already. Take somebody off first.")
    if row is None:
        row = MemberChoice(person_id=other.id)
        member.choices.append(row)
    row.position = 0 if never else len(there) + 1
    _move_up(member)
    return True


def unname(programme: Programme, me: Person, person_id: UUID) -> None:
    """Take somebody off either list; those after them move up. Done twice it does nothing."""
    member = _member(programme, me)
    member.choices = [row for row in member.choices if row.person_id != person_id]
    _move_up(member)


def _member(programme: Programme, me: Person) -> Member:
    member = machine.member_of(programme.id, me.id)
    if member is None or programme.state in OVER:
        raise Refused("Join the programme first, while it is open; then name people.")
    return member


def _move_up(member: Member) -> None:
    liked = sorted((row for row in member.choices if row.position), key=lambda row: row.position)
    for place, row in enumerate(liked, 1):
        row.position = place
    db.session.flush()
