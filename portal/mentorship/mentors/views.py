"""The pages of mentors: finding one, and what one offers oneself."""

from typing import Any
from uuid import UUID

from flask import redirect, request, url_for

from portal.answers import changed, page, wants_fragment
from portal.db import db
from portal.errors import BadInput, Refused
from portal.fields import line, page_number
from portal.guard import actor, allow
from portal.mentorship import standing
from portal.mentorship.mentors import finding, queries, ranking, rules
from portal.mentorship.mentors.forms import OfferForm
from portal.mentorship.mentors.wish import Wish
from portal.mentorship.models import Mentor
from portal.people.models import Person


def register(bp):
    """The addresses of these pages, with those of mentoring."""
    bp.get("/mentors")(find)
    bp.get("/mentors/suggest")(suggest)
    bp.route("/mentorship/mentor", methods=["GET", "POST"])(offer)


@allow("mentors.read")
def find():
    wish = _wish()
    number = page_number()
    wanted = finding.wanted_skills(actor().id)
    found, total = finding.find(actor(), wish, wanted, number)
    pages = max(1, -(-min(total, ranking.MOST_COUNTED) // finding.PER_PAGE))
    here: dict[str, Any] = {k: v for k, v in request.args.items() if k != "page" and v}
    return page(
        "mentorship/mentors/find.html",
        "mentorship/mentors/_found.html",
        found=found,
        total=total,
        MOST_COUNTED=ranking.MOST_COUNTED,
        number=number,
        pages=pages,
        wish=wish,
        wanted=wanted,
        facets=None if wants_fragment() else finding.offered_skills(actor()),
        url=lambda n: url_for(".find", **(here | {"page": n})),
    )


def _wish():
    try:
        skill_id = UUID(request.args["skill"]) if request.args.get("skill") else None
    except ValueError:
        raise BadInput("That skill is not one of ours.") from None
    return Wish(
        q=line(request.args.get("q"))[:200],
        skill_id=skill_id,
        elsewhere=request.args.get("where") == "elsewhere",
    )


@allow("mentors.read")
def suggest():
    typed = line(request.args.get("q"))[:200]
    if not wants_fragment():
        return redirect(url_for(".find", q=typed), 303)
    return page(
        "mentorship/mentors/_suggest.html",
        "mentorship/mentors/_suggest.html",
        skills=finding.suggestions(actor(), typed),
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
