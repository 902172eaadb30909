"""The cells of a file of learning that hold several things: skills with levels, and dates."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select

from portal import clock
from portal.db import db
from portal.fields import LAST_DAY
from portal.learning.curating.forms import MOST_PLACES
from portal.learning.curating.rules import LONGEST
from portal.learning.models import LearningDate, LearningItem
from portal.roles.importing.csv_file import Row, Sheet, listed, quoted
from portal.skills.fold import fold
from portal.skills.models import LEVELS, Skill, SkillAlias, Status

USUAL = 2
_LEVEL = re.compile(r"^(.*?)[\s:=]+([1-4]|learning|working|skilled|leading)$", re.IGNORECASE)


class Names:
    """Skills by their names and other words, as they stand for one another."""

    def __init__(self) -> None:
        rows = db.session.execute(
            select(Skill.id, Skill.folded, Skill.status, Skill.merged_into_id)
        )
        self._into: dict[UUID, UUID] = {}
        self._own: dict[str, UUID] = {}
        self._active: set[UUID] = set()
        for key, folded, status, into in rows:
            self._own[folded] = key
            if into is not None:
                self._into[key] = into
            elif status == Status.ACTIVE:
                self._active.add(key)
        also: dict[str, set[UUID]] = {}
        for folded, key in db.session.execute(select(SkillAlias.folded, SkillAlias.skill_id)):
            also.setdefault(folded, set()).add(self._heir(key))
        self._also = {folded: keys.pop() for folded, keys in also.items() if len(keys) == 1}

    def _heir(self, key: UUID) -> UUID:
        while key in self._into:
            key = self._into[key]
        return key

    def find(self, name: str) -> UUID | None:
        """The skill in use that is called so, by its name or by a word that only it has."""
        folded = fold(name)
        key = self._own.get(folded) or self._also.get(folded)
        key = self._heir(key) if key else None
        return key if key in self._active else None


def skills(sheet: Sheet, row: Row, names: Names) -> dict[UUID, int] | None:
    """What an item teaches, up to which level; None where the file does not speak of it."""
    if "skills" not in sheet.columns:
        return None
    found: dict[UUID, int] = {}
    for part in listed(row["skills"]):
        name, level = _levelled(part, names)
        key = names.find(name)
        if key is None:
            words = f"{quoted(name)} is not a skill in use. Write its name, or add it first."
            sheet.wrong(row.line, "skills", words)
        else:
            found[key] = max(level, found.get(key, 0))
    return found


def _levelled(part: str, names: Names) -> tuple[str, int]:
    """The name and the level of "Event planning 2" or "Event planning: Working"."""
    written = _LEVEL.match(part)
    if written is None or names.find(part) is not None:
        return part, USUAL
    name, word = written.groups()
    level = int(word) if word.isdecimal() else [one.lower() for one in LEVELS].index(word.lower())
    return name, level


def dates(sheet: Sheet, row: Row, item: LearningItem | None) -> list[LearningDate]:
    """The dates a row adds to those its item has: "2027-03-04 09:30 / 16:00 / Room 1 / 12"."""
    had = {(one.starts_at, one.place) for one in item.dates} if item else set()
    found: list[LearningDate] = []
    for part in listed(row["dates"]):
        try:
            made = _date(part)
        except ValueError as no:
            sheet.wrong(row.line, "dates", f"{quoted(part)}: {no}")
            continue
        known = had | {(one.starts_at, one.place) for one in found}
        if (made.starts_at, made.place) in known:
            continue
        if made.starts_at <= clock.now():
            sheet.wrong(row.line, "dates", f"{quoted(part)}: that time is past.")
        else:
            found.append(made)
    return found


def _date(part: str) -> LearningDate:
    """One date. Raises ValueError in words."""
    start, end, place, places = _four(piece.strip() for piece in part.split("/"))
    begins = _moment(start)
    ends = _moment(end if "-" in end else f"{start[:10]} {end}")
    if ends <= begins:
        raise ValueError("it ends before it begins.")
    if ends.date() > LAST_DAY or ends - begins > LONGEST:
        raise ValueError("that is too far off, or too long, to be true.")
    if places and not (places.isdecimal() and 1 <= int(places[:9]) <= MOST_PLACES):
        raise ValueError(f"places are a number from 1 to {MOST_PLACES:,}.")
    return LearningDate(
        starts_at=begins, ends_at=ends, place=place[:200], places=int(places) if places else None
    )


def _four(pieces: Iterable[str]) -> tuple[str, str, str, str]:
    begin, end, place, places = [*pieces, "", "", "", ""][:4]
    return begin, end, place, places


def _moment(written: str) -> datetime:
    try:
        return datetime.strptime(written, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
    except ValueError:
        words = "write a date as 2027-03-04 09:30 / 16:00 / Room 1 / 12."
        raise ValueError(words) from None
