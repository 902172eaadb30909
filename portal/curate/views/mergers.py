"""Merging skills: choose, see what it means, do it, take it back."""

from uuid import UUID

from flask import abort, request, url_for
from sqlalchemy.exc import NoResultFound

from portal.answers import changed, page
from portal.curate import queries, rules
from portal.db import db
from portal.fields import line, page_number
from portal.guard import actor, allow
from portal.skills import queries as taxonomy
from portal.skills.finding import likeness
from portal.skills.merging.models import SkillMerge
from portal.skills.models import Skill

MOST_LIKELY = 6


def register(bp):
    """Put the views on the blueprint of the taxonomy."""
    bp.get("/skills/<uuid:id>/merge")(choose)
    bp.get("/skills/<uuid:id>/merge/<uuid:into_id>")(preview)
    bp.post("/skills/<uuid:skill_id>/merge/<uuid:into_id>")(merge)
    bp.get("/mergers")(mergers)
    bp.post("/mergers/<uuid:id>/undo")(unmerge)


@allow("taxonomy.merge", Skill)
def choose(row: Skill):
    """Which skill it is to become part of: by its name, or one of those that are alike."""
    typed = line(request.args.get("skill"))[:200]
    error = ""
    if typed:
        meant = taxonomy.by_folded(typed)
        if meant is not None and meant.id != row.id:
            return _preview(row, meant)
        same = meant is not None
        error = "That is this skill itself." if same else f"We do not know “{typed}”."
    near = likeness.near(typed if error and meant is None else row.name, MOST_LIKELY + 1)
    return page(
        "curate/choose.html", row=row, typed=typed, error=error, status=422 if error else None,
        likely=[found for found in near if found.skill_id != row.id][:MOST_LIKELY],
    )  # fmt: skip


@allow("taxonomy.merge", Skill)
def preview(row: Skill, into_id: UUID):
    target = db.session.get(Skill, into_id)
    if target is None or target.id == row.id:
        abort(404)
    return _preview(row, target)


def _preview(row, target):
    """What a merger would do, before it is done."""
    both = [row.id, target.id]
    return page(
        "curate/merge.html", row=row, target=target, used=queries.used(both, exact=True),
        mentors=queries.mentors(both), words=[alias.name for alias in row.aliases],
    )  # fmt: skip


@allow("taxonomy.merge")
def merge(skill_id: UUID, into_id: UUID):
    """The rule locks both, in one order; the guard would in that of the address."""
    try:
        made = rules.merge(skill_id, into_id, actor().id)
    except NoResultFound:
        abort(404)
    names = queries.names([skill_id, into_id])
    return changed(
        f"{names[skill_id]} is part of {names[into_id]} now.",
        back_to=url_for("curate.skill", id=into_id),
        undo=("Undo", url_for("curate.unmerge", id=made.id)),
    )


@allow("taxonomy.curate")
def mergers():
    at = page_number()
    rows, more = queries.mergers(at)
    return page("curate/mergers.html", rows=rows, more=more, number=at)


@allow("taxonomy.unmerge", SkillMerge)
def unmerge(made: SkillMerge):
    skill = rules.unmerge(made, actor().id)
    message = f"{skill.name} is a skill of its own again, with all that belonged to it."
    return changed(message, back_to=url_for("curate.skill", id=skill.id))
