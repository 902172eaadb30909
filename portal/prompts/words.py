"""What is said of each moment, and the one tap that answers it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.people.models import Silence
from portal.prompts.moments import Found


@dataclass(frozen=True)
class Act:
    """A button: a form that opens, or (`post`) the thing itself, which can be taken back."""

    words: str
    endpoint: str
    values: Mapping[str, Any] = field(default_factory=dict)
    post: bool = False


@dataclass(frozen=True)
class Prompt:
    """One moment that has come, in words. `ref` is what it is about, where that can be several."""

    name: str
    ref: str
    title: str
    note: str
    icon: str
    act: Act
    more: Act | None = None


def ref_of(found: Found) -> str:
    """What a silence is about: this thing, or the moment as such."""
    return Silence.about(found.id)


def _skills(count: int) -> str:
    return "1 skill" if count == 1 else f"{count} skills"


def suggested(found: Found) -> Prompt:
    return Prompt(
        "suggested", ref_of(found),
        f"{found.name} suggests {found.other} for your list",
        "It enters only with your yes, and at the level you choose.",
        "message-circle", Act("Look at it", "validation.see", {"id": found.id}),
    )  # fmt: skip


def to_answer(found: Found) -> Prompt:
    one = found.many == 1
    return Prompt(
        "to_answer", "",
        f"{found.name} waits for your answer" if one else f"{found.many} answers wait for you",
        "About a cost, or something they have learned. They hear either way.",
        "graduation-cap", Act("Look at it" if one else "Look at them", "enrolment.approvals"),
    )  # fmt: skip


def after_mentorship(found: Found) -> Prompt:
    values = {"kind": "learning", "after": ref_of(found), "title": f"Mentoring with {found.name}"}
    act = (
        Act("Say what it shows", "profile.add_evidence", values | {"id": found.row_id})
        if found.row_id
        else Act("Rate what you learnt", "profile.rate")
    )
    return Prompt(
        "after_mentorship", ref_of(found),
        f"Your mentoring with {found.name} is complete: what did you take from it?",
        "Put it down while it is fresh. It can show a skill, and raise its level.",
        "award", act,
    )  # fmt: skip


def no_role(_found: Found) -> Prompt:
    return Prompt(
        "no_role", "", "Which role is closest to your job?",
        "No role is written down for you. Name one, and we can say what it asks for.",
        "briefcase", Act("Choose a role", "profile.role"),
    )  # fmt: skip


def no_skills(_found: Found) -> Prompt:
    return Prompt(
        "no_skills", "", "Say what you can do",
        "Your list is empty. Rate the skills of your role on one screen: five are enough to start.",
        "pencil", Act("Rate my skills", "profile.rate"),
        Act("Find them in my CV", "cv.start"),
    )  # fmt: skip


def role_without_skills(found: Found) -> Prompt:
    return Prompt(
        "role_without_skills", ref_of(found),
        f"No skills are written down for {found.name} yet",
        "Tell those who look after the roles. Meanwhile, rate what similar roles ask for.",
        "briefcase", Act("Tell them", "profile.ask_role_skills", {"id": found.id}, post=True),
        Act("Rate my skills", "profile.rate"),
    )  # fmt: skip


def no_level(found: Found) -> Prompt:
    what = found.name if found.many == 1 else f"{found.name} and {found.many - 1} more"
    return Prompt(
        "no_level", "", f"How well do you do {what}?",
        f"{_skills(found.many)} in your list without a level. One tap for each is enough.",
        "check", Act("Say my levels", "profile.rate"),
    )  # fmt: skip


def stale(found: Found) -> Prompt:
    one = found.many == 1
    what = found.name if one else f"{found.name} and {found.many - 1} more"
    yes = "Still right" if one else "All still right"
    return Prompt(
        "stale", "", f"{'Is' if one else 'Are'} {what} still right?",
        f"You have not used or looked over {'it' if one else _skills(found.many)} for 18 months.",
        "clock", Act(yes, "profile.review_stale", post=True),
        Act("Look at them", "profile.me", {"_anchor": "my-skills"}),
    )  # fmt: skip


def check_in(_found: Found) -> Prompt:
    return Prompt(
        "check_in", "", "How are things going for you here?",
        "A check-in takes half a minute, every 90 days. It is only counted, unless you show it.",
        "message-circle", Act("Check in", "checkins.mine"),
    )  # fmt: skip


WORDS: dict[str, Callable[[Found], Prompt]] = {
    "suggested": suggested,
    "to_answer": to_answer,
    "after_mentorship": after_mentorship,
    "no_role": no_role,
    "no_skills": no_skills,
    "role_without_skills": role_without_skills,
    "no_level": no_level,
    "stale": stale,
    "check_in": check_in,
}
