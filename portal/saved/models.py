"""Searches a person saved and what they found, roles looked at or put aside, roles shared."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.db import Base, Identified
from portal.people.models import Person
from portal.roles.models import Role


class Rhythm(StrEnum):
    """How often a saved search tells what is new."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


class Of(StrEnum):
    """What a saved search looks for."""

    ROLE = "role"
    OPPORTUNITY = "opportunity"


_KEPT = text("removed_at is null")
_UNTOLD = text("told_at is null")
_DUE = text("due")


class SavedSearch(Identified, Base):
    """The words and filters of a search, to run it again and to hear of what it finds later."""

    # How many there are of a person is counted behind the person's row.
    behind = (Person, "person_id")

    __tablename__ = "saved_search"
    __table_args__ = (
        CheckConstraint("rhythm in ('at_once','daily','weekly','never')", name="rhythm"),
        CheckConstraint("length(name) between 1 and 80", name="name_length"),
        CheckConstraint("kind in ('role','opportunity')", name="kind"),
        Index(
            "uq_saved_search_kept", "person_id", "kind", "query", unique=True,
            sqlite_where=_KEPT,
        ),
    )  # fmt: skip

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(default=Of.ROLE, server_default=Of.ROLE)
    # What stands behind the "?" of its address, in one order, so that doubles are seen.
    query: Mapped[str]
    name: Mapped[str]
    rhythm: Mapped[str] = mapped_column(default=Rhythm.DAILY)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    # When its owner last looked at what it found.
    seen_at: Mapped[datetime] = mapped_column(default=clock.now)
    # A search that was removed can be taken back for a while.
    removed_at: Mapped[datetime | None] = mapped_column(index=True)
    version: Mapped[int] = mapped_column(default=1)
    # Of finds that are past their time: a mark of each thing, so that none is told again (ledger).
    past: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)


class Find(Base):
    """That a saved search found a role, or an opportunity: once, so that nothing is told twice.

    When the row is past its time, a mark in the search stays (`portal.saved.ledger`).
    """

    __tablename__ = "saved_search_find"
    __table_args__ = (
        UniqueConstraint("search_id", "role_id"),
        UniqueConstraint("search_id", "opportunity_id"),
        CheckConstraint("(role_id is null) <> (opportunity_id is null)", name="one_thing"),
        Index(
            "ix_saved_search_find_untold", "search_id",
            sqlite_where=_UNTOLD,
        ),
        {"sqlite_autoincrement": True},
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    search_id: Mapped[UUID] = mapped_column(ForeignKey("saved_search.id", ondelete="CASCADE"))
    role_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("role.id", ondelete="CASCADE"), index=True
    )
    opportunity_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("opportunity.id", ondelete="CASCADE"), index=True
    )
    found_at: Mapped[datetime] = mapped_column(default=clock.now)
    told_at: Mapped[datetime | None]


class RoleTerms(Base):
    """What a role said when saved searches were last held against it, as hashes of its words.

    A change then tells only the searches that did not find the role before. Of a new role the terms
    are empty; None stands for one that was there before anybody looked, and is new to nobody.
    """

    __tablename__ = "role_terms"
    __table_args__ = (Index("ix_role_terms_due", "role_id", sqlite_where=_DUE),)

    role_id: Mapped[UUID] = mapped_column(
        ForeignKey("role.id", ondelete="CASCADE"), primary_key=True
    )
    terms: Mapped[bytes | None] = mapped_column(LargeBinary)
    # The role has changed since, and is to be looked at.
    due: Mapped[bool] = mapped_column(default=True)


class OpportunityTerms(Base):
    """The same of an opportunity."""

    __tablename__ = "opportunity_terms"
    __table_args__ = (
        Index("ix_opportunity_terms_due", "opportunity_id", sqlite_where=_DUE),
    )  # fmt: skip

    opportunity_id: Mapped[UUID] = mapped_column(
        ForeignKey("opportunity.id", ondelete="CASCADE"), primary_key=True
    )
    terms: Mapped[bytes | None] = mapped_column(LargeBinary)
    due: Mapped[bool] = mapped_column(default=True)


class RecentRole(Base):
    """That a person looked at a role, and when last: for themselves alone."""

    __tablename__ = "recent_role"
    __table_args__ = (Index("ix_recent_role_person_at", "person_id", "at"),)

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    role_id: Mapped[UUID] = mapped_column(
        ForeignKey("role.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    at: Mapped[datetime] = mapped_column(default=clock.now, index=True)


class NotInterested(Base):
    """A role a person does not want to be shown; the reason, if any, is theirs alone."""

    __tablename__ = "not_interested"
    __table_args__ = (
        CheckConstraint("reason in ('','work','level','place','hours','other')", name="reason"),
    )

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    role_id: Mapped[UUID] = mapped_column(
        ForeignKey("role.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(default=clock.now)


class SavedChoice(Base):
    """How a person wants it: how long looks are kept (0: not at all), whether colleagues share."""

    __tablename__ = "saved_choice"
    __table_args__ = (CheckConstraint("keep_days in (0,30,90)", name="keep_days"),)

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    keep_days: Mapped[int] = mapped_column(default=90)
    shares: Mapped[bool] = mapped_column(default=True)


class Share(Identified, Base):
    """A role one person pointed out to another, with a short word."""

    __tablename__ = "share"
    __table_args__ = (
        CheckConstraint("sharer_id <> receiver_id", name="not_oneself"),
        CheckConstraint("length(word) <= 200", name="word_length"),
        Index("ix_share_sharer_at", "sharer_id", "at"),
    )

    sharer_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    receiver_id: Mapped[UUID] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), index=True
    )
    role_id: Mapped[UUID] = mapped_column(ForeignKey("role.id", ondelete="CASCADE"), index=True)
    word: Mapped[str] = mapped_column(default="")
    # Whether the receiver was told: never where they had silenced the sharer, or all.
    told: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime] = mapped_column(default=clock.now, index=True)

    sharer: Mapped[Person] = relationship(foreign_keys=[sharer_id])
    role: Mapped[Role] = relationship()


class ShareSilence(Base):
    """Somebody whose shares a person does not want to be told of. Nobody else learns of it."""

    __tablename__ = "share_silence"
    __table_args__ = (CheckConstraint("person_id <> sharer_id", name="not_oneself"),)

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    sharer_id: Mapped[UUID] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    at: Mapped[datetime] = mapped_column(default=clock.now)
