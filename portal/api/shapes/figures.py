"""The published figures."""

from datetime import date

from portal.api.shapes.base import Shape


class Figure(Shape):
    """A published figure, to the nearest 5; null: not shown."""

    view: str
    title: str
    group: str
    group_name: str
    answer: str
    people: int | None


class Insights(Shape):
    """The figures of the newest count."""

    counted_on: date
    threshold: int
    figures: list[Figure]


class View(Shape):
    """A table there is, and by what its figures may be split."""

    name: str
    title: str
    counts: str
    by: list[str]


class Group(Shape):
    """A department, level, location or field the figures know."""

    group: str
    name: str


class Views(Shape):
    """What can be asked of the insights. A group is "" for everybody, or one of these."""

    views: list[View]
    groups: list[Group]
    tables: list[str]


class Table(Shape):
    """A table of several columns as a page shows it. Figures of people are to the nearest 5; null:
    not shown.
    """

    title: str
    counted_on: date
    columns: list[str]
    rows: list[list[str | int | None]]
