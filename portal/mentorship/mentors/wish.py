"""What somebody looks for among mentors, and how it is given to the statements of `ranking`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from portal.conditions import Actor
from portal.db import uuid_of
from portal.fields import line
from portal.mentorship.mentors.offering import FORMATS, LANGUAGES, TOPICS, Listed
from portal.skills.fold import fold

MOST_WORDS = 8
ELSEWHERE = "elsewhere"
# When they would have time: what the page calls each.
WHEN = {"now": "A place free now", "wait": "I can wait in line", "hours": "Office hours soon"}


class Shape(NamedTuple):
    """What a wish asks for, without whom or what: statements are built once for each."""

    skill: bool = False
    where: str = ""
    when: str = ""
    words: int = 0
    narrow: bool = False
    offers: bool = False


@dataclass(frozen=True)
class Wish:
    """Words, a skill, a topic, a department or any but one's own, and how, when and in what
    language; empty where it does not matter.
    """

    q: str = ""
    skill_id: UUID | None = None
    topic: str = ""
    department_id: UUID | None = None
    elsewhere: bool = False
    how: str = ""
    language: str = ""
    when: str = ""

    @cached_property
    def words(self) -> list[str]:
        return list(dict.fromkeys(fold(self.q).split()))[:MOST_WORDS]

    @property
    def pairs(self) -> dict[str, str]:
        """As the address says it, without what is not asked for."""
        said = {
            "q": self.q, "skill": str(self.skill_id or ""), "topic": self.topic,
            "where": self.where, "how": self.how, "language": self.language, "when": self.when,
        }  # fmt: skip
        return {name: value for name, value in said.items() if value}

    @property
    def where(self) -> str:
        """As the address says it."""
        return ELSEWHERE if self.elsewhere else str(self.department_id or "")

    @cached_property
    def narrow(self) -> bool:
        """Whether anything but a skill is asked for, so that some who teach it are left out."""
        return bool(
            self.words or self.topic or self.where or self.how or self.language or self.when
        )

    @property
    def anything(self) -> bool:
        """Whether nothing is asked for, so that all mentors are found."""
        return not self.narrow and self.skill_id is None

    @cached_property
    def shape(self) -> Shape:
        where = ELSEWHERE if self.elsewhere else "department" if self.department_id else ""
        offers = bool(self.topic or self.how or self.language)
        skill, words = self.skill_id is not None, len(self.words)
        return Shape(skill, where, self.when, words, self.narrow, offers)


def asked_for(typed: Mapping[str, str]) -> Wish:
    """The wish of an address; what no form of ours sends does not narrow anything down."""
    if not typed:
        return Wish()
    where = typed.get("where", "")
    elsewhere = where == ELSEWHERE
    return Wish(
        q=line(typed.get("q"))[:200],
        skill_id=_id(typed.get("skill", "")),
        topic=_one_of(TOPICS, typed.get("topic", "")),
        department_id=None if elsewhere else _id(where),
        elsewhere=elsewhere,
        how=_one_of(FORMATS, typed.get("how", "")),
        language=_one_of(LANGUAGES, typed.get("language", "")),
        when=typed.get("when", "") if typed.get("when") in WHEN else "",
    )


def _id(typed: str) -> UUID | None:
    try:
        return UUID(typed) if typed else None
    except ValueError:
        return None


def _one_of(listed: Listed, typed: str) -> str:
    """A code of a list; one that is not there does not narrow anything down."""
    return typed if typed in listed.bits else ""


def given(actor: Actor, wish: Wish, looked_for: Sequence[UUID]) -> dict[str, Any]:
    """The parameters of a statement, for this reader and wish."""
    values: dict[str, Any] = {
        "reader_id": actor.id,
        "looked_for": list(looked_for),
        "topics": TOPICS.bits.get(wish.topic, 0),
        "formats": FORMATS.bits.get(wish.how, 0),
        "languages": LANGUAGES.bits.get(wish.language, 0),
    }
    if wish.skill_id:
        values["skill_id"] = wish.skill_id
    if wish.where:
        values["department_id"] = wish.department_id or actor.department_id
    for number, word in enumerate(wish.words):
        values |= {f"inside{number}": f"%{_literal(word)}%"} | begins(word, str(number))
    return values


def in_twenties(ids: Sequence[str]) -> list[UUID]:
    """Ids for a statement, in a few lengths only: it is composed for each."""
    return [uuid_of(one) for one in [*ids, *[ids[0]] * (-len(ids) % 20)]]


def begins(folded: str, suffix: str = "") -> dict[str, str]:
    """The parameters of `conditions.named` for these letters."""
    start = _literal(folded)
    return {f"first{suffix}": f"{start}%", f"later{suffix}": f"% {start}%"}


def _literal(words_typed: str) -> str:
    """Signs that mean something to LIKE, as themselves."""
    return words_typed.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
