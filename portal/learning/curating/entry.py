"""What is written of an item, by hand or in a file, and what may be wrong with it."""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit

from portal.fields import line, text
from portal.learning.models import MOST_HOURS, MOST_MONEY, Format, LearningItem, Payer
from portal.learning.money import CURRENCIES, HUNDREDTH, figures

TITLE, SUMMARY, NAME, URL, WORD = 200, 2000, 200, 500, 100
MOST_MONTHS = 600
STATUSES = ("draft", "active")
_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,12})?")


class Wrong(Exception):
    """What is written in a field cannot be right; the message tells what to write."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What the catalogue says of an item, but for its skills, dates and what comes before."""

    title: str
    summary: str
    provider: str
    format: str
    url: str
    hours: Decimal
    cost: Decimal
    currency: str
    payer: str
    language: str
    certificate: str
    certificate_months: int | None
    status: str = "active"

    @property
    def stamp(self) -> str:
        """The same for the same words, another for others: what an edit form was opened with."""
        return stamped(self)


def stamped(said: object) -> str:
    """A short mark of what is said, by which an edit form knows what it was opened with."""
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def entry_of(item: LearningItem) -> Entry:
    """What the catalogue says of it now."""
    own = {f.name: getattr(item, f.name) for f in fields(Entry) if f.name != "provider"}
    return Entry(provider=item.provider.name, **own | {"status": _shown(item.status)})


def _shown(status: str) -> str:
    """Retiring is no matter of words: what is retired stays so, whatever is written."""
    return "draft" if status == "draft" else "active"


def read(given: Mapping[str, str]) -> tuple[Entry | None, dict[str, str]]:
    """The entry, and what is wrong by field: one of the two is empty."""
    values: dict[str, object] = {}
    wrong: dict[str, str] = {}
    for name, reading in READINGS.items():
        try:
            values[name] = reading(given.get(name) or "")
        except Wrong as no:
            wrong[name] = str(no)
    if not wrong:
        wrong = _together(values)
    return (None, wrong) if wrong else (Entry(**values), {})  # type: ignore[arg-type]


def _together(values: Mapping[str, object]) -> dict[str, str]:
    """What is right alone but not beside the others."""
    free = values["payer"] == Payer.NOBODY
    if free and values["cost"]:
        return {"payer": "Somebody has to pay what it costs. Say who, or write no cost."}
    if not free and not values["cost"]:
        return {"cost": "Write what it costs, or say that it is free."}
    if values["certificate_months"] and not values["certificate"]:
        return {"certificate": "Name the certificate that is valid for so long."}
    return {}


def _line(limit: int, missing: str = "") -> Callable[[str], str]:
    def reading(written: str) -> str:
        words = line(written)
        if not words and missing:
            raise Wrong(missing)
        if len(words) > limit:
            raise Wrong(f"Keep this to {limit} characters. There are {len(words)}.")
        return words

    return reading


def _words(written: str) -> str:
    words = text(written)
    if len(words) > SUMMARY:
        raise Wrong(f"Keep this to {SUMMARY:,} characters. There are {len(words):,}.")
    return words


def _one_of(known: Mapping[str, str], missing: str, default: str = "") -> Callable[[str], str]:
    def reading(written: str) -> str:
        word = line(written).lower() or default
        if word not in known:
            raise Wrong(missing)
        return word

    return reading


def number(written: str, most: int, what: str) -> Decimal:
    """A number from none to `most` with at most two places. Raises Wrong in words."""
    word = figures(line(written)) or "0"
    if not _NUMBER.fullmatch(word):
        raise Wrong(f"Write {what} in figures, such as 6 or 7.50.")
    try:
        value = Decimal(word)
    except InvalidOperation:
        raise Wrong(f"Write {what} in figures, such as 6 or 7.50.") from None
    if value < 0:
        raise Wrong(f"Write {what} as nothing or more: it cannot be less than nothing.")
    if value > most:
        raise Wrong(f"That is too much to be true: write at most {most:,}.")
    if value != value.quantize(HUNDREDTH):
        raise Wrong("Two places after the point are enough.")
    return value


def _currency(written: str) -> str:
    word = line(written).upper() or "GBP"
    if not re.fullmatch("[A-Z]{3}", word):
        raise Wrong("Write the currency as three letters, such as GBP or EUR.")
    if word not in CURRENCIES:
        raise Wrong(f"No currency is called {word}. Write three letters such as GBP or EUR.")
    return word


def address(written: str) -> str:
    """An address on the web, or none. Raises Wrong for anything else: it becomes a link."""
    word = line(written)
    parts = urlsplit(word) if word and len(word) <= URL else None
    try:
        sound = parts is None or (parts.scheme in ("http", "https") and bool(parts.hostname))
    except ValueError:
        sound = False
    if (word and parts is None) or not sound or " " in word:
        raise Wrong("Write a whole address that begins with https://, or nothing.")
    return word


def _months(written: str) -> int | None:
    word = line(written)
    if not word:
        return None
    if not word.isdecimal() or len(word) > 3 or not 1 <= int(word) <= MOST_MONTHS:
        raise Wrong(f"Write for how many months it is valid: 1 to {MOST_MONTHS}, or nothing.")
    return int(word)


READINGS: dict[str, Callable[[str], object]] = {
    "title": _line(TITLE, "Write what it is called."),
    "summary": _words,
    "provider": _line(NAME, "Say who offers it."),
    "format": _one_of(
        {one.value: "" for one in Format},
        f"Choose what kind it is: {', '.join(Format)}.",
        Format.COURSE,
    ),
    "url": address,
    "hours": lambda written: number(written, MOST_HOURS, "the hours"),
    "cost": lambda written: number(written, MOST_MONEY, "the cost"),
    "currency": _currency,
    "payer": _one_of(
        {one.value: "" for one in Payer}, f"Say who pays: {', '.join(Payer)}.", Payer.NOBODY
    ),
    "language": lambda written: _line(WORD)(written) or "English",
    "certificate": _line(NAME),
    "certificate_months": _months,
    "status": _one_of(
        dict.fromkeys(STATUSES, ""), "Say whether it is a draft or active.", "active"
    ),
}
