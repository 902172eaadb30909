"""The taxonomy, and the skills people say they have."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.audience import Audience
from portal.db import Base, Identified
from portal.people.models import Experience, Person

# The proficiency scale of product.md, version 1; 0 is "not yet".
LEVELS = ("Not yet", "Learning", "Working", "Skilled", "Leading")
LEVEL_HINTS = (
    "",
    "I know the basics and need help",
    "I do it with some support",
    "I do it well on my own",
    "Others come to me to learn it",
)


class Kind(StrEnum):
    TECHNICAL = "technical"
    HUMAN = "human"
    LANGUAGE = "language"
    CERTIFICATE = "certificate"


class Status(StrEnum):
    PROPOSED = "proposed"
    ACTIVE = "active"
    DEPRECATED = "deprecated"


class Interest(StrEnum):
    MORE = "more"
    HAPPY = "happy"
    LESS = "less"
    LEARN = "learn"


class Skill(Identified, Base):
    """Something people can do. `folded` is the name without case and accents, to find it by."""

    __tablename__ = "skill"
    __table_args__ = (
        CheckConstraint("kind in ('technical','human','language','certificate')", name="kind"),
        CheckConstraint("status in ('proposed','active','deprecated')", name="status"),
        CheckConstraint(
            "(status = 'deprecated') or (merged_into_id is null)", name="merged_is_deprecated"
        ),
        CheckConstraint("length(name) between 1 and 200", name="name_length"),
    )

    name: Mapped[str]
    folded: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(default=Kind.TECHNICAL)
    description: Mapped[str] = mapped_column(default="")
    category: Mapped[str] = mapped_column(default="")
    # Without an index: nearly all are active, and SQLite would begin with those.
    status: Mapped[str] = mapped_column(default=Status.ACTIVE)
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("skill.id"))
    proposed_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    source: Mapped[str | None]
    # What the organisation lives on, and what it is short of.
    core: Mapped[bool] = mapped_column(default=False)
    critical: Mapped[bool] = mapped_column(default=False)
    # Why a proposal was refused, or a skill is no longer used: a word for those who have it.
    retired_because: Mapped[str] = mapped_column(default="")
    # Since when a proposal waits; it stays when the proposal is decided.
    proposed_at: Mapped[datetime | None]
    # Nobody has said of which kind it is: the one it has is a guess.
    kind_guessed: Mapped[bool] = mapped_column(default=False)

    aliases: Mapped[list["SkillAlias"]] = relationship(
        back_populates="skill", cascade="all, delete-orphan", passive_deletes=True
    )
    codes: Mapped[list["SkillCode"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="SkillCode.source"
    )

    @property
    def not_taken_on(self) -> bool:
        """A proposal that was refused; who has it keeps it."""
        retired = self.status == Status.DEPRECATED and self.merged_into_id is None
        return retired and self.proposed_at is not None

    def appears_in(self) -> list[str]:
        return [f"skill:{self.id}"] if self.id else []


class SkillAlias(Identified, Base):
    """Another word for a skill."""

    __tablename__ = "skill_alias"
    __table_args__ = (UniqueConstraint("skill_id", "folded"),)

    skill_id: Mapped[UUID] = mapped_column(ForeignKey("skill.id", ondelete="CASCADE"))
    name: Mapped[str]
    folded: Mapped[str] = mapped_column(index=True)

    skill: Mapped[Skill] = relationship(back_populates="aliases")

    def appears_in(self) -> list[str]:
        return [f"skill:{self.skill_id}"] if self.skill_id else []


class SkillCode(Base):
    """What a published taxonomy calls a skill: one skill may have a code in each of them."""

    __tablename__ = "skill_code"

    source: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    skill_id: Mapped[UUID] = mapped_column(ForeignKey("skill.id", ondelete="CASCADE"), index=True)

    def appears_in(self) -> list[str]:
        return [f"skill:{self.skill_id}"] if self.skill_id else []


class SkillStart(Base):
    """Where a name of a skill (tier 0), another word for it (1), or a word inside these (2) begins,
    folded; see `portal.skills.finding.starts`. Kept in the order of its bytes in any database.
    """

    __tablename__ = "skill_start"
    __table_args__ = ({"sqlite_with_rowid": False},)

    tier: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    start: Mapped[str] = mapped_column(
        String().with_variant(String(collation="C"), "postgresql"), primary_key=True
    )
    skill_id: Mapped[UUID] = mapped_column(
        ForeignKey("skill.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class SkillNeighbour(Base):
    """Two skills that go together, prepared from the roles that ask for both and the taxonomy.

    `weight` (0 to 1) orders them, `roles` is how many roles ask for both; `tells` (0 to 1) is how
    much having the neighbour says of the skill, beside the other neighbours; `kin` says how the
    taxonomy relates them ("broader", "related"), empty where it does not.
    """

    __tablename__ = "skill_neighbour"

    skill_id: Mapped[UUID] = mapped_column(
        ForeignKey("skill.id", ondelete="CASCADE"), primary_key=True
    )
    neighbour_id: Mapped[UUID] = mapped_column(
        ForeignKey("skill.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    weight: Mapped[float]
    roles: Mapped[int] = mapped_column(default=0)
    tells: Mapped[float] = mapped_column(default=0.0)
    kin: Mapped[str] = mapped_column(default="")


class PersonSkill(Identified, Base):
    """A skill as its owner sees it: level, wish, who may know, and since when."""

    # Who may see them is changed for all of a person's skills at once, behind the person's row.
    behind = (Person, "person_id")

    __tablename__ = "person_skill"
    __table_args__ = (
        UniqueConstraint("person_id", "skill_id"),
        CheckConstraint("level between 0 and 4", name="level"),
        CheckConstraint("validated_level between 1 and 4", name="validated_level"),
        CheckConstraint("interest in ('more','happy','less','learn')", name="interest"),
        CheckConstraint("interest <> 'learn' or level = 0", name="learn_at_zero"),
        CheckConstraint(
            "(validated_level is null) = (validated_at is null)", name="validated_with_date"
        ),
        # Who has this skill, at which level, and shows it: mentors and matching ask this way round.
        Index("ix_person_skill_skill_level", "skill_id", "level", "audience"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    skill_id: Mapped[UUID] = mapped_column(ForeignKey("skill.id"))
    level: Mapped[int]
    interest: Mapped[str] = mapped_column(default=Interest.HAPPY)
    audience: Mapped[Audience] = mapped_column(default=Audience.EVERYONE)
    can_teach: Mapped[bool] = mapped_column(default=False)
    last_used_on: Mapped[date | None]
    validated_level: Mapped[int | None]
    validated_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL")
    )
    validated_at: Mapped[datetime | None]
    # When the person last said that it still holds, by changing it or with one tap.
    reviewed_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now)

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    skill: Mapped[Skill] = relationship()
    validated_by: Mapped[Person | None] = relationship(foreign_keys=[validated_by_id])

    def appears_in(self) -> list[str]:
        return [f"person:{self.person_id}"] if self.person_id else []


EVENTS = (
    "added", "changed", "removed", "restored", "reviewed", "validated", "unvalidated",
    "evidence", "merged", "unmerged",
)  # fmt: skip


class PersonSkillEvent(Base):
    """What a person's skill was made, with the department at the time. Append-only.

    `removed` keeps what the skill was before, so that it can be taken back whole.
    """

    __tablename__ = "person_skill_event"
    __table_args__ = (
        CheckConstraint(f"event in ({','.join(repr(event) for event in EVENTS)})", name="event"),
        Index("ix_person_skill_event_person", "person_id", "skill_id", "at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    skill_id: Mapped[UUID] = mapped_column(ForeignKey("skill.id"), index=True)
    event: Mapped[str]
    level: Mapped[int | None]
    interest: Mapped[str | None]
    audience: Mapped[Audience | None]
    can_teach: Mapped[bool | None]
    last_used_on: Mapped[date | None]
    actor_id: Mapped[UUID | None]
    department_id: Mapped[UUID | None] = mapped_column(ForeignKey("department.id"))
    # What it was about, where the event alone does not say: the kind of evidence, the name of the
    # skill that was merged, the number of the confirmation that stands. Never words of a person.
    detail: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]


class EvidenceKind(StrEnum):
    EXPERIENCE = "experience"
    LEARNING = "learning"
    PROJECT = "project"
    CERTIFICATE = "certificate"
    FEEDBACK = "feedback"
    MENTORSHIP = "mentorship"


class Evidence(Identified, Base):
    """What shows that a person has a skill. It is seen by whom the skill is open to.

    What is linked to an experience is seen only by those who may see that as well.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        CheckConstraint(
            "kind in ('experience','learning','project','certificate','feedback','mentorship')",
            name="kind",
        ),
        CheckConstraint("(kind = 'experience') = (experience_id is not null)", name="experience"),
        Index("ix_evidence_person_skill", "person_id", "skill_id"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    skill_id: Mapped[UUID] = mapped_column(ForeignKey("skill.id"), index=True)
    kind: Mapped[str]
    experience_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("experience.id", ondelete="CASCADE"), index=True
    )
    title: Mapped[str] = mapped_column(default="")
    url: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    happened_on: Mapped[date | None]
    valid_until: Mapped[date | None]
    # Whose words the note is: its owner may take them off, and never put others in their place.
    said_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    experience: Mapped[Experience | None] = relationship()
