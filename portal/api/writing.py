"""From rows as the queries give them to the shapes of the API."""

from collections.abc import Iterable
from typing import Any

from portal.api.shapes import base, persons
from portal.aspirations.models import Aspiration
from portal.audience import Audience
from portal.people.models import Experience
from portal.plans.outlines import Outline
from portal.skills.models import PersonSkill

NAMES = {
    Audience.NAMED: "named",
    Audience.MENTORS: "mentors",
    Audience.MANAGER: "manager",
    Audience.HR: "hr",
    Audience.EVERYONE: "everyone",
}


def groups(audience: Audience) -> list[str]:
    """Who is in an audience, as the API names them."""
    return [name for group, name in NAMES.items() if group & audience]


def named(row: Any) -> base.Named:
    """Something with an id and a name, or a title."""
    return base.Named(id=row.id, name=getattr(row, "name", None) or row.title)


def colleague(row: Any) -> base.Colleague:
    return base.Colleague(id=row.id, name=row.name, job_title=row.job_title)


def _skill(row: PersonSkill) -> dict[str, Any]:
    said = row.validated_level is not None and row.validated_by is not None
    return {
        "skill": base.Named(id=row.skill_id, name=row.skill.name),
        "level": row.level,
        "interest": row.interest,
        "can_teach": row.can_teach,
        "confirmed_level": row.validated_level if said else None,
        "confirmed_by": row.validated_by.name if said and row.validated_by else None,
        "confirmed_at": row.validated_at if said else None,
    }


def skills(rows: Iterable[PersonSkill]) -> list[persons.Skill]:
    """Skills as others see them."""
    return [persons.Skill(**_skill(row)) for row in rows]


def own_skill(row: PersonSkill) -> persons.OwnSkill:
    more: dict[str, Any] = {"last_used_on": row.last_used_on, "version": row.version}
    return persons.OwnSkill(**_skill(row), **more, seen_by=groups(row.audience))


def experience(rows: Iterable[Experience]) -> list[persons.Experience]:
    fields = persons.Experience.__struct_fields__
    return [persons.Experience(**{name: getattr(row, name) for name in fields}) for row in rows]


def aspirations(rows: Iterable[Aspiration], *, why: bool) -> list[persons.Aspiration]:
    """What is aimed for; the reason only where the words are open to the reader."""
    return [
        persons.Aspiration(
            id=row.id,
            aim=row.aim,
            role=named(row.role) if row.role else None,
            target=row.role.title if row.role else row.family.name if row.family else row.words,
            horizon=row.horizon,
            state=row.state,
            why=row.why if why else "",
        )
        for row in rows
    ]


def preferences(profile: Any) -> persons.Preferences:
    """Conditions; without a profile there are none."""
    wishes = ("work_mode", "relocation", "travel", "hours", "leading")
    return persons.Preferences(
        **{name: getattr(profile, name, "") for name in wishes},
        open_to_approaches=bool(getattr(profile, "open_to_approaches", False)),
    )


def plans(rows: Iterable[Outline]) -> list[persons.Plan]:
    """Plans with their steps, without the notes to oneself."""
    return [
        persons.Plan(
            id=plan.id,
            title=plan.title,
            state=plan.state,
            role=base.Named(id=plan.role_id, name=plan.role or "") if plan.role_id else None,
            due_on=plan.due_on,
            steps=[
                persons.Step(
                    title=step.title, kind=step.kind, due_on=step.due_on, done_on=step.done_on
                )
                for step in plan.steps
            ],
        )
        for plan in rows
    ]
