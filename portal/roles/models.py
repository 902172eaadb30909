"""Families, roles, what each role asks for, and the moves people typically make."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.db import Base, Identified
from portal.people.models import Department, Location
from portal.skills.models import Skill

# Levels of responsibility, 1 to 5; O*NET job zones map to them one to one.
ROLE_LEVELS = ("", "Entry", "Practitioner", "Experienced", "Senior", "Lead")


class MoveKind(StrEnum):
    """A typical move, seen from where one stands: up the ladder, across, or into another field."""

    UP = "up"
    SIDEWAYS = "sideways"
    FIELD = "field"


class Family(Identified, Base):
    """A family of roles that share a field of work."""

    __tablename__ = "family"
    name: Mapped[str] = mapped_column(unique=True)


role_location = Table(
    "role_location",
    Base.metadata,
    Column("role_id", ForeignKey("role.id", ondelete="CASCADE"), primary_key=True),
    Column("location_id", ForeignKey("location.id"), primary_key=True),
    Index("ix_role_location_location_id", "location_id"),
)


class Role(Identified, Base):
    """A kind of job. A vacancy for one is an opening, which is something else."""

    __tablename__ = "role"
    __table_args__ = (
        CheckConstraint("level between 1 and 5", name="level"),
        CheckConstraint("status in ('active','retired')", name="status"),
        CheckConstraint("length(title) between 1 and 200", name="title_length"),
        UniqueConstraint("source", "external_id"),
    )

    family_id: Mapped[UUID] = mapped_column(ForeignKey("family.id"), index=True)
    department_id: Mapped[UUID | None] = mapped_column(ForeignKey("department.id"), index=True)
    level: Mapped[int]
    title: Mapped[str] = mapped_column(index=True)
    summary: Mapped[str] = mapped_column(default="")
    responsibilities: Mapped[str] = mapped_column(default="")
    status: Mapped[str] = mapped_column(default="active")
    # HR's mark: the organisation cannot do without somebody in it.
    critical: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str | None]
    external_id: Mapped[str | None]
    updated_at: Mapped[datetime] = mapped_column(default=clock.now)

    family: Mapped[Family] = relationship()
    department: Mapped[Department | None] = relationship()
    locations: Mapped[list[Location]] = relationship(secondary=role_location)
    aliases: Mapped[list["RoleAlias"]] = relationship(
        back_populates="role", cascade="all, delete-orphan", passive_deletes=True
    )
    skills: Mapped[list["RoleSkill"]] = relationship(
        back_populates="role", cascade="all, delete-orphan", passive_deletes=True
    )
    requirements: Mapped[list["RoleRequirement"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True
    )

    def appears_in(self) -> list[str]:
        return [f"role:{self.id}"] if self.id else []


class RoleAlias(Identified, Base):
    """Another title for a role."""

    __tablename__ = "role_alias"
    __table_args__ = (UniqueConstraint("role_id", "folded"),)

    role_id: Mapped[UUID] = mapped_column(ForeignKey("role.id", ondelete="CASCADE"))
    title: Mapped[str]
    folded: Mapped[str] = mapped_column(index=True)

    role: Mapped[Role] = relationship(back_populates="aliases")

    def appears_in(self) -> list[str]:
        return [f"role:{self.role_id}"] if self.role_id else []


class RoleSkill(Base):
    """A role asks for a skill at a level. Essential ones are needed, the others help."""

    __tablename__ = "role_skill"
    __table_args__ = (
        CheckConstraint("level between 1 and 4", name="level"),
        CheckConstraint("weight > 0 and weight <= 1", name="weight"),
        Index("ix_role_skill_skill", "skill_id", "role_id", "level"),
    )

    role_id: Mapped[UUID] = mapped_column(
        ForeignKey("role.id", ondelete="CASCADE"), primary_key=True
    )
    skill_id: Mapped[UUID] = mapped_column(ForeignKey("skill.id"), primary_key=True)
    level: Mapped[int]
    essential: Mapped[bool] = mapped_column(default=True)
    weight: Mapped[float] = mapped_column(default=1.0)

    role: Mapped[Role] = relationship(back_populates="skills")
    skill: Mapped[Skill] = relationship()

    def appears_in(self) -> list[str]:
        return [f"role:{self.role_id}"] if self.role_id else []


class RoleRequirement(Identified, Base):
    """What a role asks for besides skills."""

    __tablename__ = "role_requirement"
    __table_args__ = (
        CheckConstraint("kind in ('education','certificate','licence','years')", name="kind"),
        UniqueConstraint("role_id", "kind", "words"),
    )

    role_id: Mapped[UUID] = mapped_column(ForeignKey("role.id", ondelete="CASCADE"))
    kind: Mapped[str]
    words: Mapped[str]
    required: Mapped[bool] = mapped_column(default=True)


class RoleMove(Base):
    """A move people typically make from one role to another."""

    __tablename__ = "role_move"
    __table_args__ = (
        CheckConstraint("from_role_id <> to_role_id", name="elsewhere"),
        CheckConstraint("kind in ('up','sideways','field')", name="kind"),
        CheckConstraint("months > 0", name="months"),
    )

    from_role_id: Mapped[UUID] = mapped_column(
        ForeignKey("role.id", ondelete="CASCADE"), primary_key=True
    )
    to_role_id: Mapped[UUID] = mapped_column(
        ForeignKey("role.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    kind: Mapped[str]
    months: Mapped[int | None]
    rank: Mapped[int] = mapped_column(default=1)


class MoveCount(Base):
    """How many people went from one role to another within five years, as it may be shown.

    `people` is rounded, or None where it is withheld; `marks` are of those counted when it was
    settled (`portal.roles.moved`).
    """

    __tablename__ = "move_count"
    __table_args__ = (
        CheckConstraint("people >= 5 and people % 5 = 0", name="people"),
        CheckConstraint("months > 0 and months % 6 = 0", name="months"),
    )

    from_role_id: Mapped[UUID] = mapped_column(
        ForeignKey("role.id", ondelete="CASCADE"), primary_key=True
    )
    to_role_id: Mapped[UUID] = mapped_column(
        ForeignKey("role.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    people: Mapped[int | None]
    months: Mapped[int | None]
    marks: Mapped[bytes]


class MoveCounting(Base):
    """When moves were last counted, how, and the marks of whoever had moved: one row."""

    __tablename__ = "move_counting"
    __table_args__ = (CheckConstraint("id = 1", name="one"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    k: Mapped[int]
    method: Mapped[int]
    marks: Mapped[bytes]


class RoleNeighbour(Base):
    """Two roles that are alike, prepared from what they ask for and how they are described.

    `likeness` (0 to 1) orders them, `skills` is how many skills both ask for.
    """

    __tablename__ = "role_neighbour"
    __table_args__ = ({"sqlite_with_rowid": False},)

    role_id: Mapped[UUID] = mapped_column(
        ForeignKey("role.id", ondelete="CASCADE"), primary_key=True
    )
    neighbour_id: Mapped[UUID] = mapped_column(
        ForeignKey("role.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    likeness: Mapped[float]
    skills: Mapped[int] = mapped_column(default=0)


class SkillRarity(Base):
    """How few roles ask for a skill: `rarity` is ln(1 + all roles / those that ask for it)."""

    __tablename__ = "skill_rarity"

    skill_id: Mapped[UUID] = mapped_column(
        ForeignKey("skill.id", ondelete="CASCADE"), primary_key=True
    )
    roles: Mapped[int]
    rarity: Mapped[float]


class RoleSum(Base):
    """What a role asks for in all: its steps, and its steps each times the rarity of the skill."""

    __tablename__ = "role_sum"

    role_id: Mapped[UUID] = mapped_column(
        ForeignKey("role.id", ondelete="CASCADE"), primary_key=True
    )
    steps: Mapped[int]
    weight: Mapped[float]
