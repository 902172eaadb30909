"""Who can be proposed to whom now: what they wrote, free places, and who may not meet."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import CompoundSelect, Select, Uuid, and_, bindparam, func, or_, select

from portal import clock
from portal.accounts.queries import active
from portal.db import Moment, columns, one_of
from portal.mentorship.models import (
    Mentor,
    Mentorship,
    MentorshipRequest,
)
from portal.mentorship.standing import LIVE, OPEN
from portal.mentorship.turns.models import KeptApart
from portal.mentorship.words import COOL_DOWN
from portal.people.models import Person
from portal.programmes.fit import Fit, Help, Taught, Wish, barred, fit
from portal.programmes.models import Member, MemberChoice, MemberSkill, ProgrammePair
from portal.programmes.states import TAKEN, PairState, Use
from portal.skills.models import Skill

Two = tuple[UUID, UUID]
# Whoever said no, or nothing, is not proposed to the same person again.
PAST = (PairState.DECLINED, PairState.EXPIRED, PairState.CLOSED)


class Pair(NamedTuple):
    """Who was proposed to whom, and what became of it."""

    id: UUID
    state: str
    mentee_id: UUID
    mentor_id: UUID
    points: int
    locked: bool


@dataclass
class Pool:
    """`wishes` and `helps` by person; `apart` are (mentee, mentor) who are not proposed again."""

    wishes: dict[UUID, Wish] = field(default_factory=dict)
    helps: dict[UUID, Help] = field(default_factory=dict)
    apart: set[Two] = field(default_factory=set)
    names: dict[UUID, str] = field(default_factory=dict)
    aside: set[UUID] = field(default_factory=set)
    pairs: list[Pair] = field(default_factory=list)

    def fit(self, mentee_id: UUID, mentor_id: UUID) -> Fit | None:
        """What speaks for the two, if nothing stands against it."""
        if (mentee_id, mentor_id) in self.apart:
            return None
        return fit(self.wishes[mentee_id], self.helps[mentor_id])

    def may(self, mentee_id: UUID, mentor_id: UUID) -> bool:
        """Whether both are still there, a place is free, and nothing stands against it."""
        wish, help_ = self.wishes.get(mentee_id), self.helps.get(mentor_id)
        return (
            wish is not None
            and help_ is not None
            and help_.places > 0
            and (mentee_id, mentor_id) not in self.apart
            and not barred(wish, help_)
        )

    def take(self, mentee_id: UUID, mentor_id: UUID) -> None:
        """The two are spoken for: the mentee is in the pool no longer, nor one of the places."""
        self.wishes.pop(mentee_id, None)
        help_ = self.helps[mentor_id]
        self.helps[mentor_id] = Help(**vars(help_) | {"places": help_.places - 1})


def read(programme_id: UUID, *, drafts: bool = False) -> Pool:
    """The pool as it is now. Those whom a proposal was sent to are not in it, nor is a place it
    takes; with `drafts` the same for what is only proposed on HR's desk.
    """
    asked = {"programme_id": programme_id}
    pool = Pool(apart=_apart(asked), pairs=[Pair(*row) for row in columns(_pairs(), **asked)])
    pool.apart |= {(pair.mentee_id, pair.mentor_id) for pair in pool.pairs if pair.state in PAST}
    skills, choices = _skills(asked, pool.names), _choices(asked)
    held = (*TAKEN, PairState.PROPOSED) if drafts else TAKEN
    taken = [pair for pair in pool.pairs if pair.state in held]
    spoken = {pair.mentee_id for pair in taken}
    places = _places(asked, taken)
    for member_id, person_id, department_id, manager_id, is_mentee, aside, speaks in columns(
        _members(), **asked
    ):
        uses, ranks = skills.get(member_id, {}), choices.get(member_id, {})
        same = {
            "person_id": person_id,
            "department_id": department_id,
            "manager_id": manager_id,
            "speaks": speaks,
            "never": frozenset(one for one, rank in ranks.items() if not rank),
        }
        if is_mentee and aside:
            pool.aside.add(person_id)
        elif is_mentee and person_id not in spoken:
            wants = {key: level for key, (level, _) in uses.get(Use.WANTS, {}).items()}
            likes = {one: rank for one, rank in ranks.items() if rank}
            pool.wishes[person_id] = Wish(**same, wants=wants, likes=likes)
        if person_id in places:
            teaches = {key: Taught(*how) for key, how in uses.get(Use.TEACHES, {}).items()}
            pool.helps[person_id] = Help(**same, teaches=teaches, places=places[person_id])
    return pool


Uses = dict[str, dict[UUID, tuple[int, bool]]]


def _skills(asked: dict[str, Any], names: dict[UUID, str]) -> dict[UUID, Uses]:
    found: dict[UUID, Uses] = {}
    for member_id, use, skill_id, name, level, proven in columns(_skills_of(), **asked):
        names[skill_id] = name
        found.setdefault(member_id, {}).setdefault(use, {})[skill_id] = (level, proven)
    return found


def _choices(asked: dict[str, Any]) -> dict[UUID, dict[UUID, int]]:
    found: dict[UUID, dict[UUID, int]] = {}
    for member_id, person_id, position in columns(_choices_of(), **asked):
        found.setdefault(member_id, {})[person_id] = position
    return found


def _places(asked: dict[str, Any], held: Sequence[Pair]) -> dict[UUID, int]:
    """What each mentor can still take on: within the programme, and of what they offer in all."""
    here = Counter(pair.mentor_id for pair in held)
    drafted = Counter(pair.mentor_id for pair in held if pair.state == PairState.PROPOSED)
    free = {
        mentor_id: min(places - here[mentor_id], capacity - live - pending - drafted[mentor_id])
        for mentor_id, places, capacity, live, pending in columns(_mentors(), **asked)
    }
    return {mentor_id: max(0, places) for mentor_id, places in free.items()}


def _apart(asked: dict[str, Any]) -> set[Two]:
    """(mentee, mentor) who do not meet again, or did already; why is nobody's business here."""
    long_ago = clock.now() - max(COOL_DOWN.values(), default=timedelta(0))
    return {(mentee, mentor) for mentee, mentor in columns(_met(), **asked, long_ago=long_ago)}


