"""The page on which one asks a mentor, keeps it for later, and names who may follow."""

from flask import request, url_for

from portal.answers import changed, page
from portal.db import db
from portal.errors import Refused
from portal.guard import actor, allow
from portal.mentorship import drafts, lists, rules, standing
from portal.mentorship.forms import AskForm, DraftForm
from portal.mentorship.mentors import finding
from portal.mentorship.mentors.wanted import goals_of
from portal.mentorship.models import Mentor, MentorshipRequest, RequestState
from portal.mentorship.writing import Ask
from portal.people.models import Person
from portal.transitions import Past

# So many others to choose from, the best fitting first.
OTHERS = 12


def register(bp):
    """The addresses of these pages, with those of mentoring."""
    bp.route("/mentors/<uuid:id>/ask", methods=["GET", "POST"])(ask)
    bp.post("/mentorship/requests/<uuid:id>/delete")(delete)


@allow("mentorship.ask", Mentor, reading=lists.mentor)
def ask(mentor: Mentor):
    me = actor()
    now = standing.of(mentor.id, me.id)
    looked_for = goals_of(me.id)
    found = finding.one(mentor, now, looked_for.skills)
    keeping = "keep" in request.form
    draft = drafts.of(mentor.id, me.id) if request.method == "GET" else None
    form = DraftForm() if keeping else AskForm(**_kept(draft))
    form.skills.choices = {taught.skill.id: taught.skill.name for taught in found.taught}
    others = finding.others(me, mentor.id, looked_for, OTHERS) if found.startable else []
    form.let_follow({other.mentor.id: _named(other) for other in others})
    if form.validate_on_submit():
        try:
            return (_keep if keeping else _send)(form, mentor)
        except Refused as no:
            form.form_errors = [no.message]
    return page(
        "mentorship/ask.html",
        form=form,
        person=mentor.person,
        found=found,
        draft=draft,
        others=others,
        reason="" if form.errors else rules.why_not(mentor, me, now),
        is_manager=me.manager_id == mentor.id,
    )


def _kept(draft):
    """What was kept, as the form shows it."""
    if draft is None:
        return {}
    words = {"message": draft.message, "months": draft.months}
    return {"data": words | {"goals": "\n".join(draft.goals), "skills": draft.skills}}


def _named(other):
    """Somebody who may follow, with the skill or the reason they stand there for."""
    teaches = [taught.skill.name for taught in other.taught if taught.wanted][:2]
    person = other.mentor.person
    return f"{person.name}, {', '.join(teaches) or person.department.name}"


def _send(form, mentor):
    person = db.session.get_one(Person, actor().id)
    then = [db.session.get_one(Mentor, id) for id in (form.second.data, form.third.data) if id]
    asked = rules.ask(mentor, person, _what(form, mentor), then)
    name = asked.mentor.person.name
    said = f"You have asked {name}."
    if asked.state == RequestState.WAITLISTED:
        said = f"You are on the waiting list of {name}."
    return changed(said, back_to=url_for(".see", id=asked.id))


def _keep(form, mentor):
    drafts.keep(mentor, db.session.get_one(Person, actor().id), _what(form, mentor))
    return changed("Kept. Nobody reads it until you send it.", back_to=url_for(".mine"))


def _what(form, mentor):
    chosen = set(form.skills.data or ())
    return Ask(
        goals=form.goal_lines(),
        message=form.message.data or "",
        months=form.months.data,
        skills=[skill for skill in mentor.skills if skill.id in chosen],
    )


@allow("mentorship.draft", MentorshipRequest)
def delete(draft: MentorshipRequest):
    if draft.state != RequestState.DRAFT or draft.ranked_id is not None:
        raise Past("This has been sent meanwhile, so it can only be taken back.")
    drafts.forget(draft.mentor_id, draft.mentee_id)
    return changed("Your draft is deleted.", back_to=url_for(".mine"))
