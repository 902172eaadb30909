"""What members see: a programme to join or leave, and a proposal to answer."""

from flask import Blueprint, request, url_for

from portal.answers import changed, page
from portal.db import db
from portal.errors import Refused
from portal.guard import actor, allow
from portal.mentorship.mentors.offering import LANGUAGES
from portal.people.models import Person
from portal.programmes import again, answering, audiences, joining, machine, queries
from portal.programmes.forms import JoinForm, lines
from portal.programmes.models import Programme, ProgrammePair
from portal.programmes.states import MATCHABLE, State, Use
from portal.programmes.views import naming
from portal.programmes.words import months
from portal.skills.models import LEVELS
from portal.skills.queries import by_folded
from portal.transitions import Past

bp = Blueprint("programme_members", __name__, url_prefix="/mentorship")
naming.register(bp)
TEACH_FROM = 2


@bp.record_once
def _news(state):
    """The page of mentoring belongs to a layer below; it shows what programmes have, if any."""
    state.app.jinja_env.globals.update(programme_news=lambda: queries.news(actor().id))


@bp.route("/programmes/<uuid:id>", methods=["GET", "POST"])
@allow("programme.join", Programme, reading=queries.whole)
def see(programme: Programme):
    me = db.session.get_one(Person, actor().id)
    mine = queries.mine(programme.id, me.id)
    offer = queries.offer_of(me.id)
    form = _form(programme, mine, offer, queries.own_skills(me.id))
    if form.validate_on_submit():
        try:
            what = _what(form)
            if not form.errors:
                joining.join(programme, me, what)
                said = "Saved." if mine else f"You have joined {programme.name}."
                return changed(said, back_to=url_for(".see", id=programme.id))
        except Refused as no:
            form.form_errors = [no.message]
    return page(
        "programmes/join.html",
        form=form,
        programme=programme,
        mine=mine,
        offer=offer,
        audience=audiences.in_words(programme.parts),
        may=programme.state == State.OPEN and audiences.meant(programme.parts, me),
        may_again=programme.state in MATCHABLE and again.may(programme.id, me.id),
    )


def _form(programme, mine, offer, skills):
    """The form with what this person may choose, filled in with what they wrote before."""
    form = JoinForm(data=None if request.method == "POST" else _before(programme, mine, offer))
    before = mine.skills if mine else ()
    chosen = {row.skill_id: row.skill.name for row in before if row.use == Use.WANTS}
    wants = {skill.id: _named(skill) for skill in skills if skill.wanted and skill.level < 4}
    form.wants.choices = wants | {key: name for key, name in chosen.items() if key not in wants}
    form.teaches.choices = {one.id: _named(one) for one in skills if one.level >= TEACH_FROM}
    least, most = programme.months_least, programme.months_most
    form.months.choices = {n: months(n) for n in range(least, most + 1)}
    places = offer.capacity if offer else 1
    form.places.choices = {n: str(n) for n in range(1, max(1, places) + 1)}
    return form


def _named(skill):
    return f"{skill.name} · {LEVELS[skill.level]}"


def _spoken(offer):
    return LANGUAGES.codes(offer.languages) if offer else []


def _before(programme, mine, offer):
    if mine is None:
        return {"mentee": True, "months": programme.months, "languages": _spoken(offer)}
    by_use = {use: [row.skill_id for row in mine.skills if row.use == use] for use in Use}
    return {
        "mentee": mine.mentee,
        "mentor": mine.mentor,
        "months": mine.months,
        "places": mine.places,
        "goals": mine.goals,
        "wants": by_use[Use.WANTS],
        "teaches": by_use[Use.TEACHES],
        "languages": LANGUAGES.codes(mine.languages),
    }


def _what(form):
    """What was written; a name that nobody has, or several, becomes an error of its field."""
    more = [(name, by_folded(name)) for name in lines(form.more_wants.data)]
    form.more_wants.errors = [
        f"No skill is called “{name}”. Write it as the catalogue does."
        for name, skill in more
        if skill is None
    ]
    return joining.Joining(
        mentee=form.mentee.data,
        places=form.places.data if form.mentor.data else 0,
        months=form.months.data,
        goals=lines(form.goals.data),
        wants=[*(form.wants.data or ()), *(skill.id for _, skill in more if skill)],
        teaches=form.teaches.data or (),
        languages=form.languages.data or (),
    )


@bp.post("/programmes/<uuid:id>/again")
@allow("programme.leave", Programme)
def match_again(programme: Programme):
    again.match_again(programme, db.session.get_one(Person, actor().id))
    said = "You are in the matching again, and are told who is proposed to you."
    return changed(said, back_to=url_for(".see", id=programme.id))


@bp.post("/programmes/<uuid:id>/leave")
@allow("programme.leave", Programme)
def leave(programme: Programme):
    joining.leave(programme, db.session.get_one(Person, actor().id))
    said = f"You have left {programme.name}. What you wrote for it is gone."
    return changed(said, back_to=url_for("mentorship.mine"))


@bp.get("/proposals/<uuid:id>")
@allow("proposal.see", ProgrammePair, reading=queries.proposal)
def proposal(pair: ProgrammePair):
    i_mentor = pair.mentor_id == actor().id
    other = machine.member_of(pair.programme_id, pair.mentee_id if i_mentor else pair.mentor_id)
    return page("programmes/proposal.html", pair=pair, i_mentor=i_mentor, theirs=other)


@bp.post("/proposals/<uuid:id>/yes")
@allow("proposal.answer", ProgrammePair)
def say_yes(pair: ProgrammePair):
    return _answered(pair, answering.say_yes, "Thank you. We tell the other, and you hear from us.")


@bp.post("/proposals/<uuid:id>/no")
@allow("proposal.answer", ProgrammePair)
def say_no(pair: ProgrammePair):
    return _answered(pair, answering.say_no, "Thank you for saying so. We tell the other kindly.")


def _answered(pair, act, said):
    try:
        act(pair, db.session.get_one(Person, actor().id))
    except Past as past:
        said = past.message
    if pair.state == "matched":
        said = "You both said yes: your mentorship begins today. Say hello."
    return changed(said, back_to=url_for("mentorship.mine"))
