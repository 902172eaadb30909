"""JSON Resume (jsonresume.org, schema 1.0.0), both ways.

Levels: Learning is "Beginner", Working "Intermediate", Skilled "Advanced", Leading "Expert"; of a
language, "Elementary", "Limited working", "Professional working", "Full professional". Read, each
of these and their usual synonyms mean the same level; another word means none, and is left to the
person. What somebody wants to learn stands under interests.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.cv.dates import Entry, month
from portal.cv.receiving import plain
from portal.fields import line as one_line
from portal.fields import text as clean
from portal.people.models import Experience, Person
from portal.skills.fold import fold
from portal.skills.models import Interest, Kind, PersonSkill

SCHEMA = "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"
LEVELS = ("", "Beginner", "Intermediate", "Advanced", "Expert")
FLUENCY = (
    "", "Elementary", "Limited working", "Professional working", "Full professional",
)  # fmt: skip
TO_LEARN = "Wants to learn"
MEANS = {
    word: level
    for level, words in {
        1: "learning beginner beginning novice basic basics elementary a1 a2 1",
        2: "working intermediate competent limited_working conversational b1 b2 2",
        3: "skilled advanced proficient professional fluent professional_working c1 3",
        4: "leading expert master native bilingual mother_tongue full_professional "
        "native_speaker native_or_bilingual c2 4",
    }.items()
    for word in (said.replace("_", " ") for said in words.split())
}
MOST_ROWS, MOST_KEYWORDS, NAME, DESCRIPTION = 200, 30, 200, 1000


@dataclass(frozen=True)
class Declared:
    """A skill a resume names, and the level it gives it; 0 is a wish to learn it."""

    name: str
    line: str
    said: int | None = None


def skills_in(resume: Mapping[str, Any]) -> list[Declared]:
    """What it names as skills, languages, certificates, and as wishes to learn."""
    found = []
    for row in _rows(resume, "skills"):
        name, level = _said(row, "name"), _said(row, "level")
        found.append(Declared(name, _in_words("skills", name, level), MEANS.get(fold(level))))
        found += [Declared(word, _in_words("skills", name, word)) for word in _list(row)]
    for row in _rows(resume, "languages"):
        name, level = _said(row, "language"), _said(row, "fluency")
        found.append(Declared(name, _in_words("languages", name, level), MEANS.get(fold(level))))
    for row in _rows(resume, "certificates"):
        name = _said(row, "name")
        found.append(Declared(name, _in_words("certificates", name, _said(row, "issuer"))))
    for row in _rows(resume, "interests"):
        if _said(row, "name") == TO_LEARN:
            found += [Declared(word, _in_words(TO_LEARN, word, ""), 0) for word in _list(row)]
    return [one for one in found if one.name]


def text_of(resume: Mapping[str, Any]) -> str:
    """The words about what was done, where more skills may be named."""
    pieces = []
    for row in _done(resume):
        pieces += [_said(row, "position"), *_words(row).split("\n"), ""]
    return "\n".join(pieces)


def deeds_in(resume: Mapping[str, Any]) -> Iterator[Entry]:
    """Work, voluntary work and projects with a beginning."""
    for row in _done(resume):
        started = month(_said(row, "startDate"))
        ended = month(_said(row, "endDate"))
        title = _said(row, "position") or _said(row, "name")
        organisation = _said(row, "organization") or _said(row, "entity")
        if not organisation and _said(row, "position"):
            organisation = _said(row, "name")
        if started is not None and title:
            where = _in_words(title, organisation, _said(row, "startDate"))
            yield Entry(title[:120], organisation[:120], started, ended, where, _words(row))


def _done(resume: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for section in ("work", "volunteer", "projects"):
        yield from _rows(resume, section)


def _words(row: Mapping[str, Any]) -> str:
    parts = [_text(row.get("summary")), _text(row.get("description")), *_list(row, "highlights")]
    return "\n".join(part for part in parts if part)[:DESCRIPTION].strip()


def _rows(resume: Mapping[str, Any], section: str) -> list[Mapping[str, Any]]:
    """The objects of a section; whatever else stands there is passed over."""
    rows = resume.get(section)
    return (
        [row for row in rows[:MOST_ROWS] if isinstance(row, dict)] if isinstance(rows, list) else []
    )


def _text(value: Any) -> str:
    return clean(plain(value[: 4 * DESCRIPTION])) if isinstance(value, str) else ""


def _said(row: Mapping[str, Any], key: str) -> str:
    return one_line(_text(row.get(key)))[:NAME]


def _list(row: Mapping[str, Any], key: str = "keywords") -> list[str]:
    values = row.get(key)
    if not isinstance(values, list):
        return []
    return [said for value in values[:MOST_KEYWORDS] if (said := one_line(_text(value))[:NAME])]


def _in_words(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def made(
    person: Person, email: str, skills: Sequence[PersonSkill], done: Iterable[Experience]
) -> dict[str, Any]:
    """A person's own profile as a JSON Resume; what is not rated yet is left out."""
    rated = [row for row in skills if row.level]
    learning = [row.skill.name for row in skills if row.interest == Interest.LEARN]
    resume: dict[str, Any] = {
        "$schema": SCHEMA,
        "basics": _filled(
            name=person.name,
            label=person.job_title,
            email=email,
            summary="\n\n".join(part for part in (person.headline, person.about) if part),
        ),
        "work": [_work(row) for row in done],
        "skills": [
            {"name": row.skill.name, "level": LEVELS[row.level]}
            for row in rated
            if row.skill.kind not in (Kind.LANGUAGE, Kind.CERTIFICATE)
        ],
        "languages": [
            {"language": row.skill.name, "fluency": FLUENCY[row.level]}
            for row in rated
            if row.skill.kind == Kind.LANGUAGE
        ],
        "certificates": [
            {"name": row.skill.name} for row in rated if row.skill.kind == Kind.CERTIFICATE
        ],
        "interests": [{"name": TO_LEARN, "keywords": learning}] if learning else [],
        "meta": {"version": "v1.0.0"},
    }
    return {name: section for name, section in resume.items() if section}


def _work(row: Experience) -> dict[str, str]:
    ended = row.ended_on
    return _filled(
        name=row.organisation,
        position=row.title,
        startDate=f"{row.started_on:%Y-%m}",
        endDate=f"{ended:%Y-%m}" if ended else "",
        summary=row.description,
    )


def _filled(**values: str) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}
