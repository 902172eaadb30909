"""The page about me, and the page about somebody else."""

from flask import Blueprint, request, url_for

from portal import copies
from portal.answers import changed, page
from portal.aspirations import drivers
from portal.aspirations import words as aspiration_words
from portal.audience import in_words
from portal.db import lock
from portal.fields import saved_elsewhere
from portal.guard import actor, allow
from portal.people import manager, photos, rules
from portal.people import queries as people
from portal.people.models import Person
from portal.profile import looking, queries
from portal.profile.forms import AddSkillForm, DescriptionForm
from portal.profile.views import (
    all_evidence,
    evidence,
    experience,
    own_skills,
    photo,
    prompts,
    rating,
    suggestions,
)
from portal.skills import evidence as evidence_of
from portal.skills import freshness, own_queries

bp = Blueprint("profile", __name__)
own_skills.register(bp)
experience.register(bp)
evidence.register(bp)
all_evidence.register(bp)
photo.register(bp)
rating.register(bp)
prompts.register(bp)
suggestions.register(bp)
bp.add_app_template_global(in_words, "audience_words")
bp.add_app_template_global(queries.whole_rows, "whole_rows")
bp.add_app_template_global(queries.brief_rows, "brief_rows")
bp.add_app_template_global(manager.as_it_is, "audience_now")
bp.add_app_template_filter(drivers.in_words, "driver_words")
bp.add_app_template_test(freshness.stale, "stale")
bp.add_app_template_test(freshness.unrated, "unrated")
bp.add_app_template_filter(freshness.validity, "validity")

ANSWERS = {
    name: getattr(aspiration_words, name)
    for name in ("AIMS", "HORIZONS", "WORK_MODES", "RELOCATION", "TRAVEL", "HOURS", "LEADING")
}


@bp.get("/me")
@allow("me.read")
def me():
    mine = queries.mine(actor())
    edits = experience.edits(mine.experience) if copies.asked() else {}
    return page("profile/me.html", form=AddSkillForm(), mine=mine, edits=edits)


@bp.route("/me/edit", methods=["GET", "POST"])
@allow("me.edit")
def describe():
    if request.method == "GET":
        person = people.whole(actor().id)
        form = DescriptionForm(
            formdata=None,
            headline=person.headline,
            about=person.about,
            version=str(person.version),
        )
        form.audience.about(person, person.about_audience)
        return page("profile/describe.html", "profile/_describe.html", form=form, person=person)
    person = lock(Person, actor().id)
    form = DescriptionForm()
    form.audience.about(person, person.about_audience)
    whole, fragment = "profile/describe.html", "profile/_describe.html"
    if not form.validate():
        return page(whole, fragment, form=form, person=person)
    words = {"headline": form.headline.data, "about": form.about.data}
    now = {"headline": person.headline, "about": person.about}
    if saved_elsewhere(form, person.version, words, now):
        return page(whole, fragment, form=form, status=409, person=person, theirs=person)
    rules.describe(person, **words)
    rules.show_words(person, form.audience.audience, form.named)
    return changed(
        "Saved.", "profile/_words.html", back_to=url_for(".me"), person=person, saved=True
    )


@bp.get("/me/words")
@allow("me.read")
def words():
    """The words as they are now: where "Cancel" leads."""
    person = people.whole(actor().id)
    return page("profile/describe.html", "profile/_words.html", person=person)


@bp.get("/people/<uuid:id>")
@allow("person.see", Person, reading=people.whole)
def person(row: Person):
    return _of(row, "profile/person.html", "page")


@bp.get("/people/<uuid:id>/paper")
@allow("person.see", Person, reading=people.whole)
def paper(row: Person):
    """The same, laid out for paper or a PDF."""
    return _of(row, "profile/paper.html", "paper")


def _of(row, template, surface):
    """Somebody as the reader may see them, or myself as others do; that one looked is kept."""
    who = actor()
    look = looking.own(row, request.args.get("as", "colleague")) if row.id == who.id else None
    beside = queries.beside(who, row, look.groups if look else None)
    groups = beside.groups
    skills = own_queries.of_person(row.id, groups)
    shown = len(skills) if surface == "paper" else queries.whole_rows(len(skills))
    response = page(
        template,
        person=row,
        photo=photos.digest(row, groups),
        about=row.about_audience.includes(groups),
        skills=skills,
        evidence=evidence_of.open_to(row.id, groups, [one.skill_id for one in skills[:shown]]),
        experience=people.experience_of(row.id, groups),
        shared=beside.shared,
        plans=beside.plans,
        check_ins=beside.check_ins,
        mentor=surface == "page" and beside.mentors,
        welcome=surface == "page" and beside.welcome,
        groups=groups,
        look=look,
        looks=looking.KINDS,
        **ANSWERS,
    )
    return looking.remember(response, who, row, groups, surface)
