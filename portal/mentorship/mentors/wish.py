"""What somebody looks for among mentors, and how it is given to the statements of `ranking`."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from portal.conditions import Actor
from portal.db import uuid_of
from portal.fields import line
from portal.mentorship.mentors.offering import FORMATS, LANGUAGES, TOPICS, Listed
from portal.skills.fold import fold
from search_index import demanded

MOST_WORDS = 8
ELSEWHERE = "elsewhere"
_BETWEEN = re.compile(r"[\s\-\u2010-\u2013]+")
_MANY = "-'\u2010\u2011\u2012\u2013\u2018\u2019\u02bc"
_AROUND = re.compile(r"^[^\w+#.]+|[^\w+#]+$")
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
    near: bool = False

    @cached_property
    def words(self) -> dict[str, str]:
        """What is looked for, folded, with what stands for it in text that is not. What is quoted
        is to stand as it was typed, unless `near` will do.
        """
        found = {} if self.near else {fold(one): _spelt(one) for one in self.demanded}
        for typed in _BETWEEN.split(self.q):
            folded = fold(typed).split()
            found |= {one: _spelt(typed if folded == [one] else one) for one in folded}
        return dict(list(found.items())[:MOST_WORDS])

    @cached_property
    def demanded(self) -> list[str]:
        """What is asked for word for word."""
        return demanded(self.q)

    def loosely(self) -> "Wish | None":
        """The same, with the words of what was quoted anywhere; None where that is all it asks."""
        other = replace(self, near=True)
        return other if other.words.keys() != self.words.keys() else None

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
    for number, (word, spelt) in enumerate(wish.words.items()):
        values |= {f"inside{number}": f"%{spelt}%", f"folded{number}": f"%{_literal(word)}%"}
        values |= begins(word, str(number))
    return values


def in_twenties(ids: Sequence[str]) -> list[UUID]:
    """Ids for a statement, in a few lengths only: it is composed for each."""
    return [uuid_of(one) for one in [*ids, *[ids[0]] * (-len(ids) % 20)]]


def begins(folded: str, suffix: str = "") -> dict[str, str]:
    """The parameters of `conditions.named` for these letters."""
    start = _literal(folded)
    return {f"first{suffix}": f"{start}%", f"later{suffix}": f"% {start}%"}


def _spelt(typed: str) -> str:
    """A pattern of LIKE for this in text that is not folded: any letter for one with an accent, and
    any sign for an apostrophe or a hyphen, of which there are many.
    """
    composed = unicodedata.normalize("NFC", typed)
    return "".join(map(_sign, (_AROUND.sub("", composed) or composed).lower()))


def _sign(one: str) -> str:
    plain = fold(one)
    if one in _MANY or (not one.isascii() and plain.isascii()):
        return "_" if len(plain) == 1 or one in _MANY else "%"
    return _literal(one)


def _literal(words_typed: str) -> str:
    """Signs that mean something to LIKE, as themselves."""
    return words_typed.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
