"""What can be learned in Port Ashby and from whom, read from learning.txt beside this file."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, select

from portal import clock
from portal.db import db
from portal.demo.catalogue import lines
from portal.demo.structure import City
from portal.learning.drip.models import DripUnit
from portal.learning.models import (
    LearningDate,
    LearningItem,
    LearningSkill,
    Provider,
    learning_prerequisite,
)
from portal.skills.fold import fold


@dataclass(frozen=True)
class DemoProvider:
    name: str
    kind: str
    contact: str
    email: str
    phone: str
    url: str


@dataclass
class DemoItem:
    """An item; `dates` are (days from today, time, hours, places, place)."""

    title: str
    format: str
    hours: Decimal
    cost: Decimal
    payer: str
    summary: str
    provider: str
    teaches: dict[str, int] = field(default_factory=dict)
    dates: list[tuple[int, time, float, int, str]] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)
    certificate: str = ""
    months: int | None = None
    url: str = ""
    language: str = "English"
    days: list[list[str]] = field(default_factory=list)


@cache
def catalogue() -> tuple[tuple[DemoProvider, ...], tuple[DemoItem, ...]]:
    """Providers and their items, in the order of the file."""
    providers: list[DemoProvider] = []
    items: list[DemoItem] = []
    for line in lines("learning.txt"):
        if line.startswith("["):
            name, _, words = line[1:].partition("] ")
            providers.append(DemoProvider(name, *_parts(words)))
        elif line.startswith(" "):
            kind, _, words = line.strip().partition(": ")
            _DETAILS[kind](items[-1], words)
        else:
            title, kind, hours, cost, payer, summary = _parts(line)
            told = (Decimal(hours), Decimal(cost), payer, summary)
            items.append(DemoItem(title, kind, *told, providers[-1].name))
    return tuple(providers), tuple(items)


def _parts(words: str) -> list[str]:
    return [part.strip() for part in words.split("|")]


def _teaches(item: DemoItem, words: str) -> None:
    taught = (one.rpartition(" ") for one in words.split(", "))
    item.teaches = {name: int(level) for name, _, level in taught}


def _dates(item: DemoItem, words: str) -> None:
    for one in words.split("; "):
        days, at, length, places, place = one.split(" ", 4)
        start = time.fromisoformat(at)
        item.dates.append((int(days), start, float(length), int(places), place))


def _certificate(item: DemoItem, words: str) -> None:
    item.certificate, months = _parts(words)
    item.months = int(months) if months else None


_DETAILS: dict[str, Callable[[DemoItem, str], None]] = {
    "teaches": _teaches,
    "dates": _dates,
    "certificate": _certificate,
    "needs": lambda item, words: setattr(item, "needs", words.split(", ")),
    "at": lambda item, words: setattr(item, "url", words),
    "day": lambda item, words: item.days.append(_parts(words)),
    "in": lambda item, words: setattr(item, "language", words),
}


def build(city: City) -> dict[str, UUID]:
    """Write the catalogue in the current transaction. The ids of the items by title; what is there
    already is used as it is.
    """
    known = _known()
    if known:
        return known
    providers, items = catalogue()
    makers = {one.name: uuid4() for one in providers}
    ids = {one.title: uuid4() for one in items}
    _insert(Provider, [{"id": makers[one.name], **vars(one)} for one in providers])
    _insert(LearningItem, [_row(one, ids, makers) for one in items])
    _insert(
        LearningSkill,
        [
            {"item_id": ids[one.title], "skill_id": city.skills[name], "level": level}
            for one in items
            for name, level in one.teaches.items()
        ],
    )
    _insert(LearningDate, [_date(ids[one.title], *when) for one in items for when in one.dates])
    _insert(DripUnit, [row for one in items for row in _days(ids[one.title], one.days)])
    pairs = [(ids[one.title], ids[title]) for one in items for title in one.needs]
    _insert(learning_prerequisite, [{"item_id": one, "needs_id": other} for one, other in pairs])
    return ids


def _known() -> dict[str, UUID]:
    rows = select(LearningItem.title, LearningItem.id).where(LearningItem.source == "demo")
    return {title: key for title, key in db.session.execute(rows)}


def _insert(table: Any, rows: list[dict[str, Any]]) -> None:
    db.session.execute(insert(table), rows)


def _row(one: DemoItem, ids: dict[str, UUID], makers: dict[str, UUID]) -> dict[str, Any]:
    return {
        "id": ids[one.title], "title": one.title, "summary": one.summary,
        "provider_id": makers[one.provider], "format": one.format, "url": one.url,
        "hours": one.hours, "cost": one.cost, "currency": "GBP", "payer": one.payer,
        "language": one.language, "certificate": one.certificate,
        "certificate_months": one.months, "status": "active",
        "source": "demo", "external_id": fold(one.title),
    }  # fmt: skip


def _days(item_id: UUID, said: list[list[str]]) -> list[dict[str, Any]]:
    return [
        {"id": uuid4(), "item_id": item_id, "day": day, "title": title, "body": body}
        for day, (title, body) in enumerate(said, start=1)
    ]


def _date(item_id: UUID, days: int, at: time, length: float, places: int, place: str) -> Any:
    day = clock.today() + timedelta(days=days)
    if day.isoweekday() > 5:  # nobody is taught at the weekend
        day += timedelta(days=8 - day.isoweekday())
    start = datetime.combine(day, at, UTC)
    return {
        "id": uuid4(), "item_id": item_id, "starts_at": start,
        "ends_at": start + timedelta(hours=length), "place": place, "places": places or None,
    }  # fmt: skip
