"""Lines of a CV that say from when to when something was done, and what it was, as best we can."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
EARLIEST = 1930
LONGEST_LINE = 300
TITLE = 120

_WORD = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_YEAR = r"(?:19|20)\d\d"
_WHEN = (
    rf"(?:(?:{_WORD})\.?,?\s{{1,3}}{_YEAR}"
    rf"|(?:\d{{1,2}}[/.])?(?:0?[1-9]|1[0-2])[/.]{_YEAR}"
    rf"|{_YEAR}(?:-(?:0[1-9]|1[0-2]))?)"
)
_NOW = r"present|now|current(?:ly)?|today|ongoing|date"
_BETWEEN = r"\s{0,3}(?:[-–—−]|\bto\b|\buntil\b)\s{0,3}"
_RANGE = re.compile(
    rf"(?<![\d/.-])(?:(?P<start>{_WHEN}){_BETWEEN}(?P<end>{_WHEN}|{_NOW})"
    rf"|since\s{{1,3}}(?P<since>{_WHEN}))(?![\d/-])",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\s+(?:at|@|[|–—-])\s+|\t+|\s{3,}|,\s+")
_BULLETS = "•·*–—-"
_EDGES = " \t,;:|•·*–—-()[]"


@dataclass(frozen=True)
class Month:
    """A year, with its month where one was said (1 to 12)."""

    year: int
    month: int | None = None


@dataclass(frozen=True)
class Entry:
    """What a line with dates says; `ended` is None while it goes on."""

    title: str
    organisation: str
    started: Month
    ended: Month | None
    line: str
    description: str = ""


def month(said: str) -> Month | None:
    """ "March 2019", "03/2019", "2019-03-15" or "2019" as a Month; None for anything else."""
    year = re.search(_YEAR, said)
    if year is None or int(year.group()) < EARLIEST:
        return None
    word = re.match(rf"({_WORD})\b", said.strip(), re.IGNORECASE)
    if word:
        return Month(int(year.group()), MONTHS.index(word.group()[:3].lower()) + 1)
    before, after = said[: year.start()], said[year.end() :]
    # Beside the year stands the month, wherever the day is.
    numbers = re.findall(r"\d{1,2}", before)[-1:] or re.findall(r"\d{1,2}", after)[:1]
    which = int(numbers[0]) if numbers else 0
    return Month(int(year.group()), which if 1 <= which <= 12 else None)


def entries(text: str) -> Iterator[Entry]:
    """Every line with a range of dates that has words to it, on the line or next to it."""
    lines = [" ".join(_parts_kept(line[:LONGEST_LINE])) for line in text.split("\n")]
    for number, line in enumerate(lines):
        found = _RANGE.search(line)
        if found is None:
            continue
        started = month(found["start"] or found["since"])
        ended = month(found["end"]) if found["end"] else None
        if started is None or (ended and (ended.year, ended.month or 12) < _first(started)):
            continue
        words = (line[: found.start()] + "  |  " + line[found.end() :]).strip(_EDGES)
        beside = "" if words else _beside(lines, number)
        title, organisation = _split(words or beside)
        if title:
            shown = f"{beside} {line}".strip()
            yield Entry(title[:TITLE], organisation[:TITLE], started, ended, shown)


def _first(started: Month) -> tuple[int, int]:
    return started.year, started.month or 1


def _parts_kept(line: str) -> list[str]:
    """The line with single spaces, but what stood far apart still told apart."""
    return [part for part in re.sub(r"\t+|\s{3,}", " | ", line.strip()).split(" ") if part]


def _beside(lines: list[str], number: int) -> str:
    """The words to a line of dates alone: the line above, else the one below."""
    for near in (number - 1, number + 1):
        line = lines[near] if 0 <= near < len(lines) else ""
        if line.strip(_EDGES) and line[0] not in _BULLETS and not _RANGE.search(line):
            return line.strip(_EDGES)
    return ""


def _split(words: str) -> tuple[str, str]:
    """What was done, and where: the first two parts of a line."""
    parts = [part.strip(_EDGES) for part in _PARTS.split(words)]
    parts = [part for part in parts if part]
    if not any(character.isalpha() for character in words) or not parts:
        return "", ""
    return parts[0], parts[1] if len(parts) > 1 else ""
