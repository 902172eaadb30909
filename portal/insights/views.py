"""The insights page and its file. Only what the newest snapshot holds is ever shown."""

from datetime import date
from importlib import import_module
from uuid import UUID

from flask import Blueprint, Response, current_app, request, url_for

from portal.answers import changed, page, wants_fragment
from portal.aspirations.consent import PURPOSES
from portal.errors import BadInput
from portal.fields import page_number
from portal.guard import actor, allow
from portal.insights import (
    confident,
    critical,
    moving,
    offering,
    queries,
    reading,
    rules,
    shared,
    sheets,
    trends,
)
from portal.insights.addresses import only
from portal.insights.catalogue import (
    CHECK_INS,
    CONFIDENCE,
    DEPARTMENT,
    FAMILIES,
    FIELD,
    LEVEL,
    LOCATION,
    STRENGTH,
    TRAINING,
    VIEWS,
    WANTED,
)
from portal.insights.queries import EVERYBODY
from portal.insights.suppress import share
from portal.people import looks
from portal.roles import moved
from portal.roles.models import Role

bp = Blueprint("insights", __name__)
TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@bp.get("/insights")
@allow("insights.read")
def read():
    asked = only("group")
    published = queries.newest()
    if published is None:
        return page("insights/none.html")
    group = reading.group(published, asked.get("group", ""))
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
        trend=trends.since(queries.Stamp(published.id, published.taken_at, published.k))
        if group == EVERYBODY
        else None,
        DEPARTMENT=DEPARTMENT,
        LEVEL=LEVEL,
        LOCATION=LOCATION,
        FIELD=FIELD,
    )


@bp.get("/insights/training")
@allow("insights.read")
def training():
    by = only("by").get("by", DEPARTMENT)
    if by not in WANTED.splits:
        raise BadInput("Wishes to learn are counted by department or by level.")
    published = queries.newest()
    if published is None:
        return page("insights/none.html")
    of = queries.of_everybody(published.id, TRAINING)
    rules.note_reading(actor(), f"page training {by}")
    return page(
        "insights/training.html",
        "insights/_learning.html",
        published=published,
        of=of,
        by=by,
        offering=offering.compared(of),
        spread=offering.spread(published, of[WANTED.name], by),
        views=TRAINING,
    )


@bp.get("/insights/moves")
@allow("insights.read")
def moves():
    by = only("by").get("by", FIELD)
    if by not in FAMILIES.splits:
        raise BadInput("Wishes are not counted by that.")
    published = queries.newest()
    if published is None:
        return page("insights/none.html")
    rules.note_reading(actor(), f"page moves {by}")
    ways = [] if wants_fragment() else moved.most(sheets.WAYS)  # what they chose changes none
    return page(
        "insights/moves.html",
        "insights/_wished.html",
        published=published,
        by=by,
        splits=moving.FROM,
        wished=moving.wished(published, by),
        ways=ways,
        went=moving.went(ways),
        families=FAMILIES,
    )


@bp.get("/insights/strength")
@allow("insights.read")
def strength():
    only()
    published = queries.stamp()
    if published is None:
        return page("insights/none.html")
    rules.note_reading(actor(), "page strength")
    return page(
        "insights/strength.html",
        published=published,
        roles=critical.bench(published.id),
        skills=critical.skills(published.id),
        views=STRENGTH,
    )


@bp.get("/insights/confidence")
@allow("insights.read")
def confidence():
    only()
    published = queries.newest()
    if published is None:
        return page("insights/none.html")
    rules.note_reading(actor(), "page confidence")
    of = queries.of_everybody(published.id, CHECK_INS)
    stamp = queries.Stamp(published.id, published.taken_at, published.k)
    return page(
        "insights/confidence.html",
        published=published,
        of=of,
        words=confident.in_words(of[CONFIDENCE.name]),
        by={split: queries.of_parts(published, CHECK_INS, split) for split in CONFIDENCE.splits},
        trend=trends.since(stamp, (CONFIDENCE.name,)),
        views=CHECK_INS,
        everybody=EVERYBODY,
        DEPARTMENT=DEPARTMENT,
        LEVEL=LEVEL,
    )


@bp.get("/insights/shared")
@allow("insights.shared")
def by_name():
    """Who shares something with HR by name. Everybody on the page sees that it was looked at."""
    only("page")
    number = page_number()
    found, more = shared.people(actor(), number)
    answer = page("insights/shared.html", found=found, more=more, number=number, PURPOSES=PURPOSES)
    return _seen(answer, actor().id, [one.person.id for one in found])


def _seen(answer: Response, reader_id: UUID, person_ids: list[UUID]) -> Response:
    """Keep for each of them, once the answer is sent, that the reader saw them on the list."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]

    def keep() -> None:
        with app.app_context():
            looks.note_all(person_ids, reader_id, "hr", "list")

    answer.call_on_close(keep)
    return answer


@bp.post("/insights/critical/<uuid:id>")
@allow("role.mark", Role)
def mark(role: Role):
    critical.mark(role, on=request.form.get("on") == "1")
    state = "is a critical role" if role.critical else "is not a critical role"
    said = f"{role.title} {state} now."
    here = request.form.get("back") == "strength"
    back_to = url_for(".strength") if here else url_for("pathways.role", id=role.id)
    return changed(said, back_to=back_to)


@bp.get("/insights.<any(csv, xlsx):kind>")
@allow("insights.read")
def export(kind: str):
    asked = only("view", "group")
    published, cells = reading.exported(asked.get("view", ""), asked.get("group", ""))
    note = f"{kind} {asked.get('view') or 'all'} {asked.get('group', '')}"
    rules.note_reading(actor(), note.strip())
    made = import_module(f"portal.insights.{kind}_file").written(published, cells)
    return _file(made, "insights", published.taken_at, kind)


@bp.get("/insights/<name>.<any(csv, xlsx):kind>")
@allow("insights.read")
def sheet(name: str, kind: str):
    only()
    found = reading.sheet(name)
    rules.note_reading(actor(), f"{kind} {name}")
    made = import_module(f"portal.insights.{kind}_file").sheet_written(found)
    return _file(made, name, found.counted_on, kind)


def _file(made: str | bytes, name: str, day: date, kind: str) -> Response:
    response = Response(made, mimetype=TYPES[kind])
    called = f"aspire-{name}-{day:%Y-%m-%d}.{kind}"
    response.headers["Content-Disposition"] = f'attachment; filename="{called}"'
    response.headers["Cache-Control"] = "no-store"
    return response
