"""Reading communities and what is written there."""

from collections.abc import Collection
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    Integer,
    Select,
    Uuid,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import aliased, selectinload

from portal import clock
from portal.audience import Audience
from portal.communities.models import (
    Community,
    CommunityMeeting,
    CommunityMember,
    CommunityPost,
    CommunitySkill,
    Standing,
)
from portal.communities.words import MOST
from portal.composed import prepared
from portal.db import columns, db, one_of
from portal.skills.models import PersonSkill, Skill

PER_PAGE = 20
EXCERPT = 300
COMING = 4
BELONGS = one_of(CommunityMember.standing, (Standing.MEMBER, Standing.HOST))
STANDS = and_(CommunityPost.removed_at.is_(None), CommunityPost.hidden_at.is_(None))
KEPT = and_(CommunityPost.kept_at.is_not(None), STANDS)


def whole(community_id: UUID) -> Community:
    """One with its skills and hosts. Raises NoResultFound without one."""
    statement = _whole().where(Community.id == community_id)
    return db.session.scalars(statement.execution_options(populate_existing=True)).one()


def _whole() -> Select[Community]:
    return select(Community).options(
        selectinload(Community.skills).joinedload(CommunitySkill.skill),
        selectinload(Community.hosts).joinedload(CommunityMember.person),
    )


def number(of: Any, *where: Any, beside: Any, most: int = MOST) -> Any:
    """How many rows of `of` there are for the row `beside` which the column stands, counted no
    further than one beyond `most`.
    """
    one = select(literal(1, Integer()).label("n")).select_from(of)
    some = one.where(*where).correlate(beside).limit(most + 1).subquery()
    return select(func.count()).select_from(some).scalar_subquery()


def members() -> Any:
    """How many belong to the community beside it, as a column."""
    return counted(Community.id, beside=Community)


def counted(community_id: Any, *, beside: Any) -> Any:
    """How many belong to the community of this id, as a column beside the row that has it."""
    ours = CommunityMember.community_id == community_id
    return number(CommunityMember, ours, BELONGS, beside=beside)


class Line(NamedTuple):
    """A community as lists show it."""

    id: UUID
    title: str
    purpose: str
    meets: str
    members: int


def lines_of(ids: Collection[UUID]) -> dict[UUID, Line]:
    """Those of these that are open, in one statement."""
    rows = columns(lines(), ids=[*ids]) if ids else ()
    return {row[0]: Line._make(row) for row in rows}


@prepared
def lines() -> Select[*tuple[Any, ...]]:
    """The statement of `lines_of`."""
    return select(
        Community.id, Community.name, Community.purpose, Community.meets, members()
    ).where(_among(Community.id), Community.closed_at.is_(None))


def about_skills_of(person_id: UUID, most: int) -> list[tuple[UUID, str]]:
    """Open ones about skills this person has on their profile, those about most of them first, each
    with one of these skills.
    """
    rows = columns(_about_skills(), person_id=person_id, most=most)
    return [(key, skill) for key, skill in rows]


@prepared
def _about_skills() -> Select[UUID, str]:
    return (
        select(Community.id, func.min(Skill.name))
        .join(CommunitySkill, CommunitySkill.community_id == Community.id)
        .join(PersonSkill, PersonSkill.skill_id == CommunitySkill.skill_id)
        .join(Skill, Skill.id == CommunitySkill.skill_id)
        .where(
            PersonSkill.person_id == bindparam("person_id", type_=Uuid()),
            Community.closed_at.is_(None),
        )
        .group_by(Community.id, Community.name)
        .order_by(func.count().desc(), Community.name)
        .limit(bindparam("most", type_=Integer()))
    )


def titled_by(thread: Any) -> Any:
    """The title of a post: its own, or that of what it answers while that stands."""
    stands = and_(thread.removed_at.is_(None), thread.hidden_at.is_(None), thread.title != "")
    answered = case((stands, thread.title), else_="A reply")
    return func.coalesce(func.nullif(CommunityPost.title, ""), answered)


def _among(column: Any) -> Any:
    return column.in_(bindparam("ids", type_=Uuid(), expanding=True))


def titled(text: str, *, offset: int = 0, most: int = PER_PAGE) -> tuple[list[UUID], int]:
    """Open ones with every one of these words in their names, and how many there are."""
    return _with_words(
        select(Community.id).where(Community.closed_at.is_(None)).order_by(Community.name),
        Community.name, text, offset, most,
    )  # fmt: skip


