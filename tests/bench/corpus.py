"""Role documents of any number, and what people type: from O*NET and ESCO, or the demo city.

Where the published distributions are at hand (the folder DATA) the titles, other titles and
descriptions of some 4,000 occupations are used, else the roles of the demo city. More documents
than occupations are the same occupations in several grades and parts of town, as in a real
organisation. The same numbers give the same documents.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from uuid import UUID
from zipfile import ZipFile

from portal.config import ROOT
from portal.demo import catalogue
from search_index import Document, published

EVERYONE = ("everyone",)
GRADES = ("", "Senior", "Assistant", "Lead", "Junior", "Principal", "Deputy", "Trainee", "Acting")
PLACES = ("", "Harbour", "Hill", "North Side", "Old Town", "Riverside")
BODY_WORDS, KEYWORDS, MOST_ALIASES = 120, 15, 12
KINDS = ("one word", "several words", "words of a text", "prefix", "misspelt", "phrase")
QUERIES = 90
IN_ALL = 1_000


@dataclass(frozen=True)
class Occupation:
    """What a document is made from."""

    title: str
    also: tuple[str, ...]
    text: str
    family: str
    skills: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """A query of one of KINDS; `words` are those of the text, without quotation marks."""

    kind: str
    text: str
    family: str = ""

    @property
    def words(self) -> list[str]:
        return self.text.strip('"').split()


@cache
def occupations() -> tuple[Occupation, ...]:
    """The published ones, shuffled, or those of the demo city."""
    folder = Path(os.environ.get("DATA") or ROOT / "../shared/data")
    found = [*_esco(folder), *_onet(folder)]
    if not found:
        found = [_of_the_city(role) for role in catalogue.roles()]
    Random(0).shuffle(found)
    return tuple(found)


def source() -> str:
    """Where the documents come from, in words."""
    many = len(occupations())
    return f"{many:,} occupations of O*NET and ESCO" if many > 1_000 else "the demo city"


def _of_the_city(role: catalogue.DemoRole) -> Occupation:
    text = " ".join([role.summary, *role.does])
    return Occupation(role.title, role.also, text, role.family, (*role.needs, *role.helps))


def _esco(folder: Path) -> Iterator[Occupation]:
    for archive in sorted((folder / "esco").glob("ESCO*.zip"))[-1:]:
        with ZipFile(archive) as opened:
            rows = list(published._rows(opened, "occupations_en.csv", ","))
            skills = [
                row["preferredLabel"] for row in published._rows(opened, "skills_en.csv", ",")
            ]
        for row in rows:
            group = row["iscoGroup"]
            also = tuple(row["altLabels"].split("\n"))[:MOST_ALIASES] if row["altLabels"] else ()
            yield Occupation(
                row["preferredLabel"], also, row["description"], f"Group {group[:2]}",
                _some(skills, f"{group[:3]}"),
            )  # fmt: skip


def _onet(folder: Path) -> Iterator[Occupation]:
    for archive in sorted((folder / "onet").glob("db_*_text.zip"))[-1:]:
        with ZipFile(archive) as opened:
            listed = list(published.onet(opened))
        names = [name for title, *others in listed for name in (title, *others[:2])]
        for number, (title, *others) in enumerate(listed):
            also, text = tuple(others[:-1][:MOST_ALIASES]), (others or [""])[-1]
            skills = _some(names, str(number % 90))
            yield Occupation(title, also, text, f"Field {number % 22}", skills)


def _some(skills: list[str], pool: str) -> tuple[str, ...]:
    """Skills of a field of work, which its occupations share."""
    return tuple(Random(pool).sample(skills, min(len(skills), 60)))


def documents(count: int) -> Iterator[Document]:
    """So many roles."""
    known, rng = occupations(), Random(count)
    variants = [(grade, place) for place in PLACES for grade in GRADES]
    departments = catalogue.departments()
    for number in range(count):
        which = number % len(known)
        one, grade = known[which], variants[number // len(known) % len(variants)]
        level = str(rng.randint(1, 6))
        body = " ".join(known[(which + step) % len(known)].text for step in range(4)).split()
        yield Document(
            id=f"role:{UUID(int=number)}",
            kind="role",
            title=f"{grade[0]} {one.title} {grade[1]}".strip(),
            aliases=one.also,
            body=" ".join(body[:BODY_WORDS]),
            keywords=rng.sample(one.skills, min(KEYWORDS, len(one.skills))),
            facets={
                "family": [one.family],
                "department": [rng.choice(departments)],
                "level": [level],
                "location": rng.sample(PLACES[1:], rng.randint(1, 3)),
                "rung": [f"{one.family}:{level}"],
            },
            audience=EVERYONE,
            codes=[f"{number:06}"],
        )


def asked(count: int = QUERIES) -> list[Asked]:
    """What people type for roles that every size has, each sort in turn; a third with a filter."""
    rng, known = Random(1), occupations()[:IN_ALL]
    made: list[Asked] = []
    while len(made) < count:
        kind = KINDS[len(made) % len(KINDS)]
        one = rng.choice(known)
        names = [name for name in (one.title, *one.also[:3]) if len(name.split()) > 1]
        if not names or len(one.text.split()) < 8:
            continue
        text = _typed(rng, kind, rng.choice(names).replace('"', ""), one.text)
        made.append(Asked(kind, text, one.family if len(made) // 6 % 3 == 2 else ""))
    return made


def _typed(rng: Random, kind: str, name: str, text: str) -> str:
    words = name.split()
    longest = max(words, key=len)
    if kind == "one word":
        return longest
    if kind == "words of a text":
        return " ".join(rng.sample([word.strip(".,;:()") for word in text.split()], 3))
    if kind == "prefix":
        return " ".join([*words[:-1], words[-1][: max(2, len(words[-1]) // 2)]])
    if kind == "misspelt":
        at = rng.randrange(1, max(2, len(longest) - 1))
        wrong = longest[:at] + longest[at + 1 :]
        return " ".join(wrong if word == longest else word for word in words)
    if kind == "phrase":
        at = rng.randrange(len(words) - 1)
        return '"' + " ".join(words[at : at + 2]) + '"'
    return name
