"""Who offers learning: a list, and a page for each."""

from flask import request, url_for

from portal.answers import changed, page
from portal.errors import Refused
from portal.fields import saved_elsewhere
from portal.guard import allow
from portal.learning.curating import queries, rules
from portal.learning.curating.forms import ProviderForm
from portal.learning.models import Provider


def register(bp):
    """Put the views on the blueprint of the catalogue."""
    bp.get("/providers")(providers)
    bp.route("/providers/add", methods=["GET", "POST"])(add_provider)
    bp.route("/providers/<uuid:id>", methods=["GET", "POST"])(provider)


@allow("learning.curate")
def providers():
    return page("curate/learning/providers.html", rows=queries.providers())


@allow("learning.curate")
def add_provider():
    form = ProviderForm()
    if request.method == "POST" and form.validate():
        return _saved(Provider(), form)
    return _page(Provider(), form)


@allow("learning.edit", Provider)
def provider(row: Provider):
    if request.method == "GET":
        return _page(row, ProviderForm.of(row))
    form = ProviderForm()
    if not form.validate():
        return _page(row, form)
    theirs = ProviderForm.of(row)
    if saved_elsewhere(form, theirs.version.data, form.said(), theirs.said()):
        return _page(row, form, status=409, theirs=theirs.said())
    return _saved(row, form)


def _saved(row, form):
    try:
        rules.save_provider(row, **form.said())
    except Refused as no:
        form.name.errors = [no.message]
        return _page(row, form)
    return changed(f"{row.name} is saved.", back_to=url_for(".providers"))


def _page(row, form, **more):
    return page("curate/learning/provider.html", form=form, row=row, **more)