def _of_programme() -> Any:
    return Member.programme_id == bindparam("programme_id", type_=Uuid())


@cache
def _members() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Member.id, Person.id, Person.department_id, Person.manager_id,
            Member.mentee, Member.aside, Member.languages,
        )
        .join(Person, Person.id == Member.person_id)
        .where(_of_programme(), active())
        .order_by(Person.id)
    )  # fmt: skip


@cache
def _skills_of() -> Select[*tuple[Any, ...]]:
    return (
        select(
            MemberSkill.member_id, MemberSkill.use, Skill.id, Skill.name,
            MemberSkill.level, MemberSkill.proven,
        )
        .join(Member, Member.id == MemberSkill.member_id)
        .join(Skill, Skill.id == MemberSkill.skill_id)
        .where(_of_programme())
        .order_by(Skill.name, Skill.id)
    )  # fmt: skip


@cache
def _choices_of() -> Select[*tuple[Any, ...]]:
    return (
        select(MemberChoice.member_id, MemberChoice.person_id, MemberChoice.position)
        .join(Member, Member.id == MemberChoice.member_id)
        .where(_of_programme())
    )


@cache
def _pairs() -> Select[*tuple[Any, ...]]:
    return (
        select(*(getattr(ProgrammePair, name) for name in Pair._fields))
        .where(ProgrammePair.programme_id == bindparam("programme_id", type_=Uuid()))
        .order_by(ProgrammePair.points, ProgrammePair.id)
    )


@cache
def _mentors() -> Select[*tuple[Any, ...]]:
    """Open mentors among the members: places here, places in all, how many they guide, and in how
    many proposals of any programme they wait for an answer.
    """
    live = select(func.count()).where(Mentorship.mentor_id == Mentor.id, LIVE)
    pending = select(func.count()).where(
        ProgrammePair.mentor_id == Mentor.id,
        one_of(ProgrammePair.state, (PairState.SENT, PairState.ASKED)),
    )
    return (
        select(Mentor.id, Member.places, Mentor.capacity,
               live.correlate(Mentor).scalar_subquery(),
               pending.correlate(Mentor).scalar_subquery())
        .join(Member, Member.person_id == Mentor.id)
        .join(Person, Person.id == Mentor.id)
        .where(_of_programme(), Member.mentor, Mentor.state == "open", active())
    )  # fmt: skip


def _inside(column: Any) -> Any:
    return column.in_(select(Member.person_id).where(_of_programme()))


@cache
def _met() -> CompoundSelect[*tuple[Any, ...]]:
    """Who worked together, has a request open, may not ask again yet, or is kept apart."""
    worked = select(Mentorship.mentee_id, Mentorship.mentor_id).where(
        _inside(Mentorship.mentee_id), _inside(Mentorship.mentor_id)
    )
    lately = and_(
        MentorshipRequest.ended_at > bindparam("long_ago", type_=Moment()),
        one_of(MentorshipRequest.state, [state.value for state in COOL_DOWN]),
    )
    asked = select(MentorshipRequest.mentee_id, MentorshipRequest.mentor_id).where(
        _inside(MentorshipRequest.mentee_id),
        _inside(MentorshipRequest.mentor_id),
        or_(OPEN, lately),
    )
    kept = select(KeptApart.person_id, KeptApart.from_id).where(
        _inside(KeptApart.person_id), _inside(KeptApart.from_id)
    )
    return worked.union(asked, kept)
