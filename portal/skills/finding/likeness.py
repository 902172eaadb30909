"""Typed words to skills: the exact name or another word first, then what is spelt or means alike.

What is near is told by the subword table over the names of the organisation's own skills, which the
worker keeps encoded (`vectors.py`). Without those, words that begin alike are all there is.
Suggestions only: nothing is ever taken for something else than was typed.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import BindParameter, CompoundSelect, Select, bindparam, null, select, union_all

from portal.batches import batches
from portal.composed import prepared
from portal.db import columns, db
from portal.skills.finding import starts, vectors
from portal.skills.fold import fold
from portal.skills.models import Skill, SkillAlias, Status
from search_index import text

if TYPE_CHECKING:
    from search_index.nearest import Found

LONGEST = 200
"""So much of what was typed is looked at: as much as a skill's name may have."""

NEAR_FROM = 0.45
"""Below this likeness nothing is offered. Chosen on the development halves."""

Meant = dict[UUID, tuple[float, str]]
"""Skills with how near they are and why, best first."""

_SPELT_ALIKE = 0.5  # share of pairs of letters that two spellings of a word have in common
_MOST_WORDS = 6
_AT_ONCE = 500


@dataclass(frozen=True)
class Near:
    """A skill that may be meant, how near it is (1 is exact), and why, in words."""

    skill_id: UUID
    name: str
    score: float
    why: str


@dataclass(frozen=True)
class Twin:
    """Two skills that may be one, how alike they are, and why, in words."""

    skill_id: UUID
    other_id: UUID
    score: float
    why: str


def near(typed: str, limit: int = 8) -> list[Near]:
    """The skills in use that may be meant by what was typed, best first.

    In: any text. Out: at most `limit`; those of exactly this name, or with this as another word,
    come first, whatever is known of likeness. Nothing for a text without words. Never fails for
    a file or a library that is not there.
    """
    typed = typed[:LONGEST]
    folded = fold(typed)
    if not folded:
        return []
    meant = _exact(folded)
    meant = _after(meant, _alike(typed, limit + len(meant)))
    names = _names(meant)
    return [Near(id, names[id], *meant[id]) for id in meant if id in names][:limit]


def twins(limit: int = 50) -> list[Twin]:
    """Pairs of skills in use that may be one, the most alike first; prepared by the worker."""
    held = vectors.held()
    if held is None:
        return []
    pairs = list(held.twins(limit * 2))
    names = _names({found.id for pair in pairs for found in pair})
    return [
        Twin(one.id, other.id, one.likeness, _why_twins(one, other))
        for one, other in pairs
        if one.id in names and other.id in names
    ][:limit]


def _after(first: Meant, then: Meant) -> Meant:
    return first | {id: one for id, one in then.items() if id not in first}


def _exact(folded: str) -> Meant:
    """The skills of this very name, or with this as another word; merged ones by their heirs."""
    found: Meant = {}
    for id, heir, own in db.session.connection().execute(_called(), {"folded": folded}):
        why = "this is its name" if own and heir is None else "another word for it"
        while heir is not None:
            id, heir = heir, db.session.get_one(Skill, heir).merged_into_id
        found.setdefault(id, (1.0, why))
    return found


@cache
def _called() -> CompoundSelect[UUID, UUID | None, str | None]:
    """Skills by a name they have, then by another word."""
    own = select(Skill.id, Skill.merged_into_id, Skill.folded)
    alias = select(Skill.id, Skill.merged_into_id, null()).join(SkillAlias)
    folded: BindParameter[str] = bindparam("folded")
    return union_all(own.where(Skill.folded == folded), alias.where(SkillAlias.folded == folded))


def _alike(typed: str, limit: int) -> Meant:
    """Skills whose labels are near what was typed, or begin as its words where none can be told."""
    held = vectors.held()
    if held is None:
        return _begin_alike(typed, limit)
    return {
        one.id: (min(one.likeness, 0.999), _why(typed, one))
        for one in held.find(typed, limit)
        if one.likeness >= NEAR_FROM
    }


def _begin_alike(typed: str, limit: int) -> Meant:
    """Skills with words that begin as the stems of what was typed, most of them first."""
    words = list(dict.fromkeys(word for word in text.words(typed) if word not in text.COMMON))
    tally: Counter[UUID] = Counter()
    for word in words[:_MOST_WORDS]:
        tally.update(starts.found(text.stem(word), 4 * limit))
    return {
        id: (NEAR_FROM * many / len(words), "has a word that begins so")
        for id, many in tally.most_common(limit)
    }


def _names(ids: Collection[UUID]) -> dict[UUID, str]:
    """The names of those of these skills that are in use.

    Which are, is not asked of the database: it would go through all that are in use.
    """
    names = {}
    for batch in batches(ids, _AT_ONCE):
        for id, name, status in columns(_named(), ids=batch):
            if status == Status.ACTIVE:
                names[id] = name
    return names


@prepared
def _named() -> Select[UUID, str, str]:
    some = Skill.id.in_(bindparam("ids", expanding=True))
    return select(Skill.id, Skill.name, Skill.status).where(some)


def _why(typed: str, found: "Found") -> str:
    why = _relation(typed, found.label)
    return why if found.is_name else f"{why}: “{found.label}”"


def _why_twins(one: "Found", other: "Found") -> str:
    why = _relation(one.label, other.label)
    others = [f"“{found.label}”" for found in (one, other) if not found.is_name]
    if why == "another word for it":
        return f"both are called {others[0]}" if others else "they have the same name"
    return f"{why}: {' and '.join(others)}" if others else why


def _relation(one: str, other: str) -> str:
    """What two wordings have in common."""
    if fold(one) == fold(other):
        return "another word for it"
    if sorted(text.stems(text.words(one))) == sorted(text.stems(text.words(other))):
        return "the same words in another form"
    pairs = list(zip(text.words(one), text.words(other), strict=False))
    alike = len(text.words(one)) == len(text.words(other)) and all(_spelt(*pair) for pair in pairs)
    return "spelt alike" if alike else "means nearly the same"


def _spelt(one: str, other: str) -> bool:
    """Whether two words have most of their pairs of letters in common."""
    a, b = (Counter(zip(f" {word}", f"{word} ", strict=True)) for word in (one, other))
    return 2 * (a & b).total() >= _SPELT_ALIKE * (a.total() + b.total())
