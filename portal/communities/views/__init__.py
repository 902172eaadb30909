"""Communities: starting one, belonging to it, looking after it. The list is a page of search."""

from flask import Blueprint, request, url_for

from portal.answers import changed, page
from portal.communities import belonging, queries, reading, rules, words
from portal.communities.forms import CommunityForm, HostForm, JoinForm
from portal.communities.models import Community, Kind
from portal.communities.views import meetings, posts
from portal.errors import BadInput, Refused, Stale
from portal.fields import page_number
from portal.guard import actor, allow

bp = Blueprint("communities", __name__, url_prefix="/communities")
posts.register(bp)
meetings.register(bp)
TABS = {"": "All", Kind.QUESTION: "Questions", Kind.IDEA: "Ideas", "kept": "Kept knowledge"}


@bp.record_once
def _words(state):
    """How templates say kinds of posts and how many belong."""
    state.app.jinja_env.globals.update(POST_KINDS=words.KINDS)
    state.app.jinja_env.filters["people_words"] = words.people


def _see(one):
    return url_for("communities.one", id=one.id)


@bp.get("/<uuid:id>")
@allow("community.see", Community, reading=queries.whole)
def one(row: Community):
    show, number = request.args.get("show", ""), page_number()
    if show not in TABS:
        raise BadInput("There is no such part of this page.")
    me = actor()
    found = reading.listed(row.id, show, number)
    looks = me.hr or me.id in row.host_ids
    return page(
        "communities/one.html",
        one=row,
        mine=queries.around(row.id, me.id),
        found=found[: queries.PER_PAGE],
        more=len(found) > queries.PER_PAGE,
        number=number,
        show=show,
        tabs=[(url_for(".one", id=row.id, show=key or None), said, key == show)
              for key, said in TABS.items()],
        paged=lambda n: url_for(".one", id=row.id, show=show or None, page=n),
        dates=queries.coming(row.id),
        reported=reading.reported(me, row.id) if looks else [],
        join=JoinForm(formdata=None),
    )  # fmt: skip


@bp.route("/new", methods=["GET", "POST"])
@allow("community.make")
def new():
    form = CommunityForm()
    if form.validate_on_submit():
        one = rules.start(form.said, actor().id)
        return changed("Your community is open. Write the first post.", back_to=_see(one))
    return page("communities/edit.html", form=form, one=None, theirs=None)


@bp.route("/<uuid:id>/edit", methods=["GET", "POST"])
@allow("community.edit", Community)
def edit(one: Community):
    form = CommunityForm.of(one)
    if form.validate_on_submit():
        try:
            rules.change(one, form.said, _version(form))
        except Stale:
            form.version.data = str(one.version)
            return page("communities/edit.html", form=form, one=one, theirs=one, status=409)
        return changed("Saved.", back_to=_see(one))
    return page("communities/edit.html", form=form, one=one, theirs=None)


def _version(form):
    said = form.version.data or ""
    return int(said) if said.isdecimal() and len(said) < 9 else 0


@bp.post("/<uuid:id>/join")
@allow("community.belong", Community)
def join(one: Community):
    new = rules.join(one, actor().id, shown=bool(JoinForm().shown.data))
    undo = ("Undo", url_for(".leave", id=one.id)) if new else None
    return changed(f"You belong to {one.name}.", back_to=_see(one), undo=undo)


@bp.post("/<uuid:id>/leave")
@allow("community.belong", Community)
def leave(one: Community):
    rules.leave(one, actor().id)
    undo = ("Undo", url_for(".join", id=one.id)) if one.closed_at is None else None
    return changed(f"You have left {one.name}.", back_to=_see(one), undo=undo)


@bp.post("/<uuid:id>/shown")
@allow("community.belong", Community)
def shown(one: Community):
    seen = bool(JoinForm().shown.data)
    rules.show(one, actor().id, shown=seen)
    said = "Colleagues see that you belong to it." if seen else "Nobody sees that you belong to it."
    return changed(said, back_to=_see(one))


@bp.get("/<uuid:id>/people")
@allow("community.see", Community, reading=queries.whole)
def people(row: Community):
    return _people(row, HostForm(formdata=None))


def _people(one, form):
    number = page_number()
    found = belonging.shown(one.id, number)
    return page(
        "communities/people.html",
        one=one,
        form=form,
        found=found[: queries.PER_PAGE],
        more=len(found) > queries.PER_PAGE,
        number=number,
        paged=lambda n: url_for(".people", id=one.id, page=n),
    )


@bp.post("/<uuid:id>/people")
@allow("community.edit", Community)
def ask_to_host(one: Community):
    form = HostForm(me=actor().id)
    if not form.validate():
        return _people(one, form)
    rules.ask_to_host(one, form.person_id)
    return changed("They are asked, and host it once they say yes.",
                   back_to=url_for(".people", id=one.id))  # fmt: skip


@bp.post("/<uuid:id>/host")
@allow("community.belong", Community)
def host(one: Community):
    rules.host(one, actor().id, hr=actor().hr)
    undo = ("Undo", url_for(".stop_hosting", id=one.id)) if len(one.host_ids) > 1 else None
    return changed(f"You host {one.name} now.", back_to=_see(one), undo=undo)


@bp.post("/<uuid:id>/decline")
@allow("community.belong", Community)
def decline(one: Community):
    rules.decline(one, actor().id)
    return changed("You do not host it.", back_to=_see(one))


@bp.post("/<uuid:id>/stop-hosting")
@allow("community.edit", Community)
def stop_hosting(one: Community):
    rules.step_down(one, actor().id)
    return changed(f"You belong to {one.name}, and host it no more.", back_to=_see(one))


@bp.post("/<uuid:id>/close")
@allow("community.close", Community)
def close(one: Community):
    rules.close(one)
    return changed(
        f"{one.name} is closed. What was kept is found as before.",
        back_to=_see(one),
        undo=("Undo", url_for(".reopen", id=one.id)),
    )


@bp.post("/<uuid:id>/reopen")
@allow("community.close", Community)
def reopen(one: Community):
    if one.closed_at is None:
        raise Refused("It is open already.")
    rules.reopen(one)
    return changed(f"{one.name} is open again.", back_to=_see(one))


@bp.get("/waiting")
@allow("community.queue")
def waiting():
    return page(
        "communities/waiting.html",
        reported=reading.reported(actor()),
        orphans=belonging.without_host(),
    )
