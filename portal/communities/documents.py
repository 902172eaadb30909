"""What search may find of communities: those that are open, and what they keep as knowledge.

Both are for everybody; who belongs to a community stands in neither.
"""

from collections.abc import Collection, Iterator
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from portal.communities.models import Community, CommunityPost, CommunitySkill
from portal.communities.queries import KEPT
from portal.db import db
from search_index import Document

EVERYONE = ("everyone",)
AT_ONCE = 500
OPEN = Community.closed_at.is_(None)
SKILLS = selectinload(Community.skills).joinedload(CommunitySkill.skill)


def of(ids: Collection[UUID] | None = None) -> Iterator[Document]:
    """The documents of these communities, or of all."""
    statement = select(Community).where(OPEN).options(SKILLS)
    if ids is not None:
        statement = statement.where(Community.id.in_(ids))
    for one in db.session.scalars(statement.execution_options(yield_per=AT_ONCE)):
        names = [row.skill.name for row in one.skills]
        yield Document(
            id=f"community:{one.id}",
            kind="community",
            title=one.name,
            body=" ".join(part for part in (one.purpose, one.meets) if part),
            keywords=names,
            facets={"skill": names, "id": [str(one.id)]},
            audience=EVERYONE,
        )


def kept(ids: Collection[UUID] | None = None) -> Iterator[Document]:
    """The documents of what is kept: these posts, or all."""
    statement = (
        select(CommunityPost)
        .where(KEPT)
        .options(
            joinedload(CommunityPost.community).options(SKILLS),
            joinedload(CommunityPost.reply_to),
        )
    )
    if ids is not None:
        statement = statement.where(CommunityPost.id.in_(ids))
    for post in db.session.scalars(statement.execution_options(yield_per=AT_ONCE)):
        names = [row.skill.name for row in post.community.skills]
        yield Document(
            id=f"knowledge:{post.id}",
            kind="knowledge",
            title=_title(post),
            body=post.words,
            keywords=names,
            facets={"skill": names, "community": [post.community.name], "id": [str(post.id)]},
            audience=EVERYONE,
        )


def _title(post: CommunityPost) -> str:
    """Its own, or that of what it answers while that stands; as lists show it."""
    thread = post.reply_to
    if thread is not None and not (thread.removed_at or thread.hidden_at):
        return thread.title or "A reply"
    return post.title or "A reply"
