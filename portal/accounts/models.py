"""Accounts, their sessions and access tokens, and failed sign-ins."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.db import Base, Identified
from portal.people.models import Person


class Account(Identified, Base):
    """The right of a person to sign in, and their duties."""

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_lower"),
        CheckConstraint("theme in ('system','light','dark')", name="theme"),
        # The few that pages ask for among the many: without these, each look reads every account.
        Index(
            "ix_account_disabled",
            "person_id",
            sqlite_where=text("disabled_at is not null"),
        ),
        Index(
            "ix_account_hr",
            "person_id",
            sqlite_where=text("hr"),
        ),
    )

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), unique=True
    )
    email: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str | None]
    hr: Mapped[bool] = mapped_column(default=False)
    admin: Mapped[bool] = mapped_column(default=False)
    theme: Mapped[str] = mapped_column(default="system")
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    person: Mapped[Person] = relationship()


class SignedIn(Identified, Base):
    """One session of one account. The cookie holds a random token; here lies only its digest."""

    __tablename__ = "session"

    token_digest: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[UUID] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    device: Mapped[str] = mapped_column(default="")
    remembered: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]

    account: Mapped[Account] = relationship()

    @property
    def person_id(self) -> UUID:
        """Whose session this is."""
        return self.account.person_id


class AccessToken(Identified, Base):
    """The right of one program to act for one account, within `scopes`, until it expires.

    `minute` and `calls` count what it asked for in its last minute, see
    `tokens.counting`.
    """

    __tablename__ = "access_token"

    account_id: Mapped[UUID] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str]
    token_digest: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]
    minute: Mapped[int] = mapped_column(default=0)
    calls: Mapped[int] = mapped_column(default=0)

    account: Mapped[Account] = relationship()

    @property
    def person_id(self) -> UUID:
        """Whose token this is."""
        return self.account.person_id


class SignInFailure(Base):
    """A failed sign-in, under the digest of the name tried and of the address it came from."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (
        Index("ix_sign_in_failure_name", "name_digest", "at"),
        Index("ix_sign_in_failure_address", "address_digest", "at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name_digest: Mapped[str]
    address_digest: Mapped[str]
    at: Mapped[datetime]
