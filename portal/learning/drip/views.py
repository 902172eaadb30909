"""The pages of a course that opens day by day."""

from flask import Blueprint, abort, url_for

from portal.answers import changed, page
from portal.guard import actor, allow
from portal.learning.drip import queries, rules
from portal.learning.drip.models import DripUnit
from portal.learning.models import LearningItem

bp = Blueprint("drip", __name__, url_prefix="/learning")


@bp.get("/<uuid:id>/days")
@allow("learning.see", LearningItem)
def days(item: LearningItem):
    return page("learning/days.html", item=item, days=queries.days(item.id, actor().id))


@bp.get("/days/<uuid:id>")
@allow("learning.day", DripUnit)
def day(unit: DripUnit):
    listed = queries.days(unit.item_id, actor().id)
    this = next(one for one in listed if one.id == unit.id)
    if not this.is_open:
        abort(404)
    after = next((one for one in listed if one.day > this.day), None)
    return page("learning/day.html", item=unit.item, day=this, after=after)


@bp.post("/days/<uuid:id>/read")
@allow("learning.day", DripUnit)
def read(unit: DripUnit):
    rules.read(unit, actor().id)
    undo = ("Undo", url_for(".unread", id=unit.id))
    back = url_for(".days", id=unit.item_id)
    return changed(f"Day {unit.day} is read.", back_to=back, undo=undo)


@bp.post("/days/<uuid:id>/unread")
@allow("learning.day", DripUnit)
def unread(unit: DripUnit):
    rules.unread(unit, actor().id)
    return changed(f"Day {unit.day} is not read yet.", back_to=url_for(".days", id=unit.item_id))
