"""The story of one skill of a person: every event in words, and the level over time drawn."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, Uuid, bindparam, case, or_, select

from portal import clock
from portal.audience import Audience, in_words
from portal.composed import prepared
from portal.db import columns
from portal.people.models import Department, Person
from portal.skills.merging.models import SkillMerge
from portal.skills.models import LEVELS, EvidenceKind, PersonSkillEvent, Skill

WIDTH, HEIGHT = 640, 96
LEAST = 4

NOUNS = {
    EvidenceKind.EXPERIENCE: "Experience",
    EvidenceKind.LEARNING: "Learning",
    EvidenceKind.PROJECT: "Project",
    EvidenceKind.CERTIFICATE: "Certificate",
    EvidenceKind.FEEDBACK: "Feedback",
    EvidenceKind.MENTORSHIP: "Mentorship",
}


class Event(NamedTuple):
    """A row of the history with the names that belong to it.

    `merged` is what the skill was called where it was another one, merged into this since.
    """

    event: str
    level: int | None
    interest: str | None
    audience: Audience | None
    can_teach: bool | None
    last_used_on: date | None
    detail: str
    at: datetime
    actor: str | None
    department: str | None
    merged: str

    @property
    def of_owner(self) -> bool:
        """Whether it tells what the owner says, and not what somebody else does."""
        return self.event not in ("validated", "unvalidated")


def events(person_id: UUID, skill_id: UUID) -> list[Event]:
    """What happened to a skill, the oldest first, with what was merged into it. One statement."""
    rows = columns(_events(), person_id=person_id, skill_id=skill_id)
    return [Event(*row) for row in rows]


@prepared
def _events() -> Select[*tuple[Any, ...]]:
    skill_id = bindparam("skill_id", type_=Uuid())
    merged = select(SkillMerge.from_id).where(
        SkillMerge.into_id == skill_id, SkillMerge.undone_at.is_(None)
    )
    row = PersonSkillEvent
    return (
        select(
            row.event, row.level, row.interest, row.audience, row.can_teach, row.last_used_on,
            row.detail, row.at, Person.name, Department.name,
            case((row.skill_id != skill_id, Skill.name), else_=""),
        )
        .join(Skill, Skill.id == row.skill_id)
        .outerjoin(Person, Person.id == row.actor_id)
        .outerjoin(Department, Department.id == row.department_id)
        .where(
            row.person_id == bindparam("person_id", type_=Uuid()),
            or_(row.skill_id == skill_id, row.skill_id.in_(merged)),
        )
        .order_by(row.at, row.id)
    )  # fmt: skip


@dataclass(frozen=True)
class Fact:
    """One line of the story; `tone` is the look of its dot: done, or nothing in particular."""

    words: str
    at: datetime
    place: str
    tone: str = ""


@dataclass(frozen=True)
class Bar:
    """A time at one level, as the drawing shows it."""

    x: float
    width: float
    level: int

    @property
    def y(self) -> float:
        return HEIGHT - self.height

    @property
    def height(self) -> float:
        return HEIGHT * self.level / (len(LEVELS) - 1)


@dataclass(frozen=True)
class Story:
    """The facts, the newest first; the drawing of the level; when it was confirmed (x, y)."""

    facts: list[Fact]
    bars: list[Bar]
    confirmed: list[tuple[float, float]]
    since: datetime | None

    @property
    def in_words(self) -> str:
        """The drawing in a sentence."""
        levels = [bar.level for bar in self.bars]
        if not levels or self.since is None:
            return ""
        ways = " → ".join(LEVELS[level] for level in levels)
        return f"From {self.since:%B %Y} to today: {ways}."


def story(happened: Sequence[Event]) -> Story:
    """The story these events tell, the oldest of them first."""
    facts: list[Fact] = []
    before: dict[str, Event] = {}
    for event in happened:
        words = WORDS[event.event](event, before.get(event.merged))
        tone = "done" if event.event in ("validated", "evidence") else ""
        said = f"{event.merged}: {words}" if event.merged else words
        facts.append(Fact(said, event.at, event.department or "", tone))
        if event.of_owner:
            before[event.merged] = event
    own = [event for event in happened if not event.merged]
    since = own[0].at if own else None
    confirmed = [_dot(event, own[0].at) for event in own if event.event == "validated"]
    return Story(facts[::-1], list(_bars(own)), confirmed, since)


def _share(moment: datetime, since: datetime) -> float:
    """How far along the drawing a moment stands."""
    whole = (clock.now() - since).total_seconds()
    return round(WIDTH * (moment - since).total_seconds() / whole, 1) if whole > 0 else 0.0


def _dot(event: Event, since: datetime) -> tuple[float, float]:
    x = min(max(_share(event.at, since), 6.0), WIDTH - 6.0)
    return x, round(HEIGHT - HEIGHT * (event.level or 0) / (len(LEVELS) - 1) + 6, 1)


def _bars(happened: Sequence[Event]) -> Iterator[Bar]:
    """The times at one level; a skill that was removed has none until it is back."""
    steps: list[tuple[float, int]] = []
    for event in happened:
        if not event.of_owner:
            continue
        level = 0 if event.event == "removed" else event.level or 0
        if not steps or steps[-1][1] != level:
            steps.append((_share(event.at, happened[0].at), level))
    ends = [*(x for x, _ in steps[1:]), float(WIDTH)][: len(steps)]
    for (x, level), end in zip(steps, ends, strict=True):
        yield Bar(min(x, WIDTH - LEAST), max(round(end - x, 1), LEAST), level)


def _said(event: Event) -> str:
    """The level, or the wish where there is none."""
    if event.level:
        return LEVELS[event.level]
    return "a skill you want to learn" if event.interest == "learn" else LEVELS[0]


def _changed(event: Event, before: Event | None) -> str:
    """What is different from what was said before."""
    if before is None:
        return f"Changed to {_said(event)}"
    told = [words for differs, words in _differences(event, before) if differs]
    return f"Changed: {'; '.join(told)}" if told else f"Saved again as {_said(event)}"


def _differences(event: Event, before: Event) -> Iterator[tuple[bool, str]]:
    wishes = {"more": "want to use more", "happy": "happy to use", "less": "rather use less"}
    yield _said(event) != _said(before), f"from {_said(before)} to {_said(event)}"
    wish = wishes.get(event.interest or "", "want to learn")
    yield bool(event.level) and event.interest != before.interest, wish
    audience = in_words(event.audience or Audience.NOBODY)
    yield event.audience != before.audience, f"seen by {audience[0].lower()}{audience[1:]}"
    teach = "you help others learn it" if event.can_teach else "you no longer help others learn it"
    yield event.can_teach != before.can_teach, teach
    used = f"last used in {event.last_used_on:%B %Y}" if event.last_used_on else "no last use"
    yield event.last_used_on != before.last_used_on, used


def _reviewed(event: Event, before: Event | None) -> str:
    used = event.last_used_on
    if used and (before is None or before.last_used_on != used):
        return f"Still right, and used in {used:%B %Y}"
    return f"Still right: {_said(event)}"


def _evidence(event: Event, _before: Event | None) -> str:
    kind, _, deed = event.detail.partition(" ")
    return f"{NOUNS[EvidenceKind(kind)]} {deed} as evidence" if deed else "Evidence"


def _validated(event: Event, _before: Event | None) -> str:
    return f"{event.actor or 'A colleague'} confirmed it as {LEVELS[event.level or 0]}"


WORDS: dict[str, Callable[[Event, Event | None], str]] = {
    "added": lambda event, _: f"Added as {_said(event)}",
    "changed": _changed,
    "removed": lambda event, _: f"Removed, when it was {_said(event)}",
    "restored": lambda event, _: f"Put back as it was: {_said(event)}",
    "reviewed": _reviewed,
    "validated": _validated,
    "unvalidated": lambda _event, _: "A confirmation was taken off",
    "evidence": _evidence,
    "merged": lambda event, _: f"Joined with {event.detail or 'another word for it'}",
    "unmerged": lambda event, _: f"Parted again from {event.detail or 'the other word'}",
}
