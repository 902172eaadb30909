"""The list of skills to rate on one screen, and what is read from its form."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Integer, Select, bindparam, func, select

from portal.composed import prepared
from portal.conditions import Actor
from portal.db import columns, db
from portal.roles.models import Role, RoleSkill
from portal.skills import own_queries
from portal.skills.freshness import unrated
from portal.skills.models import LEVELS, Interest, PersonSkill, Skill, Status
from portal.skills.own import Rating
from portal.skills.own_many import Answer

SKIP = ""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One skill to rate. `level` is what is chosen now, None for "skip"; `was` is what is kept, and
    answered again it is no answer.
    """

    skill_id: UUID
    name: str
    why: str
    level: int | None = None
    wish: bool = False
    version: str = ""
    was: str = ""
    wrong: bool = False
    elsewhere: str = ""


def of(
    actor: Actor,
    most: int,
    answers: Collection[Answer] = (),
    conflicts: Mapping[UUID, Rating | None] | None = None,
    wrong: Collection[UUID] = (),
    *,
    all_of_mine: bool = False,
) -> list[Line]:
    """The skills to rate: those in my list without a level, then what my role asks for, and after
    that the others I have, where `all_of_mine` are wanted.

    Where the role asks for nothing, what similar roles ask for most. What was answered before
    (`answers`) is kept, also where the skill would not be on the list any more. At most three
    statements, one more for such skills.
    """
    mine = {row.skill_id: row for row in own_queries.of_person(actor.id)}
    lines = {line.skill_id: line for line in _lines(actor, mine)}
    if all_of_mine:
        used = {key: row for key, row in mine.items() if row.skill.status != Status.DEPRECATED}
        lines |= {key: _line_of(row) for key, row in used.items() if key not in lines}
    shown = dict(list(lines.items())[:most])
    answered = {answer.skill_id: answer for answer in answers}
    shown |= {key: lines[key] for key in answered if key in lines}
    shown |= {key: _line_of(mine[key]) for key in answered if key in mine and key not in shown}
    shown |= {line.skill_id: line for line in _others(answered.keys() - shown.keys())}
    return [
        _kept(line, answered.get(line.skill_id), conflicts or {}, wrong) for line in shown.values()
    ]


def _lines(actor: Actor, mine: Mapping[UUID, PersonSkill]) -> Iterator[Line]:
    for row in mine.values():
        if unrated(row) and row.skill.status != Status.DEPRECATED:
            yield Line(
                skill_id=row.skill_id, name=row.skill.name, why="In your list",
                version=str(row.version), wish=row.interest == Interest.MORE,
            )  # fmt: skip
    asked = _asked(actor)
    done = [key for key in asked if key in mine and not unrated(mine[key])]
    for key in asked:
        if key not in mine:
            yield Line(skill_id=key, name=asked[key][0], why=asked[key][1])
    for key in done:
        yield _line_of(mine[key])


def _line_of(row: PersonSkill) -> Line:
    """A skill as it is rated now."""
    wish = row.interest in (Interest.MORE, Interest.LEARN)
    return Line(
        skill_id=row.skill_id, name=row.skill.name, why="Rated before", level=row.level, wish=wish,
        version=str(row.version), was=_said(row.level, wish),
    )  # fmt: skip


def _said(level: int | str, wish: bool) -> str:
    return f"{level}{'+' if wish else ''}"


def _others(skill_ids: Collection[UUID]) -> list[Line]:
    """Skills that were answered, and have left the list meanwhile."""
    if not skill_ids:
        return []
    statement = select(Skill.id, Skill.name).where(
        Skill.id.in_(skill_ids), Skill.status != Status.DEPRECATED
    )
    return [
        Line(skill_id=skill_id, name=name, why="Not in your list now")
        for skill_id, name in db.session.execute(statement.order_by(Skill.name))
    ]


def _asked(actor: Actor) -> dict[UUID, tuple[str, str]]:
    """What the person's role asks for, or what similar roles do: name and why, by skill."""
    if actor.role_id is None:
        return {}
    needs = columns(_needs(), role_id=actor.role_id).all()
    if needs:
        words = {True: "Your role asks for it", False: "Helpful in your role"}
        return {skill_id: (name, words[essential]) for skill_id, name, essential in needs}
    rows = columns(_similar(), role_id=actor.role_id)
    return {skill_id: (name, "Similar roles ask for it") for skill_id, name in rows}


@prepared
def _needs() -> Select[UUID, str, bool]:
    """What a role asks for, of the skills in use."""
    return (
        select(Skill.id, Skill.name, RoleSkill.essential)
        .join(RoleSkill, RoleSkill.skill_id == Skill.id)
        .where(RoleSkill.role_id == bindparam("role_id"), Skill.status == Status.ACTIVE)
        .order_by(RoleSkill.essential.desc(), RoleSkill.level.desc(), Skill.name)
    )


@prepared
def _similar() -> Select[UUID, str]:
    """The skills that most roles of the same family ask for."""
    family = select(Role.family_id).where(Role.id == bindparam("role_id")).scalar_subquery()
    return (
        select(Skill.id, Skill.name)
        .join(RoleSkill, RoleSkill.skill_id == Skill.id)
        .join(Role, Role.id == RoleSkill.role_id)
        .where(Role.family_id == family, Role.status == "active", Skill.status == Status.ACTIVE)
        .group_by(Skill.id, Skill.name)
        .order_by(func.count().desc(), Skill.name)
        .limit(bindparam("most", 20, type_=Integer()))
    )


def _kept(
    line: Line,
    answer: Answer | None,
    conflicts: Mapping[UUID, Rating | None],
    wrong: Collection[UUID],
) -> Line:
    """The line with what was answered on it, and what was said elsewhere meanwhile."""
    values = vars(line) | {"wrong": line.skill_id in wrong}
    if answer is not None:
        values |= {"level": answer.level, "wish": answer.wish, "was": ""}
    if line.skill_id in conflicts:
        theirs = conflicts[line.skill_id]
        values["elsewhere"] = (
            f"saved it as {LEVELS[theirs.level]}" if theirs else "took it off your list"
        )
    return Line(**values)


def answers(form: Mapping[str, str], most: int) -> tuple[list[Answer], set[UUID]]:
    """What the form answers, and the skills of which it says something that is no level.

    Raises ValueError for a form that is none of ours.
    """
    found, wrong = {}, set()
    for number in range(2 * most):
        key, level = form.get(f"{number}-skill"), form.get(f"{number}-level", SKIP)
        wish = f"{number}-wish" in form
        if key is None or level == SKIP or form.get(f"{number}-was") == _said(level, wish):
            continue
        skill_id = UUID(key)
        if level not in map(str, range(len(LEVELS))):
            wrong.add(skill_id)
            continue
        found[skill_id] = Answer(
            skill_id=skill_id,
            level=int(level),
            wish=wish,
            version=form.get(f"{number}-version", "")[:18],
        )
    return list(found.values()), wrong