def kept_titled(text: str, *, offset: int = 0, most: int = PER_PAGE) -> tuple[list[UUID], int]:
    """What is kept and has every one of these words in its title, and how many there are."""
    return _with_words(
        select(CommunityPost.id).where(KEPT).order_by(CommunityPost.kept_at.desc()),
        CommunityPost.title, text, offset, most,
    )  # fmt: skip


def _with_words(
    statement: Select[UUID], title: Any, text: str, offset: int, most: int
) -> tuple[list[UUID], int]:
    for word in text.split()[:8]:
        statement = statement.where(func.lower(title).contains(word.lower(), autoescape=True))
    total = db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    return list(db.session.scalars(statement.offset(offset).limit(most))), total


def standings(ids: Collection[UUID], person_id: UUID) -> dict[UUID, str]:
    """Where this person stands with each of these communities; one statement."""
    found = dict.fromkeys(ids, str(Standing.NONE))
    for key, standing in columns(_standings(), ids=[*ids], person_id=person_id) if ids else ():
        found[key] = standing
    return found


@prepared
def _standings() -> Select[UUID, str]:
    return select(CommunityMember.community_id, CommunityMember.standing).where(
        _among(CommunityMember.community_id), CommunityMember.person_id == _me()
    )


def _me() -> Any:
    return bindparam("person_id", type_=Uuid())


class Mine(NamedTuple):
    """A community somebody belongs to, hosts, or is asked to host."""

    id: UUID
    name: str
    standing: str
    asked: bool


def mine(person_id: UUID) -> list[Mine]:
    """The communities of this person, by name."""
    return [Mine(*row) for row in columns(_mine(), person_id=person_id)]


@prepared
def _mine() -> Select[UUID, str, str, bool]:
    return (
        select(Community.id, Community.name, CommunityMember.standing, CommunityMember.asked)
        .join(CommunityMember, CommunityMember.community_id == Community.id)
        .where(
            CommunityMember.person_id == _me(),
            or_(BELONGS, CommunityMember.asked),
            Community.closed_at.is_(None),
        )
        .order_by(Community.name)
        .limit(60)
    )


class Around(NamedTuple):
    """What a reader of one community has with it, and how many belong to it."""

    members: int
    standing: str
    asked: bool
    shown: bool

    @property
    def belongs(self) -> bool:
        return self.standing != Standing.NONE


def around(community_id: UUID, person_id: UUID) -> Around:
    """In one statement."""
    row = columns(_around(), community_id=community_id, person_id=person_id).first()
    count, standing, asked, audience = row or (0, None, None, None)
    shown = Audience(audience or 0) == Audience.EVERYONE
    return Around(count, standing or Standing.NONE, bool(asked), shown)


@prepared
def _around() -> Select[*tuple[Any, ...]]:
    mine = aliased(CommunityMember)
    return (
        select(members(), mine.standing, mine.asked, mine.audience)
        .select_from(Community)
        .outerjoin(mine, and_(mine.community_id == Community.id, mine.person_id == _me()))
        .where(Community.id == bindparam("community_id", type_=Uuid()))
    )


def hosted_by(person_id: UUID) -> int:
    """How many open communities this person hosts."""
    hosts = CommunityMember.standing == Standing.HOST
    statement = (
        select(func.count())
        .select_from(CommunityMember)
        .join(Community)
        .where(CommunityMember.person_id == person_id, hosts, Community.closed_at.is_(None))
    )
    return db.session.scalar(statement) or 0


def taken(name: str, but: UUID | None = None) -> bool:
    """Whether another community has this name, however it is written."""
    same = func.lower(Community.name) == name.lower()
    statement = select(exists().where(same, Community.id != (but or UUID(int=0))))
    return bool(db.session.scalar(statement))


def kept_ids(community_id: UUID, *, thread_id: UUID | None = None) -> list[UUID]:
    """What is kept of a community, or among the replies to one post."""
    statement = select(CommunityPost.id).where(
        CommunityPost.community_id == community_id, CommunityPost.kept_at.is_not(None)
    )
    if thread_id is not None:
        statement = statement.where(CommunityPost.reply_to_id == thread_id)
    return list(db.session.scalars(statement))


def coming(community_id: UUID) -> list[CommunityMeeting]:
    """The next dates, those called off among them."""
    statement = (
        select(CommunityMeeting)
        .where(CommunityMeeting.community_id == community_id, CommunityMeeting.begins > clock.now())
        .order_by(CommunityMeeting.begins, CommunityMeeting.id)
        .limit(COMING)
    )
    return list(db.session.scalars(statement))
