"""Who offers learning: a list, and a page for each."""

from flask import request, url_for

from portal.answers import changed, page
from portal.errors import Refused
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
    return _save(Provider(), ProviderForm())


@allow("learning.edit", Provider)
def provider(row: Provider):
    return _save(row, ProviderForm(obj=row))


def _save(row, form):
    if request.method == "POST" and form.validate():
        try:
            rules.save_provider(row, **form.said())
        except Refused as no:
            form.name.errors = [no.message]
        else:
            return changed(f"{row.name} is saved.", back_to=url_for(".providers"))
    return page("curate/learning/provider.html", form=form, row=row)
