"""The page Who sees what, and the list of those who looked."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, current_app, request, url_for

from portal.answers import changed, page, wants_fragment
from portal.aspirations import consent
from portal.aspirations.consent_form import ConsentForm
from portal.audience import GROUPS, WORDS, Audience, in_words
from portal.dates import day
from portal.db import db, lock
from portal.errors import BadInput
from portal.guard import actor, allow
from portal.people import looks, manager
from portal.people.models import Person
from portal.profile.looking import KINDS
from portal.programmes import queries as programmes
from portal.skills.own_audiences import take_back
from portal.visibility import named, queries, rules, totals
from portal.visibility.owner import owner_of

bp = Blueprint("visibility", __name__)
named.register(bp)
totals.register(bp)

PAGE, SECTION = "visibility/mine.html", "visibility/_section.html"
ALL_OF_IT = "visibility/section.html"
READERS = {
    "manager": "your line manager",
    "mentor": "your mentor",
    "hr": "in HR",
    "named": "somebody you named",
    "colleague": "a colleague",
}
SURFACES = {
    "page": "your page",
    "paper": "your page, laid out for paper",
    "plan": "your plans",
    "api": "your page, through a program",
    "list": "the list of what was shared with HR",
}
WORDS_OF_PAGE: dict[str, Any] = {
    "WORDS": WORDS,
    "READERS": READERS,
    "SURFACES": SURFACES,
    "PURPOSES": consent.PURPOSES,
    "PERIODS": consent.PERIODS,
    "shown": queries.LOOKS_SHOWN,
}


@bp.get("/me/visibility")
@allow("visibility.read")
def mine():
    return _page()


def _page(status=None, **more):
    shown = queries.everything(actor().id)
    return page(
        PAGE,
        status=status,
        all=shown,
        owner=shown.owner,
        named=shown.named,
        k=current_app.config["SETTINGS"].k,
        kinds=KINDS,
        joined=programmes.joined_by(actor().id),
        **({"consent": ConsentForm(shown.owner.consent)} | WORDS_OF_PAGE | more),
    )


def _section(key, **more):
    owner = owner_of(actor().id)
    form = ConsentForm(owner.consent)
    more = {"section": queries.section(owner, key), "consent": form} | more
    more.setdefault("all_of_it", "whole" in request.values)
    return {"owner": owner, **WORDS_OF_PAGE, **more}


@bp.get("/me/visibility/all/<key>")
@allow("visibility.read")
def all_of(key: str):
    """One section with every item, where there are too many for the page of all sections."""
    if key not in queries.SECTIONS:
        abort(404)
    return page(ALL_OF_IT, **_section(key, all_of_it=True))


@bp.post("/me/visibility")
@allow("visibility.edit")
def change():
    person = lock(Person, actor().id)
    key = request.form.get("section", "")
    if key not in queries.SECTIONS:
        raise BadInput("There is no such part of your page.")
    if queries.SECTIONS[key][1]:
        keys = None if "all" in request.form else request.form.getlist("item")
        if keys == []:
            return _nothing_ticked(key)
        wanted = _audience(request.form.get("audience"))
        done = rules.show_many(person, key, keys, wanted, _named())
    else:
        wanted, form = _each(), None
        if key == rules.ASPIRATIONS:
            form = ConsentForm(owner_of(person.id).consent, request.form)
            if not form.holds(_for_hr()):
                return _say_for_what(form)
        done = rules.show_each(person, key, wanted, _named(), form.asked if form else None)
    undo = _undo(key, done)
    context = _section(key, undo_at=undo) if wants_fragment() else {}
    return changed(
        _told(done),
        SECTION,
        back_to=_back(key),
        undo=("Undo", undo) if undo else None,
        **context,
    )


def _back(key):
    """The page the section was changed on."""
    if "whole" in request.values:
        return url_for(".all_of", key=key)
    return url_for(".mine", _anchor=f"s-{key}")


def _nothing_ticked(key):
    error = f"Tick at least one, or change all of them: {queries.SECTIONS[key][0].lower()}."
    if wants_fragment():
        return page(SECTION, SECTION, status=422, **_section(key, error=error))
    if "whole" in request.form:
        return page(ALL_OF_IT, status=422, **_section(key, error=error))
    return _page(422, wrong=key, error=error)


def _for_hr():
    """Whether a part is to be open to HR, changed or not."""
    return any(Audience.HR & audience for audience in _sent().values())


def _sent():
    """What is chosen for each item on the page, changed or not."""
    chosen = request.form.items()
    return {name[3:]: _audience(value) for name, value in chosen if name.startswith("to-")}


def _say_for_what(form):
    """The section as it was sent, with what is to be said about HR."""
    if wants_fragment():
        sent = _section(rules.ASPIRATIONS, consent=form, typed=_sent())
        return page(SECTION, SECTION, status=422, **sent)
    return _page(422, wrong=rules.ASPIRATIONS, consent=form, typed=_sent())


def _each():
    """What was chosen for each item, where it differs from what the page showed."""
    return {
        name[3:]: _audience(value)
        for name, value in request.form.items()
        if name.startswith("to-") and value != request.form.get(f"was-{name[3:]}")
    }


def _audience(value):
    """An audience as a form sends it: any of the groups one can choose."""
    if not (value and value.isdecimal() and len(value) < 3 and int(value) <= sum(GROUPS)):
        raise BadInput("Choose who may see it from the list.")
    return Audience(int(value))


def _named():
    """The line manager the page spoke of; None where it said there is none."""
    value = request.values.get("manager", "")
    try:
        return UUID(value) if value else None
    except ValueError:
        raise BadInput("Load the page again: it named no line manager.") from None


def _told(done):
    what = "1 thing" if done.changed == 1 else f"{done.changed} things"
    if not done.changed:
        return "Nothing changed: it was like that already."
    if done.audience is None:
        return f"Saved. {what} changed."
    words = in_words(done.audience)
    if Audience.WAITING & done.audience:
        return f"Your line manager has changed. Say first whether the new one may see {what}."
    return f"Saved. {what}: {words[0].lower()}{words[1:]}."


def _undo(key, done):
    """The address that takes it back."""
    if done.steps:
        return url_for(".undo", section=key, first=done.steps[0], last=done.steps[-1])
    if not done.was:
        return None
    was = [f"{item}:{int(audience)}" for item, audience in done.was.items()]
    return url_for(".undo", section=key, was=was, manager=actor().manager_id)


@bp.post("/me/visibility/undo")
@allow("visibility.edit")
def undo():
    person = lock(Person, actor().id)
    key = request.args.get("section", "")
    if key not in queries.SECTIONS:
        abort(404)
    if key == "skills":
        back = take_back(person, _steps())
    else:
        back = rules.put_back(person, key, _was(), _named())
    told = "It is as it was before." if back else "This was changed again since. It stays as it is."
    context = _section(key) if wants_fragment() else {}
    return changed(told, SECTION, back_to=_back(key), **context)


def _steps():
    try:
        first, last = (int(request.args[name][:18]) for name in ("first", "last"))
    except (KeyError, ValueError):
        abort(404)
    return range(first, last + 1)


def _was():
    found = {}
    for told in request.args.getlist("was")[: rules.MOST_TO_PUT_BACK]:
        item, _, value = told.rpartition(":")
        if not (value.isdecimal() and len(value) < 3 and int(value) < 64):
            abort(404)
        found[item] = Audience(int(value))
    return found


@bp.post("/me/visibility/hr")
@allow("visibility.edit")
def with_hr():
    """End at once what HR reads by name, or let it last longer."""
    person = lock(Person, actor().id)
    key, undo = rules.ASPIRATIONS, None
    if request.form.get("end"):
        was = [f"{part}:{int(seen)}" for part, seen in consent.end(person.id).items()]
        told = "HR reads nothing of your aspirations by name any more."
        if was:
            undo = url_for(".undo", section=key, was=was, manager=actor().manager_id)
    else:
        period = request.form.get("period")
        if period not in consent.PERIODS:
            raise BadInput("Choose from the list how long it shall last.")
        told = f"It lasts until {day(consent.longer(person.id, period))}."
    context = _section(key, undo_at=undo) if wants_fragment() else {}
    return changed(
        told,
        SECTION,
        back_to=url_for(".mine", _anchor=f"s-{key}"),
        undo=("Undo", undo) if undo else None,
        **context,
    )


@bp.post("/me/visibility/manager")
@allow("visibility.edit")
def answer():
    """The one answer for everything that was open to an earlier line manager."""
    person = lock(Person, actor().id)
    said = request.form.get("answer")
    if said not in ("yes", "no"):
        raise BadInput("Say yes or no.")
    manager.answer(person, said == "yes", _named())
    boss = db.session.get_one(Person, person.manager_id).name
    words = f"{boss} sees now what you share with your line manager."
    if said == "no":
        words = f"It stays hidden from {boss}. Share single things again whenever you like."
    return changed(words, back_to=url_for(".mine"))


@bp.get("/me/visibility/looks")
@allow("visibility.read")
def looked():
    """Everybody who looked in the last twelve months."""
    return page("visibility/looks.html", looks=looks.at(actor().id, 500), **WORDS_OF_PAGE)
