"""What a new opportunity begins with: an outline of its kind, or a copy of an earlier one."""

from datetime import date, timedelta

from portal import clock
from portal.opportunities.models import Opportunity
from portal.opportunities.states import Kind, Mode

# Kind → (title, what it is, hours a week, weeks, places).
OUTLINES: dict[str, tuple[str, str, int, int, int]] = {
    Kind.STRETCH: (
        "", "What we want to reach:\n\nWhat you would do:\n\nWho guides you:", 4, 8, 1,
    ),
    Kind.GIG: ("", "The task:\n\nWhat is there at the end:", 4, 3, 1),
    Kind.SECONDMENT: (
        "", "The post:\n\nWhat you would be responsible for:\n\nWho does your own work meanwhile:",
        37, 13, 1,
    ),
    Kind.SHADOWING: (
        "A day with me as ", "What you would see:\n\nWhat is a good day for it:", 4, 4, 2,
    ),
    Kind.SWAP: (
        "Change places with ", "The two places:\n\nWhat each of us learns:\n\nHow we prepare:", 37,
        4, 1,
    ),
    Kind.VOLUNTEERING: ("", "Whom it helps:\n\nWhat you would do:", 3, 4, 4),
    Kind.OPENING: (
        "", "The role as it is with us:\n\nWhat the first months hold:\n\nWhom to ask:", 37, 1, 1,
    ),
    Kind.TRAINING: (
        "Learn from me: ", "What I teach:\n\nHow we meet:\n\nWhat you can do afterwards:", 2, 6, 3,
    ),
}  # fmt: skip


def of_kind(kind: str) -> dict[str, object]:
    """The values a form begins with."""
    title, summary, hours, weeks, places = OUTLINES[kind]
    return _dated(14, 28, 7 * weeks - 1) | {
        "kind": kind,
        "title": title,
        "summary": summary,
        "hours": hours,
        "places": places,
        "work_mode": Mode.MIXED,
    }


def sought() -> dict[str, object]:
    """The values with which somebody begins who looks for something."""
    begun = _dated(28, 28, 90)
    return begun | {"kind": Kind.STRETCH, "hours": 4, "work_mode": Mode.MIXED}


def copy_of(one: Opportunity) -> dict[str, object]:
    """The same as an earlier one, at dates as far apart, from now on."""
    lasts = (one.ends_on - one.starts_on).days
    between = (one.starts_on - one.apply_by).days
    plain = ("kind", "title", "summary", "hours", "places", "work_mode")
    return _dated(14, 14 + between, lasts) | {name: getattr(one, name) for name in plain}


def _dated(apply_in: int, start_in: int, lasts: int) -> dict[str, date]:
    today = clock.today()
    starts = today + timedelta(days=start_in)
    return {
        "apply_by": today + timedelta(days=apply_in),
        "starts_on": starts,
        "ends_on": starts + timedelta(days=lasts),
    }
