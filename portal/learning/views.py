"""The pages of an item: its facts, what people say of it, my lists. The catalogue itself is a page
of search, which stands above.
"""

from flask import Blueprint

from portal.answers import page
from portal.guard import actor, allow
from portal.learning import dates, queries, words
from portal.learning.enrolling.views import beside
from portal.learning.models import LearningItem, State
from portal.learning.money import hours
from portal.learning.own import queries as own

bp = Blueprint("learning", __name__, url_prefix="/learning")
bp.add_app_template_global(words.cost, "cost_words")
bp.add_app_template_global(words.when, "when_words")
bp.add_app_template_global(words.until, "until_words")
bp.add_app_template_global(words.months, "months_words")
bp.add_app_template_global(words.FORMATS.get, "format_words")
bp.add_app_template_global(words.FORMAT_ICONS.get, "format_icon")
bp.add_app_template_global(hours, "hours_words")


@bp.get("/<uuid:id>")
@allow("learning.see", LearningItem, reading=queries.whole)
def item(row: LearningItem):
    who = actor()
    mine = beside(row, who.id)
    return page(
        "learning/item.html",
        item=row,
        dates=dates.of_item(row.id),
        taught=queries.taught([row.id], who.id)[row.id],
        needed=queries.needed(row.id, who.id),
        reviews=own.reviews(row.id, who.id),
        learned=mine["been"] or (mine["mine"] is not None and mine["mine"].state == State.DONE),
        **mine,
    )
