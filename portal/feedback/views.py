"""The pages of feedback: the lists, asking, answering, praising, and what becomes of it."""

from uuid import UUID

from flask import Blueprint, abort, request, url_for
from sqlalchemy.exc import NoResultFound

from portal.answers import changed, page, wants_fragment
from portal.db import db
from portal.errors import BadInput, Refused
from portal.feedback import guards, queries, rules, showing, topics, words
from portal.feedback.forms import AskForm, DeclineForm, GiveForm, PraiseForm
from portal.feedback.models import Feedback
from portal.fields import line, name_after, one_id, page_number, saved_elsewhere
from portal.guard import actor, allow
from portal.mentorship import queries as mentorship
from portal.people import queries as people
from portal.people.models import Person
from portal.transitions import Past

bp = Blueprint("feedback", __name__)
ONE, CARD = "feedback/one.html", "feedback/_one.html"
KINDS = ("skill", "goal", "step")
LISTS = {"received": "Received", "asked": "Asked for", "given": "Given", "aside": "Put aside"}


@bp.record_once
def _filters(state):
    """How templates say where it stands."""
    state.app.jinja_env.filters.update(
        feedback_state=words.state_line, feedback_reason=words.REASONS.get
    )


@bp.get("/feedback")
@allow("feedback.read")
def mine():
    what = request.args.get("of", "received")
    if what not in LISTS:
        raise BadInput("There is no such list.")
    number = page_number()
    rows = queries.listed(actor(), what, number)
    more = len(rows) > queries.PER_PAGE
    return page(
        "feedback/mine.html",
        lists=LISTS,
        what=what,
        waiting=queries.waiting(actor()) if number == 1 else [],
        rows=rows[: queries.PER_PAGE],
        number=number,
        pages=number + more,
        paged=lambda n: url_for(".mine", of=what, page=n),
        refused=queries.refused(actor()) if what == "received" else [],
    )


@bp.get("/feedback/<uuid:id>")
@allow("feedback.see", Feedback)
def see(row: Feedback):
    return _one(row)


def _one(row, **forms):
    """One of them with what the reader may do about it; one of the `forms` may have errors."""
    wrong = next((form for form in forms.values() if form.errors), None)
    return page(ONE, CARD, form=wrong, **_shown(row, **forms))


def _shown(row, **forms):
    """What the page of one of them needs, read afresh."""
    row = queries.whole(row.id)
    decline = forms.get("decline") or DeclineForm(formdata=None)
    name_after(decline, "no")
    return {
        "row": row,
        "mine": row.person_id == actor().id,
        "give": forms.get("give") or GiveForm(formdata=None).about_it(row),
        "decline": decline,
        "changeable": row.state == "given" and guards.changeable(row),
        "showable": showing.showable(row),
    }


@bp.post("/feedback/<uuid:id>/give")
@allow("feedback.answer", Feedback)
def give(row: Feedback):
    form = GiveForm().about_it(row)
    if row.state == "asked" and not form.validate():
        return _one(row, give=form)
    told = f"Thank you. {row.person.name} reads it now, and nobody else."
    return _done(row, lambda: rules.give(row, form.said), told)


@bp.post("/feedback/<uuid:id>/decline")
@allow("feedback.answer", Feedback)
def decline(row: Feedback):
    form = DeclineForm()
    if row.state == "asked" and not form.validate():
        return _one(row, decline=form)
    told = f"Your answer is on its way to {row.person.name}."
    return _done(row, lambda: rules.decline(row, form.reason.data, form.word.data or ""), told)


@bp.route("/feedback/<uuid:id>/edit", methods=["GET", "POST"])
@allow("feedback.answer", Feedback)
def edit(row: Feedback):
    """What I gave, said otherwise, for a day."""
    if row.state != "given":
        abort(404)
    if request.method == "GET":
        form = GiveForm.of(row).about_it(row)
        return page("feedback/edit.html", form=form, row=row)
    form = GiveForm().about_it(row)
    if not form.validate():
        return page("feedback/edit.html", form=form, row=row)
    if saved_elsewhere(form, row.version, form.said, rules.said(row)):
        return page("feedback/edit.html", form=form, row=row, theirs=row, status=409)
    return _done(row, lambda: rules.change(row, form.said), "Saved.")


@bp.route("/feedback/<uuid:id>/take-back", methods=["GET", "POST"])
@allow("feedback.answer", Feedback)
def take_back(row: Feedback):
    """Asks first: the words cannot be brought back."""
    if row.state not in ("given", "taken back"):
        abort(404)
    if request.method == "GET":
        return page("feedback/take_back.html", row=row)
    return _done(row, lambda: rules.take_back(row), "You took it back. The words are gone.")


@bp.post("/feedback/<uuid:id>/withdraw")
@allow("feedback.own", Feedback)
def withdraw(row: Feedback):
    return _done(row, lambda: rules.withdraw(row), "You took the question back.")


@bp.post("/feedback/<uuid:id>/show")
@allow("feedback.own", Feedback)
def show(row: Feedback):
    told = f"It stands as evidence of {row.topic} now, with {row.by.name}’s name."
    return _done(row, lambda: rules.show(row), told, ("Undo", url_for(".hide", id=row.id)))


