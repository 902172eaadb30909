"""Who can be proposed to whom now: what they wrote, free places, and who may not meet."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    CompoundSelect,
    Select,
    Uuid,
    and_,
    bindparam,
    false,
    func,
    literal,
    or_,
    select,
)

from portal import clock
from portal.accounts.queries import active
from portal.composed import prepared
from portal.db import Moment, columns, one_of
from portal.mentorship.models import Mentor, Mentorship, MentorshipRequest
from portal.mentorship.standing import LIVE, OPEN
from portal.mentorship.turns.models import KeptApart
from portal.mentorship.words import COOL_DOWN
from portal.people.models import Department, Person
from portal.programmes.fit import Fit, Help, Taught, Wish, barred, fit
from portal.programmes.models import Member, MemberChoice, MemberSkill, ProgrammePair
from portal.programmes.states import TAKEN, PairState, Use
from portal.skills.models import Skill

Two = tuple[UUID, UUID]
# Whoever said no, or nothing, is not proposed to the same person again.
CHOSEN = "chosen"
PAST = (PairState.DECLINED, PairState.EXPIRED, PairState.CLOSED)


class Pair(NamedTuple):
    """Who was proposed to whom, and what became of it."""

    id: UUID
    state: str
    mentee_id: UUID
    mentor_id: UUID
    points: int
    locked: bool


class Named(NamedTuple):
    """A member on HR's board: no more of a person than that."""

    id: UUID
    member_id: UUID
    name: str
    job_title: str
    department: str


class Row(NamedTuple):
    """A member as they are read. `state`, `capacity`, `live` and, in how many proposals of any
    programme they wait for an answer, `pending`: of a mentor.
    """

    id: UUID
    member_id: UUID
    name: str
    job_title: str
    department: str
    department_id: UUID
    manager_id: UUID | None
    mentee: bool
    mentor: bool
    aside: bool
    speaks: int
    places: int
    state: str | None
    capacity: int
    live: int
    pending: int


@dataclass
class Pool:
    """`wishes` and `helps` by person; `apart` are (mentee, mentor) who are not proposed again."""

    wishes: dict[UUID, Wish] = field(default_factory=dict)
    helps: dict[UUID, Help] = field(default_factory=dict)
    apart: set[Two] = field(default_factory=set)
    names: dict[UUID, str] = field(default_factory=dict)
    aside: set[UUID] = field(default_factory=set)
    pairs: list[Pair] = field(default_factory=list)
    named: dict[UUID, Named] = field(default_factory=dict)

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
    wrote = _wrote(asked, pool.names)
    held = (*TAKEN, PairState.PROPOSED) if drafts else TAKEN
    taken = [pair for pair in pool.pairs if pair.state in held]
    spoken = {pair.mentee_id for pair in taken}
    here = Counter(pair.mentor_id for pair in taken)
    drafted = Counter(pair.mentor_id for pair in taken if pair.state == PairState.PROPOSED)
    for row in columns(_members(), **asked):
        one = Row(*row)
        said = wrote.get(one.member_id, {})
        pool.named[one.id] = Named(*row[: len(Named._fields)])
        if one.mentee and one.aside:
            pool.aside.add(one.id)
        elif one.mentee and one.id not in spoken:
            wants = {key: level for key, (level, _) in said.get(Use.WANTS, {}).items()}
            likes = {key: rank for key, (rank, _) in said.get(CHOSEN, {}).items() if rank}
            pool.wishes[one.id] = Wish(**_both(one, said), wants=wants, likes=likes)
        if one.mentor and one.state == "open":
            teaches = {key: Taught(*how) for key, how in said.get(Use.TEACHES, {}).items()}
            # Within the programme, and of what they offer in all.
            free = one.capacity - one.live - one.pending - drafted[one.id]
            places = max(0, min(one.places - here[one.id], free))
            pool.helps[one.id] = Help(**_both(one, said), teaches=teaches, places=places)
    return pool


Said = dict[str, dict[UUID, tuple[int, bool]]]


def _wrote(asked: dict[str, Any], names: dict[UUID, str]) -> dict[UUID, Said]:
    """What each member wrote: skills wanted and taught, and people, of whom 0 is "never"."""
    found: dict[UUID, Said] = {}
    for member_id, use, key, name, level, proven in columns(_written(), **asked):
        if use != CHOSEN:
            names[key] = name
        found.setdefault(member_id, {}).setdefault(use, {})[key] = (level, bool(proven))
    return found


def _both(one: "Row", said: Said) -> dict[str, Any]:
    """What is looked at of mentees and mentors alike."""
    return {
        "person_id": one.id,
        "department_id": one.department_id,
        "manager_id": one.manager_id,
        "speaks": one.speaks,
        "never": frozenset(key for key, (rank, _) in said.get(CHOSEN, {}).items() if not rank),
    }


def _apart(asked: dict[str, Any]) -> set[Two]:
    """(mentee, mentor) who do not meet again, or did already; why is nobody's business here."""
    long_ago = clock.now() - max(COOL_DOWN.values(), default=timedelta(0))
    return {(mentee, mentor) for mentee, mentor in columns(_met(), **asked, long_ago=long_ago)}


def _of_programme() -> Any:
    return Member.programme_id == bindparam("programme_id", type_=Uuid())


@prepared
def _members() -> Select[*tuple[Any, ...]]:
    """Members who are here, as `Row` has them."""
    live = select(func.count()).where(Mentorship.mentor_id == Mentor.id, LIVE)
    pending = select(func.count()).where(
        ProgrammePair.mentor_id == Mentor.id,
        one_of(ProgrammePair.state, (PairState.SENT, PairState.ASKED)),
    )
    return (
        select(
            Person.id, Member.id, Person.name, Person.job_title, Department.name,
            Person.department_id, Person.manager_id, Member.mentee, Member.mentor, Member.aside,
            Member.languages, Member.places, Mentor.state, Mentor.capacity,
            live.correlate(Mentor).scalar_subquery(),
            pending.correlate(Mentor).scalar_subquery(),
        )
        .join(Person, Person.id == Member.person_id)
        .join(Department, Department.id == Person.department_id)
        .outerjoin(Mentor, and_(Mentor.id == Member.person_id, Member.mentor))
        .where(_of_programme(), active())
        .order_by(Person.id)
    )  # fmt: skip


@prepared
def _written() -> CompoundSelect[*tuple[Any, ...]]:
    """Skills and people that members wrote, in one statement; skills by name."""
    skills = (
        select(
            MemberSkill.member_id, MemberSkill.use, Skill.id.label("key"), Skill.name.label("name"),
            MemberSkill.level, MemberSkill.proven,
        )
        .join(Member, Member.id == MemberSkill.member_id)
        .join(Skill, Skill.id == MemberSkill.skill_id)
        .where(_of_programme())
    )  # fmt: skip
    people = (
        select(
            MemberChoice.member_id, literal(CHOSEN), MemberChoice.person_id, literal(""),
            MemberChoice.position, false(),
        )
        .join(Member, Member.id == MemberChoice.member_id)
        .where(_of_programme())
    )  # fmt: skip
    return skills.union_all(people).order_by("name", "key")


@prepared
def _pairs() -> Select[*tuple[Any, ...]]:
    return (
        select(*(getattr(ProgrammePair, name) for name in Pair._fields))
        .where(ProgrammePair.programme_id == bindparam("programme_id", type_=Uuid()))
        .order_by(ProgrammePair.points, ProgrammePair.id)
    )


def _inside(column: Any) -> Any:
    return column.in_(select(Member.person_id).where(_of_programme()))


@prepared
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
