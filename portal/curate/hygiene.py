"""What is untidy in the taxonomy, with a reason each; what was called fine is left out."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, exists, func, select

from portal import clock
from portal.composed import prepared
from portal.curate.models import Fine
from portal.curate.queries import SHOWN, used
from portal.db import Moment, columns
from portal.prompts.queries import asked_for_skills
from portal.roles.models import Role, RoleSkill
from portal.skills.finding import likeness
from portal.skills.models import PersonSkill, Skill, SkillAlias, Status
from search_index import text

PAGE = 20
LONG = timedelta(days=14)
MOST_TWINS = 200
IN_USE = Skill.status == Status.ACTIVE
TWINS = "twins"


class Found(NamedTuple):
    """One thing to look at; `why` says what is untidy about it, where the heading does not."""

    id: UUID
    name: str
    other_id: UUID
    other: str = ""
    why: str = ""


@dataclass(frozen=True)
class Finding:
    """One kind of untidiness: what it is called, what to do about it, and where to look."""

    title: str
    words: str
    good: str
    model: Any = Skill
    conditions: Callable[[], tuple[ColumnElement[bool], ...]] = tuple


def _long_ago() -> BindParameter[datetime]:
    return bindparam(None, callable_=lambda: clock.now() - LONG, type_=Moment())


def _unused() -> tuple[ColumnElement[bool], ...]:
    had = exists().where(PersonSkill.skill_id == Skill.id, *SHOWN)
    asked = exists().where(RoleSkill.skill_id == Skill.id)
    return IN_USE, ~asked, ~had  # in this order: there are fewer roles than people


FINDINGS: dict[str, Finding] = {
    "proposals": Finding(
        f"Proposals waiting longer than {LONG.days} days",
        "Somebody wrote each of these and waits to hear. Take it on, map it, or say why not.",
        "Nobody has waited long for an answer.",
        conditions=lambda: (
            Skill.status == Status.PROPOSED,
            Skill.proposed_at < _long_ago(),
        ),
    ),
    TWINS: Finding(
        "Skills that may be the same",
        "Two names for one skill split what people say of it. Merging keeps every rating and can "
        "be taken back.",
        "No two skills look alike.",
    ),
    "kind": Finding(
        "Skills whose kind nobody has said",
        "They count as technical until somebody says of which kind they are.",
        "Every skill has its kind.",
        conditions=lambda: (IN_USE, Skill.kind_guessed.is_(True)),
    ),
    "category": Finding(
        "Skills without a category",
        "A category helps people to find what is near a skill.",
        "Every skill has a category.",
        conditions=lambda: (IN_USE, Skill.category == ""),
    ),
    "description": Finding(
        "Skills without a description",
        "One sentence keeps two people from meaning different things.",
        "Every skill says what it means.",
        conditions=lambda: (IN_USE, Skill.description == ""),
    ),
    "unused": Finding(
        "Skills nobody uses",
        "Nobody shows them to everyone and no role asks for them. Who keeps one private keeps it.",
        "Every skill is used.",
        conditions=_unused,
    ),
    "roles": Finding(
        "Roles without skills",
        "Nobody can see how near they are to a role that asks for nothing.",
        "Every role says what it asks for.",
        model=Role,
        conditions=lambda: (
            Role.status == "active",
            ~exists().where(RoleSkill.role_id == Role.id),
        ),
    ),
}


def counts() -> dict[str, int]:
    """How many there are of each but the twins, which take a look at all skills; one statement."""
    return dict(zip(_counted(), columns(_counts()).one(), strict=True))


def _counted() -> list[str]:
    return [kind for kind in FINDINGS if kind != TWINS]


@prepared
def _counts() -> Select[*tuple[Any, ...]]:
    return select(*(_count(kind).build().scalar_subquery() for kind in _counted()))


@prepared
def _count(kind: str) -> Select[int]:
    return select(func.count()).select_from(FINDINGS[kind].model).where(*_open(kind))


def found(kind: str, page: int) -> tuple[list[Found], int]:
    """A page of one kind of finding, and how many there are."""
    if kind == TWINS:
        fine = _fine_pairs()
        pairs = [found for found in twins() if (found.id, found.other_id) not in fine]
        return _most_used_first(pairs[(page - 1) * PAGE : page * PAGE]), len(pairs)
    total = columns(_count(kind)).scalar_one()
    missed = asked_for_skills() if FINDINGS[kind].model is Role else {}
    given = {"first": (page - 1) * PAGE, "missed": list(missed)}
    rows = columns(_found(kind, bool(missed)), **given)
    return [Found(id, name, id, why=_missed_by(missed.get(id, 0))) for id, name in rows], total


@prepared
def _found(kind: str, missed: bool) -> Select[UUID, str]:
    """By name; with `missed`, the given roles first."""
    model = FINDINGS[kind].model
    name = Role.title if model is Role else Skill.name
    first = [model.id.in_(bindparam("missed", expanding=True)).desc()] if missed else []
    listed = select(model.id, name).where(*_open(kind)).order_by(*first, name, model.id)
    return listed.limit(PAGE).offset(bindparam("first"))


def _missed_by(people: int) -> str:
    """How many of those who have a role told that they miss its skills."""
    if not people:
        return ""
    return "1 person who has it asks for them." if people == 1 else f"{people} people ask for them."


def _open(kind: str) -> tuple[ColumnElement[bool], ...]:
    finding = FINDINGS[kind]
    fine = exists().where(Fine.finding == kind, Fine.thing_id == finding.model.id)
    return (*finding.conditions(), ~fine)


def _most_used_first(pairs: list[Found]) -> list[Found]:
    """The skill that more people and roles use is the one to keep."""
    uses = used({key for pair in pairs for key in (pair.id, pair.other_id)})
    return [
        pair
        if sum(uses[pair.id]) >= sum(uses[pair.other_id])
        else Found(pair.other_id, pair.other, pair.id, pair.name, pair.why)
        for pair in pairs
    ]


def in_order(one: UUID, other: UUID) -> tuple[UUID, UUID]:
    """The two always in the same order: a pair is one thing."""
    return (one, other) if str(one) <= str(other) else (other, one)


def _fine_pairs() -> set[tuple[UUID, UUID]]:
    return {(one, other) for one, other in columns(_fine_twins())}


@prepared
def _fine_twins() -> Select[UUID, UUID]:
    return select(Fine.thing_id, Fine.other_id).where(Fine.finding == TWINS)


def twins() -> list[Found]:
    """Pairs that may be one skill: by the letter first, then those that mean nearly the same."""
    names = {key: name for key, name in columns(_in_use())}
    pairs: dict[tuple[UUID, UUID], str] = {}
    for one, other, why in (*_lexical(names), *_alike()):
        if one != other and one in names and other in names:
            pairs.setdefault(in_order(one, other), why)
    found = [
        Found(one, names[one], other, names[other], why) for (one, other), why in pairs.items()
    ]
    return found[:MOST_TWINS]


@prepared
def _in_use() -> Select[UUID, str]:
    return select(Skill.id, Skill.name).where(IN_USE).order_by(Skill.folded)


def _lexical(names: dict[UUID, str]) -> Iterator[tuple[UUID, UUID, str]]:
    """The same words in another order or with other endings, and names that are another's words."""
    alike: dict[tuple[str, ...], list[UUID]] = defaultdict(list)
    for key, name in names.items():
        alike[_stems(name)].append(key)
    for stems, keys in alike.items():
        for other in keys[1:] if stems else ():
            yield keys[0], other, _reason(names[keys[0]], names[other])
    for one, other, word in columns(_calls()):
        yield one, other, f"“{word}” is the name of one and another word for the other"


@lru_cache(maxsize=20_000)
def _stems(name: str) -> tuple[str, ...]:
    """What counts in the name of a skill, in no order. Names come again with every look."""
    words = [word for word in text.words(name) if word not in text.COMMON]
    return tuple(sorted(text.stems(words)))


@prepared
def _calls() -> Select[UUID, UUID, str]:
    return (
        select(SkillAlias.skill_id, Skill.id, SkillAlias.name)
        .join(Skill, Skill.folded == SkillAlias.folded)
        .where(SkillAlias.skill_id != Skill.id, IN_USE)
    )


def _reason(one: str, other: str) -> str:
    a, b = text.words(one), text.words(other)
    if sorted(a) == sorted(b):
        return "The same words in another order" if a != b else "The same but for signs"
    if "".join(a) == "".join(b):
        return "Written together and apart"
    return "The same words with other endings"


def _alike() -> Iterator[tuple[UUID, UUID, str]]:
    for twin in likeness.twins(MOST_TWINS):
        yield twin.skill_id, twin.other_id, twin.why[:1].upper() + twin.why[1:]
