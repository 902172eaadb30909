"""The pages and buttons about the course of a mentorship, for its two people alone."""

from datetime import timedelta

from flask import request, url_for

from portal import clock
from portal.answers import changed, page
from portal.db import db
from portal.errors import Refused
from portal.guard import actor, allow
from portal.mentorship import lists
from portal.mentorship.models import Mentorship
from portal.mentorship.turns import feedback, proof, reading, rules, words
from portal.mentorship.turns.forms import FeedbackForm, LongerForm, PauseForm, ProofForm
from portal.people.models import Person
from portal.transitions import Past

PAUSE, LONGER = "mentorship/turns/pause.html", "mentorship/turns/longer.html"
FEEDBACK, PROOF = "mentorship/turns/feedback.html", "mentorship/turns/proof.html"


def register(bp):
    """Put the views on the blueprint of mentorship."""
    for verb, view in (
        ("pause", pause),
        ("longer", longer),
        ("feedback", say),
        ("evidence", prove),
    ):
        bp.route(f"/mentorship/<uuid:id>/{verb}", methods=["GET", "POST"])(view)
    bp.get("/mentorship/<uuid:id>/finish")(finish)
    for verb, view in (
        ("resume", resume),
        ("finish", ask_to_finish),
        ("agree", agree),
        ("not-now", not_now),
        ("take-back", recall),
        ("go-on", go_on),
        ("reopen", reopen),
        ("feedback/allow", let_show),
        ("feedback/show", show),
    ):
        bp.post(f"/mentorship/<uuid:id>/{verb}")(view)
    bp.context_processor(_known)


def _known():
    """What the parts about it ask for, only where they stand on a page."""
    return {
        "course_of": lambda pair: reading.panel(pair, actor().id),
        "said_of": feedback.shown_of,
        "helped_people": lambda: feedback.helped_people(actor().id),
        "HELPED": words.HELPED,
    }


def _me():
    return db.session.get_one(Person, actor().id)


def _other(pair):
    return pair.mentor.person if actor().id == pair.mentee_id else pair.mentee


def _done(pair, said, undo=None):
    back_to = url_for("mentorship.pair", id=pair.id)
    return changed(said, back_to=back_to, undo=undo)


def _turned(pair, act, said, undo=None):
    """What a button is answered with; a click that came late is told, not blamed."""
    try:
        act(pair, _me())
    except Past as past:
        said, undo = past.message, None
    return _done(pair, said, undo and (undo[0], url_for(undo[1], id=pair.id)))


def _filled(pair, form, template, act, said, undo=None):
    """A page with a form, sent or not; what a rule says to it stands on the form."""
    if form.validate_on_submit():
        try:
            return _turned(pair, act, said, undo)
        except Refused as no:
            form.form_errors = [no.message]
    return page(template, form=form, pair=pair, other=_other(pair))


@allow("mentorship.turn", Mentorship, reading=lists.pair)
def pause(pair):
    form = PauseForm()
    if request.method == "GET":
        form.until.data = clock.today() + timedelta(days=14)
    name = _other(pair).name
    said = f"You two take a break. {name} is told, and the end moves along."
    return _filled(
        pair, form, PAUSE, lambda row, me: rules.pause(row, me, form.until.data), said,
        undo=("Undo", "mentorship.resume"),
    )  # fmt: skip


@allow("mentorship.turn", Mentorship)
def resume(pair):
    return _turned(pair, rules.resume, "You two go on. The end is as near as it was.")


@allow("mentorship.turn", Mentorship, reading=lists.pair)
def longer(pair):
    form = LongerForm()
    said = f"{_other(pair).name} is asked, and can answer within 14 days."
    return _filled(
        pair, form, LONGER, lambda row, me: rules.ask_longer(row, me, form.months.data), said,
        undo=("Undo", "mentorship.recall"),
    )  # fmt: skip


@allow("mentorship.turn", Mentorship, reading=lists.pair)
def finish(pair):
    return page("mentorship/turns/finish.html", pair=pair, other=_other(pair))


@allow("mentorship.turn", Mentorship)
def ask_to_finish(pair):
    said = f"{_other(pair).name} is asked. With a yes it is complete."
    return _turned(pair, rules.ask_to_finish, said, undo=("Undo", "mentorship.recall"))


@allow("mentorship.turn", Mentorship)
def agree(pair):
    return _turned(pair, rules.agree, f"Agreed. {_other(pair).name} is told.")


@allow("mentorship.turn", Mentorship)
def not_now(pair):
    return _turned(pair, rules.not_now, f"Everything stays as it is. {_other(pair).name} is told.")


@allow("mentorship.turn", Mentorship)
def recall(pair):
    return _turned(pair, rules.take_back, "You took it back.")


@allow("mentorship.turn", Mentorship)
def go_on(pair):
    return _turned(pair, rules.go_on, "You go on together.")


@allow("mentorship.turn", Mentorship)
def reopen(pair):
    return _turned(pair, rules.reopen, f"You go on together. {_other(pair).name} is told.")


@allow("mentorship.turn", Mentorship, reading=lists.pair)
def say(pair):
    form = FeedbackForm()
    mine = feedback.both(pair, actor().id).mine
    if request.method == "GET" and mine is not None:
        form = FeedbackForm(
            obj=mine, data={"helped": mine.helped.split(), "again": mine.again}, formdata=None
        )
        form.helped.data = mine.helped.split()
    mentee = actor().id == pair.mentee_id
    form.helped.choices = words.BY_MENTEE if mentee else words.BY_MENTOR
    if not mentee:
        del form.may_show

    def give(row, me):
        feedback.give(row, me, _said(form))

    return _filled(pair, form, FEEDBACK, give, "Thank you for saying it.")


def _said(form):
    return feedback.Said(
        helped=form.helped.data or (),
        again=form.again.data,
        word=form.word.data or "",
        may_show=bool(form.may_show and form.may_show.data),
    )


@allow("mentorship.evidence", Mentorship)
def let_show(pair):
    may = request.form.get("may") == "y"
    feedback.allow(pair, may)
    said = "They may show your word." if may else "Your word is shown nowhere any more."
    return _done(pair, said)


@allow("mentorship.show", Mentorship)
def show(pair):
    shown = request.form.get("shown") == "y"
    feedback.show(pair, shown)
    said = "It stands where people look for a mentor." if shown else "It is shown no more."
    return _done(pair, said)


@allow("mentorship.evidence", Mentorship)
def prove(pair):
    form = ProofForm()
    rows = [] if pair.live else proof.can_show(pair)
    form.skills.choices = {str(row.skill_id): row.skill.name for row in rows}
    if request.method == "GET":
        form.skills.data = [row.skill_id for row in rows]
    if form.validate_on_submit():
        count = proof.add(pair, form.skills.data, form.note.data or "")
        what = "1 skill" if count == 1 else f"{count} skills"
        return _done(pair, f"The mentorship stands as evidence for {what}.")
    listed = {row.skill_id for row in rows}
    return page(
        PROOF,
        form=form,
        pair=pair,
        title=proof.title(pair),
        others=[skill for skill in proof.skills(pair) if skill.id not in listed],
    )
