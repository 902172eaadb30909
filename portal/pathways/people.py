"""Who can help on the way to a role: mentors, and people who made the move and may be asked.

That somebody made a move is theirs to tell. They are here only after they said "people may ask me
about moves I made", which is off until then; nothing else on the page depends on who said so.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    String,
    Subquery,
    Uuid,
    bindparam,
    case,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    union,
    union_all,
)

from portal.aspirations.models import AspirationProfile
from portal.composed import prepared
from portal.db import columns, one_of
from portal.mentorship.models import Mentor, Mentorship, mentor_skill
from portal.mentorship.standing import LIVE
from portal.pathways.offers import Guide
from portal.people.models import Move, Person
from portal.people.queries import here
from portal.roles.models import Role
from portal.roles.moved import KINDS
from portal.skills.models import Skill

MOST_GUIDES, MOST_MOVERS = 8, 4
LOOKED_AT = 100
"""Of so many who came to a role from one's own, or from others, is seen whether they are open about
it, the latest first; of so many who teach most of the skills, whether they are open to requests."""


class Mover(NamedTuple):
    """Somebody who made this move, or came to the role from another one, and may be asked."""

    id: UUID
    name: str
    job_title: str
    came_from: str
    same: bool


@dataclass(frozen=True)
class Helpers:
    """The mentors, best first, with the names of what they teach; and the movers."""

    guides: Sequence[Guide] = ()
    teach: dict[UUID, list[str]] = field(default_factory=dict)
    movers: Sequence[Mover] = ()


def helpers(
    person_id: UUID, role_id: UUID, here_id: UUID | None, skill_ids: Collection[UUID]
) -> Helpers:
    """Who can help this person to this role with these skills; in one statement."""
    given = {
        "person_id": person_id,
        "role_id": role_id,
        "here_id": here_id or UUID(int=0),
        "skill_ids": [*skill_ids] or [UUID(int=0)],
    }
    guides: dict[UUID, list[tuple[Any, ...]]] = {}
    movers: dict[UUID, Mover] = {}
    for part, key, name, title, skill_id, words, free, mine in columns(_people(), **given):
        if part == "guide":
            guides.setdefault(key, []).append((name, title, skill_id, words, free, mine))
        else:
            movers.setdefault(key, Mover(key, name, title, words, bool(mine)))
    made = [
        Guide(key, name, title, frozenset(row[2] for row in rows), free, bool(mine))
        for key, rows in guides.items()
        for name, title, *_, free, mine in rows[:1]
    ]
    return Helpers(
        sorted(made, key=_best),
        {key: sorted(row[3] for row in rows) for key, rows in guides.items()},
        sorted(movers.values(), key=lambda one: (not one.same, one.name))[:MOST_MOVERS],
    )


def _best(guide: Guide) -> tuple[object, ...]:
    return not guide.mine, guide.free <= 0, -len(guide.teaches), guide.name, guide.id


@prepared
def _people() -> CompoundSelect[*tuple[Any, ...]]:
    return union_all(_guides(), _movers())


def _guides() -> Select[*tuple[Any, ...]]:
    """The mentors who teach most of these skills, and all of one's own who teach any."""
    me = bindparam("person_id", type_=Uuid())
    skill_ids = bindparam("skill_ids", type_=Uuid(), expanding=True)
    own = select(Mentorship.mentor_id).where(Mentorship.mentee_id == me, LIVE)
    among = union(select(_teachers(me, skill_ids).c.id), own).subquery()
    guided = (
        select(func.count())
        .select_from(Mentorship)
        .where(Mentorship.mentor_id == Mentor.id, LIVE)
        .correlate(Mentor)
        .scalar_subquery()
    )
    mine = exists().where(Mentorship.mentor_id == Mentor.id, Mentorship.mentee_id == me, LIVE)
    return (
        select(
            literal("guide", String()).label("part"), Person.id, Person.name, Person.job_title,
            Skill.id.label("skill_id"), Skill.name.label("words"),
            (Mentor.capacity - guided).label("free"), _number(mine.correlate(Mentor)).label("mine"),
        )
        .select_from(Mentor)
        .join(Person, Person.id == Mentor.id)
        .join(mentor_skill, mentor_skill.c.mentor_id == Mentor.id)
        .join(Skill, Skill.id == mentor_skill.c.skill_id)
        .where(Mentor.id.in_(select(among.c.id)), Skill.id.in_(skill_ids), here())
    )  # fmt: skip


def _teachers(me: BindParameter[UUID], skill_ids: BindParameter[UUID]) -> Subquery:
    """The open mentors who teach most of these skills."""
    taught = func.count().label("taught")
    teach = (
        select(mentor_skill.c.mentor_id.label("id"), taught)
        .where(mentor_skill.c.skill_id.in_(skill_ids))
        .group_by(mentor_skill.c.mentor_id)
        .order_by(taught.desc(), mentor_skill.c.mentor_id)
        .limit(LOOKED_AT)
        .subquery()
    )
    return (
        select(teach.c.id)
        .join(Mentor, Mentor.id == teach.c.id)
        .where(Mentor.state == "open", Mentor.id != me, Mentor.capacity > 0)
        .order_by(teach.c.taught.desc(), teach.c.id)
        .limit(MOST_GUIDES)
        .subquery()
    )


def _movers() -> Select[*tuple[Any, ...]]:
    """Who came to the role by a move and may be asked about it, from one's own role first."""
    came = _came()
    left = came.c.from_role_id
    found = (
        select(
            literal("mover", String()).label("part"), Person.id, Person.name, Person.job_title,
            left.label("skill_id"), func.coalesce(Role.title, "").label("words"),
            literal(0, Integer()).label("free"), came.c.same.label("mine"),
        )
        .select_from(came)
        .join(AspirationProfile, AspirationProfile.person_id == came.c.person_id)
        # By the profile, so that only who is open about it is looked up.
        .join(Person, Person.id == AspirationProfile.person_id)
        .outerjoin(Role, Role.id == left)
        .where(
            AspirationProfile.open_about_moves,
            Person.id != bindparam("person_id", type_=Uuid()),
            here(),
        )
        .order_by(came.c.same.desc(), came.c.effective_on.desc(), Person.id)
        .limit(MOST_MOVERS)
        .subquery()
    )  # fmt: skip
    return select(found)


def _came() -> Subquery:
    """The latest moves to the role, from one's own role and from others: so many of each as are
    enough to find a few people who are open about theirs.
    """
    mine = Move.from_role_id == bindparam("here_id", type_=Uuid())
    other = or_(Move.from_role_id.is_(None), not_(mine))
    latest = (_latest(mine, same=1), _latest(other, same=0))
    return union_all(*(select(part.subquery()) for part in latest)).subquery()


def _latest(left: ColumnElement[bool], same: int) -> Select[*tuple[Any, ...]]:
    elsewhere = or_(Move.from_role_id.is_(None), Move.from_role_id != Move.to_role_id)
    return (
        select(
            Move.person_id, Move.from_role_id, Move.effective_on,
            literal(same, Integer()).label("same"),
        )
        .where(Move.to_role_id == bindparam("role_id", type_=Uuid()), left, elsewhere)
        .where(one_of(Move.kind, KINDS))
        .order_by(Move.effective_on.desc(), Move.person_id.desc())
        .limit(LOOKED_AT)
    )  # fmt: skip


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)
