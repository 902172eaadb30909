"""What is written in a community: one post with its replies, and every change of it."""

from flask import redirect, request, url_for

from portal.answers import changed, page
from portal.communities import reading, writing
from portal.communities.forms import EditForm, PostForm, ReplyForm, WhyForm
from portal.communities.models import Community, CommunityPost, Kind
from portal.communities.queries import PER_PAGE
from portal.communities.words import HINTS, KINDS
from portal.errors import Stale
from portal.fields import page_number
from portal.guard import actor, allow


def register(bp):
    """Put these pages under the blueprint of communities."""
    bp.add_url_rule("/<uuid:id>/write", "write", write, methods=["GET", "POST"])
    bp.add_url_rule("/posts/<uuid:id>", "post", post)
    bp.add_url_rule("/posts/<uuid:id>/reply", "reply", reply, methods=["POST"])
    bp.add_url_rule("/posts/<uuid:id>/edit", "edit_post", edit_post, methods=["GET", "POST"])
    for name, view in (("remove", remove), ("put-back", put_back), ("keep", keep),
                       ("unkeep", unkeep), ("show", show), ("fine", fine)):  # fmt: skip
        bp.add_url_rule(f"/posts/<uuid:id>/{name}", view.__name__, view, methods=["POST"])
    bp.add_url_rule("/posts/<uuid:id>/hide", "hide", hide, methods=["GET", "POST"])
    bp.add_url_rule("/posts/<uuid:id>/report", "report", report, methods=["GET", "POST"])


def _at(row, number=1):
    """Where a post stands: on the page of what it answers, or its own."""
    anchor = f"p-{row.id}" if row.reply_to_id else None
    return url_for("communities.post", id=row.thread_id, page=number if number > 1 else None,
                   _anchor=anchor)  # fmt: skip


def _back(row):
    return _at(row, reading.page_of(row) if row.reply_to_id else 1)


@allow("community.write", Community)
def write(one: Community):
    kind = request.args.get("kind", "")
    form = PostForm(data={"kind": kind if kind in KINDS else Kind.QUESTION})
    if form.validate_on_submit():
        row = writing.write(one, actor().id, form.kind.data, form.title.data, form.words.data)
        return changed("It stands there for everybody.", back_to=_at(row))
    return page("communities/write.html", form=form, one=one, hints=HINTS)


@allow("community.see", CommunityPost, reading=reading.post)
def post(row: CommunityPost):
    if row.reply_to_id:
        return redirect(_back(row), 303)
    return _thread(row, ReplyForm(formdata=None))


def _thread(row, form):
    number = page_number()
    found = reading.replies(row.id, number)
    me = actor()
    looks = me.hr or me.id in row.host_ids
    shown = [row, *found[:PER_PAGE]]
    return page(
        "communities/post.html",
        thread=row,
        one=row.community,
        found=found[:PER_PAGE],
        more=len(found) > PER_PAGE,
        number=number,
        paged=lambda n: url_for("communities.post", id=row.id, page=n),
        form=form,
        looks=looks,
        reports=reading.reports_among([one.id for one in shown]) if looks else {},
    )


@allow("community.see", CommunityPost)
def reply(thread: CommunityPost):
    form = ReplyForm()
    if not form.validate():
        return _thread(thread, form)
    row = writing.reply(thread, actor().id, form.words.data)
    return changed("Your answer stands there.", back_to=_back(row))


@allow("community-post.edit", CommunityPost)
def edit_post(row: CommunityPost):
    form = EditForm(obj=row)
    if row.reply_to_id:
        del form.title
    if form.validate_on_submit():
        said = form.version.data or ""
        version = int(said) if said.isdecimal() and len(said) < 9 else 0
        title = form.title.data if "title" in form else ""
        try:
            writing.change(row, title, form.words.data, version)
        except Stale:
            form.version.data = str(row.version)
            return page("communities/edit_post.html", form=form, row=row, theirs=row, status=409)
        return changed("Saved.", back_to=_back(row))
    return page("communities/edit_post.html", form=form, row=row, theirs=None)


@allow("community-post.edit", CommunityPost)
def remove(row: CommunityPost):
    writing.remove(row)
    undo = ("Undo", url_for("communities.put_back", id=row.id))
    return changed("Taken back. Nobody else reads it.", back_to=_back(row), undo=undo)


@allow("community-post.edit", CommunityPost)
def put_back(row: CommunityPost):
    writing.put_back(row)
    return changed("It stands there again.", back_to=_back(row))


@allow("community-post.keep", CommunityPost)
def keep(row: CommunityPost):
    writing.keep(row, actor().id)
    undo = ("Undo", url_for("communities.unkeep", id=row.id))
    return changed("Kept as knowledge: search finds it.", back_to=_back(row), undo=undo)


@allow("community-post.keep", CommunityPost)
def unkeep(row: CommunityPost):
    writing.unkeep(row)
    undo = ("Undo", url_for("communities.keep", id=row.id))
    return changed("It is a post like others again.", back_to=_back(row), undo=undo)


@allow("community-post.hide", CommunityPost)
def hide(row: CommunityPost):
    form = WhyForm()
    if form.validate_on_submit():
        writing.hide(row, form.words.data)
        undo = ("Undo", url_for("communities.show", id=row.id))
        return changed("Hidden. Whoever wrote it reads why.", back_to=_back(row), undo=undo)
    return page("communities/why.html", form=form, row=row, hiding=True)


@allow("community-post.hide", CommunityPost)
def show(row: CommunityPost):
    writing.show(row)
    return changed("Everybody can read it again.", back_to=_back(row))


@allow("community-post.hide", CommunityPost)
def fine(row: CommunityPost):
    writing.settle(row)
    return changed("It stays as it is.", back_to=_back(row))


@allow("community-post.report", CommunityPost)
def report(row: CommunityPost):
    form = WhyForm()
    if form.validate_on_submit():
        writing.report(row, actor().id, form.words.data)
        return changed("Thank you. The hosts and HR look at it; nobody learns who said so.",
                       back_to=_back(row))  # fmt: skip
    return page("communities/why.html", form=form, row=row, hiding=False)
