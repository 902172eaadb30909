"""Tables of several columns, as the pages show them: the same rows for files and programs.

Every figure of people in them is a published one. What is not shown is None.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from portal.insights import critical, offering, queries, trends
from portal.insights.catalogue import CONFIDENCE, TRAINING, VIEWS
from portal.insights.offering import Offering
from portal.insights.queries import Stamp
from portal.roles import moved

Value = str | int | None
WAYS = 20


@dataclass(frozen=True)
class Sheet:
    """A table, the day its figures were counted, what its columns are, and its rows. Numbers stand
    in the columns of `numbers`; None there is a figure that is not shown, "" is nothing.
    """

    title: str
    counted_on: date
    columns: tuple[str, ...]
    rows: list[tuple[Value, ...]]


def _offering(published: Stamp) -> Sheet:
    columns = (
        "Skill", "Want it", "Need it", "Have it", "Courses", "Open mentors",
        "Places with them", "Cheapest course", "Next date", "Places", "Places more needed",
        "Cost for all",
    )  # fmt: skip
    rows: list[tuple[Value, ...]] = []
    for one in _compared(published).demands:
        best = one.best
        rows.append((
            one.label, one.wanted, one.growing, one.held, one.courses, one.mentors, one.free,
            best.title if best else "",
            f"{best.starts_at:%Y-%m-%d}" if best and best.starts_at else "",
            "" if best is None or best.places_left is None else best.places_left,
            one.more or "", one.cost,
        ))  # fmt: skip
    return Sheet("What to offer next", published.taken_at.date(), columns, rows)


def _mentoring(published: Stamp) -> Sheet:
    columns = ("Skill", "People who ask for it", "Open mentors", "Places free")
    rows: list[tuple[Value, ...]] = [
        (one.label, one.asked, one.mentors, one.places) for one in _compared(published).mentoring
    ]
    return Sheet("What people ask mentors for", published.taken_at.date(), columns, rows)


def _compared(published: Stamp) -> Offering:
    return offering.compared(queries.of_everybody(published.id, TRAINING))


def _ways(published: Stamp) -> Sheet:
    rows: list[tuple[Value, ...]] = [
        (way.from_title, way.to_title, way.people, way.months) for way in moved.most(WAYS)
    ]
    columns = ("From", "To", "People", "After about so many months")
    return Sheet("The ways people went", published.taken_at.date(), columns, rows)


def _critical(published: Stamp) -> Sheet:
    rows: list[tuple[Value, ...]] = [
        (one.title, one.family, one.ready, one.nearly, one.aiming)
        for one in critical.bench(published.id)
    ]
    columns = ("Critical role", "Field", "Ready", "Ready or nearly", "Aim for it")
    return Sheet("Who could step in", published.taken_at.date(), columns, rows)


def _skills(published: Stamp) -> Sheet:
    rows: list[tuple[Value, ...]] = [
        (one.name, one.mark, one.wanted, one.growing, one.held, one.courses, one.mentors)
        for one in critical.skills(published.id)
    ]
    columns = (
        "Skill", "Marked as", "Want it", "Need it", "Have it", "Courses", "Open mentors",
    )  # fmt: skip
    return Sheet("Skills that matter most", published.taken_at.date(), columns, rows)


def _changes(published: Stamp) -> Sheet:
    found = [trends.since(published, views) for views in (trends.VIEWS, (CONFIDENCE.name,))]
    trend = found[0]
    rows: list[tuple[Value, ...]] = [
        (one.label, VIEWS[one.view].title, one.then, one.now, one.by)
        for each in found
        for one in (each.changes if each else ())
    ]
    since = f"{trend.since:%Y-%m-%d}" if trend else "then"
    columns = ("What", "Table", f"On {since}", "Now", "Change")
    return Sheet("What has changed", published.taken_at.date(), columns, rows)


SHEETS: dict[str, Callable[[Stamp], Sheet]] = {
    "offering": _offering,
    "mentoring": _mentoring,
    "ways": _ways,
    "critical": _critical,
    "skills": _skills,
    "changes": _changes,
}