@bp.post("/feedback/<uuid:id>/hide")
@allow("feedback.own", Feedback)
def hide(row: Feedback):
    return _done(row, lambda: rules.hide(row), "Only the two of you read it now.")


@bp.post("/feedback/<uuid:id>/put-aside")
@allow("feedback.own", Feedback)
def put_aside(row: Feedback):
    undo = ("Undo", url_for(".bring_back", id=row.id))
    told = f"Put aside. {row.by.name} is not told."
    return _done(row, lambda: rules.put_aside(row), told, undo)


@bp.post("/feedback/<uuid:id>/bring-back")
@allow("feedback.own", Feedback)
def bring_back(row: Feedback):
    return _done(row, lambda: rules.bring_back(row), "It stands among the rest again.")


def _done(row, act, message, undo=None):
    """What a change is answered with; a click that came late is told, not blamed."""
    try:
        act()
    except Past as past:
        message, undo = past.message, None
    context = _shown(row) if wants_fragment() else {}
    return changed(message, CARD, back_to=url_for(".see", id=row.id), undo=undo, **context)


@bp.post("/feedback/from/<uuid:from_id>")
@allow("feedback.refuse")
def refuse(from_id: UUID):
    """Whether I take feedback of this colleague."""
    wanted = request.form.get("wanted")
    if wanted not in ("yes", "no"):
        raise BadInput("Say yes or no.")
    other = db.session.get(Person, from_id)
    if other is None or other.id == actor().id:
        abort(404)
    rules.refuse(db.session.get_one(Person, actor().id), other.id, wanted=wanted == "yes")
    told = (
        f"{other.name} can give you feedback again."
        if wanted == "yes"
        else f"{other.name} cannot give you feedback any more, and is not told."
    )
    return changed(told, back_to=url_for(".mine"))


@bp.route("/feedback/ask", methods=["GET", "POST"])
@allow("feedback.ask")
def ask():
    """First whom, then what: both by address, so that links lead to either."""
    chosen = queries.among(_chosen())
    finding = "find" in request.args or not chosen or len(chosen) > rules.AT_ONCE
    if request.method == "GET" and finding:
        return _whom(chosen)
    known = topics.mine(actor().id)
    form = AskForm(to=[one.id for one in chosen], about=_about()).about_these(known)
    if form.validate_on_submit():
        try:
            me = db.session.get_one(Person, actor().id)
            whom = [db.session.get_one(Person, one.id) for one in chosen]
            rows = rules.ask(me, whom, known[form.about.data], form.asked)
        except Refused as no:
            form.form_errors = [no.message]
        else:
            names = " and ".join(one.name for one in chosen)
            back_to = (
                url_for(".see", id=rows[0].id) if len(rows) == 1 else url_for(".mine", of="asked")
            )
            return changed(f"You have asked {names}.", back_to=back_to)
    return page("feedback/ask.html", form=form, chosen=chosen, kept=_kept())


def _chosen():
    """The people the address or the form names; of more than may be asked, one more is enough."""
    return [one_id(value) for value in request.values.getlist("to")[: rules.AT_ONCE + 1] if value]


def _about():
    """What the address says it is about, as the value of a choice."""
    for kind in KINDS:
        key = one_id(request.args.get(kind))
        if key is not None:
            return f"{kind}:{key}"
    return topics.GENERAL


def _whom(chosen):
    """Whom to ask: those who know one's work, and anybody by name."""
    typed = line(request.args.get("q"))[:120]
    me = people.whole(actor().id)
    boss = [me.manager] if me.manager and me.manager.active else []
    near = [*boss, *mentorship.mentors_of(me.id), *queries.near(actor())]
    known = {one.id for one in chosen}
    return page(
        "feedback/whom.html",
        chosen=chosen,
        near=[one for one in dict.fromkeys(near) if one.id not in known],
        found=[one for one in people.called(typed, me.id) if one.id not in known],
        typed=typed,
        too_many=len(chosen) > rules.AT_ONCE,
        kept=_kept(),
    )


def _kept():
    """What the address says it is about, to say it again in another."""
    return {kind: request.args[kind] for kind in KINDS if request.args.get(kind)}


@bp.route("/people/<uuid:person_id>/praise", methods=["GET", "POST"])
@allow("feedback.praise")
def praise(person_id: UUID):
    try:
        person = people.whole(person_id)
    except NoResultFound:
        abort(404)
    if not person.active or person.id == actor().id:
        abort(404)
    known = topics.of_other(person, mentorship.groups_of(actor(), person), actor().id)
    form = PraiseForm(about=_about()).about_these(known, person)
    if form.validate_on_submit():
        try:
            whom, me = (db.session.get_one(Person, key) for key in (person.id, actor().id))
            row = rules.praise(whom, me, known[form.about.data], form.said)
        except Refused as no:
            form.form_errors = [no.message]
        else:
            told = f"{person.name} reads it now, and nobody else."
            return changed(told, back_to=url_for(".see", id=row.id))
    return page("feedback/praise.html", form=form, person=person, known=known)
