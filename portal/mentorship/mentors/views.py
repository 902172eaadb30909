"""The pages of mentors: finding one, and what one offers oneself."""

from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from flask import abort, redirect, request, url_for

from portal.answers import changed, page, wants_fragment
from portal.dates import zone
from portal.db import db, lock
from portal.errors import Refused
from portal.fields import line, nearest_page
from portal.guard import actor, allow
from portal.mentorship import lists, standing
from portal.mentorship.mentors import finding, queries, rules, tallies, wanted
from portal.mentorship.mentors.forms import STATES, OfferForm
from portal.mentorship.mentors.hours import queries as hours
from portal.mentorship.mentors.hours import views as hours_views
from portal.mentorship.mentors.offering import FORMATS, LANGUAGES, TOPICS
from portal.mentorship.mentors.wish import WHEN, asked_for
from portal.mentorship.models import Mentor
from portal.mentorship.rules import why_not
from portal.people.models import Person


def register(bp):
    """The addresses of these pages, with those of mentoring."""
    bp.get("/mentors")(find)
    bp.get("/mentors/suggest")(suggest)
    bp.get("/mentors/<uuid:id>")(mentor)
    bp.route("/mentorship/mentor", methods=["GET", "POST"])(offer)
    bp.post("/mentorship/mentor/state")(change_state)
    hours_views.register(bp)


@allow("mentors.read")
def find():
    me, wish = actor(), asked_for(request.args)
    number = nearest_page(request.args.get("page", ""), finding.MOST_PAGES)
    goals = wanted.goals_of(me.id)
    asked = finding.asking(me, wish, goals.skills)
    whole = not wants_fragment()
    tally = tallies.tally(wish, asked, skills=whole and wish.anything)
    if not tally.total and (near := wish.loosely()):
        wish, asked = near, finding.asking(me, near, goals.skills)
        tally = tallies.tally(wish, asked)
    pages = max(1, -(-min(tally.total, tallies.MOST_COUNTED) // finding.PER_PAGE))
    here: dict[str, Any] = wish.pairs
    answer = page(
        "mentorship/mentors/find.html",
        "mentorship/mentors/_found.html",
        found=finding.find(wish, goals, asked, number, tally.ids) if tally.total else [],
        tally=tally,
        MOST_COUNTED=tallies.MOST_COUNTED,
        number=number,
        pages=pages,
        wish=wish,
        wanted=goals.skills,
        here=urlencode(here),
        url=lambda n: "/mentors?" + urlencode(here | {"page": n}),
        **(_choices(me, wish, tally) if whole else {}),
    )
    if not whole:  # what is not asked for is no part of the address
        answer.headers["HX-Push-Url"] = url_for(".find", **here)
    return answer


def _choices(me, wish, tally):
    """What can be chosen in the form of the search."""
    return {
        "skills": tallies.offered_skills(me, wish, tally),
        "departments": tallies.departments(),
        "TOPICS": TOPICS.offered,
        "FORMATS": FORMATS.offered,
        "LANGUAGES": tallies.languages(wish.language),
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


@allow("mentor.see", Mentor, reading=lists.mentor)
def mentor(row: Mentor):
    me = actor()
    now = standing.of(row.id, me.id)
    if not row.person.active:
        abort(404)
    mine = row.id == me.id
    found = finding.one(row, now, [] if mine else wanted.wanted_skills(me.id), me.id)
    # To either of two who are kept apart, the other does not mentor.
    hidden = not mine and (row.state == "closed" or not now.active)
    return page(
        "mentorship/mentors/mentor.html",
        found=found,
        said=_said(row, me),
        mine=mine,
        hidden=hidden,
        reason="" if mine or hidden else why_not(row, me, now),
        hours=[] if hidden else hours.of_mentor(row.id, me.id),
    )


def _said(row, me):
    """The sets of a mentor in words, and where their clocks are if not where the reader's are."""
    theirs = zone(row.person.time_zone).key
    return {
        "topics": TOPICS.said(row.topics),
        "formats": FORMATS.said(row.formats),
        "languages": LANGUAGES.said(row.languages),
        "zone": theirs.replace("_", " ") if theirs != zone(me.time_zone).key else "",
    }


@allow("mentor.edit")
def offer():
    me = db.session.get_one(Person, actor().id)
    mentor = db.session.get(Mentor, me.id)
    skills = queries.skills_of(me.id)
    if mentor:
        skills += [skill for skill in mentor.skills if skill not in skills]
    form = _offer_form(me, mentor, skills)
    preview = None
    if form.validate_on_submit():
        try:
            if "preview" not in request.form:
                rules.offer_help(me, _offer(form, skills))
                return changed("Saved. This is your offer now.", back_to=url_for(".offer"))
            preview = _preview(me, _offer(form, skills))
        except Refused as no:
            form.form_errors = [no.message]
    return page(
        "mentorship/mentors/offer.html",
        form=form,
        mentor=mentor,
        near=queries.languages_among(skill.name for skill in skills),
        zone=zone(me.time_zone).key.replace("_", " "),
        live=standing.live_count(me.id),
        waiting=len(standing.open_requests(me.id)) if mentor else 0,
        preview=preview,
        said=_said(preview.mentor, me) if preview else None,
    )


def _offer_form(me, mentor, skills):
    """What a mentor offers; for who is none yet, what is known of them, all of it to be changed."""
    if mentor is None:
        known = queries.known(me.id, skills)
        form = OfferForm(data={**known._asdict(), "formats": ["one", "video", "person"]})
    else:
        kept = {
            "skills": [skill.id for skill in mentor.skills],
            "topics": TOPICS.codes(mentor.topics),
            "formats": FORMATS.codes(mentor.formats),
            "languages": LANGUAGES.codes(mentor.languages),
        }
        form = OfferForm(data={**vars(mentor), **kept})
    form.skills.choices = {skill.id: skill.name for skill in skills}
    return form


def _preview(me, what):
    """The offer as others would see it; nothing is written."""
    row = SimpleNamespace(
        id=me.id,
        person=me,
        state=what.state,
        capacity=what.capacity,
        offer=what.offer,
        times=what.times,
        topics=TOPICS.number(what.topics),
        formats=FORMATS.number(what.formats),
        languages=LANGUAGES.number(what.languages),
        answers_within=None,
    )
    shown = finding.levels_shown(me.id, {skill.id: skill.name for skill in what.skills})
    return finding.Found(row, standing.live_count(me.id), 0, taught=shown)


def _offer(form, skills):
    chosen = set(form.skills.data or ())
    return rules.Offer(
        state=form.state.data,
        capacity=form.capacity.data,
        offer=form.offer.data or "",
        skills=[skill for skill in skills if skill.id in chosen],
        paused_until=form.paused_until.data if form.state.data == "paused" else None,
        topics=form.topics.data or (),
        formats=form.formats.data or (),
        languages=form.languages.data or (),
        times=form.times.data or "",
    )


@allow("mentor.edit")
def change_state():
    """Take a break, open again or stop, at once."""
    after = request.form.get("state", "")
    me = actor()
    if after not in STATES or lists.mentor_or_none(me.id) is None:
        raise Refused("Say first what you offer as a mentor.")
    rules.change_state(lock(Mentor, me.id), after)
    said = {
        "open": "You are open to new requests again.",
        "paused": "You take a break from new requests. Who waits for your answer still does.",
        "closed": "You do not mentor any more. Mentorships under way go on.",
    }
    return changed(said[after], back_to=url_for(".offer"))
