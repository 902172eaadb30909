"""People: what they say of themselves, and what others see of it."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from portal.api.shapes.base import Colleague, Groups, Level, Listing, Named, Shape


class Skill(Shape):
    """A skill of a person."""

    skill: Named
    level: Level
    interest: Annotated[str, Meta(description='"more", "happy", "less" or "learn"')]
    can_teach: bool
    confirmed_level: int | None
    confirmed_by: str | None
    confirmed_at: datetime | None


class OwnSkill(Skill):
    """A skill of mine, when I last used it, and who sees it."""

    last_used_on: date | None
    seen_by: Groups
    version: int


class Experience(Shape):
    """Something a person has done."""

    title: str
    organisation: str
    started_on: date
    ended_on: date | None
    description: str


class Aspiration(Shape):
    """What a person aims for: a role, or a field or words where there is no role."""

    id: UUID
    aim: Annotated[str, Meta(description='"next" or "ultimate"')]
    role: Named | None
    target: str
    horizon: Annotated[str, Meta(description='"year", "two", "later" or "exploring"')]
    state: str
    why: str


class Preferences(Shape):
    """Under which conditions a person would move. Empty words: no wish."""

    work_mode: str
    relocation: str
    travel: str
    hours: str
    leading: str
    open_to_approaches: bool


class Step(Shape):
    """A step of a plan."""

    title: str
    kind: str
    due_on: date | None
    done_on: date | None


class Plan(Shape):
    """A plan toward something."""

    id: UUID
    title: str
    state: str
    role: Named | None
    due_on: date | None
    steps: list[Step]


class Person(Shape):
    """A person, as far as the owner of the token may see them."""

    id: UUID
    name: str
    job_title: str
    department: str
    location: str | None
    manager: Colleague | None
    headline: str
    about: str
    mentors: bool
    skills: list[Skill]
    experience: list[Experience]
    aspirations: list[Aspiration]
    drivers: list[str]
    drains: list[str]
    preferences: Preferences | None
    words: str
    plans: list[Plan]


class Shares(Shape):
    """Who sees which part of what I want next."""

    roles: Groups
    drivers: Groups
    preferences: Groups
    words: Groups


class Me(Shape):
    """Everything I say of myself."""

    id: UUID
    name: str
    job_title: str
    department: str
    location: str | None
    manager: Colleague | None
    headline: str
    about: str
    about_seen_by: Groups
    skills: list[OwnSkill]
    experience: list[Experience]
    aspirations: list[Aspiration]
    drivers: list[str]
    drains: list[str]
    preferences: Preferences
    words: str
    shares: Shares
    counted: Annotated[bool, Meta(description="Whether I count in the figures for HR")]
    plans: list[Plan]


class Rating(Shape, forbid_unknown_fields=True):
    """What I say of a skill. What is left out stays as it is."""

    level: Level
    interest: Annotated[str, Meta(pattern="^(more|happy|less|learn)$")] | None = None
    can_teach: bool | None = None


class FoundPerson(Colleague):
    """A person in a list."""

    place: str
    mentors: bool


class People(Listing):
    """People in a list."""

    items: list[FoundPerson]


class Notice(Shape):
    """Something I was told, and the page that shows more of it."""

    id: UUID
    kind: str
    words: str
    path: str
    at: datetime
    read: bool


class Notices(Shape):
    """A page of what I was told, the newest first."""

    items: list[Notice]
    next: str | None


class Request(Shape):
    """A request to mentor, of mine or to me."""

    id: UUID
    mentor: Colleague
    mentee: Colleague
    state: str
    sent_at: datetime
    message: str
    goals: list[str]
    skills: list[Named]


class Mentorship(Shape):
    """A mentorship I am in or was."""

    id: UUID
    mentor: Colleague
    mentee: Colleague
    state: str
    started_at: datetime
    ends_on: date
    goals: list[str]


class MyMentorship(Shape):
    """My side of mentoring."""

    requests: list[Request]
    mentorships: list[Mentorship]
