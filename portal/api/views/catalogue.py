"""Roles, skills and learning: what the organisation has."""

from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from flask import current_app, request

from portal.api import asked, writing
from portal.api.door import resource
from portal.api.shapes import base, catalogue
from portal.guard import actor
from portal.pathways import gap, queries
from portal.roles.models import Role
from portal.search.addresses import words
from portal.search.asked import Asked
from portal.search.everything import PAGE, of_kind
from portal.search.learning import AskedLearning, learning
from portal.search.queries import Found, roles


class ManyRoles(Asked):
    """A longer page than that for people."""

    SIZE: ClassVar[int] = PAGE


class MuchLearning(AskedLearning):
    """A longer page than that for people."""

    SIZE: ClassVar[int] = PAGE


def folder() -> Path:
    """Where the index lies."""
    path: Path = current_app.config["SETTINGS"].index_folder
    return path


@resource(
    "/roles",
    action="roles.read",
    scope="portal",
    shape=catalogue.Roles,
    asks=asked.LookingForRoles,
    summary="Roles, with how far I am to each",
)
def role_list(asks: asked.LookingForRoles) -> catalogue.Roles:
    page = asked.page_of(asks.cursor)
    found = roles(folder(), actor(), replace(ManyRoles.of(request.args), page=page))
    return catalogue.Roles(
        items=[_line(one) for one in found.found],
        total=found.total,
        next=asked.after(page, found.total > page * PAGE),
    )


def _line(one: Found) -> catalogue.FoundRole:
    role = one.role
    return catalogue.FoundRole(
        id=role.id,
        title=role.title,
        summary=role.summary,
        level=role.level,
        family=role.family,
        department=role.department,
        match=catalogue.Match(**_steps(one.match)),
    )


def _steps(match: gap.Match) -> dict[str, int]:
    return {"have": match.have, "need": match.need, "percent": match.pct}


@resource(
    "/roles/<uuid:id>",
    action="role.see",
    scope="portal",
    shape=catalogue.Role,
    model=Role,
    reading=queries.whole_role,
    summary="A role and what it asks for",
)
def role(row: Role, _asked: asked.Nothing) -> catalogue.Role:
    return catalogue.Role(
        id=row.id,
        title=row.title,
        also_called=sorted(alias.title for alias in row.aliases),
        summary=row.summary,
        level=row.level,
        family=writing.named(row.family),
        department=row.department.name if row.department else None,
        locations=sorted(place.name for place in row.locations),
        active=row.status == "active",
        needs=[catalogue.Need(**_need(need)) for need in queries.needs_of([row.id])[row.id]],
        requirements=[catalogue.Requirement(kind=r.kind, words=r.words) for r in row.requirements],
    )


def _need(need: gap.Need) -> dict[str, Any]:
    skill = base.Named(id=need.skill_id, name=need.name)
    return {"skill": skill, "level": need.level, "essential": need.essential}


@resource(
    "/roles/<uuid:id>/match",
    action="role.see",
    scope="portal",
    shape=catalogue.RoleMatch,
    model=Role,
    reading=queries.whole_role,
    summary="How far I am to a role, skill by skill",
)
def match(row: Role, _asked: asked.Nothing) -> catalogue.RoleMatch:
    found = queries.matches(actor().id, [row.id])[row.id]
    return catalogue.RoleMatch(
        role=writing.named(row),
        lines=[
            catalogue.Beside(**_need(line.need), have=line.have, to_grow=line.to_grow)
            for line in found.lines
        ],
        **_steps(found),
    )


@resource(
    "/skills",
    action="skills.read",
    scope="portal",
    shape=catalogue.Skills,
    asks=asked.Looking,
    summary="Skills, by any words for them",
)
def skill_list(asks: asked.Looking) -> catalogue.Skills:
    page = asked.page_of(asks.cursor)
    found = of_kind(folder(), actor(), words(asks.q), "skill", page)
    return catalogue.Skills(
        items=[catalogue.FoundSkill(**line.row._asdict()) for line in found.lines],
        total=found.total,
        next=asked.after(page, found.total > page * PAGE),
    )


@resource(
    "/learning",
    action="learning.read",
    scope="portal",
    shape=catalogue.Learning,
    asks=asked.LookingForLearning,
    summary="What can be learned",
)
def learning_list(asks: asked.LookingForLearning) -> catalogue.Learning:
    page = asked.page_of(asks.cursor)
    found = learning(folder(), actor(), replace(MuchLearning.of(request.args), page=page))
    plain = set(catalogue.FoundLearning.__struct_fields__) - {"hours", "cost", "next_date"}
    return catalogue.Learning(
        items=[
            catalogue.FoundLearning(
                **{name: getattr(one.row, name) for name in plain},
                hours=float(one.row.hours),
                cost=float(one.row.cost),
                next_date=one.row.starts_at,
            )
            for one in found.found
        ],
        total=found.total,
        next=asked.after(page, found.total > page * PAGE),
    )
