"""Communities, who belongs to them, what is written there, and when they meet."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.audience import Audience
from portal.db import Base, Identified
from portal.people.models import Person
from portal.skills.models import Skill

NAME, PURPOSE, MEETS, TITLE, WORDS, WHY = 80, 1000, 200, 120, 4000, 500


class Standing(StrEnum):
    NONE = "none"
    MEMBER = "member"
    HOST = "host"


class Kind(StrEnum):
    QUESTION = "question"
    IDEA = "idea"
    NOTE = "note"
    REPLY = "reply"


class Community(Identified, Base):
    """People from anywhere who practise the same. It is open to everybody until it is closed."""

    __tablename__ = "community"
    __table_args__ = (
        CheckConstraint(f"length(name) between 1 and {NAME}", name="name_length"),
        CheckConstraint(f"length(purpose) between 1 and {PURPOSE}", name="purpose_length"),
    )

    name: Mapped[str] = mapped_column(unique=True)
    purpose: Mapped[str]
    # When and where, in words: "every second Thursday at noon, in the depot".
    meets: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    closed_at: Mapped[datetime | None]

    skills: Mapped[list["CommunitySkill"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="CommunitySkill.position"
    )
    hosts: Mapped[list["CommunityMember"]] = relationship(
        viewonly=True,
        primaryjoin="and_(Community.id == CommunityMember.community_id,"
        " CommunityMember.standing == 'host')",
        order_by="CommunityMember.joined_at",
    )

    @property
    def host_ids(self) -> frozenset[UUID]:
        """Who looks after it."""
        return frozenset(member.person_id for member in self.hosts)

    def appears_in(self) -> list[str]:
        return [f"community:{self.id}"] if self.id else []


class CommunitySkill(Base):
    """A skill that a community is about."""

    __tablename__ = "community_skill"

    community_id: Mapped[UUID] = mapped_column(
        ForeignKey("community.id", ondelete="CASCADE"), primary_key=True
    )
    skill_id: Mapped[UUID] = mapped_column(ForeignKey("skill.id"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(default=0)

    skill: Mapped[Skill] = relationship()


class CommunityMember(Base):
    """Somebody in a community, or asked to host it, or who has left it."""

    __tablename__ = "community_member"
    __table_args__ = (
        CheckConstraint("standing in ('none','member','host')", name="standing"),
        Index("ix_community_member_person", "person_id", "standing"),
        Index("ix_community_member_standing", "community_id", "standing", "joined_at"),
    )

    community_id: Mapped[UUID] = mapped_column(
        ForeignKey("community.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    standing: Mapped[str] = mapped_column(default=Standing.NONE)
    # Somebody asked them to host it, and they have not answered.
    asked: Mapped[bool] = mapped_column(default=False)
    # Who may see that they belong to it: nobody, until they say so. Hosts are named to everybody.
    audience: Mapped[Audience] = mapped_column(default=Audience.NOBODY)
    joined_at: Mapped[datetime] = mapped_column(default=clock.now)

    community: Mapped[Community] = relationship()
    person: Mapped[Person] = relationship()


class CommunityPost(Identified, Base):
    """A question, an idea or a note of what one knows; or a reply to one."""

    __tablename__ = "community_post"
    __table_args__ = (
        CheckConstraint("kind in ('question','idea','note','reply')", name="kind"),
        CheckConstraint("(kind = 'reply') = (reply_to_id is not null)", name="reply"),
        CheckConstraint(f"length(title) <= {TITLE}", name="title_length"),
        CheckConstraint(f"length(words) between 1 and {WORDS}", name="words_length"),
        CheckConstraint("hidden_at is null or hidden_why <> ''", name="hidden_why"),
        Index("ix_community_post_community", "community_id", "reply_to_id", "at"),
        Index("ix_community_post_kept", "community_id", "kept_at"),
        Index("ix_community_post_reply_to", "reply_to_id", "at"),
    )

    community_id: Mapped[UUID] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    reply_to_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("community_post.id", ondelete="CASCADE")
    )
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    words: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    changed_at: Mapped[datetime | None]
    # Knowledge: found again by search, for as long as it is kept.
    kept_at: Mapped[datetime | None]
    # Taken back by whoever wrote it.
    removed_at: Mapped[datetime | None]
    # Hidden by a host or HR, with the reason for whoever wrote it.
    hidden_at: Mapped[datetime | None]
    hidden_why: Mapped[str] = mapped_column(default="")

    community: Mapped[Community] = relationship()
    person: Mapped[Person] = relationship()
    reply_to: Mapped["CommunityPost | None"] = relationship(remote_side="CommunityPost.id")

    @property
    def host_ids(self) -> frozenset[UUID]:
        """Who looks after the community."""
        return self.community.host_ids

    @property
    def thread_id(self) -> UUID:
        """What it answers, or itself."""
        return self.reply_to_id or self.id

    def appears_in(self) -> list[str]:
        # Keeping is a change: what was never changed was never kept.
        known = self.kept_at or (self.version or 1) > 1
        return [f"knowledge:{self.id}"] if self.id and known else []


class CommunityReport(Identified, Base):
    """Somebody says that a post should not stand there. Who it was is told to nobody."""

    __tablename__ = "community_report"
    __table_args__ = (
        UniqueConstraint("post_id", "person_id"),
        CheckConstraint(f"length(words) between 1 and {WHY}", name="words_length"),
        Index("ix_community_report_settled", "settled_at", "at"),
    )
    behind: ClassVar = (CommunityPost, "post_id")

    post_id: Mapped[UUID] = mapped_column(ForeignKey("community_post.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    words: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)
    settled_at: Mapped[datetime | None]

    post: Mapped[CommunityPost] = relationship()


class CommunityMeeting(Identified, Base):
    """A date on which a community meets."""

    __tablename__ = "community_meeting"
    __table_args__ = (
        CheckConstraint(f"length(title) between 1 and {TITLE}", name="title_length"),
        CheckConstraint("minutes between 15 and 600", name="minutes"),
        Index("ix_community_meeting_community", "community_id", "begins"),
    )

    community_id: Mapped[UUID] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    title: Mapped[str]
    begins: Mapped[datetime]
    minutes: Mapped[int] = mapped_column(default=60)
    place: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    cancelled_at: Mapped[datetime | None]

    community: Mapped[Community] = relationship()

    @property
    def host_ids(self) -> frozenset[UUID]:
        """Who looks after the community."""
        return self.community.host_ids
