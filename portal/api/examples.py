"""An example of every answer and of all that can be sent, for the OpenAPI document."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from portal.api.shapes import base, catalogue, figures, persons

_AT = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
_DAY = date(2026, 9, 1)


def _id(number: int) -> UUID:
    return UUID(f"0b5f6c1e-0000-4000-8000-{number:012d}")


_ROLE = base.Named(id=_id(1), name="Data analyst")
_SQL = base.Named(id=_id(2), name="SQL")
_MANAGER = base.Colleague(id=_id(3), name="Rosa Lind", job_title="Team leader, permits")
_MENTOR = base.Colleague(id=_id(4), name="Amos Bell", job_title="Senior analyst")
_ME = base.Colleague(id=_id(5), name="Maya Brandt", job_title="Permit officer")
_SEEN: dict[str, Any] = {
    "confirmed_level": 3,
    "confirmed_by": "Rosa Lind",
    "confirmed_at": _AT,
}
_SKILL = persons.Skill(skill=_SQL, level=3, interest="more", can_teach=True, **_SEEN)
_OWN = persons.OwnSkill(
    skill=_SQL, level=3, interest="more", can_teach=True, **_SEEN,
    last_used_on=date(2026, 2, 1), seen_by=["everyone"], version=2,
)  # fmt: skip
_DONE = persons.Experience(
    title="Permit officer",
    organisation="City of Port Ashby",
    started_on=date(2021, 5, 1),
    ended_on=None,
    description="Checks building permits.",
)
_AIM = persons.Aspiration(
    id=_id(6), aim="next", role=_ROLE, target="Data analyst", horizon="two", state="active",
    why="I like to find out why.",
)  # fmt: skip
_WISHES = persons.Preferences(
    work_mode="mixed", relocation="no", travel="some", hours="full", leading="unsure",
    open_to_approaches=True,
)  # fmt: skip
_PLAN = persons.Plan(
    id=_id(7), title="Data analyst", state="now", role=_ROLE, due_on=_DAY,
    steps=[persons.Step(title="SQL for reports", kind="learning", due_on=_DAY, done_on=None)],
)  # fmt: skip
_SAID: dict[str, Any] = {
    "id": _ME.id, "name": _ME.name, "job_title": _ME.job_title, "department": "Permits",
    "location": "Harbour House", "manager": _MANAGER, "headline": "Permits, and the data in them",
    "about": "", "experience": [_DONE], "aspirations": [_AIM], "drivers": ["learning"],
    "drains": [], "words": "", "plans": [_PLAN],
}  # fmt: skip
_MATCH: dict[str, Any] = {"have": 14, "need": 18, "percent": 77}
_NEED = catalogue.Need(skill=_SQL, level=3, essential=True)
_PAIR: dict[str, Any] = {"mentor": _MENTOR, "mentee": _ME}

EXAMPLES: dict[type[Struct], Struct] = {
    type(example): example
    for example in (
        persons.Me(
            **_SAID,
            skills=[_OWN],
            preferences=_WISHES,
            about_seen_by=["everyone"],
            counted=True,
            shares=persons.Shares(roles=["manager"], drivers=[], preferences=[], words=[]),
        ),
        persons.Person(**_SAID, skills=[_SKILL], preferences=_WISHES, mentors=False),
        _OWN,
        persons.Rating(level=3, interest="more"),
        persons.People(
            items=[
                persons.FoundPerson(
                    id=_id(4),
                    name="Amos Bell",
                    job_title="Senior analyst",
                    place="Digital services",
                    mentors=True,
                )
            ],
            total=1,
            next=None,
        ),
        catalogue.Skills(
            items=[catalogue.FoundSkill(id=_id(2), name="SQL", roles=9)], total=1, next=None
        ),
        catalogue.Roles(
            items=[
                catalogue.FoundRole(
                    id=_id(1),
                    title="Data analyst",
                    summary="Answers with data.",
                    level=3,
                    family="Data",
                    department="Digital services",
                    match=catalogue.Match(**_MATCH),
                )
            ],
            total=31,
            next="cGFnZToy",
        ),
        catalogue.Learning(
            items=[
                catalogue.FoundLearning(
                    id=_id(8),
                    title="SQL for reports",
                    summary="Two days.",
                    provider="City College",
                    format="course",
                    hours=16,
                    cost=240,
                    currency="EUR",
                    payer="budget",
                    language="English",
                    certificate="",
                    next_date=_AT,
                )
            ],
            total=1,
            next=None,
        ),
        catalogue.Role(
            id=_id(1),
            title="Data analyst",
            also_called=["Reporting analyst"],
            summary="Answers with data.",
            level=3,
            family=base.Named(id=_id(9), name="Data"),
            department="Digital services",
            locations=["Harbour House"],
            active=True,
            needs=[_NEED],
            requirements=[catalogue.Requirement(kind="education", words="A degree, or practice")],
        ),
        catalogue.RoleMatch(
            role=_ROLE,
            **_MATCH,
            lines=[catalogue.Beside(skill=_SQL, level=3, essential=True, have=2, to_grow=1)],
        ),
        persons.MyMentorship(
            requests=[
                persons.Request(
                    id=_id(10),
                    **_PAIR,
                    state="requested",
                    sent_at=_AT,
                    message="Could you help me with reports?",
                    goals=["Reports"],
                    skills=[_SQL],
                )
            ],
            mentorships=[
                persons.Mentorship(
                    id=_id(11),
                    **_PAIR,
                    state="active",
                    started_at=_AT,
                    ends_on=_DAY,
                    goals=["Reports"],
                )
            ],
        ),
        persons.Notices(
            items=[
                persons.Notice(
                    id=_id(12),
                    kind="mentorship.accepted",
                    at=_AT,
                    read=False,
                    words="Amos Bell will mentor you.",
                    path="/mentorship",
                )
            ],
            next=None,
        ),
        figures.Insights(
            counted_on=_DAY,
            threshold=5,
            figures=[
                figures.Figure(
                    view="roles",
                    title="Roles people are aiming for",
                    group="level:2",
                    group_name="Level 2",
                    answer="Data analyst",
                    people=25,
                )
            ],
        ),
        figures.Views(
            views=[
                figures.View(
                    name="roles",
                    title="Roles people are aiming for",
                    counts="People who aim for the role.",
                    by=["department", "level"],
                )
            ],
            groups=[figures.Group(group="level:2", name="Level 2")],
            tables=["offering", "critical"],
        ),
        figures.Table(
            title="Who could step in",
            counted_on=_DAY,
            columns=["Critical role", "Field", "Ready", "Ready or nearly", "Aim for it"],
            rows=[["Transit supervisor", "Operations", None, 10, 20]],
        ),
        base.Problem(
            type="about:blank",
            title="Not Found",
            status=404,
            detail="This is not here, or not open to you.",
        ),
    )
}
