"""The taxonomy, and the skills people say they have."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.audience import Audience
from portal.db import Base, Identified
from portal.people.models import Person

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
        UniqueConstraint("source", "external_id"),
    )

    name: Mapped[str]
    folded: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(default=Kind.TECHNICAL)
    description: Mapped[str] = mapped_column(default="")
    category: Mapped[str] = mapped_column(default="")
    status: Mapped[str] = mapped_column(default=Status.ACTIVE, index=True)
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("skill.id"))
    proposed_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL")
    )
    source: Mapped[str | None]
    external_id: Mapped[str | None]

    aliases: Mapped[list["SkillAlias"]] = relationship(
        back_populates="skill", cascade="all, delete-orphan", passive_deletes=True
    )

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


class PersonSkill(Identified, Base):
    """A skill as its owner sees it: level, wish, who may know, and since when."""

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
        # Who has this skill, at which level: mentors and matching ask this way round.
        Index("ix_person_skill_skill_level", "skill_id", "level"),
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
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now)

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    skill: Mapped[Skill] = relationship()
    validated_by: Mapped[Person | None] = relationship(foreign_keys=[validated_by_id])

    def appears_in(self) -> list[str]:
        return [f"person:{self.person_id}"] if self.person_id else []


class PersonSkillEvent(Base):
    """What a person's skill was made, with the department at the time. Append-only.

    `removed` keeps what the skill was before, so that it can be taken back whole.
    """

    __tablename__ = "person_skill_event"
    __table_args__ = (
        CheckConstraint(
            "event in ('added','changed','removed','restored','validated')", name="event"
        ),
        Index("ix_person_skill_event_person", "person_id", "skill_id", "at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    skill_id: Mapped[UUID] = mapped_column(ForeignKey("skill.id"))
    event: Mapped[str]
    level: Mapped[int | None]
    interest: Mapped[str | None]
    audience: Mapped[Audience | None]
    can_teach: Mapped[bool | None]
    last_used_on: Mapped[date | None]
    actor_id: Mapped[UUID | None]
    department_id: Mapped[UUID | None] = mapped_column(ForeignKey("department.id"))
    at: Mapped[datetime]
