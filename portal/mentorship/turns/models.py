"""What a mentorship has in the air, what two say at its end, and who is not matched again."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.db import Base, Identified


class Turn(Base):
    """What goes on about the course of one mentorship: a pause, or what one of the two proposes.

    The mentorship is locked by whoever changes it. There is none until there is something to say.
    """

    __tablename__ = "mentorship_turn"
    __table_args__ = (
        CheckConstraint("(paused_on is null) = (paused_until is null)", name="paused"),
        CheckConstraint("proposed in ('','longer','finish')", name="proposed"),
        CheckConstraint(
            "(proposed = '') = (proposed_by is null) and (proposed = '') = (proposed_until is null)"
            " and (proposed = 'longer') = (proposed_months is not null)",
            name="proposal_whole",
        ),
        CheckConstraint("proposed_by in ('mentor','mentee')", name="proposed_by"),
    )

    mentorship_id: Mapped[UUID] = mapped_column(
        ForeignKey("mentorship.id", ondelete="CASCADE"), primary_key=True
    )
    paused_on: Mapped[date | None]
    paused_until: Mapped[date | None]
    proposed: Mapped[str] = mapped_column(default="")
    proposed_by: Mapped[str | None]
    proposed_months: Mapped[int | None]
    # The last day on which the other can agree.
    proposed_until: Mapped[date | None]
    # The end that both were reminded of.
    told_end: Mapped[date | None]
    # Whether one of the two led the other when the clock looked last.
    one_leads: Mapped[bool] = mapped_column(default=False)

    def propose(self, what: str, by: str, until: date, months: int | None = None) -> None:
        """One of the two proposes something to the other."""
        self.proposed, self.proposed_by = what, by
        self.proposed_until, self.proposed_months = until, months

    def settle(self) -> None:
        """Nothing is proposed any more."""
        self.proposed, self.proposed_by = "", None
        self.proposed_until = self.proposed_months = None


class Feedback(Identified, Base):
    """What one of the two says when a mentorship is over.

    `again` is read by the other only where it is a yes; the word may be shown on the mentor's page
    when the mentee allows it (`may_show`) and the mentor wants it (`shown`).
    """

    __tablename__ = "mentorship_feedback"
    __table_args__ = (
        UniqueConstraint("mentorship_id", "person_id"),
        CheckConstraint("again in ('yes','maybe','no')", name="again"),
        CheckConstraint("length(word) <= 600", name="word_length"),
        CheckConstraint("may_show or not shown", name="shown"),
    )

    mentorship_id: Mapped[UUID] = mapped_column(ForeignKey("mentorship.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    # Codes of `portal.mentorship.turns.words.HELPED`, with spaces between.
    helped: Mapped[str] = mapped_column(default="")
    again: Mapped[str]
    word: Mapped[str] = mapped_column(default="")
    may_show: Mapped[bool] = mapped_column(default=False)
    shown: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime] = mapped_column(default=clock.now)


class KeptApart(Base):
    """Two people who are not matched again; a row for each of them. Why is written nowhere here."""

    __tablename__ = "kept_apart"
    __table_args__ = (CheckConstraint("person_id <> from_id", name="two_people"),)

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    from_id: Mapped[UUID] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    at: Mapped[datetime]
