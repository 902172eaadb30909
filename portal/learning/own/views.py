"""The pages of what people say of an item, and of their lists."""

from uuid import UUID

from flask import Blueprint, request, url_for

from portal.answers import changed, page
from portal.errors import BadInput, Refused
from portal.fields import line, saved_elsewhere
from portal.guard import actor, allow
from portal.learning.models import LearningItem
from portal.learning.own import queries, rules
from portal.learning.own.forms import ListForm, ReviewForm
from portal.learning.own.models import LearningList, Review

bp = Blueprint("kept_learning", __name__, url_prefix="/learning")


@bp.get("/<uuid:id>/review")
@allow("learning.see", LearningItem)
def review(item: LearningItem):
    mine = queries.review_of(actor().id, item.id)
    if mine is None and not queries.has_learned(actor().id, item.id):
        raise Refused("You can say what it was like once you have done it.")
    filled = (
        {"stars": str(mine.stars), "words": mine.words, "version": mine.version} if mine else {}
    )
    return page("learning/review.html", form=ReviewForm(None, **filled), item=item, mine=mine)


@bp.post("/<uuid:id>/review")
@allow("learning.see", LearningItem)
def say(item: LearningItem):
    form = ReviewForm()
    mine = queries.review_of(actor().id, item.id)
    if not form.validate():
        return page("learning/review.html", form=form, item=item, mine=mine)
    said = (int(form.stars.data), form.words.data)
    if mine and saved_elsewhere(form, mine.version, said, (mine.stars, mine.words)):
        return page(
            "learning/review.html", form=form, item=item, mine=mine, theirs=mine, status=409
        )
    rules.review(actor().id, item.id, *said)
    return changed(
        "Thank you: others read it under your name.", back_to=url_for("learning.item", id=item.id)
    )


@bp.post("/reviews/<uuid:id>/remove")
@allow("review.remove", Review)
def unsay(row: Review):
    rules.unsay(row)
    return changed(
        "Your review is gone.",
        back_to=url_for("learning.item", id=row.item_id),
        undo=("Undo", url_for(".say_again", id=row.id)),
    )


@bp.post("/reviews/<uuid:id>/put-back")
@allow("review.remove", Review)
def say_again(row: Review):
    rules.say_again(row)
    return changed("Your review is there again.", back_to=url_for("learning.item", id=row.item_id))


@bp.get("/<uuid:id>/keep")
@allow("learning.see", LearningItem)
def keep(item: LearningItem):
    return _keep(item, ListForm(None))


@bp.post("/<uuid:id>/keep")
@allow("learning.see", LearningItem)
def kept(item: LearningItem):
    form, me = ListForm(), actor().id
    wanted = {_id(raw) for raw in request.form.getlist("list")}
    if line(form.name.data):
        if not form.validate():
            return _keep(item, form, wanted)
        wanted.add(rules.start_list(me, form.name.data).id)
    rules.keep_in(me, item, wanted)
    return changed("Your lists are saved.", back_to=url_for("learning.item", id=item.id))


def _keep(item, form, wanted=None):
    lists = queries.lists_of(actor().id, item.id)
    wanted = {one.id for one in lists if one.has} if wanted is None else wanted
    return page("learning/keep.html", form=form, item=item, lists=lists, wanted=wanted)


def _id(raw):
    try:
        return UUID(raw)
    except ValueError:
        raise BadInput("There is no such list.") from None


@bp.get("/lists")
@allow("learning.read")
def lists():
    return page("learning/lists.html", form=ListForm(None), lists=queries.lists_of(actor().id))


@bp.post("/lists")
@allow("learning.read")
def start():
    form = ListForm()
    if not form.validate():
        return page("learning/lists.html", form=form, lists=queries.lists_of(actor().id))
    row = rules.start_list(actor().id, form.name.data)
    return changed("The list is there.", back_to=url_for(".one_list", id=row.id))


@bp.get("/lists/<uuid:id>")
@allow("learning-list.see", LearningList, reading=queries.one_list)
def one_list(row: LearningList):
    return _list(row, ListForm(None, name=row.name))


def _list(row, form):
    return page(
        "learning/list.html",
        form=form,
        row=row,
        mine=row.person_id == actor().id,
        entries=queries.entries(row.id),
    )


@bp.post("/lists/<uuid:id>")
@allow("learning-list.edit", LearningList)
def rename(row: LearningList):
    form = ListForm()
    if not form.validate():
        return _list(row, form)
    rules.rename(row, form.name.data)
    return changed("The list has its new name.", back_to=url_for(".one_list", id=row.id))


@bp.post("/lists/<uuid:id>/share")
@allow("learning-list.edit", LearningList)
def share(row: LearningList):
    rules.there(row)
    row.shared = request.form.get("shared") == "y"
    words = "Colleagues who have the link can read it." if row.shared else "Only you read it now."
    return changed(words, back_to=url_for(".one_list", id=row.id))


@bp.post("/lists/<uuid:id>/change")
@allow("learning-list.edit", LearningList)
def change(row: LearningList):
    """One button of an item in the list: up, down or out."""
    what, _, raw = request.form.get("do", "").partition(":")
    item_id = _id(raw)
    rules.there(row)
    if what == "out":
        rules.take_out(row, item_id)
    elif what in ("up", "down"):
        rules.move(row, item_id, -1 if what == "up" else 1)
    else:
        raise BadInput("There is no such button.")
    return changed("Saved.", back_to=url_for(".one_list", id=row.id))


@bp.post("/lists/<uuid:id>/remove")
@allow("learning-list.edit", LearningList)
def remove(row: LearningList):
    rules.drop_list(row)
    return changed(
        f"“{row.name}” is gone.",
        back_to=url_for(".lists"),
        undo=("Undo", url_for(".put_back", id=row.id)),
    )


@bp.post("/lists/<uuid:id>/put-back")
@allow("learning-list.edit", LearningList)
def put_back(row: LearningList):
    rules.put_back(row)
    return changed(f"“{row.name}” is there again.", back_to=url_for(".one_list", id=row.id))
