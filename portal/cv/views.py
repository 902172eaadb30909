"""The views of a CV: send it, choose from what is in it, take one's profile away as a file."""

import json
from urllib.parse import quote

from flask import Blueprint, Response, redirect, request, url_for

from portal.accounts.models import Account
from portal.answers import changed, page
from portal.cv import europass, receiving, resume, rules
from portal.cv.findings import look
from portal.cv.forms import CHOICES, CvForm, Review
from portal.db import db, start_change
from portal.errors import Refused
from portal.guard import actor, allow
from portal.intake import takes
from portal.people import queries as people
from portal.skills import own_queries
from search_index.text import key

bp = Blueprint("cv", __name__)
START, REVIEW = "cv/start.html", "cv/review.html"
MOST_SENT = 12 * 1024 * 1024
"""More than a file may have, so that a somewhat larger one gets clear words."""


@bp.get("/me/cv")
@allow("me.edit")
def start():
    return page(START, form=CvForm())


@bp.post("/me/cv")
@takes(MOST_SENT)
@allow("cv.read")
def read():
    """Read what was sent and show what is in it. Nothing is kept, of the file or of the text."""
    form = CvForm()
    if not form.validate():
        return page(START, form=form)
    db.session.rollback()  # reading takes a while: nobody who saves waits for it
    try:
        content = _content(form)
    except Refused as no:
        field = form.words if form.words.data else form.file
        field.errors = [no.message]
        return page(START, form=form)
    start_change()
    findings = look(content, actor().id)
    return _review(Review.of(findings), findings)


def _content(form):
    if form.words.data:
        return receiving.from_text(form.words.data)
    file = form.file.data
    return receiving.from_file(file.filename, file.read(receiving.MOST_BYTES + 1))


def _review(review, findings=None):
    return page(REVIEW, form=review, review=review, findings=findings, choices=CHOICES)


@bp.get("/me/cv/accept")
@allow("me.edit")
def nothing_to_accept():
    """The address a form was sent to: what stood on it is gone, as it should be."""
    return redirect(url_for(".start"), 303)


@bp.post("/me/cv/accept")
@allow("me.edit")
def accept():
    """Add what was chosen, in one go."""
    review = Review.sent()
    if request.form.get("add") == "all":
        for skill in review.skills:
            skill.take()
    if not review.validate():
        return _review(review)
    chosen = {skill.skill_id: skill.rating for skill in review.chosen}
    deeds = [deed.form.deed() for deed in review.deeds if deed.chosen]
    seen = review.audience
    try:
        added = rules.accept(actor().id, chosen, deeds, seen.audience.audience, seen.named)
    except Refused as no:
        review.problems.append(("audience", no.message))
        return _review(review)
    place = "my-skills" if added.skills or not added.deeds else "experience"
    undo = None
    if added.first:
        words = "Undo the skills" if added.deeds else "Undo"
        undo = (words, url_for("profile.undo_step", first=added.first))
    return changed(added.in_words, back_to=url_for("profile.me", _anchor=place), undo=undo)


@bp.get("/me/cv/resume.json")
@allow("me.read")
def resume_json():
    """My profile as a JSON Resume."""
    made = json.dumps(resume.made(*_mine()), ensure_ascii=False, indent=2)
    return _attached(made.encode(), "application/json", "resume.json")


@bp.get("/me/cv/europass.xml")
@allow("me.read")
def europass_xml():
    """My profile as Europass XML."""
    return _attached(europass.made(*_mine()), "application/xml", "europass.xml")


def _mine():
    """What I say of myself, as I see it."""
    who = actor()
    account = db.session.get_one(Account, who.account_id)
    skills = own_queries.of_person(who.id)
    return people.whole(who.id), account.email, skills, people.experience_of(who.id)


def _attached(content, mimetype, ending):
    """A file to keep, named after its owner in every alphabet (RFC 6266), in no cache."""
    words = "-".join(key(actor().name).split()) or "profile"
    plain = words.encode("ascii", "ignore").decode().strip("-") or "profile"
    response = Response(content, mimetype=mimetype)
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}-{ending}\"; filename*=UTF-8''{quote(words)}-{ending}"
    )
    response.headers["Cache-Control"] = "no-store"
    return response
