"""Every change of what is written in communities, as verbs. The row that changes is locked."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select

from portal import clock, outbox
from portal.communities import queries, reading
from portal.communities.models import Community, CommunityPost, CommunityReport, Kind
from portal.db import db
from portal.errors import Refused, Stale

MOST_A_DAY = 40
DAY = timedelta(days=1)


def write(one: Community, person_id: UUID, kind: str, title: str, words: str) -> CommunityPost:
    """A question, an idea or a note; a note is knowledge from the start. Raises Refused once the
    community is closed, and for more in a day than anybody reads.
    """
    _may_write(one, person_id)
    kept = clock.now() if kind == Kind.NOTE else None
    post = CommunityPost(
        community_id=one.id, person_id=person_id, kind=Kind(kind), title=title, words=words,
        kept_at=kept,
    )  # fmt: skip
    db.session.add(post)
    db.session.flush()
    return post


def reply(thread: CommunityPost, person_id: UUID, words: str) -> CommunityPost:
    """Answer it. Raises Refused as `write`, and where it was taken back or hidden."""
    _may_write(thread.community, person_id)
    if thread.removed_at or thread.hidden_at or thread.reply_to_id:
        raise Refused("This cannot be answered any more.")
    post = CommunityPost(
        community_id=thread.community_id, reply_to_id=thread.id, person_id=person_id,
        kind=Kind.REPLY, words=words,
    )  # fmt: skip
    db.session.add(post)
    db.session.flush()
    if thread.person_id != person_id:
        outbox.put("notify.community.reply", f"{post.id}")
    return post


def _may_write(one: Community, person_id: UUID) -> None:
    if one.closed_at is not None:
        raise Refused("This community is closed. What was kept there can still be read.")
    since = clock.now() - DAY
    today = select(func.count()).where(
        CommunityPost.person_id == person_id, CommunityPost.at > since
    )
    if (db.session.scalar(today) or 0) >= MOST_A_DAY:
        raise Refused(f"You have written {MOST_A_DAY} times since yesterday. Go on tomorrow.")


def change(post: CommunityPost, title: str, words: str, version: int) -> None:
    """Say it otherwise. Raises Stale when it was saved since, Refused where it is hidden."""
    if (post.title, post.words) == (title, words):
        return
    if post.hidden_at or post.removed_at:
        raise Refused("It does not stand there any more, so it cannot be changed.")
    if version != post.version:
        raise Stale
    post.title, post.words, post.changed_at = title, words, clock.now()
    _changed(post)


def remove(post: CommunityPost) -> None:
    """Take back what one wrote; nobody else reads it from now on."""
    post.removed_at = post.removed_at or clock.now()
    _changed(post)


def put_back(post: CommunityPost) -> None:
    post.removed_at = None
    _changed(post)


def keep(post: CommunityPost, person_id: UUID) -> None:
    """Keep it as knowledge, for search to find. Raises Refused for what is not shown."""
    if post.hidden_at or post.removed_at:
        raise Refused("It does not stand there any more, so it cannot be kept.")
    if post.kept_at is not None:
        return
    post.kept_at = clock.now()
    _changed(post)
    if post.person_id != person_id:
        outbox.put("notify.community.kept", f"{post.id}")


def unkeep(post: CommunityPost) -> None:
    """It is a post like others again."""
    post.kept_at = None
    _changed(post)


def hide(post: CommunityPost, why: str) -> None:
    """Hide it from everybody; whoever wrote it reads why. What was reported of it is settled."""
    if not why.strip():
        raise Refused("Say in a sentence why: whoever wrote it reads it.")
    if post.hidden_at is None:
        post.hidden_at = clock.now()
        outbox.put("notify.community.hidden", f"{post.id}")
    post.hidden_why = why
    _changed(post)
    settle(post)


def show(post: CommunityPost) -> None:
    """Let it be read again."""
    post.hidden_at, post.hidden_why = None, ""
    _changed(post)


def report(post: CommunityPost, person_id: UUID, words: str) -> None:
    """Say that it should not stand there; once. Hosts and HR hear of it, not of who said so."""
    if reading.reported_by(post.id, person_id) is not None:
        return
    row = CommunityReport(post_id=post.id, person_id=person_id, words=words)
    db.session.add(row)
    db.session.flush()
    outbox.put("notify.community.reported", f"{row.id}")


def settle(post: CommunityPost) -> None:
    """What was reported of it has been looked at."""
    for row in reading.reports_of(post.id):
        row.settled_at = clock.now()


def _changed(post: CommunityPost) -> None:
    """A new version; replies that are kept are found by the title of what they answer."""
    post.version += 1
    if post.reply_to_id is None:
        for key in queries.kept_ids(post.community_id, thread_id=post.id):
            outbox.put(outbox.INDEX, f"knowledge:{key}")
