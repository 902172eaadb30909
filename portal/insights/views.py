"""The insights page and its file. Only what the newest snapshot holds is ever shown."""

from flask import Blueprint, Response, request

from portal.answers import page
from portal.errors import BadInput
from portal.guard import actor, allow
from portal.insights import catalogue, csv_file, queries, rules
from portal.insights.catalogue import DEPARTMENT, LEVEL, SPLITS, VIEWS
from portal.insights.queries import EVERYBODY, Group
from portal.insights.suppress import share

bp = Blueprint("insights", __name__)


@bp.get("/insights")
@allow("insights.read")
def read():
    asked = _asked("group")
    published = queries.newest()
    if published is None:
        return page("insights/none.html")
    group = _group(published, asked.get("group", ""))
    tables = queries.tables(published, group)
    rules.note_reading(actor(), f"page {group}".strip())
    return page(
        "insights/read.html",
        "insights/_figures.html",
        published=published,
        group=group,
        tables=tables,
        everybody=EVERYBODY,
        views=VIEWS,
        share=share,
        DEPARTMENT=DEPARTMENT,
        LEVEL=LEVEL,
    )


@bp.get("/insights.csv")
@allow("insights.read")
def export():
    asked = _asked("view", "group")
    views = [_view(asked["view"])] if asked.get("view") else list(VIEWS.values())
    published = queries.newest()
    if published is None:
        raise BadInput("There are no figures yet: the first count happens tonight.")
    group = _group(published, asked.get("group", ""), each=True)
    offered = [view for view in views if group == EVERYBODY or group.split in view.splits]
    if not offered:
        raise BadInput(f"“{views[0].title}” is counted for everybody only, not by {group.split}.")
    cells = queries.whole(published, [view.name for view in offered], group)
    rules.note_reading(actor(), f"csv {asked.get('view') or 'all'} {group}".strip())
    return _file(csv_file.written(published, cells), f"{published.taken_at:%Y-%m-%d}")


def _file(text: str, day: str) -> Response:
    response = Response(text, mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="aspire-insights-{day}.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _asked(*known: str) -> dict[str, str]:
    """The parameters of the address: only known ones, each once. Raises BadInput."""
    for name, values in request.args.lists():
        if name not in known:
            raise BadInput("This page has no such filter. Two filters at once are not offered.")
        if len(values) > 1:
            raise BadInput("Choose one thing at a time.")
    return request.args.to_dict()


def _view(name: str) -> catalogue.View:
    if name not in VIEWS:
        raise BadInput("There is no such table.")
    return VIEWS[name]


def _group(published: queries.Published, asked: str, *, each: bool = False) -> Group:
    """The group an address names: "", "department:<id>" or "level:<n>"; where `each` is allowed
    also "department" or "level", for every one of them. Raises BadInput.
    """
    split, _, part = asked.partition(":")
    group = Group(split, part) if asked else EVERYBODY
    if not asked or (part and group in published.people) or (each and asked in SPLITS):
        return group
    raise BadInput("These figures have no such department or level.")
