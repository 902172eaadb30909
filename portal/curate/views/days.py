"""Writing the days of a course that opens day by day."""

from flask import request, url_for

from portal.answers import changed, page
from portal.errors import Refused
from portal.fields import saved_elsewhere
from portal.guard import allow
from portal.learning.drip import queries, rules
from portal.learning.drip.forms import DayForm
from portal.learning.drip.models import DripUnit
from portal.learning.models import LearningItem


def register(bp):
    """Put the views on the blueprint of the catalogue."""
    bp.route("/<uuid:id>/days", methods=["GET", "POST"])(days)
    bp.route("/days/<uuid:id>", methods=["GET", "POST"])(day)
    bp.post("/days/<uuid:id>/remove")(remove_day)


@allow("learning.edit", LearningItem)
def days(row: LearningItem):
    listed = queries.written(row.id)
    form = DayForm()
    if request.method == "GET":
        form = DayForm(formdata=None, day=max((one.day for one in listed), default=0) + 1)
    elif form.validate():
        try:
            rules.write(DripUnit(item_id=row.id), **form.said())
        except Refused as no:
            form.day.errors = [no.message]
        else:
            back = url_for(".days", id=row.id)
            return changed(f"Day {form.day.data} is in the course.", back_to=back)
    return page("curate/learning/days.html", form=form, item=row, listed=listed)


@allow("learning.edit", DripUnit)
def day(unit: DripUnit):
    form = DayForm(obj=unit)
    if request.method == "GET" or not form.validate():
        return _day(unit, form)
    said, now = form.said(), {name: getattr(unit, name) for name in ("day", "title", "body", "url")}
    if saved_elsewhere(form, unit.version, said, now):
        return _day(unit, form, theirs=now, status=409)
    try:
        rules.write(unit, **said)
    except Refused as no:
        form.day.errors = [no.message]
        return _day(unit, form)
    return changed(f"Day {unit.day} is saved.", back_to=url_for(".days", id=unit.item_id))


def _day(unit, form, **more):
    return page("curate/learning/day.html", form=form, unit=unit, item=unit.item, **more)


@allow("learning.edit", DripUnit)
def remove_day(unit: DripUnit):
    rules.remove(unit)
    words = f"Day {unit.day} is out of the course."
    return changed(words, back_to=url_for(".days", id=unit.item_id))
