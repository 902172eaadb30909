"""What shows all of my skills on one page, which a device of mine keeps with its forms."""

from flask import abort, request, url_for

from portal import copies
from portal.answers import page
from portal.db import lock
from portal.fields import name_after
from portal.guard import actor, allow
from portal.people import queries as people
from portal.profile.views.evidence import KINDS, EvidenceForm, added, form_page, posts_for
from portal.skills import evidence, own_queries
from portal.skills.models import EvidenceKind, PersonSkill


def register(bp):
    """Put the views on the blueprint of the profile."""
    bp.get("/me/evidence")(all_evidence)
    bp.route("/me/evidence/add", methods=["GET", "POST"])(add_any_evidence)


@allow("me.read")
def all_evidence():
    """Every skill of mine that something shows, with that; in a copy, with all its forms."""
    skills = own_queries.of_person(actor().id)
    found = evidence.of_person(actor().id)
    forms = _forms(skills, found) if copies.asked() else {}
    shown = [(row, found[row.skill_id]) for row in skills if row.skill_id in found]
    return page("profile/evidence_all.html", shown=shown, skills=skills, kinds=KINDS, **forms)


def _forms(skills, found):
    """Of all that can be changed and added, each with ids of its own."""
    posts = people.experience_of(actor().id)
    entries = [entry for each in found.values() for entry in each]
    forms = {
        "edits": {entry.id: EvidenceForm.of(entry, posts) for entry in entries},
        "adds": {
            kind: EvidenceForm(formdata=None).about(kind, posts, skills)
            for kind in KINDS
            if posts or kind != EvidenceKind.EXPERIENCE
        },
    }
    for named in forms.values():
        for key, form in named.items():
            name_after(form, key)
    return forms


@allow("me.edit")
def add_any_evidence():
    """Show more for one of my skills, which the form asks for. `kind` says what."""
    if (kind := request.args.get("kind", "")) not in KINDS:
        abort(404)
    kind, skills = EvidenceKind(kind), own_queries.of_person(actor().id)
    posted = {"formdata": None} if request.method == "GET" else {}
    form = EvidenceForm(**posted).about(kind, posts_for(kind), skills)
    if request.method == "GET" or not form.validate():
        return form_page(form, None)
    row = next(one for one in skills if str(one.skill_id) == form.skill_id.data)
    return added(form, lock(PersonSkill, row.id), None, back_to=url_for("profile.all_evidence"))
