"""Reading what is written in communities: lists, one with its replies, and what was reported."""

from collections.abc import Collection
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, String, Uuid, and_, bindparam, exists, func, select
from sqlalchemy.orm import aliased, joinedload

from portal.communities.models import Community, CommunityPost, CommunityReport
from portal.communities.queries import EXCERPT, KEPT, PER_PAGE, STANDS, number, titled_by
from portal.composed import prepared
from portal.conditions import Actor
from portal.db import columns, db
from portal.people.models import Person

MOST_REPLIES = 99


class KeptLine(NamedTuple):
    """Something kept as knowledge, as lists show it."""

    id: UUID
    title: str
    words: str
    community: str
    community_id: UUID
    kept_at: Any


def kept_of(ids: Collection[UUID]) -> dict[UUID, KeptLine]:
    """Those of these that are kept and stand, in one statement."""
    rows = columns(kept(), ids=[*ids]) if ids else ()
    return {row[0]: KeptLine._make(row) for row in rows}


@prepared
def kept() -> Select[*tuple[Any, ...]]:
    """The statement of `kept_of`."""
    thread = aliased(CommunityPost)
    return (
        select(
            CommunityPost.id, titled_by(thread),
            func.substr(CommunityPost.words, 1, EXCERPT, type_=String()),
            Community.name, Community.id, CommunityPost.kept_at,
        )
        .join(Community, Community.id == CommunityPost.community_id)
        .outerjoin(thread, thread.id == CommunityPost.reply_to_id)
        .where(CommunityPost.id.in_(bindparam("ids", type_=Uuid(), expanding=True)), KEPT)
    )  # fmt: skip


class PostLine(NamedTuple):
    """A post as the page of its community lists it; `replies` are counted no further than 100."""

    id: UUID
    kind: str
    title: str
    words: str
    at: Any
    kept: bool
    author: str
    replies: int


def listed(community_id: UUID, show: str, page: int) -> list[PostLine]:
    """A page of what stands there and one more, the newest first; `show` is a kind, "kept", or
    nothing for all that is no reply.
    """
    narrow = ([CommunityPost.reply_to_id.is_(None)] if show != "kept" else []) + (
        [CommunityPost.kept_at.is_not(None)] if show == "kept" else
        [CommunityPost.kind == show] if show else []
    )  # fmt: skip
    newest = CommunityPost.kept_at if show == "kept" else CommunityPost.at
    statement = (
        _lines()
        .where(CommunityPost.community_id == community_id, STANDS, *narrow)
        .order_by(newest.desc(), CommunityPost.id)
        .offset((page - 1) * PER_PAGE)
        .limit(PER_PAGE + 1)
    )
    return [PostLine._make(row) for row in db.session.execute(statement)]


def _lines() -> Select[*tuple[Any, ...]]:
    thread, answer = aliased(CommunityPost), aliased(CommunityPost)
    replies = number(
        answer, answer.reply_to_id == CommunityPost.id, answer.removed_at.is_(None),
        answer.hidden_at.is_(None), beside=CommunityPost, most=MOST_REPLIES,
    )  # fmt: skip
    return (
        select(
            CommunityPost.id, CommunityPost.kind, titled_by(thread),
            func.substr(CommunityPost.words, 1, EXCERPT), CommunityPost.at,
            CommunityPost.kept_at.is_not(None), Person.name, replies,
        )
        .join(Person, Person.id == CommunityPost.person_id)
        .outerjoin(thread, thread.id == CommunityPost.reply_to_id)
    )  # fmt: skip


def post(post_id: UUID) -> CommunityPost:
    """One with its author and community. Raises NoResultFound without it."""
    statement = select(CommunityPost).options(
        joinedload(CommunityPost.community).selectinload(Community.hosts),
        joinedload(CommunityPost.person),
    )
    same = CommunityPost.id == post_id
    return db.session.scalars(statement.where(same).execution_options(populate_existing=True)).one()


def replies(thread_id: UUID, page: int) -> list[CommunityPost]:
    """A page of replies and one more, the oldest first; with those taken back or hidden, so that
    talk about them can be followed.
    """
    statement = (
        select(CommunityPost)
        .options(joinedload(CommunityPost.person))
        .where(CommunityPost.reply_to_id == thread_id)
        .order_by(CommunityPost.at, CommunityPost.id)
        .offset((page - 1) * PER_PAGE)
        .limit(PER_PAGE + 1)
    )
    return list(db.session.scalars(statement))


def page_of(reply: CommunityPost) -> int:
    """On which page of its thread a reply stands."""
    before = and_(CommunityPost.reply_to_id == reply.reply_to_id, CommunityPost.at < reply.at)
    return 1 + (db.session.scalar(select(func.count()).where(before)) or 0) // PER_PAGE


def reported_by(post_id: UUID, person_id: UUID) -> CommunityReport | None:
    """What this person reported of a post."""
    same = CommunityReport.post_id == post_id, CommunityReport.person_id == person_id
    return db.session.scalar(select(CommunityReport).where(*same))


def reports_of(post_id: UUID) -> list[CommunityReport]:
    """What was reported of a post and not looked at."""
    statement = select(CommunityReport).where(
        CommunityReport.post_id == post_id, CommunityReport.settled_at.is_(None)
    )
    return list(db.session.scalars(statement.order_by(CommunityReport.at)))


def reports_among(post_ids: Collection[UUID]) -> dict[UUID, list[str]]:
    """What was reported of these posts and not looked at, in the words of whoever did; by post."""
    found: dict[UUID, list[str]] = {}
    statement = select(CommunityReport.post_id, CommunityReport.words).where(
        CommunityReport.post_id.in_(post_ids), CommunityReport.settled_at.is_(None)
    )
    for key, words in db.session.execute(statement.order_by(CommunityReport.at)):
        found.setdefault(key, []).append(words)
    return found


def reported(actor: Actor, community_id: UUID | None = None) -> list[CommunityPost]:
    """Posts of others that somebody reported: all, for HR, or those of one community."""
    waits = exists().where(
        CommunityReport.post_id == CommunityPost.id, CommunityReport.settled_at.is_(None)
    )
    statement = (
        select(CommunityPost)
        .options(joinedload(CommunityPost.community), joinedload(CommunityPost.person))
        .where(waits, CommunityPost.person_id != actor.id)
        .order_by(CommunityPost.at)
        .limit(60)
    )
    if community_id is not None:
        statement = statement.where(CommunityPost.community_id == community_id)
    return list(db.session.scalars(statement))
