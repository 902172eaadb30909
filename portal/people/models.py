"""Departments, locations, persons, what they have done, and how they moved."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from portal import clock
from portal.audience import Audience
from portal.db import Base, Identified
from search_index.text import key


def _of_its_name(row: Any) -> str:
    """What a new row has as `folded`."""
    return key(row.get_current_parameters()["name"])


class Department(Identified, Base):
    """A part of the organisation that people belong to."""

    __tablename__ = "department"
    name: Mapped[str] = mapped_column(unique=True)


class Location(Identified, Base):
    """A place of work."""

    __tablename__ = "location"
    name: Mapped[str] = mapped_column(unique=True)


class Person(Identified, Base):
    """Someone who works, or worked, for the organisation. `folded` is the name without case and
    accents, to find it by.
    """

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("manager_id <> id", name="not_own_manager"),
        CheckConstraint("left_on is null or left_on >= hired_on", name="left_after_hired"),
        CheckConstraint("length(name) between 1 and 120", name="name_length"),
    )

    name: Mapped[str] = mapped_column(index=True)
    folded: Mapped[str] = mapped_column(default=_of_its_name, server_default="")
    job_title: Mapped[str] = mapped_column(default="")
    headline: Mapped[str] = mapped_column(default="")
    about: Mapped[str] = mapped_column(default="")
    department_id: Mapped[UUID] = mapped_column(ForeignKey("department.id"), index=True)
    location_id: Mapped[UUID | None] = mapped_column(ForeignKey("location.id"), index=True)
    manager_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    # The table `role` belongs to a layer above; the name is enough for the database.
    role_id: Mapped[UUID | None] = mapped_column(ForeignKey("role.id"), index=True)
    # The role the person themselves said is closest to their job, where nobody gave them one; it is
    # theirs to change as long as role_id still is this one.
    chosen_role_id: Mapped[UUID | None] = mapped_column(ForeignKey("role.id"))
    level: Mapped[int | None]
    # A name of the IANA database; none is the organisation's.
    time_zone: Mapped[str] = mapped_column(default="", server_default="")
    hired_on: Mapped[date]
    left_on: Mapped[date | None]
    # Who may read headline and words about oneself.
    about_audience: Mapped[Audience] = mapped_column(default=Audience.EVERYONE)
    # The manager whom everything shared with "my line manager" was shared with. Who follows them
    # sees nothing of it until the person says so.
    shared_with_manager_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    shared_with_manager_at: Mapped[datetime | None]
    # Of an erased person a row without a name stays, for counts and for the histories of others.
    erased_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now)

    department: Mapped[Department] = relationship()
    location: Mapped[Location | None] = relationship()
    manager: Mapped["Person | None"] = relationship(
        remote_side="Person.id", foreign_keys=[manager_id]
    )
    photo: Mapped["Photo | None"] = relationship(viewonly=True)

    @validates("name")
    def _fold(self, _name: str, value: str) -> str:
        self.folded = key(value)
        return value

    @property
    def active(self) -> bool:
        return self.left_on is None or self.left_on > clock.today()

    def appears_in(self) -> list[str]:
        return [f"person:{self.id}"] if self.id else []


class Experience(Identified, Base):
    """A post, project or period a person wants others to know of."""

    # Who may see them is changed for all that a person shares at once, behind the person's row.
    behind = (Person, "person_id")

    __tablename__ = "experience"
    __table_args__ = (CheckConstraint("ended_on is null or ended_on >= started_on", name="order"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    title: Mapped[str]
    organisation: Mapped[str] = mapped_column(default="")
    started_on: Mapped[date]
    ended_on: Mapped[date | None]
    description: Mapped[str] = mapped_column(default="")
    audience: Mapped[Audience] = mapped_column(default=Audience.EVERYONE)
    version: Mapped[int] = mapped_column(default=1)

    person: Mapped[Person] = relationship()

    def appears_in(self) -> list[str]:
        return [f"person:{self.person_id}"] if self.person_id else []


class Photo(Base):
    """A person's picture, made anew by us: two square WebP images without metadata."""

    __tablename__ = "photo"

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    large: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    small: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    digest: Mapped[str]
    audience: Mapped[Audience] = mapped_column(default=Audience.EVERYONE)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now)


class NamedReader(Base):
    """Somebody a person has named, to share with them what is open to "people I name"."""

    __tablename__ = "named_reader"
    __table_args__ = (CheckConstraint("person_id <> reader_id", name="not_oneself"),)

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    reader_id: Mapped[UUID] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    at: Mapped[datetime] = mapped_column(default=clock.now)


class Look(Base):
    """That somebody looked at a person's page or took an export of it: once a day for each."""

    __tablename__ = "look"
    __table_args__ = (
        UniqueConstraint("person_id", "reader_id", "surface", "day"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    reader_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    # As whom they looked, at that time: manager, mentor, hr, named, colleague.
    reader_as: Mapped[str]
    surface: Mapped[str]
    day: Mapped[date] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)


class Silence(Base):
    """A prompt a person does not want to see, for good or until a day.

    `ref` is what it is about, as `about` spells it; "" is the prompt as such.
    """

    __tablename__ = "silence"

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    prompt: Mapped[str] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(primary_key=True, default="")
    until: Mapped[date | None]

    @staticmethod
    def about(key: UUID | None) -> str:
        """The id of what a silence is about in its one spelling: 32 digits without hyphens."""
        return key.hex if key else ""


class Move(Identified, Base):
    """An effective-dated employment event, from hire to exit."""

    __tablename__ = "move"
    __table_args__ = (
        CheckConstraint(
            "kind in ('hire','promotion','lateral','transfer','return','leave','exit')", name="kind"
        ),
        Index("ix_move_person_effective", "person_id", "effective_on"),
        # Who came to a role last: the people one may ask about it, read from here alone.
        Index(
            "ix_move_to_role_id",
            "to_role_id",
            "effective_on",
            "person_id",
            "kind",
            "from_role_id",
        ),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    kind: Mapped[str]
    effective_on: Mapped[date]
    from_role_id: Mapped[UUID | None] = mapped_column(ForeignKey("role.id"))
    to_role_id: Mapped[UUID | None] = mapped_column(ForeignKey("role.id"))
    from_department_id: Mapped[UUID | None] = mapped_column(ForeignKey("department.id"))
    to_department_id: Mapped[UUID | None] = mapped_column(ForeignKey("department.id"))
    source: Mapped[str] = mapped_column(default="hr")
