"""Plans and steps in words, for pages."""

from datetime import date

from portal.audience import Audience
from portal.dates import day
from portal.learning.models import Payer
from portal.learning.money import hours, money
from portal.people.models import Person
from portal.plans.models import PlanState, StepKind
from portal.plans.outlines import Outline, Step

ICONS = {
    StepKind.LEARNING: "graduation-cap",
    StepKind.MENTORSHIP: "handshake",
    StepKind.OPPORTUNITY: "briefcase",
    StepKind.FEEDBACK: "message-circle",
    StepKind.MILESTONE: "target",
}
STATES = {
    PlanState.NOW: "You follow this one",
    PlanState.LATER: "For later",
    PlanState.PAUSED: "Resting",
    PlanState.DONE: "Finished",
    PlanState.DROPPED: "Dropped",
}
PAYERS = {
    Payer.ORGANISATION: "paid by the organisation",
    Payer.BUDGET: "from your learning budget",
    Payer.PERSON: "paid by you",
}
# Where an enrolment stands, as a step says it: words, kind of tag, icon.
STANDING = {
    "suggested": ("Suggested to you", "", "sparkles"),
    "planned": ("Planned", "", "calendar-days"),
    "assigned": ("Assigned to you", "", "calendar-days"),
    "approval": ("Waiting for a yes to the cost", "grow", "clock"),
    "enrolled": ("You have a place", "ok", "check"),
    "started": ("You have begun", "ok", "check"),
    "done": ("Finished, waiting to be confirmed", "ok", "check"),
    "completed": ("You have finished it", "ok", "check"),
    "current": ("You have finished it", "ok", "check"),
    "at risk": ("You have finished it", "ok", "check"),
}


def facts(step: Step, alone: bool = False) -> str:
    """A step in one line: when, with whom, how long, what it costs. `alone`: nobody is named."""
    found = [when(step)]
    if step.mentor and not alone:
        found.append(f"with {step.mentor}")
    if step.hours:
        found.append(hours(step.hours))
    if step.cost and step.currency and step.payer:
        found.append(f"{money(step.cost, step.currency)} {PAYERS.get(Payer(step.payer), '')}")
    if step.skill:
        found.append(f"{'about' if step.kind == StepKind.FEEDBACK else 'grows'} {step.skill}")
    return " · ".join(part.strip() for part in found if part)


def when(step: Step) -> str:
    """When a step is, or was: "by 3 June", "3 to 5 June", "done 2 May 2026"."""
    if step.done_on:
        return f"Done {day(step.done_on)}"
    if step.starts_on and step.due_on and step.starts_on != step.due_on:
        return span(step.starts_on, step.due_on)
    if step.starts_on:
        return f"On {day(step.starts_on)}" if step.due_on else f"From {day(step.starts_on)}"
    return f"By {day(step.due_on)}" if step.due_on else ""


def span(first: date, last: date) -> str:
    """Two days in words, what they share said once: "11 to 12 December 2026"."""
    if first.year != last.year:
        return f"{day(first)} to {day(last)}"
    if first.month != last.month:
        return f"{first.day} {first:%B} to {day(last)}"
    return f"{first.day} to {day(last)}"


def standing(plan: Outline) -> tuple[str, str, str]:
    """How a plan stands by its dates: words, kind of tag, icon."""
    if plan.state == PlanState.PAUSED:
        since = f" since {day(plan.paused_on)}" if plan.paused_on else ""
        return f"Resting{since}", "", "clock"
    if plan.state == PlanState.LATER:
        return STATES[PlanState.LATER], "", "calendar-days"
    if not plan.open:
        return STATES[PlanState(plan.state)], "ok" if plan.state == PlanState.DONE else "", "check"
    if plan.steps and not plan.to_do:
        return "All done", "ok", "check"
    if plan.late:
        return f"{plan.late} {'step' if plan.late == 1 else 'steps'} late", "grow", "clock"
    if plan.next_on is None:
        return "No dates yet", "", "calendar-days"
    return "On track", "ok", "check"


def seen_by(audience: Audience, boss: Person | None) -> str:
    """Who sees a plan, as a sentence; `audience` is what holds today."""
    if Audience.EVERYONE & audience:
        return "Everyone who works here sees this plan."
    names = {
        Audience.NAMED: "the people you named",
        Audience.MENTORS: "your mentors",
        Audience.MANAGER: boss.name if boss else "your line manager",
        Audience.HR: "HR",
    }
    found = [words for group, words in names.items() if group & audience]
    if not found:
        return "Only you see this plan."
    return (
        f"You and {', '.join(found[:-1]) + ' and ' if found[1:] else ''}{found[-1]} see this plan."
    )


def by_when(plan: Outline) -> str:
    """The end of a plan: " by 31 March 2027"; empty where it has none."""
    if plan.ends_on is None or not plan.open:
        return ""
    return f" by {day(plan.ends_on)}"
