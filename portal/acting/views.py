"""What HR does next, and the launch kit."""

from urllib.parse import quote

from flask import Blueprint, Response, abort, current_app, url_for

from portal.acting import kit, lessons, queries, rules, steps
from portal.answers import changed, page
from portal.guard import actor, allow
from portal.insights import queries as insights
from portal.insights.addresses import only
from portal.insights.rules import note_reading

bp = Blueprint("acting", __name__, url_prefix="/insights")


@bp.get("/next")
@allow("insights.read")
def ahead():
    only()
    published = insights.stamp()
    if published is None:
        return page("acting/next.html", ahead=None)
    found = steps.ahead(published)
    note_reading(actor(), "page next")
    return page("acting/next.html", ahead=found)


@bp.get("/launch-kit")
@allow("launch.read")
def launch():
    ticks = queries.ticks()
    return page(
        "acting/launch.html",
        tasks=kit.TASKS,
        ticks=ticks,
        done=sum(task.name in ticks for task in kit.TASKS),
        letters=[(letter, _body(letter)) for letter in kit.LETTERS.values()],
        mail=_mail,
        course=rules.course(),
        lessons=lessons,
    )


@bp.get("/launch-kit/<name>.txt")
@allow("launch.read")
def letter(name: str):
    found = kit.LETTERS.get(name) or abort(404)
    response = Response(f"{found.subject}\n\n{_body(found)}\n", mimetype="text/plain")
    response.headers["Content-Disposition"] = f'attachment; filename="aspire-{name}.txt"'
    return response


@bp.post("/launch-kit/<name>/done")
@allow("launch.tick")
def tick(name: str):
    task = kit.BY_NAME.get(name) or abort(404)
    rules.tick(name, actor().id)
    return _back(f"Done: {task.words}.", name, ("Undo", url_for(".untick", name=name)))


@bp.post("/launch-kit/<name>/open")
@allow("launch.tick")
def untick(name: str):
    task = kit.BY_NAME.get(name) or abort(404)
    rules.untick(name)
    return _back(f"Open again: {task.words}.", name)


@bp.post("/launch-kit/course")
@allow("learning.curate")
def add_course():
    item = rules.add_course(current_app.config["ORGANISATION"])
    words = "The course is in the catalogue as it stands there now. Read its days and change them."
    return changed(words, back_to=url_for("curate_learning.item", id=item.id))


def _back(words: str, name: str, undo: tuple[str, str] | None = None) -> Response:
    return changed(words, back_to=url_for(".launch", _anchor=f"task-{name}"), undo=undo)


def _body(found: kit.Letter) -> str:
    settings = current_app.config["SETTINGS"]
    return kit.written(found, current_app.config["ORGANISATION"], settings.base_url, settings.k)


def _mail(found: kit.Letter, body: str) -> str:
    """An address that opens the text as a new letter."""
    lines = "\r\n".join(body.split("\n"))
    return f"mailto:?subject={quote(found.subject)}&body={quote(lines)}"
