"""What to tell whom about communities. Called by the worker; told once, however often."""

from collections.abc import Callable, Iterable
from uuid import UUID

from sqlalchemy import select

from portal import outbox
from portal.accounts.models import Account
from portal.accounts.queries import active
from portal.communities import belonging
from portal.communities.models import (
    Community,
    CommunityMeeting,
    CommunityMember,
    CommunityPost,
    CommunityReport,
)
from portal.dates import local, moment
from portal.db import db
from portal.notices import rules
from portal.people.models import Person

AT_ONCE = 500
FIRST = UUID(int=0)
MEETING = "notify.community.meeting"


def reply(ref: str) -> None:
    """Somebody answered."""
    post = db.session.get(CommunityPost, UUID(ref))
    if post is None or post.reply_to is None or post.removed_at or post.hidden_at:
        return
    rules.tell(
        post.reply_to.person_id, key=f"community:reply:{post.id}", kind="community.reply",
        path=f"/communities/posts/{post.reply_to_id}", who=post.person.name,
        title=post.reply_to.title,
    )  # fmt: skip


def kept(ref: str) -> None:
    """What somebody wrote is kept as knowledge."""
    post = db.session.get(CommunityPost, UUID(ref))
    if post is not None and post.kept_at is not None:
        _of_post(post, "community.kept")


def hidden(ref: str) -> None:
    """What somebody wrote was hidden."""
    post = db.session.get(CommunityPost, UUID(ref))
    if post is not None and post.hidden_at is not None:
        _of_post(post, "community.hidden")


def _of_post(post: CommunityPost, kind: str) -> None:
    rules.tell(
        post.person_id, key=f"{kind}:{post.id}", kind=kind,
        path=f"/communities/posts/{post.id}", community=post.community.name,
    )  # fmt: skip


def reported(ref: str) -> None:
    """Something was reported: the hosts and HR look at it, but for who wrote it or said so."""
    row = db.session.get(CommunityReport, UUID(ref))
    if row is None or row.settled_at is not None:
        return
    post = row.post
    for person_id in {*post.host_ids, *_hr()} - {post.person_id, row.person_id}:
        rules.tell(
            person_id, key=f"community:reported:{row.id}:{person_id}", kind="community.reported",
            path=f"/communities/posts/{post.id}", community=post.community.name,
        )  # fmt: skip


def asked(ref: str) -> None:
    """Somebody is asked to host."""
    community_id, person_id = (UUID(part) for part in ref.split(":"))
    row = db.session.get(CommunityMember, (community_id, person_id))
    if row is not None and row.asked:
        _to_host(row.community, person_id, "community.asked")


def hostless(ref: str) -> None:
    """The last host has left: whoever belongs to it longest is asked, else HR."""
    one = db.session.get(Community, UUID(ref))
    if one is None or one.host_ids:
        return
    oldest = belonging.longest(one.id)
    if oldest is not None:
        _to_host(one, oldest, "community.hostless")
    for person_id in _hr() if oldest is None else ():
        rules.tell(
            person_id, key=f"community:orphaned:{one.id}:{person_id}", kind="community.orphaned",
            path="/communities/waiting", community=one.name,
        )  # fmt: skip


def _to_host(one: Community, person_id: UUID, kind: str) -> None:
    rules.tell(
        person_id, key=f"{kind}:{one.id}:{person_id}:{one.version}", kind=kind,
        path=f"/communities/{one.id}", community=one.name,
    )  # fmt: skip


def meeting(ref: str) -> None:
    """A date is planned, changed or called off: everybody who belongs to it, some at a time.

    In: "<id of the date>" or, to go on, "<id of the date>:<the last person told>".
    """
    key, _, after = ref.partition(":")
    row = db.session.get(CommunityMeeting, UUID(key))
    if row is None or row.community.closed_at is not None:
        return
    kind = "community.called_off" if row.cancelled_at else (
        "community.meeting" if row.version == 1 else "community.moved"
    )  # fmt: skip
    told = belonging.members_after(row.community_id, UUID(after) if after else FIRST, AT_ONCE)
    for person_id in told:
        rules.tell(
            person_id, key=f"community:meeting:{row.id}:{row.version}:{person_id}", kind=kind,
            path=f"/communities/{row.community_id}", community=row.community.name,
            title=row.title, day=moment(local(row.begins)),
        )  # fmt: skip
    if len(told) == AT_ONCE:
        outbox.put(MEETING, f"{row.id}:{told[-1]}")


def _hr() -> Iterable[UUID]:
    """Everybody of HR who works here."""
    of_hr = select(Account.person_id).where(Account.hr)
    return db.session.scalars(select(Person.id).where(Person.id.in_(of_hr), active())).all()


# Outbox kind → what to do: the worker takes these over as they are.
HANDLERS: dict[str, Callable[[str], None]] = {
    "notify.community.reply": reply,
    "notify.community.kept": kept,
    "notify.community.hidden": hidden,
    "notify.community.reported": reported,
    "notify.community.asked": asked,
    "notify.community.hostless": hostless,
    MEETING: meeting,
}
