"""What HR suggests to people with an aim or a wish: chosen and answered by published figures."""

from flask import Blueprint, request, url_for

from portal.answers import changed, page
from portal.assigning import rules, segments
from portal.assigning.forms import SegmentForm
from portal.errors import Refused
from portal.fields import one_id
from portal.guard import actor, allow
from portal.insights import queries as insights
from portal.learning.models import LearningItem

bp = Blueprint("assigning", __name__)


@bp.get("/curate/suggested")
@allow("segment.read")
def made():
    return page("assigning/made.html", rows=rules.made(), published=insights.newest())


@bp.route("/learning/<uuid:id>/suggest", methods=["GET", "POST"])
@allow("segment.suggest", LearningItem)
def suggest(item: LearningItem):
    published = insights.newest()
    form = SegmentForm()
    aims = segments.aims(published) if published else {}
    wanted = one_id(request.args.get("skill"))
    if wanted is not None:
        aims = segments.first_those_needing(wanted, aims)
    form.aim.choices = aims
    form.of.choices = dict(segments.groups(published)) if published else {"": "Everybody"}
    if published and form.validate_on_submit():
        try:
            segment = segments.chosen(published, form.aim.data, form.of.data)
            rules.suggest(item, segment, actor().id, form.due_on.data)
        except Refused as no:
            form.form_errors = [no.message]
        else:
            said = "It is on its way to them. Nobody is shown who they are."
            return changed(said, back_to=url_for(".made"))
    return page("assigning/suggest.html", form=form, item=item, published=published, aims=aims)
