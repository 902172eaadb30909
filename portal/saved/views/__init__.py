"""The pages of what I keep of my search for a role: my searches; the rest is registered here."""

from flask import Blueprint, abort, redirect, request, url_for

from portal.answers import changed, page
from portal.db import lock
from portal.fields import saved_elsewhere
from portal.guard import actor, allow
from portal.people.models import Person
from portal.saved import afterwards, looked, queries, rules
from portal.saved.forms import SearchForm, in_words
from portal.saved.models import Of, Rhythm, SavedSearch
from portal.saved.searches import searches
from portal.saved.views import roles, sharing

bp = Blueprint("saved", __name__)
roles.register(bp)
sharing.register(bp)
bp.add_app_template_filter(in_words, "rhythm")
bp.add_app_template_filter(lambda search: address(search), "search_address")
bp.add_app_template_global(lambda: looked.REASONS, "aside_reasons")

ROW = "saved/_search.html"


@bp.get("/me/searches")
@allow("saved.read")
def mine():
    return page("saved/mine.html", searches=searches(actor().id), most=rules.MOST)


@bp.post("/me/searches")
@allow("saved.edit")
def save():
    lock(Person, actor().id)
    return kept(rules.save(actor().id, request.form.get("query", "")), "role")


def address(search):
    """Where a saved search is run again."""
    lists = {Of.ROLE: "search.roles", Of.OPPORTUNITY: "opportunities.listed"}
    return f"{url_for(lists[search.kind])}?{search.query}"


def kept(search, thing):
    """The answer to whoever saved a search for such a thing."""
    return changed(
        f"Saved. You are told each morning when a new {thing} fits.",
        "saved/_saved.html",
        back_to=url_for("saved.mine", _anchor=f"s-{search.id}"),
        undo=("Undo", url_for("saved.remove", id=search.id)),
        search_id=search.id,
    )


@bp.get("/me/searches/<uuid:id>")
@allow("saved.search", SavedSearch)
def see(row: SavedSearch):
    """What the search told of; that its owner looked is written down after the answer."""
    there(row)
    if row.kind == Of.OPPORTUNITY:
        return redirect(url_for("opportunities.found_by", id=row.id))
    found = [_line(one) for one in queries.found_by(row.id)]
    response = page("saved/search.html", search=row, found=found)
    return afterwards.seen(response, row.id)


def _line(one):
    """A role that was found, as a line of the page: address, title, a word, when."""
    role = one.role
    return (
        url_for("pathways.role", id=role.id),
        role.title,
        f"{role.place} · Level {role.level}",
        one.at,
    )


def there(row):
    """Answer 404 of a search that was removed."""
    if row.removed_at is not None:
        abort(404)


@bp.route("/me/searches/<uuid:id>/edit", methods=["GET", "POST"])
@allow("saved.search", SavedSearch)
def edit(row: SavedSearch):
    there(row)
    form = SearchForm(obj=row)
    if row.kind == Of.OPPORTUNITY:
        form.rhythm.label.text = "Tell me of new opportunities"
    if request.method == "GET" or not form.validate():
        return page("saved/edit.html", "saved/_search_edit.html", form=form, search=row)
    mine, theirs = (form.name.data, form.rhythm.data), (row.name, row.rhythm)
    if saved_elsewhere(form, row.version, mine, theirs):
        return page(
            "saved/edit.html",
            "saved/_search_edit.html",
            form=form,
            search=row,
            theirs=row,
            status=409,
        )
    rules.change(row, name=form.name.data, rhythm=Rhythm(form.rhythm.data))
    return changed("Saved.", ROW, back_to=_row_of(row), search=_shown(row))


@bp.get("/me/searches/<uuid:id>/row")
@allow("saved.search", SavedSearch)
def row(row: SavedSearch):
    """The row as it is: where "Cancel" leads."""
    there(row)
    return page("saved/row.html", ROW, search=_shown(row))


def _shown(row):
    return next(one for one in searches(row.person_id) if one.id == row.id)


def _row_of(row):
    return url_for(".mine", _anchor=f"s-{row.id}")


@bp.post("/me/searches/<uuid:id>/remove")
@allow("saved.search", SavedSearch)
def remove(row: SavedSearch):
    rules.remove(row)
    undo = ("Undo", url_for(".restore", id=row.id))
    return changed("Removed.", back_to=url_for(".mine"), undo=undo)


@bp.post("/me/searches/<uuid:id>/restore")
@allow("saved.search", SavedSearch)
def restore(row: SavedSearch):
    rules.restore(row)
    return changed("It is back.", back_to=_row_of(row))
