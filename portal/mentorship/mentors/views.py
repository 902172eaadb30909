"""The pages of mentors: finding one, and what one offers oneself."""

from typing import Any
from urllib.parse import urlencode

from flask import redirect, request, url_for

from portal.answers import changed, page, wants_fragment
from portal.db import db
from portal.errors import Refused
from portal.fields import line, page_number
from portal.guard import actor, allow
from portal.mentorship import standing
from portal.mentorship.mentors import finding, queries, rules, tallies
from portal.mentorship.mentors.forms import OfferForm
from portal.mentorship.mentors.offering import FORMATS, LANGUAGES, TOPICS
from portal.mentorship.mentors.wish import WHEN, asked_for
from portal.mentorship.models import Mentor
from portal.people.models import Person


def register(bp):
    """The addresses of these pages, with those of mentoring."""
    bp.get("/mentors")(find)
    bp.get("/mentors/suggest")(suggest)
    bp.route("/mentorship/mentor", methods=["GET", "POST"])(offer)


@allow("mentors.read")
def find():
    me, wish, number = actor(), asked_for(request.args), page_number()
    wanted = finding.wanted_skills(me.id)
    asked = finding.asking(me, wish, wanted)
    tally = tallies.tally(wish, asked)
    pages = max(1, -(-min(tally.total, tallies.MOST_COUNTED) // finding.PER_PAGE))
    here: dict[str, Any] = {
        name: value for name, value in request.args.items() if name != "page" and value
    }
    whole = {} if wants_fragment() else _choices(me)
    return page(
        "mentorship/mentors/find.html",
        "mentorship/mentors/_found.html",
        found=finding.find(wish, wanted, asked, number) if tally.total else [],
        tally=tally,
        MOST_COUNTED=tallies.MOST_COUNTED,
        number=number,
        pages=pages,
        wish=wish,
        wanted=wanted,
        here=urlencode(here),
        url=lambda n: url_for(".find", **(here | {"page": n})),
        **whole,
    )


def _choices(me):
    """What can be chosen in the form of the search."""
    return {
        "skills": tallies.offered_skills(me),
        "departments": tallies.departments(),
        "TOPICS": TOPICS.offered,
        "FORMATS": FORMATS.offered,
        "LANGUAGES": LANGUAGES.offered,
        "WHEN": WHEN,
    }


@allow("mentors.read")
def suggest():
    typed = line(request.args.get("q"))[:200]
    if not wants_fragment():
        return redirect(url_for(".find", q=typed), 303)
    return page(
        "mentorship/mentors/_suggest.html",
        "mentorship/mentors/_suggest.html",
        skills=tallies.suggestions(actor(), typed),
    )


@allow("mentor.edit")
def offer():
    me = db.session.get_one(Person, actor().id)
    mentor = db.session.get(Mentor, me.id)
    form = OfferForm(obj=mentor, data=None if mentor else {"skills": queries.teachable(me.id)})
    skills = queries.skills_of(me.id)
    if mentor:
        skills += [skill for skill in mentor.skills if skill not in skills]
        if request.method == "GET":
            form.skills.data = [skill.id for skill in mentor.skills]
    form.skills.choices = {skill.id: skill.name for skill in skills}
    if form.validate_on_submit():
        try:
            rules.offer_help(me, _offer(form, skills))
            return changed("Saved. This is your offer now.", back_to=url_for(".offer"))
        except Refused as no:
            form.form_errors = [no.message]
    return page(
        "mentorship/mentors/offer.html",
        form=form,
        mentor=mentor,
        live=standing.live_count(me.id),
        waiting=len(standing.open_requests(me.id)) if mentor else 0,
    )


def _offer(form, skills):
    chosen = set(form.skills.data or ())
    return rules.Offer(
        state=form.state.data,
        capacity=form.capacity.data,
        offer=form.offer.data or "",
        skills=[skill for skill in skills if skill.id in chosen],
        paused_until=form.paused_until.data if form.state.data == "paused" else None,
    )
