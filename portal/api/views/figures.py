"""The published figures, for HR: the same as on the page and in the file."""

from portal.api import asked
from portal.api.door import resource
from portal.api.shapes import figures
from portal.guard import actor
from portal.insights import queries, reading, rules
from portal.insights.catalogue import SPLITS, VIEWS
from portal.insights.queries import EVERYBODY
from portal.insights.sheets import SHEETS


@resource(
    "/insights",
    action="insights.read",
    scope="insights",
    shape=figures.Insights,
    asks=asked.OfGroup,
    summary="The figures of the newest count",
)
def insights(asks: asked.OfGroup) -> figures.Insights:
    published, cells = reading.exported(asks.view, asks.group)
    rules.note_reading(actor(), f"api {asks.view or 'all'} {asks.group}".strip())
    return figures.Insights(
        counted_on=published.taken_at.date(),
        threshold=published.k,
        figures=[
            figures.Figure(
                view=cell.view,
                title=VIEWS[cell.view].title,
                group=str(cell.group),
                group_name="Everybody"
                if cell.group == EVERYBODY
                else published.people[cell.group].label,
                answer=cell.label,
                people=cell.shown,
            )
            for cell in cells
        ],
    )


@resource(
    "/insights/views",
    action="insights.read",
    scope="insights",
    shape=figures.Views,
    summary="Which figures there are, and of which groups",
)
def views(_asked: asked.Nothing) -> figures.Views:
    published = queries.newest()
    known = [group for split in SPLITS for group in (published.groups(split) if published else ())]
    return figures.Views(
        views=[
            figures.View(name=view.name, title=view.title, counts=view.counts, by=list(view.splits))
            for view in VIEWS.values()
        ],
        groups=[
            figures.Group(group=str(group), name=published.people[group].label)
            for group in known
            if published
        ],
        tables=list(SHEETS),
    )


@resource(
    "/insights/tables",
    action="insights.read",
    scope="insights",
    shape=figures.Table,
    asks=asked.OfTable,
    summary="What to offer next, who could step in, the ways people went: as the pages show it",
)
def table(asks: asked.OfTable) -> figures.Table:
    found = reading.sheet(asks.table)
    rules.note_reading(actor(), f"api {asks.table}")
    return figures.Table(
        title=found.title,
        counted_on=found.counted_on,
        columns=list(found.columns),
        rows=[list(row) for row in found.rows],
    )
